"""The same write sent twice takes effect once, on both databases, also when both arrive at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from sqlalchemy import text

from backend.core.db import Database, Session
from backend.core.idempotency import (
    Idempotency,
    IdempotencyKeyInvalid,
    IdempotencyKeyReused,
    Outcome,
    check_key,
    fingerprint,
    retention_job,
)
from backend.core.schema import Schema
from tests.conftest import FrozenClock

KEY = "0198a2f0-7d1c-7000-8000-000000000001"


class Note(Schema):
    note_id: int


@pytest.fixture
async def notes(database: Database) -> Database:
    async with database.write() as session:
        await session.execute(text("CREATE TABLE note (id INTEGER NOT NULL, body VARCHAR(20))"))
    return database


@pytest.fixture
def idempotency(clock: FrozenClock) -> Idempotency:
    return Idempotency(clock, keep_hours=48)


def _writing(session: Session, body: str) -> Callable[[], Awaitable[Outcome]]:
    async def write() -> Outcome:
        number = (await session.execute(text("SELECT count(*) FROM note"))).scalar_one() + 1
        await session.execute(text("INSERT INTO note VALUES (:id, :body)"), {"id": number, "body": body})
        return Outcome.of(Note(note_id=number))

    return write


async def _send(
    db: Database, idempotency: Idempotency, body: str, key: str | None = KEY, scope: str = "note"
) -> Outcome:
    async with db.write() as session:
        return await idempotency.once(session, scope, key, fingerprint(body), _writing(session, body))


async def _count(db: Database, table: str = "note") -> int:
    async with db.read() as session:
        return int((await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


async def test_a_repeat_gets_the_first_answer_and_does_nothing(notes: Database, idempotency: Idempotency) -> None:
    first = await _send(notes, idempotency, "hello")
    again = await _send(notes, idempotency, "hello", key=f'"{KEY}"')
    assert (first.status, first.decode(Note), first.replayed) == (201, Note(note_id=1), False)
    assert (again.status, again.body, again.replayed) == (201, first.body, True)
    assert await _count(notes) == 1


async def test_other_contents_under_the_same_key_are_refused(notes: Database, idempotency: Idempotency) -> None:
    await _send(notes, idempotency, "hello")
    with pytest.raises(IdempotencyKeyReused) as caught:
        await _send(notes, idempotency, "something else")
    assert (caught.value.status, caught.value.code) == (422, "idempotency-key-reused")
    assert await _count(notes) == 1


async def test_keys_of_different_scopes_do_not_meet(notes: Database, idempotency: Idempotency) -> None:
    await _send(notes, idempotency, "hello", scope="note")
    other = await _send(notes, idempotency, "hello", scope="report")
    assert not other.replayed
    assert await _count(notes) == 2


async def test_ten_identical_requests_at_once_take_effect_once(notes: Database, idempotency: Idempotency) -> None:
    outcomes = await asyncio.gather(*(_send(notes, idempotency, "hello") for _ in range(10)))
    assert {outcome.body for outcome in outcomes} == {outcomes[0].body}
    assert sorted(outcome.replayed for outcome in outcomes) == [False] + [True] * 9
    assert await _count(notes) == 1


async def test_the_second_takes_over_when_the_first_fails_half_way(notes: Database, idempotency: Idempotency) -> None:
    first_is_inside, let_first_fail = asyncio.Event(), asyncio.Event()

    async def fail_slowly() -> Outcome:
        first_is_inside.set()
        await let_first_fail.wait()
        raise RuntimeError("lost power")

    async def first() -> None:
        async with notes.write() as session:
            await idempotency.once(session, "note", KEY, fingerprint("hello"), fail_slowly)

    failing = asyncio.create_task(first())
    await first_is_inside.wait()
    second = asyncio.create_task(_send(notes, idempotency, "hello"))
    let_first_fail.set()
    with pytest.raises(RuntimeError):
        await failing
    assert not (await second).replayed
    assert await _count(notes) == 1


async def test_a_failed_write_is_not_remembered(notes: Database, idempotency: Idempotency) -> None:
    async def fail() -> Outcome:
        raise IdempotencyKeyReused

    async def send_and_fail() -> None:
        async with notes.write() as session:
            await idempotency.once(session, "note", KEY, fingerprint("hello"), fail)

    with pytest.raises(IdempotencyKeyReused):
        await send_and_fail()
    assert not (await _send(notes, idempotency, "hello")).replayed


@pytest.mark.parametrize(
    "key", [None, "", "short", "x" * 65, "with space in it", "ümlaut-key-1234", 'a"b"c"d"e"', "a\nb" * 5]
)
def test_a_missing_oversized_or_odd_key_is_refused(key: str | None) -> None:
    with pytest.raises(IdempotencyKeyInvalid) as caught:
        check_key(key)
    assert caught.value.status == 400


def test_the_usual_keys_are_taken() -> None:
    for key in (str(uuid4()), uuid4().hex, "a" * 64):
        assert check_key(key) == key


def test_a_fingerprint_depends_on_all_parts_and_not_on_the_order_of_fields() -> None:
    assert fingerprint("id", {"a": 1, "b": 2}) == fingerprint("id", {"b": 2, "a": 1})
    assert len({fingerprint("id", {"a": 1}), fingerprint("id", {"a": 2}), fingerprint("other", {"a": 1})}) == 3


async def test_answers_are_forgotten_after_their_time(
    notes: Database, idempotency: Idempotency, clock: FrozenClock
) -> None:
    await _send(notes, idempotency, "hello")
    clock.advance(hours=47)
    await _send(notes, idempotency, "later", key="another-key-0001")
    forget = retention_job(idempotency, notes)
    await forget()
    assert await _count(notes, "idempotency_record") == 2
    clock.advance(hours=2)
    await forget()
    assert await _count(notes, "idempotency_record") == 1
    assert not (await _send(notes, idempotency, "hello")).replayed
