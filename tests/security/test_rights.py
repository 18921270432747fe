"""Rights end when they end: no way around a fresh sign-in, no way back in, nothing for somebody who is gone."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import delete, func, select, update

from backend.accounts.models import Account, AccountSession, Invitation
from backend.accounts.schemas import InvitationCreate, OrganisationCreate
from backend.accounts.secrets import token_digest
from backend.accounts.service.organisations import OrganisationService
from backend.accounts.service.succession import Succession
from backend.core.audit import AuditEntry, AuditLog
from backend.core.db import Database
from backend.core.idempotency import Idempotency
from backend.core.identity import Role, Visitor
from backend.core.policy import SignInRequired
from tests.conftest import FrozenClock
from tests.people import SignedIn, organisation, person

DESK = "/api/v1/desk"
LOG = f"{DESK}/audit"
ORGANISATIONS = "/api/v1/organisations"
INVITATIONS = "/api/v1/invitations"


@pytest.fixture
async def admin(database: Database, clock: FrozenClock) -> SignedIn:
    return await person(database, clock, roles={Role.ADMIN})


# -- step-up


async def change(client: httpx.AsyncClient, admin: SignedIn, url: str, path: str, body: dict[str, Any]) -> None:
    etag = (await client.get(url, headers=admin.headers)).headers["etag"]
    answer = await client.put(f"{url}{path}", json=body, headers={**admin.headers, "if-match": etag})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("what", ["roles", "block", "organisation"])
async def test_taking_back_a_change_of_rights_needs_a_fresh_sign_in_as_the_change_itself(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, admin: SignedIn, what: str
) -> None:
    someone, club = await person(database, clock), await organisation(database, clock)
    people, clubs = f"{DESK}/people/{someone.account_id}", f"{DESK}/organisations/{club}"
    changes: dict[str, tuple[str, str, dict[str, Any]]] = {
        "roles": (people, "/roles", {"roles": ["editor"]}),
        "block": (people, "/block", {"blocked": True}),
        "organisation": (clubs, "", {"name": "Verein", "status": "suspended"}),
    }
    url, path, body = changes[what]
    await change(client, admin, url, path, body | {"reason": "Probe"})
    stale = await person(database, clock, roles={Role.ADMIN}, signed_in_ago=timedelta(minutes=11))
    refused = await client.post(f"{LOG}/1/undo", json={"reason": "Versehen"}, headers=stale.headers)
    assert (refused.status_code, refused.json()["code"]) == (401, "fresh-sign-in-required")
    done = await client.post(f"{LOG}/1/undo", json={"reason": "Versehen"}, headers=admin.headers)
    assert done.status_code == 200, done.text


async def test_the_token_before_a_confirmation_is_not_fresh(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, admin: SignedIn
) -> None:
    newer = "n" * 43
    async with database.write() as session:
        values = {
            "former_digest": token_digest(admin.token),
            "token_digest": token_digest(newer),
            "rotated_at": clock(),
        }
        await session.execute(update(AccountSession).where(AccountSession.id == admin.session_id).values(**values))
    someone = await person(database, clock)
    url, body = f"{DESK}/people/{someone.account_id}/roles", {"roles": ["editor"], "reason": "Probe"}
    old = {**admin.headers, "if-match": '"v1"'}
    assert (await client.get("/api/v1/me", headers=old)).json()["signedIn"], "requests on their way still arrive"
    assert (await client.put(url, json=body, headers=old)).json()["code"] == "fresh-sign-in-required"
    new = {**old, "cookie": f"session={newer}"}
    assert (await client.put(url, json=body, headers=new)).status_code == 200


# -- organisations


@pytest.mark.parametrize("leaves_by", ["leave", "remove"])
async def test_a_link_kept_from_better_days_leads_nobody_back_in(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, leaves_by: str
) -> None:
    club = await organisation(database, clock)
    stays, goes = [await person(database, clock, member_of=club, manages=True) for _ in range(2)]
    invite = f"{ORGANISATIONS}/{club}/invitations"
    kept = (await client.post(invite, json={"manages": True}, headers=goes.headers)).json()["token"]
    good = (await client.post(invite, json={}, headers=stays.headers)).json()["token"]
    gone = (
        await client.post(f"{ORGANISATIONS}/{club}/leave", headers=goes.headers)
        if leaves_by == "leave"
        else await client.delete(f"{ORGANISATIONS}/{club}/members/{goes.account_id}", headers=stays.headers)
    )
    assert gone.status_code == 204
    back = await client.post(f"{INVITATIONS}/accept", json={"token": kept}, headers=goes.headers)
    assert (back.status_code, back.json()["code"]) == (404, "invitation-not-found")
    guest = await person(database, clock)
    assert (
        await client.post(f"{INVITATIONS}/accept", json={"token": good}, headers=guest.headers)
    ).status_code == 200, "what others handed out holds"


async def test_an_administrator_who_manages_for_others_is_in_the_log_and_members_are_not(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, admin: SignedIn
) -> None:
    club = await organisation(database, clock)
    manager = await person(database, clock, member_of=club, manages=True)
    members = [await person(database, clock, member_of=club) for _ in range(2)]
    for who, member in zip((manager, admin), members, strict=True):
        await client.post(f"{ORGANISATIONS}/{club}/invitations", json={}, headers=who.headers)
        gone = await client.delete(f"{ORGANISATIONS}/{club}/members/{member.account_id}", headers=who.headers)
        assert gone.status_code == 204
    async with database.read() as session:
        entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.sequence))).all()
    assert [(entry.action, entry.actor_id, entry.subject_id) for entry in entries] == [
        ("organisation.memberInvited", admin.account_id, str(club)),
        ("organisation.memberRemoved", admin.account_id, str(club)),
    ]


# -- the last who can give rights


async def test_a_blocked_administrator_does_not_count_as_one_who_is_left(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, admin: SignedIn
) -> None:
    blocked = await person(database, clock, roles={Role.ADMIN})
    async with database.write() as session:
        await session.execute(update(Account).where(Account.id == blocked.account_id).values(blocked_at=clock()))
    refused = await client.delete("/api/v1/me/account", headers=admin.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "last-administrator")


# -- somebody who was erased a moment ago

Act = Callable[[OrganisationService, Visitor, UUID, UUID], Awaitable[Any]]


async def _create(service: OrganisationService, _visitor: Visitor, account_id: UUID, _club: UUID) -> None:
    await service.create(account_id, OrganisationCreate(name="Verein", kind="organiser"), uuid4().hex)


async def _invite(service: OrganisationService, visitor: Visitor, account_id: UUID, club: UUID) -> None:
    await service.invite(visitor, club, InvitationCreate(), account_id)


async def _accept(service: OrganisationService, _visitor: Visitor, account_id: UUID, _club: UUID) -> None:
    await service.accept("any", account_id)


@pytest.mark.parametrize("act", [_create, _invite, _accept])
async def test_what_an_erased_person_still_had_on_the_way_is_not_done_and_is_no_fault(
    database: Database, clock: FrozenClock, act: Act
) -> None:
    club = await organisation(database, clock)
    gone = await person(database, clock, member_of=club, manages=True)
    async with database.write() as session:
        await session.execute(delete(Account).where(Account.id == gone.account_id))
    log = AuditLog(clock)
    service = OrganisationService(database, clock, log, Idempotency(clock), Succession(log))
    with pytest.raises(SignInRequired):
        await act(service, Visitor(account_id=gone.account_id), gone.account_id, club)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Invitation)) == 0


async def test_erasing_and_inviting_at_the_same_moment_leaves_no_name_behind(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    club = await organisation(database, clock)
    goes = await person(database, clock, member_of=club, manages=True)
    erased, *invited = await asyncio.gather(
        client.delete("/api/v1/me/account", headers=goes.headers),
        *(client.post(f"{ORGANISATIONS}/{club}/invitations", json={}, headers=goes.headers) for _ in range(5)),
    )
    assert erased.status_code == 200
    assert {answer.status_code for answer in invited} <= {201, 401}
    async with database.read() as session:
        theirs = select(func.count()).select_from(Invitation).where(Invitation.created_by.is_not(None))
        assert await session.scalar(theirs) == 0


# -- tables to take along


@pytest.mark.parametrize(("path", "name"), [("people", "people.csv"), ("organisations", "organisations.csv")])
async def test_an_export_is_saved_under_a_name_of_ours_and_kept_nowhere_else(
    client: httpx.AsyncClient, admin: SignedIn, path: str, name: str
) -> None:
    answer = await client.get(f"{DESK}/{path}/export.csv", headers=admin.headers)
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["cache-control"] == "no-store"
