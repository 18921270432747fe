"""An organisation outlives the account of whoever managed it: somebody follows, or it is suspended."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx
from sqlalchemy import func, select, update

from backend.accounts.models import Account, Invitation, Organisation, OrganisationMember
from backend.core.audit import AuditEntry
from backend.core.db import Database
from backend.core.identity import Role
from tests.conftest import FrozenClock
from tests.people import SignedIn, organisation, person

ACCOUNT = "/api/v1/me/account"
ORGANISATIONS = "/api/v1/organisations"


async def joined(database: Database, who: SignedIn, at: FrozenClock, days_ago: int) -> None:
    """Let a person be a member since then."""
    mine = update(OrganisationMember).where(OrganisationMember.account_id == who.account_id)
    async with database.write() as session:
        await session.execute(mine.values(joined_at=at() - timedelta(days=days_ago)))


async def managers(database: Database, club: UUID) -> list[UUID]:
    query = select(OrganisationMember.account_id)
    async with database.read() as session:
        found = await session.scalars(
            query.where(OrganisationMember.organisation_id == club, OrganisationMember.manages)
        )
        return list(found)


async def status(database: Database, club: UUID) -> str:
    async with database.read() as session:
        row = await session.get(Organisation, club)
        assert row is not None
        return row.status


async def log(database: Database, club: UUID) -> list[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.subject_id == str(club)).order_by(AuditEntry.sequence)
    async with database.read() as session:
        return list(await session.scalars(query))


async def test_the_longest_member_follows_and_may_act_at_once(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    club = await organisation(database, clock)
    gone = await person(database, clock, member_of=club, manages=True)
    young, old, blocked = [await person(database, clock, member_of=club) for _ in range(3)]
    for who, days in ((young, 10), (old, 200), (blocked, 900)):
        await joined(database, who, clock, days)
    async with database.write() as session:
        await session.execute(update(Account).where(Account.id == blocked.account_id).values(blocked_at=clock()))

    assert (await client.delete(ACCOUNT, headers=gone.headers)).status_code == 200

    assert await managers(database, club) == [old.account_id]
    assert await status(database, club) == "verified"
    me = await client.get("/api/v1/me", headers=old.headers)
    assert me.json()["organisations"][0]["manages"] is True
    assert "set-cookie" in me.headers, "more rights, a new token"
    (entry,) = await log(database, club)
    assert (entry.action, entry.actor_id) == ("organisation.inherited", None)
    assert str(gone.account_id) not in str(entry.details)


async def test_nothing_changes_while_somebody_else_manages(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    club = await organisation(database, clock)
    gone, stays = [await person(database, clock, member_of=club, manages=True) for _ in range(2)]
    await person(database, clock, member_of=club)
    assert (await client.delete(ACCOUNT, headers=gone.headers)).status_code == 200
    assert await managers(database, club) == [stays.account_id]
    assert await log(database, club) == []


async def test_an_organisation_without_anybody_is_suspended_and_its_links_are_void(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    club = await organisation(database, clock)
    gone = await person(database, clock, member_of=club, manages=True)
    guest = await person(database, clock)
    invited = await client.post(f"{ORGANISATIONS}/{club}/invitations", json={"manages": True}, headers=gone.headers)
    assert (await client.delete(ACCOUNT, headers=gone.headers)).status_code == 200

    assert await status(database, club) == "suspended"
    late = await client.post(
        "/api/v1/invitations/accept", json={"token": invited.json()["token"]}, headers=guest.headers
    )
    assert late.json()["code"] == "invitation-not-found"
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Invitation)) == 0
    (entry,) = await log(database, club)
    assert entry.action == "organisation.abandoned"
    assert entry.details is not None
    assert (entry.details["before"], entry.details["after"]) == ({"status": "verified"}, {"status": "suspended"})
    admin = await person(database, clock, roles={Role.ADMIN})
    seen = (await client.get(f"/api/v1/desk/organisations/{club}", headers=admin.headers)).json()
    assert (seen["status"], seen["members"], seen["version"]) == ("suspended", [], 2)


async def test_leaving_as_the_last_one_suspends_too(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    club = await organisation(database, clock)
    alone = await person(database, clock, member_of=club, manages=True)
    assert (await client.post(f"{ORGANISATIONS}/{club}/leave", headers=alone.headers)).status_code == 204
    assert await status(database, club) == "suspended"


async def test_of_two_managers_who_go_at_once_the_second_hands_on(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    club = await organisation(database, clock)
    both = [await person(database, clock, member_of=club, manages=True) for _ in range(2)]
    heir = await person(database, clock, member_of=club)
    answers = await asyncio.gather(*(client.delete(ACCOUNT, headers=who.headers) for who in both))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert await managers(database, club) == [heir.account_id]
    assert [entry.action for entry in await log(database, club)] == ["organisation.inherited"]
