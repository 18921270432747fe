"""The sensors slice on both databases, with its real parts and a neighbour that remembers what it was told."""

from collections.abc import AsyncIterator

import pytest

from backend.core.db import Database
from tests.conftest import FrozenClock
from tests.sensors.kit import SensorKit, build_kit


@pytest.fixture
async def kit(database: Database, clock: FrozenClock) -> AsyncIterator[SensorKit]:
    """The slice's parts over this test's database; jobs run when the test says so."""
    async with build_kit(database, clock) as built:
        yield built
