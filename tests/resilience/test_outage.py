"""PostgreSQL goes away and comes back: reads go on, writes say so, and everything recovers by itself."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
import pytest

from backend.core.errors import PROBLEM_MEDIA_TYPE
from backend.core.migration import upgrade
from bench.events import Event, live_stream
from bench.scratch import fill
from bench.server import REPOSITORY, SECRET, Server, family, start_app
from bench.traffic import Sensor
from tests.postgres import PostgresCluster, find_programs
from tests.resilience.conftest import SENSORS, Town
from tests.resilience.waiting import until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_programs() is None, reason="PostgreSQL is not installed (Debian: apt install postgresql)"),
]

BAYS = "/api/v1/parking/bays"


@pytest.fixture
def cluster() -> Iterator[PostgresCluster]:
    """A PostgreSQL of this test's own that keeps what was committed."""
    own = PostgresCluster(durable=True)
    try:
        own.start()
        yield own
    finally:
        own.close()


@pytest.fixture
def town(cluster: PostgresCluster) -> Town:
    url = cluster.create("town")
    upgrade(url, REPOSITORY)
    return Town(url, fill(url, SENSORS))


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as opened:
        yield opened


async def deliver(client: httpx.AsyncClient, sensor: Sensor, f_cnt: int, *, occupied: bool) -> httpx.Response:
    body = sensor.body(f_cnt, occupied, datetime.now(UTC))
    return await client.post(sensor.path, content=body, headers={"x-webhook-secret": SECRET})


async def status_of(client: httpx.AsyncClient, bay_id: UUID) -> str:
    bays = (await client.get(BAYS)).json()["bays"]
    return next(bay["status"] for bay in bays if bay["id"] == str(bay_id))


async def is_taken(client: httpx.AsyncClient, bay_id: UUID) -> bool:
    return await status_of(client, bay_id) == "taken"


async def heard_of(events: AsyncIterator[Event], bay_id: UUID, *, or_reset: bool = False) -> None:
    """Return once an event told of the bay, or told the browser to fetch everything again."""
    async with asyncio.timeout(60):
        async for event in events:
            if bay_id in event.bay_ids or (or_reset and event.name == "reset"):
                return
    pytest.fail("the live stream ended")


def assert_unavailable(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
    assert answer.json()["code"] == "service-unavailable"
    assert "Traceback" not in answer.text
    assert "psycopg" not in answer.text


async def test_reads_go_on_writes_say_so_and_all_recovers_without_a_restart(
    town: Town, cluster: PostgresCluster, server: Server, client: httpx.AsyncClient
) -> None:
    before, during, after, later = town.sensors[:4]
    assert await status_of(client, before.bay_id) == "unknown"
    async with live_stream(server.port) as events:
        assert (await deliver(client, before, 1, occupied=True)).status_code == 202
        await heard_of(events, before.bay_id)

        await until("the snapshot follows", lambda: is_taken(client, before.bay_id))
        processes = family(server.pid)

        await asyncio.to_thread(cluster.stop)
        for _ in range(3):
            assert_unavailable(await deliver(client, during, 1, occupied=True))
        report = {"reason": "other"}
        key = {"Idempotency-Key": str(uuid4())}
        assert_unavailable(await client.post(f"/api/v1/places/{uuid4()}/reports", json=report, headers=key))
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/health/live")).status_code == 200
        assert await status_of(client, before.bay_id) == "taken"

        await asyncio.to_thread(cluster.start)

        async def is_ready() -> bool:
            return (await client.get("/health/ready")).status_code == 200

        async def takes_uplinks() -> bool:
            return (await deliver(client, during, 1, occupied=True)).status_code == 202

        await until("ready again", is_ready)
        await until("uplinks are taken again", takes_uplinks)
        assert (await deliver(client, after, 1, occupied=False)).status_code == 202
        # What happened while nobody listened to the database comes as a reset, what happens from then on by itself.
        await heard_of(events, after.bay_id, or_reset=True)

        async def shows_all() -> bool:
            seen = [await status_of(client, sensor.bay_id) for sensor in (before, during, after)]
            return seen == ["taken", "taken", "free"]

        await until("bays show what was sent during and after the outage", shows_all)
        assert (await deliver(client, later, 1, occupied=True)).status_code == 202
        await heard_of(events, later.bay_id)
    assert family(server.pid) == processes, "a process was started anew"
    assert server.stop() == 0


async def test_a_start_before_the_database_waits_and_then_serves(town: Town, cluster: PostgresCluster) -> None:
    await asyncio.to_thread(cluster.stop)
    server = start_app(town.database_url)
    try:

        async def is_waiting() -> bool:
            return "waiting_for_database" in server.output()

        await until("the app waits for the database", is_waiting)
        await asyncio.to_thread(cluster.start)
        await asyncio.to_thread(server.wait_ready, "/health/ready")
        assert "Traceback" not in server.output()
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            assert (await deliver(client, town.sensors[0], 1, occupied=True)).status_code == 202
            await until("the bay shows it", lambda: is_taken(client, town.sensors[0].bay_id))
        assert server.stop() == 0
    finally:
        if server.process.poll() is None:
            server.kill()
