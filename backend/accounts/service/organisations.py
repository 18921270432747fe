"""Organisations: made by a person, verified by the city, joined by invitation."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from backend.accounts import people_repository, repository
from backend.accounts.errors import InvitationNotFound, LastManager, OrganisationNotFound, PersonNotFound
from backend.accounts.models import Invitation, Organisation, OrganisationMember
from backend.accounts.schemas import (
    InvitationCreate,
    InvitationCreated,
    InvitationView,
    Member,
    OrganisationChange,
    OrganisationCreate,
    OrganisationRow,
    OrganisationView,
)
from backend.accounts.secrets import new_token, token_digest
from backend.accounts.service.succession import Succession
from backend.core.audit import AuditEntry, AuditLog, CannotUndo, Details
from backend.core.clock import Clock
from backend.core.concurrency import check_version
from backend.core.db import Database, Session
from backend.core.idempotency import Idempotency, Outcome, fingerprint
from backend.core.identity import Role, Visitor
from backend.core.ids import new_id
from backend.core.policy import SignInRequired
from backend.core.tables import TablePage, TableQuery

INVITATION_LIFE = timedelta(days=7)
CHANGED = "organisation.changed"
MEMBER_REMOVED, MEMBER_INVITED = "organisation.memberRemoved", "organisation.memberInvited"
_SUBJECT = "organisation"


class OrganisationService:
    """What members and the desk do with organisations."""

    def __init__(
        self, db: Database, clock: Clock, audit: AuditLog, idempotency: Idempotency, succession: Succession
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._idempotency = idempotency
        self._succession = succession
        audit.register_undo(CHANGED, frozenset({Role.ADMIN}), self._undo_change, fresh=True)

    # -- the desk

    async def page(self, query: TableQuery, status: str | None) -> TablePage[OrganisationRow]:
        """One page of organisations."""
        async with self._db.read() as session:
            rows, total, cursor = await people_repository.organisations_page(session, query, status)
        return TablePage(items=[_row(row, members) for row, members in rows], total=total, next_cursor=cursor)

    async def change(
        self, visitor: Visitor, organisation_id: UUID, change: OrganisationChange, if_match: str | None
    ) -> OrganisationView:
        """Name and status. Members' sessions get new tokens, because their rights change with the status.

        Raises `OrganisationNotFound`, `ChangedMeanwhile`, `VersionRequired`.
        """
        async with self._db.write() as session:
            row = await self._row(session, organisation_id)
            check_version(row.version, if_match)
            before = {"name": row.name, "status": row.status}
            await self._apply(session, row, change.name, change.status)
            after = {"name": row.name, "status": row.status}
            await self._audit.record(
                session,
                visitor,
                CHANGED,
                (_SUBJECT, organisation_id),
                before=before,
                after=after,
                reason=change.reason,
            )
            return await _view(session, row)

    async def _apply(self, session: Session, row: Organisation, name: str, status: str) -> None:
        if row.status != status:
            for account_id in await people_repository.account_ids_in(session, row.id):
                await repository.must_rotate(session, account_id)
        row.name, row.status = name, status
        row.version += 1
        await session.flush()

    async def _undo_change(self, session: Session, _visitor: Visitor, entry: AuditEntry) -> None:
        assert entry.details is not None  # the audit service has seen to it
        row = await self._row(session, UUID(entry.subject_id))
        if {"name": row.name, "status": row.status} != entry.details["after"]:
            raise CannotUndo
        before = entry.details["before"]
        await self._apply(session, row, before["name"], before["status"])

    # -- members

    async def create(self, account_id: UUID, body: OrganisationCreate, key: str | None) -> OrganisationView:
        """A new organisation that waits for verification; whoever makes it manages it.

        Raises `IdempotencyKeyInvalid`, `IdempotencyKeyReused`, `SignInRequired`.
        """
        async with self._db.write() as session:
            outcome = await self._idempotency.once(
                session,
                "organisation-create",
                key,
                fingerprint(account_id, body),
                lambda: self._create(session, account_id, body),
            )
        return outcome.decode(OrganisationView)

    async def _create(self, session: Session, account_id: UUID, body: OrganisationCreate) -> Outcome:
        await _hold(session, account_id)
        now = self._clock()
        row = Organisation(id=new_id(), name=body.name, kind=body.kind, status="pending", created_at=now)
        await people_repository.save(session, row)
        await self._join(session, row.id, account_id, manages=True)
        return Outcome.of(await _view(session, row))

    async def view(self, organisation_id: UUID) -> OrganisationView:
        """An organisation with its members. Raises `OrganisationNotFound`."""
        async with self._db.read() as session:
            row = await people_repository.organisation(session, organisation_id)
            if row is None:
                raise OrganisationNotFound
            return await _view(session, row)

    async def remove_member(self, visitor: Visitor, organisation_id: UUID, account_id: UUID) -> None:
        """Take a member out, or leave; whoever leaves last leaves it suspended.

        Open invitations of that person end too: a link kept for later would be a way back in.
        Raises `OrganisationNotFound`, `PersonNotFound`, `LastManager`.
        """
        async with self._db.write() as session:
            row = await self._row(session, organisation_id)  # the lock keeps two managers from leaving at once
            members = await people_repository.members_of(session, organisation_id)
            leaving = next((member for member, _ in members if member.account_id == account_id), None)
            if leaving is None:
                raise PersonNotFound
            managers = [member for member, _ in members if member.manages]
            if leaving.manages and len(managers) == 1 and len(members) > 1:
                raise LastManager
            await people_repository.delete_membership(session, organisation_id, account_id)
            await people_repository.delete_invitations_by(session, organisation_id, account_id)
            await repository.must_rotate(session, account_id)
            await self._succession.settle(session, row)
            await self._note_stranger(session, visitor, MEMBER_REMOVED, organisation_id, before={"member": account_id})

    # -- invitations

    async def invite(
        self, visitor: Visitor, organisation_id: UUID, body: InvitationCreate, invited_by: UUID
    ) -> InvitationCreated:
        """A link for one person and seven days. Raises `OrganisationNotFound`, `SignInRequired`."""
        token, now = new_token(), self._clock()
        invitation = Invitation(
            id=new_id(),
            organisation_id=organisation_id,
            token_digest=token_digest(token),
            manages=body.manages,
            created_by=invited_by,
            created_at=now,
            expires_at=now + INVITATION_LIFE,
        )
        async with self._db.write() as session:
            await _hold(session, invited_by)
            await self._row(session, organisation_id)
            await people_repository.save(session, invitation)
            after = {"invitation": invitation.id, "manages": body.manages}
            await self._note_stranger(session, visitor, MEMBER_INVITED, organisation_id, after=after)
        return InvitationCreated(id=invitation.id, token=token, expires_at=invitation.expires_at)

    async def look_at(self, token: str) -> InvitationView:
        """What an invitation leads to. Raises `InvitationNotFound`."""
        async with self._db.read() as session:
            found = await people_repository.invitation_by_digest(session, token_digest(token), self._clock())
            row = await people_repository.organisation(session, found.organisation_id) if found else None
        if found is None or row is None:
            raise InvitationNotFound
        values = {
            "organisation": row.name,
            "kind": row.kind,
            "manages": found.manages,
            "expiresAt": found.expires_at,
        }
        return msgspec.convert(values, InvitationView)

    async def accept(self, token: str, account_id: UUID) -> OrganisationView:
        """Join by an invitation, which is used up. Raises `InvitationNotFound`, `SignInRequired`."""
        async with self._db.write() as session:
            await _hold(session, account_id)
            taken = await people_repository.take_invitation(session, token_digest(token), self._clock())
            if taken is None:
                raise InvitationNotFound
            row = await self._row(session, taken.organisation_id)
            await self._join(session, row.id, account_id, manages=taken.manages)
            return await _view(session, row)

    async def _join(self, session: Session, organisation_id: UUID, account_id: UUID, *, manages: bool) -> None:
        member = await people_repository.membership(session, organisation_id, account_id)
        if member is None:
            member = OrganisationMember(
                organisation_id=organisation_id, account_id=account_id, manages=manages, joined_at=self._clock()
            )
        member.manages = member.manages or manages
        await people_repository.save(session, member)
        await repository.must_rotate(session, account_id)

    async def _note_stranger(
        self,
        session: Session,
        visitor: Visitor,
        action: str,
        organisation_id: UUID,
        *,
        before: Details | None = None,
        after: Details | None = None,
    ) -> None:
        """Members manage their own; an administrator who does it for them acts as staff, and that is in the log."""
        if organisation_id not in visitor.memberships:
            subject = (_SUBJECT, organisation_id)
            await self._audit.record(session, visitor, action, subject, before=before, after=after)

    async def _row(self, session: Session, organisation_id: UUID) -> Organisation:
        row = await people_repository.organisation_for_update(session, organisation_id)
        if row is None:
            raise OrganisationNotFound
        return row


async def _hold(session: Session, account_id: UUID) -> None:
    """Keep the account until the transaction ends. Raises `SignInRequired` when it was erased a moment ago."""
    if not await repository.hold_account(session, account_id):
        raise SignInRequired


def _row(row: Organisation, members: int) -> OrganisationRow:
    values = {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "status": row.status,
        "members": members,
        "createdAt": row.created_at,
        "demo": row.demo,
    }
    return msgspec.convert(values, OrganisationRow)


async def _view(session: Session, row: Organisation) -> OrganisationView:
    members: Sequence[tuple[OrganisationMember, str]] = await people_repository.members_of(session, row.id)
    values = {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "status": row.status,
        "createdAt": row.created_at,
        "demo": row.demo,
        "version": row.version,
        "members": [
            Member(account_id=member.account_id, name=name, manages=member.manages, joined_at=member.joined_at)
            for member, name in members
        ],
    }
    return msgspec.convert(values, OrganisationView)
