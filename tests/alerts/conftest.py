"""The genuine city with its Stadtteile, a source on loopback, and the slice on a database that knows the places."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec
import pytest

from backend.alerts.areas import CityAreas
from backend.alerts.slice import AlertsSlice, build
from backend.app import build_context
from backend.core.alarms import Alarm
from backend.core.city import CityConfig, load_city
from backend.core.context import Context
from backend.core.db import Session, after_commit
from backend.core.places import CityShape
from backend.places.catalogue import load_catalogue
from backend.places.districts import city_shape, read_districts
from backend.settings import AlertSettings, Settings
from tests.alerts.source import Source
from tests.conftest import REPOSITORY, FrozenClock

CONTENT = REPOSITORY / "content"
FEEDS = """
[[feed]]
key = "list"
name = "Liste"
kind = "dashboard"
url = "{url}/dashboard/{{ars_district}}.json"
detail_url = "{url}/warnings/{{id}}.json"
credit = "Erfundene Quelle"
every_s = 30
complete = true

[[feed]]
key = "files"
name = "Dateien"
kind = "documents"
url = "{url}/files"
credit = "Erfundene Quelle"
every_s = 60
max_bytes = 200000

[[feed]]
key = "zip"
name = "Archiv"
kind = "archive"
url = "{url}/all.zip"
credit = "Erfundene Quelle"
every_s = 60
complete = true
"""


class GenuineShapes:
    """The Stadtteile from the files, as the places slice hands them on."""

    def __init__(self) -> None:
        self._shape = city_shape(read_districts(load_catalogue(CONTENT)))

    async def district_shapes(self) -> CityShape:
        return self._shape


@pytest.fixture(scope="session")
def city() -> CityConfig:
    return load_city(CONTENT)


@pytest.fixture
async def areas(city: CityConfig) -> CityAreas:
    made = CityAreas(city, GenuineShapes())
    await made.load()
    return made


@pytest.fixture
def source() -> Iterator[Source]:
    with Source().running() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, source: Source, tmp_path: Path) -> Settings:
    """Reads all three kinds of sources from loopback."""
    path = tmp_path / "feeds.toml"
    path.write_text(FEEDS.format(url=source.url), encoding="utf-8")
    chosen = AlertSettings(feeds=("list", "files", "zip"), feeds_file=str(path))
    return msgspec.structs.replace(settings, alerts=chosen)


@pytest.fixture
async def context(settings: Settings, clock: FrozenClock) -> AsyncIterator[Context]:
    made = build_context(settings, clock)
    await made.broadcast.start()
    yield made
    await made.broadcast.stop()
    await made.snapshots.close()
    await made.db.close()


class HeardBell:
    """Stands where phones are reached; what rang in a transaction that was rolled back was never heard."""

    def __init__(self) -> None:
        self.heard: list[Alarm] = []

    async def ring(self, session: Session, alarm: Alarm) -> None:
        after_commit(session, lambda: self.heard.append(alarm))


@pytest.fixture
def bell() -> HeardBell:
    return HeardBell()


@pytest.fixture
async def alerts(context: Context, bell: HeardBell) -> AlertsSlice:
    """The slice of a running app, without its jobs: tests say when the sources are looked at."""
    found = build(context, GenuineShapes(), bell)
    for hook in found.on_startup:
        await hook()
    return found
