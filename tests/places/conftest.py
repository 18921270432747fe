"""The genuine places, read once for all tests of this slice."""

import pytest

from backend.core.audit import AuditLog
from backend.core.broadcast import MemoryBroadcast
from backend.core.city import load_city
from backend.core.context import Context
from backend.core.db import Database
from backend.core.i18n import Translations
from backend.core.idempotency import Idempotency
from backend.core.jobs import EmbeddedJobs
from backend.core.live import LiveHub
from backend.core.metrics import Metrics
from backend.core.ratelimit import RateLimiter
from backend.core.snapshots import Snapshots
from backend.places.catalogue import Catalogue, load_catalogue
from backend.places.districts import DistrictIndex, DistrictRecord, read_districts
from backend.places.records import ImportResult, PlaceRecord
from backend.places.seeding import seed
from backend.places.service.public import ImportOutcome
from backend.settings import Settings
from tests.conftest import FrozenClock
from tests.places.report import CONTENT, import_genuine


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT)


@pytest.fixture(scope="session")
def areas(catalogue: Catalogue) -> list[DistrictRecord]:
    return read_districts(catalogue)


@pytest.fixture(scope="session")
def districts(areas: list[DistrictRecord]) -> DistrictIndex:
    return DistrictIndex(areas)


@pytest.fixture(scope="session")
def genuine() -> ImportResult:
    return import_genuine()


@pytest.fixture(scope="session")
def by_name(genuine: ImportResult) -> dict[str, PlaceRecord]:
    return {place.name: place for place in genuine.places}


@pytest.fixture
async def context(database: Database, database_url: str, clock: FrozenClock) -> Context:
    """The kernel on an empty, migrated database, without the rest of the app."""
    metrics = Metrics()
    return Context(
        settings=Settings(database_url=database_url, resources_dir=str(CONTENT.parent)),
        city=load_city(CONTENT),
        clock=clock,
        db=database,
        broadcast=MemoryBroadcast(),
        live=LiveHub(),
        jobs=EmbeddedJobs(),
        snapshots=Snapshots(),
        limiter=RateLimiter(),
        idempotency=Idempotency(clock),
        translations=Translations(CONTENT.parent / "translations", ["de"]),
        metrics=metrics,
        audit=AuditLog(clock),
    )


@pytest.fixture
async def seeded(context: Context) -> ImportOutcome:
    """The genuine places in the database."""
    return await seed(context, lambda _what, _done, _total: None)


@pytest.fixture
def settings(settings: Settings, seeded: ImportOutcome) -> Settings:
    """The app of these tests starts on a database that has the genuine places."""
    return settings
