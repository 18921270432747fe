"""The parking slice alone on a migrated database, with a town of a few bays."""

from collections.abc import AsyncIterator

import pytest

from backend.core.audit import AuditLog
from backend.core.broadcast import MemoryBroadcast
from backend.core.city import load_city
from backend.core.clock import Clock
from backend.core.context import Context
from backend.core.db import Database
from backend.core.i18n import Translations
from backend.core.idempotency import Idempotency
from backend.core.jobs import EmbeddedJobs
from backend.core.live import LiveHub
from backend.core.metrics import Metrics
from backend.core.ratelimit import RateLimiter
from backend.core.snapshots import Snapshots
from backend.parking.slice import ParkingSlice, build
from backend.settings import Settings
from tests.parking.town import OneDistrict, load, town


@pytest.fixture
def context(settings: Settings, database: Database, clock: Clock) -> Context:
    """Kernel parts of one process; messages stay in memory on both databases."""
    metrics = Metrics()
    city = load_city(settings.content_dir)
    return Context(
        settings=settings,
        city=city,
        clock=clock,
        db=database,
        broadcast=MemoryBroadcast(metrics),
        live=LiveHub(metrics),
        jobs=EmbeddedJobs(metrics),
        snapshots=Snapshots(),
        limiter=RateLimiter(metrics=metrics),
        idempotency=Idempotency(clock),
        translations=Translations(settings.resources / "translations", city.locales),
        metrics=metrics,
        audit=AuditLog(clock),
    )


@pytest.fixture
async def parking(context: Context) -> AsyncIterator[ParkingSlice]:
    """The slice with `town()` stored and on the board."""
    await load(context, town())
    built = build(context, OneDistrict())
    await built.projection.ensure_loaded()
    yield built
    await built.projection.stop()
    await context.snapshots.close()
