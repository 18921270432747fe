"""Kill -9 a sender in the middle of an alarm: everybody is reached, and a repeat is one that no phone shows."""

import asyncio
import os
import signal
from collections import Counter
from uuid import uuid4

import msgspec
import pytest

from backend.app import build_context
from backend.core.clock import utc_now
from backend.core.db import Database
from backend.core.jobs import EmbeddedJobs
from backend.push.bell import PushBell
from backend.push.sender import NOTE_EVERY
from backend.settings import Settings
from bench.phones import phones, subscribe
from bench.push import ring_everybody, senders
from bench.push_service import PushService, push_service
from bench.server import family
from tests.resilience.waiting import until

pytestmark = pytest.mark.slow

PHONES = 4_000
LEASE_S = 2
AT_ONCE = 4


async def test_a_killed_sender_loses_nobody(database_url: str, settings: Settings, database: Database) -> None:
    context = msgspec.structs.replace(build_context(settings, utc_now), jobs=EmbeddedJobs())
    with push_service() as service, senders(database_url, service, 2, LEASE_S) as server:
        wanted = list(phones(PHONES, f"{service.origin}/ok/{uuid4().hex}/", pairs=50))
        await subscribe(database, wanted)
        alarm = await ring_everybody(context)
        await until("a part is sent", lambda: _is_at_least(service, PHONES // 6))
        victim = next(pid for pid in family(server.pid) if pid != server.pid)
        os.kill(victim, signal.SIGKILL)

        async def is_done() -> bool:
            async with database.read() as session:
                (delivery,) = await PushBell(context).delivered(session, alarm.family)
            return delivery.finished_at is not None

        await until("all are sent", is_done)
        await context.db.close()
        kept = await asyncio.to_thread(service.report)
    times = Counter(message.path for message in kept.kept)
    assert len(times) == PHONES
    again = sum(times.values()) - PHONES
    assert again <= NOTE_EVERY * AT_ONCE
    assert {message.headers["topic"] for message in kept.kept} == {kept.kept[0].headers["topic"]}


async def _is_at_least(service: PushService, count: int) -> bool:
    return await asyncio.to_thread(service.count) >= count
