"""The log over HTTP: who reads what, what can be taken back, and why not."""

import httpx

from backend.core.audit import AuditLog
from backend.core.db import Database
from backend.core.identity import Role, Visitor
from tests.conftest import FrozenClock
from tests.people import SignedIn, person

LOG = "/api/v1/desk/audit"


async def written(
    database: Database, clock: FrozenClock, by: SignedIn, action: str = "parking.bay.closed", subject: str = "7"
) -> int:
    """An entry in the log; returns its number."""
    async with database.write() as session:
        visitor = Visitor(account_id=by.account_id)
        return await AuditLog(clock).record(
            session,
            visitor,
            action,
            ("parking.bay", subject),
            before={"closed": False},
            after={"closed": True},
            reason="Baustelle",
        )


async def test_the_log_is_for_staff(client: httpx.AsyncClient, database: Database, clock: FrozenClock) -> None:
    resident = await person(database, clock)
    assert (await client.get(LOG)).status_code == 401
    assert (await client.get(LOG, headers=resident.headers)).status_code == 403
    assert (await client.post(f"{LOG}/1/undo", json={"reason": "x"}, headers=resident.headers)).status_code == 403


async def test_an_administrator_reads_everything_with_names(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    admin = await person(database, clock, roles={Role.ADMIN}, name="A. Admin")
    await written(database, clock, admin, "account.role.granted")
    (entry,) = (await client.get(LOG, headers=admin.headers)).json()["items"]
    assert (entry["actorName"], entry["action"], entry["reason"]) == ("A. Admin", "account.role.granted", "Baustelle")
    assert (entry["before"], entry["after"], entry["undo"]) == ({"closed": False}, {"closed": True}, "none")


async def test_others_read_what_they_may_take_back_and_what_they_did(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    admin = await person(database, clock, roles={Role.ADMIN})
    officer = await person(database, clock, roles={Role.OFFICER})
    await written(database, clock, admin, "account.role.granted")
    await written(database, clock, admin, "parking.bay.closed")
    await written(database, clock, officer, "something.else")
    answer = (await client.get(LOG, headers=officer.headers)).json()
    assert {entry["action"] for entry in answer["items"]} == {"parking.bay.closed", "something.else"}


async def test_the_history_of_one_thing(client: httpx.AsyncClient, database: Database, clock: FrozenClock) -> None:
    admin = await person(database, clock, roles={Role.ADMIN})
    await written(database, clock, admin, subject="7")
    await written(database, clock, admin, subject="8")
    answer = await client.get(f"{LOG}?subject_kind=parking.bay&subject_id=8", headers=admin.headers)
    assert [entry["subjectId"] for entry in answer.json()["items"]] == ["8"]


async def test_pages_follow_the_cursor(client: httpx.AsyncClient, database: Database, clock: FrozenClock) -> None:
    admin = await person(database, clock, roles={Role.ADMIN})
    for _ in range(5):
        await written(database, clock, admin)
    seen: list[int] = []
    cursor = ""
    while cursor is not None:
        page = (await client.get(f"{LOG}?limit=2{cursor and f'&cursor={cursor}'}", headers=admin.headers)).json()
        seen += [entry["sequence"] for entry in page["items"]]
        cursor = page["nextCursor"]
    assert seen == [5, 4, 3, 2, 1]


async def test_the_table_for_a_spreadsheet(client: httpx.AsyncClient, database: Database, clock: FrozenClock) -> None:
    admin = await person(database, clock, roles={Role.ADMIN}, name="=cmd")
    await written(database, clock, admin)
    answer = await client.get(f"{LOG}/export.csv", headers=admin.headers)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "'=cmd" in answer.text, "what a person typed must not run as a formula"
