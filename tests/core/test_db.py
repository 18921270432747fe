"""Transactions: all or nothing, one writer on SQLite, actions only after a commit."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, text
from sqlalchemy.dialects import sqlite

from backend.core.db import Database, UtcDateTime, after_commit


async def _count(database: Database) -> int:
    async with database.read() as session:
        return int((await session.execute(text("SELECT n FROM counter"))).scalar_one())


@pytest.fixture
async def counter(database: Database) -> Database:
    async with database.write() as session:
        await session.execute(text("CREATE TABLE counter (n INTEGER NOT NULL)"))
        await session.execute(text("INSERT INTO counter VALUES (0)"))
    return database


async def test_forty_writers_at_once_lose_nothing(counter: Database) -> None:
    async def add() -> None:
        async with counter.write() as session:
            await session.execute(text("UPDATE counter SET n = n + 1"))

    await asyncio.gather(*(add() for _ in range(40)))
    assert await _count(counter) == 40


async def test_an_error_rolls_back_and_runs_no_after_commit_action(counter: Database) -> None:
    ran: list[str] = []

    async def fail() -> None:
        async with counter.write() as session:
            await session.execute(text("UPDATE counter SET n = 99"))
            after_commit(session, lambda: ran.append("never"))
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        await fail()
    assert (await _count(counter), ran) == (0, [])


async def test_whoever_is_cancelled_again_and_again_still_gives_the_connection_back(counter: Database) -> None:
    inside = asyncio.Event()
    given_back: list[bool] = []
    event.listen(counter.engine.sync_engine.pool, "checkin", lambda *_: given_back.append(True))

    async def hold() -> None:
        async with counter.write() as session:
            await session.execute(text("UPDATE counter SET n = 99"))
            inside.set()
            await asyncio.Event().wait()

    holding = asyncio.create_task(hold())
    await inside.wait()
    for _ in range(3):
        holding.cancel()
        await asyncio.sleep(0)  # it is in the middle of its tidying up now
    await asyncio.gather(holding, return_exceptions=True)
    assert (holding.cancelled(), given_back) == (True, [True])
    assert await _count(counter) == 0


async def test_a_cancel_in_the_middle_of_a_commit_loses_no_connection(
    counter: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async def add() -> None:
        async with counter.write() as session:
            await session.execute(text("UPDATE counter SET n = 5"))
            event.listen(counter.engine.sync_engine.pool, "reset", lambda *_: adding.cancel())

    adding = asyncio.create_task(add())
    await asyncio.gather(adding, return_exceptions=True)
    assert adding.cancelled()
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
    assert await _count(counter) == 5


async def test_after_commit_actions_see_the_committed_state(counter: Database) -> None:
    seen: list[int] = []

    async def look() -> None:
        seen.append(await _count(counter))

    async with counter.write() as session:
        await session.execute(text("UPDATE counter SET n = 7"))
        after_commit(session, look)
        assert seen == []
    assert seen == [7]


async def test_a_reader_is_not_kept_waiting_by_a_writer(counter: Database) -> None:
    async with counter.write() as session:
        await session.execute(text("UPDATE counter SET n = 5"))
        assert await asyncio.wait_for(_count(counter), 5) == 0
    assert await _count(counter) == 5


def test_times_are_utc_in_and_out() -> None:
    kind, dialect = UtcDateTime(), sqlite.dialect()
    noon_in_berlin = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    stored = kind.process_bind_param(noon_in_berlin, dialect)
    assert stored == datetime(2026, 7, 1, 10)  # noqa: DTZ001 -- SQLite keeps no zone, UTC by agreement
    assert kind.process_result_value(stored, dialect) == datetime(2026, 7, 1, 10, tzinfo=UTC)
    with pytest.raises(ValueError, match="naive"):
        kind.process_bind_param(datetime(2026, 7, 1), dialect)  # noqa: DTZ001 -- the point of the test


async def test_whoever_is_cancelled_gives_the_connection_back_before_going(counter: Database) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with counter.write() as session:
            await session.execute(text("UPDATE counter SET n = 7"))
            inside.set()
            await asyncio.Event().wait()

    pool = counter.engine.pool
    for _ in range(10):
        inside.clear()
        task = asyncio.create_task(hang())
        await inside.wait()
        task.cancel()
        await asyncio.sleep(0)  # now it is closing
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert pool.checkedout() == 0  # type: ignore[attr-defined]  # every pool of ours counts
    assert await _count(counter) == 0
