"""People and roles at the desk: given, taken, blocked, audited, undone; never the last administrator."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from backend.accounts import repository
from backend.core.audit import AuditEntry, AuditLog
from backend.core.db import Database
from backend.core.identity import Role
from tests.conftest import FrozenClock
from tests.people import SignedIn, person

PEOPLE = "/api/v1/desk/people"


@pytest.fixture
async def admin(database: Database, clock: FrozenClock) -> SignedIn:
    return await person(database, clock, roles={Role.ADMIN}, name="Admin")


async def give(
    client: httpx.AsyncClient, admin: SignedIn, who: SignedIn, roles: list[str], etag: str | None = None
) -> httpx.Response:
    if etag is None:
        etag = (await client.get(f"{PEOPLE}/{who.account_id}", headers=admin.headers)).headers["etag"]
    headers = {**admin.headers, "if-match": etag}
    body = {"roles": roles, "reason": "neue Aufgabe"}
    return await client.put(f"{PEOPLE}/{who.account_id}/roles", json=body, headers=headers)


async def test_the_table_is_searched_sorted_and_filtered_by_role(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, admin: SignedIn
) -> None:
    for name in ("Berta", "Anton", "Cäsar"):
        await person(database, clock, name=name, roles={Role.EDITOR} if name == "Anton" else ())
    page = (await client.get(PEOPLE, params={"sort": "-name"}, headers=admin.headers)).json()
    assert [row["name"] for row in page["items"]] == ["Cäsar", "Berta", "Anton", "Admin"]
    editors = (await client.get(PEOPLE, params={"role": "editor"}, headers=admin.headers)).json()
    assert [(row["name"], row["roles"]) for row in editors["items"]] == [("Anton", ["editor"])]
    exported = await client.get(f"{PEOPLE}/export.csv", params={"q": "bert"}, headers=admin.headers)
    assert exported.headers["content-type"].startswith("text/csv")
    assert "Berta" in exported.text
    assert "Anton" not in exported.text


async def test_a_role_given_counts_at_the_next_request_with_a_new_token(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, admin: SignedIn
) -> None:
    someone = await person(database, clock)
    answer = await give(client, admin, someone, ["officer"])
    assert answer.status_code == 200
    assert answer.json()["roles"] == [{"role": "officer", "source": "desk"}]
    me = await client.get("/api/v1/me", headers=someone.headers)
    assert "officer" in me.json()["roles"]
    assert "session=" in me.headers["set-cookie"], "rotated on privilege change"


async def test_two_administrators_at_once_get_a_clear_choice(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, admin: SignedIn
) -> None:
    someone = await person(database, clock)
    etag = (await client.get(f"{PEOPLE}/{someone.account_id}", headers=admin.headers)).headers["etag"]
    answers = await asyncio.gather(
        give(client, admin, someone, ["editor"], etag), give(client, admin, someone, ["officer"], etag)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert {answer.json().get("code") for answer in answers} == {None, "changed-meanwhile"}
    without = await client.put(
        f"{PEOPLE}/{someone.account_id}/roles", json={"roles": [], "reason": "Test"}, headers=admin.headers
    )
    assert without.status_code == 428


async def test_somebody_always_administers_also_when_two_leave_at_once(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, admin: SignedIn
) -> None:
    assert (await give(client, admin, admin, [])).json()["code"] == "last-administrator"
    second = await person(database, clock, roles={Role.ADMIN})
    answers = await asyncio.gather(give(client, second, admin, []), give(client, admin, second, []))
    assert sorted(answer.status_code for answer in answers) in ([200, 403], [200, 409])
    async with database.read() as session:
        held = [await repository.roles_of(session, who.account_id) for who in (admin, second)]
    assert sum(Role.ADMIN in roles for roles in held) == 1


async def test_a_role_from_the_citys_login_is_not_given_twice(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, admin: SignedIn
) -> None:
    someone = await person(database, clock)
    async with database.write() as session:
        claimed = frozenset({Role.OFFICER})
        await repository.replace_roles(session, someone.account_id, "claim:city", claimed, clock())
    assert (await give(client, admin, someone, ["officer"])).json()["code"] == "claimed-role"
    assert (await give(client, admin, someone, ["editor"])).status_code == 200


async def test_a_blocked_person_is_out_at_once_and_comes_back_by_undo(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, admin: SignedIn
) -> None:
    someone = await person(database, clock)
    url = f"{PEOPLE}/{someone.account_id}"
    etag = (await client.get(url, headers=admin.headers)).headers["etag"]
    blocked = await client.put(
        f"{url}/block",
        json={"blocked": True, "reason": "Missbrauch"},
        headers={**admin.headers, "if-match": etag},
    )
    assert blocked.status_code == 200
    assert blocked.json()["blockedAt"] is not None
    assert not (await client.get("/api/v1/me", headers=someone.headers)).json()["signedIn"]
    itself = await client.put(
        f"{PEOPLE}/{admin.account_id}/block",
        json={"blocked": True, "reason": "Versehen"},
        headers={**admin.headers, "if-match": '"v1"'},
    )
    assert itself.json()["code"] == "not-yourself"


async def test_every_change_is_in_the_audit_log_with_before_after_and_why(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, admin: SignedIn
) -> None:
    someone = await person(database, clock)
    await give(client, admin, someone, ["editor"])
    async with database.read() as session:
        entry = await session.get(AuditEntry, 1)
        proof = await AuditLog(clock).verify(session)
    assert entry is not None
    assert (entry.action, entry.actor_id) == ("person.rolesChanged", admin.account_id)
    assert entry.details is not None
    assert entry.details["before"] == {"roles": []}
    assert entry.details["after"] == {"roles": ["editor"]}
    assert entry.details["reason"] == "neue Aufgabe"
    assert proof.broken_at is None


async def test_giving_roles_needs_a_fresh_sign_in(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    stale = await person(database, clock, roles={Role.ADMIN}, signed_in_ago=timedelta(minutes=11))
    someone = await person(database, clock)
    assert (await give(client, stale, someone, ["editor"])).json()["code"] == "fresh-sign-in-required"
