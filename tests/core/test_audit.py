"""The audit log: gapless, chained, refusing change, and still provable when details are forgotten."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backend.core.audit import GENESIS, AuditEntry, AuditLog
from backend.core.db import Database
from backend.core.identity import Role, Visitor
from tests.conftest import FrozenClock

OFFICER = Visitor(account_id=uuid4(), roles=frozenset({Role.OFFICER}))


async def filled(database: Database, clock: FrozenClock, entries: int = 3) -> AuditLog:
    log = AuditLog(clock)
    for number in range(entries):
        async with database.write() as session:
            before, after = {"name": f"Platz {number}", "share": 0.1 * number}, {"name": f"Platz {number} – größer"}
            await log.record(session, OFFICER, "place.edited", ("place", number), before=before, after=after)
        clock.advance(minutes=1)
    return log


async def execute(database: Database, statement: str) -> None:
    async with database.write() as session:
        await session.execute(text(statement))


async def drop_guards(database: Database) -> None:
    """What somebody with full rights on the database could do first."""
    on = " ON audit_entry" if database.dialect == "postgresql" else ""
    for trigger in ("audit_entry_is_append_only", "audit_entry_is_kept"):
        await execute(database, f"DROP TRIGGER {trigger}{on}")


async def test_entries_are_chained_and_prove_themselves(database: Database, clock: FrozenClock) -> None:
    log = await filled(database, clock)
    async with database.read() as session:
        first = await session.get(AuditEntry, 1)
        proof = await log.verify(session)
    assert first is not None
    assert first.previous_hash == GENESIS
    assert first.actor_id == OFFICER.account_id
    assert (proof.entries, proof.broken_at) == (3, None)


async def test_an_empty_log_is_whole(database: Database, clock: FrozenClock) -> None:
    async with database.read() as session:
        proof = await AuditLog(clock).verify(session)
    assert (proof.entries, proof.head, proof.broken_at) == (0, GENESIS, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'place.kept' WHERE sequence = 2",
        "UPDATE audit_entry SET actor_id = NULL WHERE sequence = 2",
        "UPDATE audit_entry SET details = '{}' WHERE sequence = 2",
        "DELETE FROM audit_entry WHERE sequence = 2",
        "DELETE FROM audit_entry",
    ],
)
async def test_the_database_refuses_to_change_history(database: Database, clock: FrozenClock, statement: str) -> None:
    log = await filled(database, clock)
    with pytest.raises(DBAPIError, match="audit entries cannot be"):
        await execute(database, statement)
    async with database.read() as session:
        assert (await log.verify(session)).broken_at is None


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_entry SET action = 'place.kept' WHERE sequence = 2", 2),
        ("UPDATE audit_entry SET subject_id = '9' WHERE sequence = 1", 1),
        ("UPDATE audit_entry SET undoes = 1 WHERE sequence = 3", 3),
        ('UPDATE audit_entry SET details = \'{"salt": "00"}\' WHERE sequence = 2', 2),
        ("DELETE FROM audit_entry WHERE sequence = 2", 2),
        ("DELETE FROM audit_entry WHERE sequence = 1", 1),
    ],
)
async def test_a_change_past_the_guards_shows(
    database: Database, clock: FrozenClock, statement: str, broken_at: int
) -> None:
    log = await filled(database, clock)
    await drop_guards(database)
    await execute(database, statement)
    async with database.read() as session:
        assert (await log.verify(session)).broken_at == broken_at


async def test_forgotten_details_leave_the_proof_whole(database: Database, clock: FrozenClock) -> None:
    log = await filled(database, clock)
    async with database.write() as session:
        assert await log.blank_details(session, clock() - timedelta(minutes=1, seconds=30)) == 2
    async with database.read() as session:
        newest, oldest = await session.get(AuditEntry, 3), await session.get(AuditEntry, 1)
        assert newest is not None
        assert newest.details is not None
        assert oldest is not None
        assert oldest.details is None
        assert (await log.verify(session)).broken_at is None


async def test_writers_at_the_same_moment_make_one_line(database: Database, clock: FrozenClock) -> None:
    log = AuditLog(clock)

    async def write(number: int) -> int:
        async with database.write() as session:
            return await log.record(session, OFFICER, "bay.closed", ("bay", number))

    numbers = await asyncio.gather(*(write(number) for number in range(20)))
    assert sorted(numbers) == list(range(1, 21))
    async with database.read() as session:
        assert (await log.verify(session)).broken_at is None


async def test_a_change_that_fails_leaves_no_entry(database: Database, clock: FrozenClock) -> None:
    log = AuditLog(clock)

    async def fail() -> None:
        async with database.write() as session:
            await log.record(session, OFFICER, "bay.closed", ("bay", 1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.read() as session:
        assert (await log.verify(session)).entries == 0
