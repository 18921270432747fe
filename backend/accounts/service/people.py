"""People at the desk: who has which role, who is blocked. Every change is audited and can be taken back."""

from uuid import UUID

import msgspec

from backend.accounts import people_repository, repository
from backend.accounts.errors import ClaimedRole, LastAdministrator, NotYourself, PersonNotFound
from backend.accounts.models import Account
from backend.accounts.schemas import BlockChange, PersonRow, PersonView, RoleHeld, RolesChange
from backend.accounts.service.views import my_organisation
from backend.core.audit import AuditEntry, AuditLog, CannotUndo
from backend.core.clock import Clock
from backend.core.concurrency import check_version
from backend.core.db import Database, Session
from backend.core.identity import Membership, Role, Visitor
from backend.core.tables import TablePage, TableQuery

DESK = "desk"
ROLES_CHANGED = "person.rolesChanged"
BLOCK_CHANGED = "person.blockChanged"
_SUBJECT = "person"
_UNDOABLE_BY = frozenset({Role.ADMIN})


class PeopleService:
    """What administrators do with accounts. Nothing here shows what a person does in the app."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        audit.register_undo(ROLES_CHANGED, _UNDOABLE_BY, self._undo_roles, fresh=True)
        audit.register_undo(BLOCK_CHANGED, _UNDOABLE_BY, self._undo_block, fresh=True)

    async def page(self, query: TableQuery, role: Role | None) -> TablePage[PersonRow]:
        """One page of accounts."""
        async with self._db.read() as session:
            rows, total, cursor = await people_repository.people_page(session, query, role)
            held = await people_repository.roles_of_many(session, [account.id for account, _ in rows])
        items = [_row(account, memberships, held[account.id]) for account, memberships in rows]
        return TablePage(items=items, total=total, next_cursor=cursor)

    async def view(self, account_id: UUID) -> PersonView:
        """One account. Raises `PersonNotFound`."""
        async with self._db.read() as session:
            account = await repository.account(session, account_id)
            if account is None:
                raise PersonNotFound
            return await _view(session, account)

    # -- roles

    async def change_roles(
        self, visitor: Visitor, account_id: UUID, change: RolesChange, if_match: str | None
    ) -> PersonView:
        """Give exactly these roles from the desk. The person's sessions get new tokens at once.

        Raises `PersonNotFound`, `LastAdministrator`, `ClaimedRole`, `ChangedMeanwhile`, `VersionRequired`.
        """
        wanted = frozenset(Role(role) for role in change.roles)
        async with self._db.write() as session:
            account = await self._account(session, account_id)
            check_version(account.version, if_match)
            sources = await repository.roles_by_source(session, account_id)
            claimed = frozenset[Role]().union(*(roles for source, roles in sources.items() if source != DESK))
            if wanted & claimed:
                raise ClaimedRole
            before = sources.get(DESK, frozenset())
            await self._give(session, account, wanted)
            await self._audit.record(
                session,
                visitor,
                ROLES_CHANGED,
                (_SUBJECT, account_id),
                before={"roles": sorted(before)},
                after={"roles": sorted(wanted)},
                reason=change.reason,
            )
            return await _view(session, account)

    async def _give(self, session: Session, account: Account, wanted: frozenset[Role]) -> None:
        if Role.ADMIN not in wanted:
            await self._keep_an_administrator(session, account.id)
        if await repository.replace_roles(session, account.id, DESK, wanted, self._clock()):
            await repository.must_rotate(session, account.id)
        account.version += 1
        await session.flush()

    async def _keep_an_administrator(self, session: Session, without: UUID) -> None:
        administrators = await repository.lock_admins(session)
        if administrators == {without}:
            raise LastAdministrator

    async def _undo_roles(self, session: Session, visitor: Visitor, entry: AuditEntry) -> None:
        assert entry.details is not None  # the audit service has seen to it
        account = await self._account(session, UUID(entry.subject_id))
        present = (await repository.roles_by_source(session, account.id)).get(DESK, frozenset())
        if sorted(present) != entry.details["after"]["roles"]:
            raise CannotUndo
        await self._give(session, account, frozenset(Role(role) for role in entry.details["before"]["roles"]))

    # -- blocking

    async def change_block(
        self, visitor: Visitor, account_id: UUID, change: BlockChange, if_match: str | None
    ) -> PersonView:
        """Block an account, which ends its sessions, or let it in again.

        Raises `PersonNotFound`, `NotYourself`, `LastAdministrator`, `ChangedMeanwhile`, `VersionRequired`.
        """
        async with self._db.write() as session:
            account = await self._account(session, account_id)
            check_version(account.version, if_match)
            if change.blocked and account_id == visitor.account_id:
                raise NotYourself
            before = account.blocked_at is not None
            await self._set_blocked(session, account, blocked=change.blocked)
            await self._audit.record(
                session,
                visitor,
                BLOCK_CHANGED,
                (_SUBJECT, account_id),
                before={"blocked": before},
                after={"blocked": change.blocked},
                reason=change.reason,
            )
            return await _view(session, account)

    async def _set_blocked(self, session: Session, account: Account, *, blocked: bool) -> None:
        if blocked:
            await self._keep_an_administrator(session, account.id)
            await repository.delete_other_sessions(session, account.id, None)
        account.blocked_at = (account.blocked_at or self._clock()) if blocked else None
        account.version += 1
        await session.flush()

    async def _undo_block(self, session: Session, visitor: Visitor, entry: AuditEntry) -> None:
        assert entry.details is not None  # the audit service has seen to it
        account = await self._account(session, UUID(entry.subject_id))
        if (account.blocked_at is not None) != entry.details["after"]["blocked"]:
            raise CannotUndo
        if entry.details["before"]["blocked"] and account.id == visitor.account_id:
            raise NotYourself
        await self._set_blocked(session, account, blocked=entry.details["before"]["blocked"])

    async def _account(self, session: Session, account_id: UUID) -> Account:
        account = await people_repository.account_for_update(session, account_id)
        if account is None:
            raise PersonNotFound
        return account


def _row(account: Account, memberships: int, roles: set[Role]) -> PersonRow:
    return PersonRow(
        id=account.id,
        name=account.name,
        roles=msgspec.convert(sorted(roles), list[str]),
        organisations=memberships,
        last_signed_in_on=account.last_signed_in_on,
        created_at=account.created_at,
        blocked_at=account.blocked_at,
        demo=account.demo,
    )


async def _view(session: Session, account: Account) -> PersonView:
    sources = await repository.roles_by_source(session, account.id)
    memberships = await repository.memberships_of(session, account.id)
    organisations = await repository.organisations_of(session, account.id)
    held = [
        msgspec.convert({"role": role, "source": source}, RoleHeld)
        for source, roles in sorted(sources.items())
        for role in sorted(roles)
    ]
    nothing = Membership(frozenset(), manages=False, verified=False)
    return PersonView(
        id=account.id,
        name=account.name,
        roles=held,
        organisations=[my_organisation(row, memberships.get(row.id, nothing)) for row in organisations],
        last_signed_in_on=account.last_signed_in_on,
        created_at=account.created_at,
        blocked_at=account.blocked_at,
        demo=account.demo,
        version=account.version,
    )
