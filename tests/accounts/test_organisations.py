"""Organisations: made, verified, joined by invitation, and closed to everybody else."""

import asyncio
from uuid import uuid4

import httpx
import pytest

from backend.core.db import Database
from backend.core.identity import Role
from tests.conftest import FrozenClock
from tests.people import SignedIn, organisation, person

ORGANISATIONS = "/api/v1/organisations"
CLUB = {"name": "Kulturverein Muster", "kind": "organiser"}


async def create(client: httpx.AsyncClient, who: SignedIn, key: str | None = None) -> httpx.Response:
    headers = {**who.headers, "idempotency-key": key or uuid4().hex}
    return await client.post(ORGANISATIONS, json=CLUB, headers=headers)


async def test_a_double_tap_makes_one_organisation_that_waits_for_the_city(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    mine = await person(database, clock)
    first, second = await create(client, mine, "one-tap-only"), await create(client, mine, "one-tap-only")
    assert first.status_code == 201
    assert first.json() == second.json()
    assert first.json()["status"] == "pending"
    me = (await client.get("/api/v1/me", headers=mine.headers)).json()
    assert [(row["name"], row["manages"]) for row in me["organisations"]] == [(CLUB["name"], True)]


async def test_the_city_verifies_and_members_notice(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    mine, admin = await person(database, clock), await person(database, clock, roles={Role.ADMIN})
    made = (await create(client, mine)).json()
    url = f"/api/v1/desk/organisations/{made['id']}"
    etag = (await client.get(url, headers=admin.headers)).headers["etag"]
    body = {"name": made["name"], "status": "verified", "reason": "Vereinsregister gesehen"}
    stale = await client.put(url, json=body, headers={**admin.headers, "if-match": '"v9"'})
    assert stale.status_code == 412
    done = await client.put(url, json=body, headers={**admin.headers, "if-match": etag})
    assert done.json()["status"] == "verified"
    me = await client.get("/api/v1/me", headers=mine.headers)
    assert me.json()["organisations"][0]["status"] == "verified"
    assert "set-cookie" in me.headers
    listed = (await client.get("/api/v1/desk/organisations", headers=admin.headers)).json()
    assert [(row["name"], row["members"]) for row in listed["items"]] == [(CLUB["name"], 1)]


async def test_an_invitation_lets_exactly_one_person_in(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    manager, *guests = [await person(database, clock) for _ in range(3)]
    club = (await create(client, manager)).json()["id"]
    invited = await client.post(f"{ORGANISATIONS}/{club}/invitations", json={}, headers=manager.headers)
    token = {"token": invited.json()["token"]}
    seen = await client.post("/api/v1/invitations/view", json=token, headers=guests[0].headers)
    assert (seen.json()["organisation"], seen.json()["manages"]) == (CLUB["name"], False)
    answers = await asyncio.gather(
        *(client.post("/api/v1/invitations/accept", json=token, headers=guest.headers) for guest in guests)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 404]


async def test_an_invitation_ends_after_seven_days(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    manager, guest = await person(database, clock), await person(database, clock)
    club = (await create(client, manager)).json()["id"]
    invited = await client.post(f"{ORGANISATIONS}/{club}/invitations", json={}, headers=manager.headers)
    clock.advance(days=7)
    late = await client.post(
        "/api/v1/invitations/accept", json={"token": invited.json()["token"]}, headers=guest.headers
    )
    assert (late.status_code, late.json()["code"]) == (404, "invitation-not-found")


async def test_nobody_looks_into_or_manages_another_organisation(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    theirs = await organisation(database, clock)
    victim = await person(database, clock, member_of=theirs, manages=True)
    mine = await person(database, clock, member_of=await organisation(database, clock), manages=True)
    attempts = [
        await client.get(f"{ORGANISATIONS}/{theirs}", headers=mine.headers),
        await client.post(f"{ORGANISATIONS}/{theirs}/invitations", json={"manages": True}, headers=mine.headers),
        await client.delete(f"{ORGANISATIONS}/{theirs}/members/{victim.account_id}", headers=mine.headers),
        await client.post(f"{ORGANISATIONS}/{theirs}/leave", headers=mine.headers),
    ]
    assert {answer.status_code for answer in attempts} == {403}
    mine_elsewhere = await client.get("/api/v1/me", headers=victim.headers)
    assert len(mine_elsewhere.json()["organisations"]) == 1


@pytest.mark.parametrize("leaves_by", ["leave", "remove"])
async def test_the_last_manager_stays_until_somebody_else_manages(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, leaves_by: str
) -> None:
    club = await organisation(database, clock)
    manager = await person(database, clock, member_of=club, manages=True)
    await person(database, clock, member_of=club)

    async def go() -> httpx.Response:
        if leaves_by == "leave":
            return await client.post(f"{ORGANISATIONS}/{club}/leave", headers=manager.headers)
        return await client.delete(f"{ORGANISATIONS}/{club}/members/{manager.account_id}", headers=manager.headers)

    assert (await go()).json()["code"] == "last-manager"
    await person(database, clock, member_of=club, manages=True)
    assert (await go()).status_code == 204
    assert (await client.get(f"{ORGANISATIONS}/{club}", headers=manager.headers)).status_code in {401, 403}
