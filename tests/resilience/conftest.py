"""A small town of bays with sensors on a real database, for servers that run as processes of their own."""

from collections.abc import Iterator

import msgspec
import pytest

from bench.scratch import fill
from bench.server import Server, start_app
from bench.traffic import Sensor

SENSORS = 60


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: starts real processes; seconds, not milliseconds")


class Town(msgspec.Struct, frozen=True):
    """A filled database and the sensors in it."""

    database_url: str
    sensors: list[Sensor]


@pytest.fixture
def town(database_url: str) -> Town:
    """Sixty bays; nothing has been heard of any of them."""
    return Town(database_url, fill(database_url, SENSORS))


@pytest.fixture
def server(town: Town) -> Iterator[Server]:
    """The app as people start it, ready."""
    started = start_app(town.database_url)
    try:
        started.wait_ready()
        yield started
    finally:
        if started.process.poll() is None:
            started.kill()
