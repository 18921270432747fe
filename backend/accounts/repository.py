"""Queries of identity. Never commits."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, or_, select, update

from backend.accounts.models import (
    Account,
    AccountSession,
    Device,
    Organisation,
    OrganisationMember,
    RoleGrant,
)
from backend.core.db import Session
from backend.core.identity import Membership, Role
from backend.core.personal_data import Person, about

# -- devices


async def device_by_digest(session: Session, digest: bytes) -> Device | None:
    """The device with this token."""
    return await session.scalar(select(Device).where(Device.token_digest == digest))


async def note_device_seen(session: Session, device_id: UUID, today: date) -> None:
    """Remember the day."""
    await session.execute(update(Device).where(Device.id == device_id).values(last_seen_on=today))


async def device(session: Session, device_id: UUID, *, alone: bool = False) -> Device | None:
    """One device; `alone`: nobody else changes or erases it before this transaction ends."""
    query = select(Device).where(Device.id == device_id)
    return await session.scalar(query.with_for_update() if alone else query)


async def hold_device(session: Session, device_id: UUID) -> bool:
    """Keep a device from being erased before this transaction ends; False when it is gone."""
    query = select(Device.id).where(Device.id == device_id).with_for_update(read=True, key_share=True)
    return await session.scalar(query) is not None


async def lock_devices(session: Session, device_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """Those that still exist, held alone."""
    query = select(Device.id).where(Device.id.in_(device_ids)).order_by(Device.id).with_for_update()
    return tuple(await session.scalars(query))


async def devices_of(session: Session, account_id: UUID) -> tuple[UUID, ...]:
    """Devices whose data moved to this account."""
    return tuple(await session.scalars(select(Device.id).where(Device.account_id == account_id).order_by(Device.id)))


async def devices_unseen_since(session: Session, day: date, limit: int) -> list[UUID]:
    """Devices that nobody used for long, held alone."""
    query = select(Device.id).where(Device.last_seen_on < day).limit(limit)
    return list(await session.scalars(query.with_for_update(skip_locked=True)))


async def note_move_answer(session: Session, device_id: UUID, account_id: UUID | None, now: datetime) -> None:
    """Remember the answer; `account_id` None leaves the device on its own."""
    values = {"asked_to_move_at": now} | ({"account_id": account_id} if account_id else {})
    await session.execute(update(Device).where(Device.id == device_id).values(**values))


# -- sessions


async def session_by_digest(session: Session, digest: bytes) -> tuple[AccountSession, Account] | None:
    """The session with this present or former token, and its account."""
    row = (
        await session.execute(
            select(AccountSession, Account)
            .join(Account, Account.id == AccountSession.account_id)
            .where(or_(AccountSession.token_digest == digest, AccountSession.former_digest == digest))
            .limit(1)
        )
    ).first()
    return (row[0], row[1]) if row else None


async def session_for_update(session: Session, session_id: UUID) -> AccountSession | None:
    """One session, locked against a second rotation at the same moment."""
    return await session.get(AccountSession, session_id, with_for_update=True)


async def sessions_of(session: Session, account_id: UUID) -> list[AccountSession]:
    """All sessions of a person, the youngest first."""
    query = select(AccountSession).where(AccountSession.account_id == account_id)
    return list(await session.scalars(query.order_by(AccountSession.created_at.desc())))


async def delete_session(session: Session, account_id: UUID, session_id: UUID) -> int:
    """End one session of this person; returns how many rows went."""
    mine = (AccountSession.id == session_id) & (AccountSession.account_id == account_id)
    return _count(await session.execute(delete(AccountSession).where(mine)))


async def delete_other_sessions(session: Session, account_id: UUID, keep: UUID | None) -> int:
    """End all sessions of this person but one."""
    others = AccountSession.account_id == account_id
    if keep is not None:
        others &= AccountSession.id != keep
    return _count(await session.execute(delete(AccountSession).where(others)))


async def delete_sessions_expired(session: Session, now: datetime) -> int:
    """Delete sessions past their end."""
    return _count(await session.execute(delete(AccountSession).where(AccountSession.expires_at <= now)))


async def note_session_seen(session: Session, session_id: UUID, now: datetime) -> None:
    """Remember the last use."""
    await session.execute(update(AccountSession).where(AccountSession.id == session_id).values(last_seen_at=now))


async def must_rotate(session: Session, account_id: UUID) -> None:
    """Let every session of this person take a new token at its next request."""
    mine = AccountSession.account_id == account_id
    await session.execute(update(AccountSession).where(mine).values(must_rotate=True))


# -- accounts and rights


async def account(session: Session, account_id: UUID) -> Account | None:
    """One account."""
    return await session.get(Account, account_id)


async def hold_account(session: Session, account_id: UUID) -> bool:
    """Keep an account from being erased before this transaction ends; False when it is gone."""
    query = select(Account.id).where(Account.id == account_id).with_for_update(read=True, key_share=True)
    return await session.scalar(query) is not None


async def lock_account(session: Session, account_id: UUID) -> UUID | None:
    """The account, held alone; None when it is gone."""
    return await session.scalar(select(Account.id).where(Account.id == account_id).with_for_update())


async def accounts_unused_since(session: Session, day: date, limit: int) -> list[UUID]:
    """Accounts nobody signed in to for long, held alone; no administrators, so that a city keeps its last."""
    admins = select(RoleGrant.account_id).where(RoleGrant.role == Role.ADMIN)
    idle = select(Account.id).where(Account.last_signed_in_on < day, Account.id.not_in(admins))
    return list(await session.scalars(idle.limit(limit).with_for_update(skip_locked=True)))


async def lock_admins(session: Session) -> set[UUID]:
    """Everybody who may give out rights and is not blocked, held so that two removals at once cannot empty the list."""
    query = select(RoleGrant.account_id).where(RoleGrant.role == Role.ADMIN).order_by(RoleGrant.account_id)
    await session.execute(query.with_for_update())
    able = select(RoleGrant.account_id).join(Account, Account.id == RoleGrant.account_id)
    return set(await session.scalars(able.where(RoleGrant.role == Role.ADMIN, Account.blocked_at.is_(None))))


async def roles_of(session: Session, account_id: UUID) -> frozenset[Role]:
    """City roles of a person, whatever they come from."""
    found = await session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == account_id).distinct())
    return frozenset(Role(role) for role in found)


async def memberships_of(session: Session, account_id: UUID) -> Mapping[UUID, Membership]:
    """Organisations of a person and what the person is there."""
    rows = await session.execute(
        select(Organisation.id, Organisation.kind, Organisation.status, OrganisationMember.manages)
        .join(OrganisationMember, OrganisationMember.organisation_id == Organisation.id)
        .where(OrganisationMember.account_id == account_id)
    )
    return {row.id: Membership(frozenset({Role(row.kind)}), row.manages, row.status == "verified") for row in rows}


async def organisations_of(session: Session, account_id: UUID) -> list[Organisation]:
    """Organisations of a person, by name."""
    query = select(Organisation).join(OrganisationMember, OrganisationMember.organisation_id == Organisation.id)
    mine = query.where(OrganisationMember.account_id == account_id)
    return list(await session.scalars(mine.order_by(Organisation.name)))


async def roles_by_source(session: Session, account_id: UUID) -> Mapping[str, frozenset[Role]]:
    """City roles by where they come from."""
    grants: dict[str, set[Role]] = defaultdict(set)
    for role, source in await session.execute(
        select(RoleGrant.role, RoleGrant.source).where(RoleGrant.account_id == account_id)
    ):
        grants[source].add(Role(role))
    return {source: frozenset(roles) for source, roles in grants.items()}


async def replace_roles(session: Session, account_id: UUID, source: str, roles: frozenset[Role], now: datetime) -> bool:
    """Let `source` grant exactly these roles; True when that changed anything."""
    present = (await roles_by_source(session, account_id)).get(source, frozenset())
    if gone := present - roles:
        await session.execute(
            delete(RoleGrant).where(
                RoleGrant.account_id == account_id, RoleGrant.source == source, RoleGrant.role.in_(gone)
            )
        )
    session.add_all(
        RoleGrant(account_id=account_id, role=role, source=source, granted_at=now) for role in sorted(roles - present)
    )
    await session.flush()
    return present != roles


# -- what is stored about a person, and erasing it


async def accounts_of_person(session: Session, person: Person) -> list[Account]:
    """The person's account, as a list of none or one."""
    return list(await session.scalars(select(Account).where(about(person, account=Account.id))))


async def devices_of_person(session: Session, person: Person) -> list[Device]:
    """The person's devices."""
    return list(await session.scalars(select(Device).where(about(person, device=Device.id)).order_by(Device.id)))


async def erase_account(session: Session, person: Person) -> int:
    """Delete the account."""
    return _count(await session.execute(delete(Account).where(about(person, account=Account.id))))


async def erase_sessions(session: Session, person: Person) -> int:
    """Delete all sessions."""
    return _count(await session.execute(delete(AccountSession).where(about(person, account=AccountSession.account_id))))


async def erase_rights(session: Session, person: Person) -> int:
    """Delete roles and memberships."""
    grants = delete(RoleGrant).where(about(person, account=RoleGrant.account_id))
    members = delete(OrganisationMember).where(about(person, account=OrganisationMember.account_id))
    return _count(await session.execute(grants)) + _count(await session.execute(members))


async def erase_devices(session: Session, person: Person) -> int:
    """Delete the devices."""
    return _count(await session.execute(delete(Device).where(about(person, device=Device.id))))


async def add(session: Session, *rows: Account | AccountSession | Device | Organisation | OrganisationMember) -> None:
    """Store new rows."""
    session.add_all(rows)
    await session.flush()


def _count(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount


async def names_of(session: Session, account_ids: Collection[UUID]) -> dict[UUID, str]:
    """What these people want to be called."""
    rows = await session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    return {account_id: name for account_id, name in rows}  # noqa: C416 -- rows are typed by column, dict() loses it
