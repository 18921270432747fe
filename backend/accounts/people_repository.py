"""Queries about people and organisations for the desk and for members. Never commits."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, delete, func, select, update

from backend.accounts.models import Account, Invitation, Organisation, OrganisationMember, RoleGrant
from backend.core.db import Session
from backend.core.identity import Role
from backend.core.personal_data import Person, about
from backend.core.tables import TableQuery, TableSpec, read_page

_MEMBERSHIPS: ColumnElement[int] = (
    select(func.count()).where(OrganisationMember.account_id == Account.id).correlate(Account).scalar_subquery()
)
_MEMBERS: ColumnElement[int] = (
    select(func.count())
    .where(OrganisationMember.organisation_id == Organisation.id)
    .correlate(Organisation)
    .scalar_subquery()
)
PEOPLE = TableSpec(
    sort={
        "name": Account.name,
        "lastSignedInOn": Account.last_signed_in_on,
        "createdAt": Account.created_at,
        "blockedAt": Account.blocked_at,
        "organisations": _MEMBERSHIPS,
    },
    search=[Account.name],
    key=Account.id,
    default_sort="name",
)
PEOPLE_TYPES: Mapping[str, type] = {
    "name": str,
    "lastSignedInOn": date,
    "createdAt": datetime,
    "blockedAt": datetime,
    "organisations": int,
}
ORGANISATIONS = TableSpec(
    sort={
        "name": Organisation.name,
        "kind": Organisation.kind,
        "status": Organisation.status,
        "createdAt": Organisation.created_at,
        "members": _MEMBERS,
    },
    search=[Organisation.name],
    key=Organisation.id,
    default_sort="name",
)
ORGANISATION_TYPES: Mapping[str, type] = {
    "name": str,
    "kind": str,
    "status": str,
    "createdAt": datetime,
    "members": int,
}


# -- people


async def people_page(
    session: Session, query: TableQuery, role: Role | None
) -> tuple[list[tuple[Account, int]], int, str | None]:
    """Accounts with the number of their organisations; `role` keeps those who hold it."""
    statement: Any = select(Account, _MEMBERSHIPS.label("memberships"))
    if role is not None:
        holders = select(RoleGrant.account_id).where(RoleGrant.role == role)
        statement = statement.where(Account.id.in_(holders))
    rows, total, cursor = await read_page(session, statement, PEOPLE, query, PEOPLE_TYPES)
    return [(row[0], row.memberships) for row in rows], total, cursor


async def roles_of_many(session: Session, account_ids: Sequence[UUID]) -> Mapping[UUID, set[Role]]:
    """City roles of these people."""
    held: dict[UUID, set[Role]] = {account_id: set() for account_id in account_ids}
    rows = await session.execute(
        select(RoleGrant.account_id, RoleGrant.role).where(RoleGrant.account_id.in_(account_ids))
    )
    for account_id, role in rows:
        held[account_id].add(Role(role))
    return held


async def account_for_update(session: Session, account_id: UUID) -> Account | None:
    """One account, locked until the transaction ends."""
    return await session.get(Account, account_id, with_for_update=True)


# -- organisations


async def organisations_page(
    session: Session, query: TableQuery, status: str | None
) -> tuple[list[tuple[Organisation, int]], int, str | None]:
    """Organisations with the number of their members; `status` keeps those in it."""
    statement: Any = select(Organisation, _MEMBERS.label("members"))
    if status is not None:
        statement = statement.where(Organisation.status == status)
    rows, total, cursor = await read_page(session, statement, ORGANISATIONS, query, ORGANISATION_TYPES)
    return [(row[0], row.members) for row in rows], total, cursor


async def organisation(session: Session, organisation_id: UUID) -> Organisation | None:
    """One organisation."""
    return await session.get(Organisation, organisation_id)


async def organisation_for_update(session: Session, organisation_id: UUID) -> Organisation | None:
    """One organisation, locked until the transaction ends."""
    return await session.get(Organisation, organisation_id, with_for_update=True)


async def members_of(session: Session, organisation_id: UUID) -> list[tuple[OrganisationMember, str]]:
    """Members and their names, by name."""
    rows = await session.execute(
        select(OrganisationMember, Account.name)
        .join(Account, Account.id == OrganisationMember.account_id)
        .where(OrganisationMember.organisation_id == organisation_id)
        .order_by(Account.name, Account.id)
    )
    return [(row[0], row[1]) for row in rows]


async def membership(session: Session, organisation_id: UUID, account_id: UUID) -> OrganisationMember | None:
    """What a person is in an organisation."""
    return await session.get(OrganisationMember, (organisation_id, account_id))


async def delete_membership(session: Session, organisation_id: UUID, account_id: UUID) -> int:
    """Take a person out of an organisation; returns how many rows went."""
    here = (OrganisationMember.organisation_id == organisation_id) & (OrganisationMember.account_id == account_id)
    return _count(await session.execute(delete(OrganisationMember).where(here)))


async def lock_organisations_of(session: Session, person: Person) -> list[Organisation]:
    """Organisations that a person belongs to, locked until the transaction ends."""
    mine = select(OrganisationMember.organisation_id).where(about(person, account=OrganisationMember.account_id))
    query = select(Organisation).where(Organisation.id.in_(mine)).order_by(Organisation.id)
    return list(await session.scalars(query.with_for_update()))


async def active_members_of(session: Session, organisation_id: UUID) -> list[OrganisationMember]:
    """Members whose account is not blocked, those who have been there longest first."""
    query = (
        select(OrganisationMember)
        .join(Account, Account.id == OrganisationMember.account_id)
        .where(OrganisationMember.organisation_id == organisation_id, Account.blocked_at.is_(None))
        .order_by(OrganisationMember.joined_at, OrganisationMember.account_id)
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(query))


async def account_ids_in(session: Session, organisation_id: UUID) -> list[UUID]:
    """Everybody in an organisation."""
    query = select(OrganisationMember.account_id).where(OrganisationMember.organisation_id == organisation_id)
    return list(await session.scalars(query))


# -- invitations


async def take_invitation(session: Session, digest: bytes, now: datetime) -> Invitation | None:
    """The invitation with this secret, used up: of two who come at once only one gets it."""
    taken = delete(Invitation).where(Invitation.token_digest == digest, Invitation.expires_at > now)
    return await session.scalar(taken.returning(Invitation))


async def invitation_by_digest(session: Session, digest: bytes, now: datetime) -> Invitation | None:
    """The invitation with this secret while it holds."""
    query = select(Invitation).where(Invitation.token_digest == digest, Invitation.expires_at > now)
    return await session.scalar(query)


async def delete_invitations_expired(session: Session, now: datetime) -> int:
    """Delete invitations whose time is over."""
    return _count(await session.execute(delete(Invitation).where(Invitation.expires_at <= now)))


async def delete_invitations_into(session: Session, organisation_id: UUID) -> int:
    """Make all open invitations of an organisation void."""
    return _count(await session.execute(delete(Invitation).where(Invitation.organisation_id == organisation_id)))


async def delete_invitations_by(session: Session, organisation_id: UUID, account_id: UUID) -> int:
    """Delete what a person handed out for an organisation."""
    theirs = (Invitation.organisation_id == organisation_id) & (Invitation.created_by == account_id)
    return _count(await session.execute(delete(Invitation).where(theirs)))


async def invitations_by(session: Session, person: Person) -> list[tuple[Invitation, str]]:
    """Open invitations that a person wrote, with the name of the organisation."""
    query = select(Invitation, Organisation.name).join(Organisation, Organisation.id == Invitation.organisation_id)
    mine = query.where(about(person, account=Invitation.created_by)).order_by(Invitation.created_at)
    return [(row[0], row[1]) for row in await session.execute(mine)]


async def forget_inviter(session: Session, person: Person) -> int:
    """Let invitations no longer say who wrote them: they are the organisation's, and somebody may be on the way."""
    mine = update(Invitation).where(about(person, account=Invitation.created_by))
    return _count(await session.execute(mine.values(created_by=None)))


async def save(session: Session, row: Organisation | OrganisationMember | Invitation | Account) -> None:
    """Write a new or changed row."""
    session.add(row)
    await session.flush()


def _count(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount
