"""The sensors slice on both databases, with its real parts and a neighbour that remembers what it was told."""

from collections.abc import AsyncIterator

import pytest

from backend.core.db import Base, Database
from backend.sensors.models import SensorDevice, SensorFrame, SensorReading
from tests.conftest import FrozenClock
from tests.sensors.kit import SensorKit, build_kit

TABLES = [model.__table__ for model in (SensorDevice, SensorFrame, SensorReading)]


@pytest.fixture
async def kit(database: Database, clock: FrozenClock) -> AsyncIterator[SensorKit]:
    """The slice's parts over this test's database; jobs run when the test says so."""
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: Base.metadata.create_all(sync, tables=TABLES, checkfirst=True))
    async with build_kit(database, clock) as built:
        yield built
