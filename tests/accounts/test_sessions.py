"""Sessions over HTTP: recognised, listed, ended, rotated, and gone when their time is over."""

from datetime import timedelta

import httpx

from backend.accounts import repository
from backend.core.db import Database
from backend.core.identity import Role
from tests.conftest import FrozenClock
from tests.people import person

ME = "/api/v1/me"


async def test_nobody_is_signed_in_without_a_cookie_and_gets_none(client: httpx.AsyncClient) -> None:
    answer = await client.get(ME)
    assert answer.json()["signedIn"] is False
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store", "or the service worker would keep it"


async def test_a_session_shows_the_person_and_the_roles(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    officer = await person(database, clock, roles={Role.OFFICER}, name="K. Beispiel")
    me = (await client.get(ME, headers=officer.headers)).json()
    assert (me["signedIn"], me["name"], me["roles"]) == (True, "K. Beispiel", ["officer", "resident"])


async def test_a_resident_session_ends_after_idling_and_staff_much_sooner(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    resident = await person(database, clock)
    officer = await person(database, clock, roles={Role.OFFICER})
    clock.advance(minutes=59)
    assert (await client.get(f"{ME}/sessions", headers=officer.headers)).status_code == 200
    clock.advance(minutes=61)
    assert (await client.get(f"{ME}/sessions", headers=officer.headers)).status_code == 401
    assert (await client.get(f"{ME}/sessions", headers=resident.headers)).status_code == 200
    clock.advance(days=31)
    assert (await client.get(f"{ME}/sessions", headers=resident.headers)).status_code == 401


async def test_a_person_ends_another_browser_but_never_someone_elses(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    mine, other = await person(database, clock), await person(database, clock)
    refused = await client.delete(f"{ME}/sessions/{other.session_id}", headers=mine.headers)
    assert (refused.status_code, refused.json()["code"]) == (404, "session-not-found")
    assert (await client.get(f"{ME}/sessions", headers=other.headers)).status_code == 200
    assert (await client.delete(f"{ME}/sessions/{mine.session_id}", headers=mine.headers)).status_code == 204
    assert (await client.get(f"{ME}/sessions", headers=mine.headers)).status_code == 401


async def test_a_change_of_rights_gives_the_session_a_new_token(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    mine = await person(database, clock)
    async with database.write() as session:
        await repository.must_rotate(session, mine.account_id)
    answer = await client.get(ME, headers=mine.headers)
    fresh = answer.headers["set-cookie"].partition(";")[0].removeprefix("session=")
    assert fresh != mine.token
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert (await client.get(ME, headers=mine.headers)).json()["signedIn"], "requests on their way still count"
    clock.advance(seconds=31)
    assert not (await client.get(ME, headers=mine.headers)).json()["signedIn"]
    assert (await client.get(ME, headers={"cookie": f"session={fresh}"})).json()["signedIn"]


async def test_signing_out_ends_the_session_on_the_server(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    mine = await person(database, clock)
    answer = await client.post("/api/v1/sign-in/sign-out", headers=mine.headers)
    assert answer.json() == {"continueAt": None}
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert not (await client.get(ME, headers=mine.headers)).json()["signedIn"]


async def test_a_session_of_the_future_does_not_count(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    mine = await person(database, clock, signed_in_ago=timedelta(minutes=-3))
    assert not (await client.get(ME, headers=mine.headers)).json()["signedIn"]
