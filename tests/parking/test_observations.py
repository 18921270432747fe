"""From observations to stored state: batches, repeats, late frames, privacy, rollback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from backend.parking import repository
from backend.parking.content import bay_id
from backend.parking.models import BayChange
from tests.parking.town import bay, free, load, seen, taken, tell, town


async def states(context):
    async with context.db.read() as session:
        return {record.key: record.state for record in await repository.load_bays(session)}


async def history(context, key):
    async with context.db.read() as session:
        rows = await session.execute(
            select(BayChange.observed_at, BayChange.occupied, BayChange.was)
            .where(BayChange.bay_id == bay_id(key))
            .order_by(BayChange.observed_at)
        )
        return [tuple(row) for row in rows]


@asynccontextmanager
async def counted(database) -> AsyncIterator[list[str]]:
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


async def test_status_is_stored_with_both_times(context, parking, clock):
    await tell(context, parking, taken("bay-1", clock.now))
    state = (await states(context))["bay-1"]
    assert (state.occupied, state.observed_at) == (True, clock.now)
    assert state.received_at == clock.now + timedelta(seconds=1)
    assert state.stale_at == clock.now + timedelta(hours=3)


async def test_batch_in_any_order_and_twice_gives_the_same_state(context, parking, clock):
    minutes = [(n, Random(n).choice([True, False])) for n in range(40)]
    batch = [seen("bay-1", clock.now + timedelta(minutes=n), value=value) for n, value in minutes]
    await tell(context, parking, *batch)
    first, changes = await states(context), await history(context, "bay-1")
    Random(1).shuffle(batch)
    await tell(context, parking, *batch)
    assert await states(context) == first
    assert await history(context, "bay-1") == changes


async def test_late_observation_goes_to_history_only(context, parking, clock):
    await tell(context, parking, taken("bay-1", clock.now))
    await tell(context, parking, free("bay-1", clock.now - timedelta(minutes=9)))
    assert (await states(context))["bay-1"].occupied is True
    assert [(at, occupied) for at, occupied, _ in await history(context, "bay-1")] == [
        (clock.now - timedelta(minutes=9), False),
        (clock.now, True),
    ]


async def test_heartbeat_adds_no_history(context, parking, clock):
    await tell(context, parking, *(taken("bay-1", clock.now + timedelta(minutes=n)) for n in (0, 60, 120)))
    assert len(await history(context, "bay-1")) == 1


async def test_restart_forgets_the_occupancy(context, parking, clock):
    later = clock.now + timedelta(minutes=5)
    await tell(context, parking, taken("bay-1", clock.now), seen("bay-1", later, value=True, quantity="restart"))
    assert (await states(context))["bay-1"].occupied is None


async def test_personal_bay_leaves_no_trace(context, parking, clock):
    await tell(context, parking, taken("personal", clock.now))
    assert (await states(context))["personal"] is None
    assert await history(context, "personal") == []


async def test_unknown_bays_and_other_quantities_are_ignored(context, parking, clock):
    foreign = seen("bay-1", clock.now, value=21.5, quantity="temperature")
    await tell(context, parking, taken(uuid4(), clock.now), foreign, seen("bay-1", clock.now, value="yes"))
    await tell(context, parking, seen("bay-1", clock.now, value=False, quantity="restart"))
    assert set((await states(context)).values()) == {None}


async def test_batch_of_two_hundred_is_a_handful_of_statements(context, parking, clock):
    await load(context, town([bay(f"b{n}") for n in range(200)]))
    batch = [seen(f"b{n}", clock.now, value=n % 2 == 0) for n in range(200)]
    async with counted(context.db) as statements:
        await tell(context, parking, *batch)
    written = [text for text in statements if "bay_status" in text or "bay_change" in text]
    assert len(statements) <= 8
    assert len(written) <= 5
    assert sum(state is not None for state in (await states(context)).values()) == 200


async def test_rollback_takes_state_and_announcement_back(context, parking, clock):
    async def fail() -> None:
        async with context.db.write() as session:
            await parking.observations.record(session, [free("bay-1", clock.now)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    await parking.projection.flush()
    assert (await states(context))["bay-1"] is None
    assert parking.projection.board.bay(bay_id("bay-1")).reason == "neverReported"
