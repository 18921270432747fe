"""Broadcast: after the commit, never on rollback, to every process exactly once, and again after an outage."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from backend.core.broadcast import Broadcast, MemoryBroadcast, PostgresBroadcast
from backend.core.db import Database
from backend.core.metrics import Metrics
from tests.postgres import PostgresCluster

PAUSE = (0.01, 0.05)


class Inbox:
    """A handler that remembers."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[bytes] = asyncio.Queue()

    async def __call__(self, payload: bytes) -> None:
        self.messages.put_nowait(payload)

    async def next(self) -> bytes:
        return await asyncio.wait_for(self.messages.get(), 10)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def broadcast(database: Database, database_url: str, metrics: Metrics) -> AsyncIterator[Broadcast]:
    started: Broadcast
    started = MemoryBroadcast(metrics) if database.dialect == "sqlite" else PostgresBroadcast(database_url, metrics)
    await started.start()
    yield started
    await started.stop()


async def _publish(database: Database, broadcast: Broadcast, topic: str, *payloads: bytes) -> None:
    async with database.write() as session:
        for payload in payloads:
            broadcast.publish(session, topic, payload)


async def test_delivers_once_and_in_order_also_to_the_publisher(database: Database, broadcast: Broadcast) -> None:
    inbox, other = Inbox(), Inbox()
    broadcast.subscribe("bays", inbox)
    broadcast.subscribe("sites", other)
    await _publish(database, broadcast, "bays", b"1", b"2", b"1")
    await _publish(database, broadcast, "bays", b"3")
    await _publish(database, broadcast, "sites", b"end")
    assert await other.next() == b"end"
    assert [inbox.messages.get_nowait() for _ in range(inbox.messages.qsize())] == [b"1", b"2", b"3"]


async def test_nothing_is_heard_of_a_rollback(database: Database, broadcast: Broadcast) -> None:
    inbox = Inbox()
    broadcast.subscribe("bays", inbox)

    async def fail() -> None:
        async with database.write() as session:
            await session.execute(text("SELECT 1"))
            broadcast.publish(session, "bays", b"never")
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        await fail()
    await _publish(database, broadcast, "bays", b"after")
    assert await inbox.next() == b"after"
    assert inbox.messages.empty()


async def test_a_handler_sees_what_was_committed(database: Database, broadcast: Broadcast) -> None:
    seen: asyncio.Queue[int] = asyncio.Queue()

    async def look(_payload: bytes) -> None:
        async with database.read() as session:
            seen.put_nowait((await session.execute(text("SELECT count(*) FROM idempotency_record"))).scalar_one())

    broadcast.subscribe("bays", look)
    async with database.write() as session:
        broadcast.publish(session, "bays", b"1")
        await session.execute(
            text("INSERT INTO idempotency_record VALUES ('s', 'k', 'f', 1, :body, '2026-11-23 12:00:00')"),
            {"body": b""},
        )
    assert await asyncio.wait_for(seen.get(), 10) == 1


async def test_a_failing_handler_is_counted_and_the_others_still_hear(
    database: Database, broadcast: Broadcast, metrics: Metrics
) -> None:
    inbox = Inbox()

    async def fail(_payload: bytes) -> None:
        raise RuntimeError("a fault in a slice")

    broadcast.subscribe("bays", fail)
    broadcast.subscribe("bays", inbox)
    await _publish(database, broadcast, "bays", b"1", b"2")
    assert [await inbox.next(), await inbox.next()] == [b"1", b"2"]
    assert metrics.value("broadcast_handler_failures_total", topic="bays") == 2


@pytest.mark.parametrize(
    "payload",
    [b"", b"\x00\xff\n'", "Königstraße".encode(), bytes(range(256)) * 200],
    ids=["empty", "odd", "text", "long"],
)
async def test_any_payload_arrives_as_it_was_sent(database: Database, broadcast: Broadcast, payload: bytes) -> None:
    inbox = Inbox()
    broadcast.subscribe("bays", inbox)
    await _publish(database, broadcast, "bays", payload)
    assert await inbox.next() == payload


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_every_process_hears_and_foreign_notifications_do_no_harm(
    database: Database, database_url: str, broadcast: Broadcast
) -> None:
    here, there = Inbox(), Inbox()
    second_process = PostgresBroadcast(database_url)
    broadcast.subscribe("bays", here)
    second_process.subscribe("bays", there)
    await second_process.start()
    async with database.write() as session:
        await session.execute(text("SELECT pg_notify('app_broadcast', 'not ours')"))
    await _publish(database, broadcast, "bays", b"1")
    assert (await here.next(), await there.next()) == (b"1", b"1")
    await second_process.stop()


async def test_an_outage_is_followed_by_a_reload_and_then_messages_again(
    own_cluster: PostgresCluster, metrics: Metrics
) -> None:
    url = own_cluster.url("app")
    database, broadcast = Database(url), PostgresBroadcast(url, metrics, pause=PAUSE)
    inbox, reloads = Inbox(), Inbox()
    attempts = 0

    async def reload() -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise RuntimeError("not ready yet")
        await reloads(b"reload")

    broadcast.subscribe("bays", inbox)
    broadcast.on_reconnect(reload)
    await broadcast.start()
    await _publish(database, broadcast, "bays", b"before")
    assert await inbox.next() == b"before"
    assert attempts == 0

    own_cluster.stop()
    await database.close()
    own_cluster.start()

    assert await reloads.next() == b"reload"
    assert attempts == 2  # a reload that fails is tried again: caches must not stay behind
    await broadcast.wait_listening()
    await _publish(database, broadcast, "bays", b"after")
    assert await inbox.next() == b"after"
    assert metrics.value("broadcast_reconnects_total") >= 1
    await broadcast.stop()
    await database.close()


async def test_starts_without_a_database_and_reloads_once_it_is_there(own_cluster: PostgresCluster) -> None:
    own_cluster.stop()
    broadcast, reloads = PostgresBroadcast(own_cluster.url("app"), pause=PAUSE), Inbox()

    async def reload() -> None:
        await reloads(b"reload")

    broadcast.on_reconnect(reload)
    await broadcast.start(timeout_s=0.05)
    own_cluster.start()
    assert await reloads.next() == b"reload"
    await broadcast.stop()
