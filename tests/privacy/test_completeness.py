"""Complete across slices: what any table holds about a person comes out of the export and goes with the erasure."""

import asyncio

import httpx
from litestar import Request
from sqlalchemy import func, select

from backend.accounts.service.ownership import OwnershipService
from backend.core.context import Context
from backend.core.cookies import Connection
from backend.core.db import Database
from backend.core.identity import Visitor
from backend.core.ownership import Owner
from backend.core.personal_data import Person, PersonalDataRegister
from backend.places.models import PlaceReport
from backend.privacy.slice import PrivacySlice
from tests.conftest import FrozenClock
from tests.people import person
from tests.privacy.conftest import NewBrowser, store_report
from tests.privacy.everything import IDENTITY_TABLES, count, fill, person_columns, person_tables


async def test_every_table_about_a_person_is_exported_and_erased_and_nobody_elses_row(
    context: Context, register: PersonalDataRegister, clock: FrozenClock, new_browser: NewBrowser
) -> None:
    people = []
    for _ in range(2):
        someone = await person(context.db, clock)
        people.append(Person(someone.account_id, ((await new_browser()).device_id,)))
    async with context.db.write() as session:
        for someone_else in people:
            await fill(session, someone_else.account_id, someone_else.device_ids[0])  # type: ignore[arg-type]
    mine, other = people
    stays = {table for entry in register.entries if entry.stays for table in entry.tables}
    async with context.db.read() as session:
        exported = {table for entry, _ in await register.export(session, mine) for table in entry.tables}
    assert {table.name for table in person_tables()} - exported == set(), "stored, but not exported"
    async with context.db.write() as session:
        await register.erase(session, mine)
    ids, others = {mine.account_id, *mine.device_ids}, {other.account_id, *other.device_ids}
    async with context.db.read() as session:
        for table in person_tables():
            columns = [table.c.id] if table.name in IDENTITY_TABLES else person_columns(table)
            left = await count(session, table, columns, ids)  # type: ignore[arg-type]
            assert left == 0 or table.name in stays, f"{table.name} is not erased"
            assert await count(session, table, columns, others) > 0, f"{table.name}: erased too much"  # type: ignore[arg-type]
        assert await register.export(session, other)
    async with context.db.write() as session:
        again = await register.erase(session, mine)
    assert sum(again.values()) == 0, "erasing twice finds nothing"


async def test_nobody_at_all_exports_and_erases_nothing(
    context: Context, register: PersonalDataRegister, clock: FrozenClock, new_browser: NewBrowser
) -> None:
    someone = await person(context.db, clock)
    device = (await new_browser()).device_id
    async with context.db.write() as session:
        await fill(session, someone.account_id, device)
        assert await register.export(session, Person()) == []
        assert sum((await register.erase(session, Person())).values()) == 0
        by_account = await register.export(session, Person(someone.account_id))
    assert "device" not in {entry.key for entry, _ in by_account}


async def test_what_is_being_stored_while_the_device_is_forgotten_is_forgotten_too(
    context: Context,
    database: Database,
    clock: FrozenClock,
    new_browser: NewBrowser,
    register: PersonalDataRegister,
    owners: OwnershipService,
) -> None:
    browser = await new_browser()
    stored, release = asyncio.Event(), asyncio.Event()

    async def store() -> None:
        async with context.db.write() as session:
            owner = await owners.owner_of(session, _connection(), Visitor(device_id=browser.device_id))
            await store_report(session, clock, owner)
            stored.set()
            await release.wait()

    async def erase() -> None:
        async with database.write() as session:
            held = await owners.lock(session, Person(device_ids=(browser.device_id,)))
            await register.erase(session, held)

    async with asyncio.TaskGroup() as group:
        group.create_task(store())
        await stored.wait()
        erasing = group.create_task(erase())
        done, _ = await asyncio.wait({erasing}, timeout=0.5)
        assert not done, "erasing waits for what is being stored"
        release.set()
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(PlaceReport)) == 0


def _connection() -> Connection:
    return Request({"type": "http", "headers": [], "state": {}})  # type: ignore[typeddict-item]


async def test_the_daily_deletion_and_an_erasure_at_the_same_moment_leave_nothing(
    client: httpx.AsyncClient, context: Context, privacy: PrivacySlice, clock: FrozenClock, new_browser: NewBrowser
) -> None:
    mine = await person(context.db, clock)
    tablet = await new_browser(account_id=mine.account_id, days_ago=401)
    async with context.db.write() as session:
        await store_report(session, clock, Owner(device_id=tablet.device_id))
        await store_report(session, clock, Owner(account_id=mine.account_id))
    answer, *_ = await asyncio.gather(
        client.delete("/api/v1/me/account", headers=mine.headers), privacy.retention.run(), privacy.retention.run()
    )
    assert answer.status_code == 200
    async with context.db.read() as session:
        for table in person_tables():
            columns = [table.c.id] if table.name in IDENTITY_TABLES else person_columns(table)
            assert await count(session, table, columns, {mine.account_id, tablet.device_id}) == 0, table.name
