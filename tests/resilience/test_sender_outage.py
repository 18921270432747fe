"""The database goes away in the middle of an alarm: the sender goes on by itself once it is back."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from backend.app import build_context
from backend.core.clock import utc_now
from backend.core.jobs import EmbeddedJobs
from backend.push.bell import PushBell
from backend.push.slice import build_sender
from backend.settings import PushSettings, Settings
from bench.phones import phones, subscribe
from bench.push import ring_everybody
from bench.push_service import push_service
from tests.postgres import PostgresCluster
from tests.resilience.waiting import until

pytestmark = pytest.mark.slow

PHONES = 3_000


async def test_an_outage_of_the_database_loses_nobody(own_cluster: PostgresCluster) -> None:
    with push_service() as service:
        push = PushSettings(services=(service.origin,), ca_file=str(service.ca_file), contact="mailto:warn@example.org")
        settings = Settings(database_url=own_cluster.url("app"), push=push, public_url="https://city.example")
        context = msgspec.structs.replace(build_context(settings, utc_now), jobs=EmbeddedJobs())
        await subscribe(context.db, list(phones(PHONES, f"{service.origin}/ok/{uuid4().hex}/", pairs=50)))
        alarm = await ring_everybody(context)
        stop = asyncio.Event()
        sender = build_sender(context, lease=timedelta(seconds=1))
        sending = asyncio.create_task(sender.run(stop))

        async def has_begun() -> bool:
            return await asyncio.to_thread(service.count) >= PHONES // 6

        await until("a part is sent", has_begun)
        await asyncio.to_thread(own_cluster.stop)
        await asyncio.to_thread(own_cluster.start)

        async def is_done() -> bool:
            assert not sending.done(), "the sender gave up"
            async with context.db.read() as session:
                (delivery,) = await PushBell(context).delivered(session, alarm.family)
            return delivery.finished_at is not None

        await until("all are sent", is_done)
        stop.set()
        await sending
        await context.db.close()
        kept = await asyncio.to_thread(service.report)
    assert len({message.path for message in kept.kept}) == PHONES
