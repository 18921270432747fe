"""Staff close and open bays: with a reason, one at a time, and with a way back that knows when it is too late."""

import asyncio
from typing import Any

import httpx
import pytest

from backend.accounts import repository as accounts
from backend.core.asgi import ASGIApp
from backend.core.audit import AuditLog
from backend.core.db import Database
from backend.core.identity import Role
from backend.parking import repository
from backend.parking.content import bay_id
from tests.conftest import FrozenClock
from tests.parking.town import town
from tests.people import SignedIn, person

BAYS = "/api/v1/desk/parking/bays"
LOG = "/api/v1/desk/audit"
BAY = f"{BAYS}/{bay_id('bay-1')}"


@pytest.fixture
async def bays(app: ASGIApp, database: Database) -> None:
    """The town's bays are stored."""
    catalogue = town()
    async with database.write() as session:
        await repository.replace_catalogue(session, catalogue.name, catalogue.site_rows(), catalogue.bay_rows())


@pytest.fixture
async def officer(database: Database, clock: FrozenClock, bays: None) -> SignedIn:
    return await person(database, clock, roles={Role.OFFICER}, name="K. Beispiel")


async def close(client: httpx.AsyncClient, by: SignedIn, tag: str = '"v1"', **body: Any) -> httpx.Response:
    return await client.post(
        f"{BAY}/close", json={"reason": "Baustelle"} | body, headers=by.headers | {"if-match": tag}
    )


async def undo(client: httpx.AsyncClient, by: SignedIn, sequence: int) -> httpx.Response:
    return await client.post(f"{LOG}/{sequence}/undo", json={"reason": "Versehen"}, headers=by.headers)


async def test_only_control_centre_and_administrators(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, bays: None
) -> None:
    editor = await person(database, clock, roles={Role.EDITOR})
    assert (await client.get(BAYS)).status_code == 401
    assert (await client.get(BAYS, headers=editor.headers)).status_code == 403
    assert (await close(client, editor)).status_code == 403
    assert (await client.get(BAYS, headers=editor.headers | {"cookie": ""})).status_code == 401


async def test_a_closed_bay_is_closed_for_everybody_and_stands_in_the_log(
    client: httpx.AsyncClient, officer: SignedIn
) -> None:
    answer = await close(client, officer)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"v2"')
    assert answer.json()["bay"]["isClosed"] is True
    history = await client.get(f"{LOG}?subject_kind=parking.bay&subject_id={bay_id('bay-1')}", headers=officer.headers)
    (entry,) = history.json()["items"]
    assert (entry["action"], entry["actorName"], entry["reason"]) == ("parking.bay.closed", "K. Beispiel", "Baustelle")
    assert entry["undo"] == "possible"
    listed = await client.get(f"{BAYS}?closed=true", headers=officer.headers)
    assert [bay["name"] for bay in listed.json()["items"]] == ["bay-1"]


async def test_a_reason_is_needed_and_a_version(client: httpx.AsyncClient, officer: SignedIn) -> None:
    assert (await close(client, officer, reason="")).status_code == 400
    without = await client.post(f"{BAY}/close", json={"reason": "x"}, headers=officer.headers)
    assert (without.status_code, without.json()["code"]) == (428, "version-required")


async def test_of_two_people_at_once_the_second_is_told(
    client: httpx.AsyncClient, officer: SignedIn, database: Database, clock: FrozenClock
) -> None:
    admin = await person(database, clock, roles={Role.ADMIN})
    answers = await asyncio.gather(close(client, officer), close(client, admin))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert (await client.get(LOG, headers=admin.headers)).json()["total"] == 1, "what did not happen is not in the log"


async def test_undo_puts_back_what_was_and_says_so(client: httpx.AsyncClient, officer: SignedIn) -> None:
    sequence = (await close(client, officer)).json()["auditSequence"]
    assert (await undo(client, officer, sequence)).status_code == 200
    assert (await client.get(BAY, headers=officer.headers)).json()["isClosed"] is False
    newest, oldest = (await client.get(LOG, headers=officer.headers)).json()["items"]
    assert (newest["action"], newest["undoes"], newest["undo"]) == ("parking.bay.closed.undone", sequence, "isUndo")
    assert (oldest["undoneBy"], oldest["undo"]) == (newest["sequence"], "done")


async def test_undo_is_refused_when_the_bay_has_moved_on(client: httpx.AsyncClient, officer: SignedIn) -> None:
    sequence = (await close(client, officer)).json()["auditSequence"]
    headers = officer.headers | {"if-match": '"v2"'}
    assert (await client.post(f"{BAY}/open", json={"reason": "fertig"}, headers=headers)).status_code == 200
    answer = await undo(client, officer, sequence)
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot-undo")
    assert (await client.get(LOG, headers=officer.headers)).json()["total"] == 2


async def test_nothing_is_taken_back_twice(
    client: httpx.AsyncClient, officer: SignedIn, database: Database, clock: FrozenClock
) -> None:
    admin = await person(database, clock, roles={Role.ADMIN})
    sequence = (await close(client, officer)).json()["auditSequence"]
    answers = await asyncio.gather(undo(client, officer, sequence), undo(client, admin, sequence))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    again = await undo(client, officer, sequence)
    assert (again.status_code, again.json()["code"]) == (409, "already-undone")
    undoing = (await client.get(LOG, headers=officer.headers)).json()["items"][0]["sequence"]
    assert (await undo(client, officer, undoing)).json()["code"] == "undo-cannot-be-undone"


async def test_undo_needs_the_role_and_details_that_are_still_there(
    client: httpx.AsyncClient, officer: SignedIn, database: Database, clock: FrozenClock
) -> None:
    editor = await person(database, clock, roles={Role.EDITOR})
    sequence = (await close(client, officer)).json()["auditSequence"]
    assert (await undo(client, editor, sequence)).status_code == 404, "an editor does not even see it"
    async with database.write() as session:
        await AuditLog(clock).blank_details(session, clock.advance(days=1))
    assert (await undo(client, await person(database, clock, roles={Role.OFFICER}), sequence)).json()["code"] == (
        "details-forgotten"
    )


async def test_who_has_lost_the_role_still_sees_the_own_entry_but_cannot_take_it_back(
    client: httpx.AsyncClient, officer: SignedIn, database: Database, clock: FrozenClock
) -> None:
    sequence = (await close(client, officer)).json()["auditSequence"]
    async with database.write() as session:
        await accounts.replace_roles(session, officer.account_id, "desk", frozenset({Role.EDITOR}), clock())
    (entry,) = (await client.get(LOG, headers=officer.headers)).json()["items"]
    assert (entry["sequence"], entry["undo"]) == (sequence, "notYours")
    assert (await undo(client, officer, sequence)).status_code == 403


async def test_rows_are_searched_sorted_and_saved_as_csv(client: httpx.AsyncClient, officer: SignedIn) -> None:
    found = (await client.get(f"{BAYS}?q=BAY-&sort=-name&limit=2", headers=officer.headers)).json()
    assert ([bay["name"] for bay in found["items"]], found["total"]) == (["bay-5", "bay-4"], 5)
    table = await client.get(f"{BAYS}/export.csv?q=street", headers=officer.headers)
    assert table.headers["content-disposition"] == 'attachment; filename="bays.csv"'
    assert len(table.text.splitlines()) == 1 + 7
    wrong = await client.get(f"{BAYS}?sort=colour", headers=officer.headers)
    assert (wrong.status_code, wrong.json()["code"]) == (400, "unknown-column")
