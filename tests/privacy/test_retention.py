"""What is over its time goes, on one day for all slices, and the app says what went."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from backend.accounts.models import Account, Device
from backend.core.context import Context
from backend.core.db import Database, Session
from backend.core.idempotency import IdempotencyRecord, Outcome
from backend.core.identity import ANONYMOUS, Role
from backend.core.metrics import Metrics
from backend.core.ownership import Owner
from backend.core.personal_data import PersonalData, PersonalDataRegister
from backend.places.models import PlaceReport
from backend.privacy.models import RetentionRun
from backend.privacy.retention import UNUSED, RetentionService
from backend.privacy.slice import PrivacySlice
from tests.conftest import FrozenClock
from tests.people import person
from tests.privacy.conftest import NewBrowser, store_report


async def rows(database: Database, table: Any) -> Sequence[Any]:
    async with database.read() as session:
        return (await session.scalars(select(table))).all()


async def newest(database: Database) -> dict[str, int | None]:
    runs = await rows(database, RetentionRun)
    last = max(run.ran_at for run in runs)
    return {run.key: run.deleted for run in runs if run.ran_at == last}


async def test_each_class_goes_when_its_time_is_over_and_not_before(
    context: Context,
    database: Database,
    clock: FrozenClock,
    privacy: PrivacySlice,
    new_browser: NewBrowser,
) -> None:
    browser = await new_browser()

    async def answer() -> Outcome:
        return Outcome.of({"name": "Erika"})

    async with database.write() as session:
        await store_report(session, clock, Owner(device_id=browser.device_id))
        await context.idempotency.once(session, "test", "key-of-the-test", "x", answer)
    clock.advance(days=1)
    await privacy.retention.run()
    assert (await newest(database))["place_report"] == 0
    assert len(await rows(database, IdempotencyRecord)) == 1
    clock.advance(days=1, seconds=1)
    await privacy.retention.run()
    assert (await newest(database))["repeated_request"] == 1
    clock.advance(days=179)
    await privacy.retention.run()
    assert (await newest(database))["place_report"] == 1
    assert await rows(database, PlaceReport) == []
    vitals = await privacy.retention.vitals()
    assert (vitals[0].state, vitals[0].seen_at, vitals[0].figures) == ("ok", clock(), {"n": 1})
    clock.advance(hours=37)
    assert (await privacy.retention.vitals())[0].state == "late"
    clock.advance(days=401)
    await privacy.retention.run()
    assert len({run.ran_at for run in await rows(database, RetentionRun)}) == 1, "old records of deletions go too"


async def test_what_nobody_uses_is_erased_with_all_that_belongs_to_it_but_no_administrator(
    database: Database,
    clock: FrozenClock,
    privacy: PrivacySlice,
    new_browser: NewBrowser,
) -> None:
    await person(database, clock)
    admin = await person(database, clock, roles={Role.ADMIN})
    clock.advance(days=731)
    active = await person(database, clock)
    for _ in range(25):
        await new_browser(days_ago=401)
    kept = await new_browser(days_ago=399)
    await privacy.retention.run()
    assert {row.id for row in await rows(database, Account)} == {admin.account_id, active.account_id}
    assert [row.id for row in await rows(database, Device)] == [kept.device_id]
    assert (await newest(database))[UNUSED] == 26, "25 devices in batches and the account"


async def test_one_class_that_fails_keeps_no_other_from_its_time_and_shows(
    context: Context,
    clock: FrozenClock,
    privacy: PrivacySlice,
) -> None:
    asked: list[datetime] = []

    async def fail(_session: Session, _now: datetime) -> int:
        raise OSError("the slice is broken")

    async def note(_session: Session, now: datetime) -> int:
        asked.append(now)
        return 3

    texts = {"what": "Was", "why": "Warum", "until": "Wann", "legal_basis": "consent", "tables": ()}
    entries = [PersonalData(key="broken", purge=fail, **texts), PersonalData(key="fine", purge=note, **texts)]  # type: ignore[arg-type]
    service = RetentionService(
        db=context.db,
        clock=clock,
        metrics=Metrics(),
        register=PersonalDataRegister(entries),
        identities=privacy.service._identities,
        keep_runs_days=400,
    )
    with pytest.raises(RuntimeError, match="broken"):
        await service.run()
    assert asked == [clock()]
    assert (await newest(context.db))["broken"] is None
    assert (await service.vitals())[0].state == "failing"


async def test_details_of_the_audit_log_are_blanked_and_the_chain_still_proves_itself(
    context: Context,
    clock: FrozenClock,
    privacy: PrivacySlice,
) -> None:
    async with context.db.write() as session:
        await context.audit.record(session, ANONYMOUS, "place.edited", ("place", 1), reason="falsch")
    clock.advance(days=731)
    await privacy.retention.run()
    assert (await newest(context.db))["audit"] == 1
    async with context.db.read() as session:
        assert (await context.audit.verify(session)).broken_at is None
