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


async def heard_of(events: AsyncIterator[Event], bay_id: UUID) -> None:
    """Return once an event told of the bay."""
    async with asyncio.timeout(60):
        async for event in events:
            if bay_id in event.bay_ids:
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
    before, during, after = town.sensors[:3]
    async with live_stream(server.port) as events:
        assert (await deliver(client, before, 1, occupied=True)).status_code == 202
        await heard_of(events, before.bay_id)

        async def shows_before() -> bool:
            return await status_of(client, before.bay_id) == "taken"

        await until("the snapshot follows", shows_before)
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
        # The job worked on them, the broadcast told of them, and the stream that stayed open carries the news.
        await heard_of(events, after.bay_id)

        async def shows_all() -> bool:
            seen = [await status_of(client, sensor.bay_id) for sensor in (before, during, after)]
            return seen == ["taken", "taken", "free"]

        await until("bays show what was sent during and after the outage", shows_all)
    assert family(server.pid) == processes, "a process was started anew"
    assert server.stop() == 0


async def test_a_start_without_the_database_succeeds_and_serves_once_it_is_there(
    town: Town, cluster: PostgresCluster
) -> None:
    await asyncio.to_thread(cluster.stop)
    server = start_app(town.database_url)
    try:
        await asyncio.to_thread(server.wait_ready)
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            assert_unavailable(await client.get(BAYS))
            await asyncio.to_thread(cluster.start)

            async def takes_uplinks() -> bool:
                return (await deliver(client, town.sensors[0], 1, occupied=True)).status_code == 202

            async def shows_it() -> bool:
                return await status_of(client, town.sensors[0].bay_id) == "taken"

            await until("uplinks are taken", takes_uplinks)
            await until("the bay shows it", shows_it)
        assert server.stop() == 0
    finally:
        if server.process.poll() is None:
            server.kill()
