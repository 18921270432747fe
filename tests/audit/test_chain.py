"""The chain is proven from outside: by a command, and every day by a job that writes its head to the log."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from backend.audit.service import AuditService
from backend.cli import main
from backend.core.audit import AuditLog
from backend.core.clock import utc_now
from backend.core.db import Database
from backend.core.identity import ANONYMOUS, Role, Visitor
from backend.core.ids import new_id
from tests.conftest import FrozenClock


def verify(file: Path) -> Result:
    return CliRunner().invoke(main, ["audit", "verify"], env={"APP_DATABASE_URL": f"sqlite:///{file}"})


async def write(database: Database, count: int) -> None:
    log = AuditLog(utc_now)
    async with database.write() as session:
        for number in range(count):
            await log.record(session, ANONYMOUS, "thing.changed", ("thing", number), after={"n": number})


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_command_prints_the_head_and_finds_a_forged_entry(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "app.db"

    async def fill() -> None:
        database = Database(database_url)
        await write(database, 3)
        await database.close()

    asyncio.run(fill())
    good = verify(file)
    assert good.exit_code == 0, good.output
    with sqlite3.connect(file) as raw:
        (head,) = raw.execute("SELECT hash FROM audit_entry WHERE sequence = 3").fetchone()
        assert head in good.output
        raw.execute("DROP TRIGGER audit_entry_is_append_only")
        raw.execute("UPDATE audit_entry SET action = 'nothing.happened' WHERE sequence = 2")
    bad = verify(file)
    assert bad.exit_code == 1
    assert "breaks at entry 2" in bad.output


class Nobody:
    """No account has a name."""

    async def names_of(self, session, account_ids):
        return {}


async def test_the_daily_job_writes_the_head_where_the_database_cannot_change_it(
    database: Database, clock: FrozenClock
) -> None:
    await write(database, 2)
    service = AuditService(database, AuditLog(clock), Nobody())
    with structlog.testing.capture_logs() as lines:
        await service.verify_and_log()
    head = (await service.verify()).head
    assert [(line["event"], line["entries"], line["head"]) for line in lines] == [("audit_chain_verified", 2, head)]


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_two_people_who_take_back_the_same_at_the_same_moment(database: Database, clock: FrozenClock) -> None:
    log, admin = AuditLog(clock), Visitor(account_id=new_id(), roles=frozenset({Role.ADMIN}))
    both = asyncio.Barrier(2)

    async def blindly(*_anything: object) -> None:
        await both.wait()  # neither has seen the other's entry yet

    log.register_undo("thing.changed", frozenset({Role.ADMIN}), blindly)
    await write(database, 1)
    service = AuditService(database, log, Nobody())
    answers = await asyncio.gather(*(service.undo(admin, 1, "Versehen") for _ in range(2)), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyUndone", "Undone"]
    assert (await service.verify()).entries == 2
