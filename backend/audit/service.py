"""Use cases of the log: read, take back, prove."""

from collections.abc import Sequence

import msgspec
import structlog

from backend.audit import repository
from backend.audit.errors import (
    AlreadyUndone,
    AuditEntryNotFound,
    DetailsForgotten,
    NoWayBack,
    UndoCannotBeUndone,
)
from backend.audit.repository import Found, Sight
from backend.audit.rules import UNDONE, UndoState, readable_actions, reads_everything, undo_state
from backend.audit.schemas import AuditFilter, AuditItem, Undone
from backend.core.audit import AuditLog, NameLookup, Verification
from backend.core.db import Database, Session
from backend.core.errors import Forbidden
from backend.core.identity import Visitor
from backend.core.tables import CSV_MAX_ROWS, TablePage, TableQuery, to_csv

logger = structlog.get_logger(__name__)

_REFUSALS = {
    UndoState.NONE: NoWayBack,
    UndoState.DONE: AlreadyUndone,
    UndoState.IS_UNDO: UndoCannotBeUndone,
    UndoState.FORGOTTEN: DetailsForgotten,
    UndoState.NOT_YOURS: Forbidden,
}
_CSV_HEADER = ("sequence", "at", "actor", "action", "subjectKind", "subjectId", "reason", "before", "after", "undoes")


class AuditService:
    """The log as staff see it. `names` tells what people are called today."""

    def __init__(self, db: Database, audit: AuditLog, names: NameLookup) -> None:
        self._db = db
        self._audit = audit
        self._names = names

    def _sight(self, visitor: Visitor) -> Sight | None:
        if reads_everything(visitor):
            return None
        roles = {action: undo.roles for action, undo in self._audit.undos.items()}
        return Sight(readable_actions(visitor, roles), visitor.account_id)

    async def read(self, visitor: Visitor, query: TableQuery, wanted: AuditFilter) -> TablePage[AuditItem]:
        """One page of what the visitor may read. Raises `UnknownColumn`, `InvalidCursor`."""
        async with self._db.read() as session:
            found, total, cursor = await repository.read_entries(session, query, wanted, self._sight(visitor))
            items = await self._items(session, visitor, found)
        return TablePage(items=items, total=total, next_cursor=cursor)

    async def export(self, visitor: Visitor, query: TableQuery, wanted: AuditFilter) -> bytes:
        """The same as CSV, at most `CSV_MAX_ROWS` entries."""
        everything = msgspec.structs.replace(query, limit=CSV_MAX_ROWS, cursor=None)
        page = await self.read(visitor, everything, wanted)
        return to_csv(_CSV_HEADER, (_cells(item) for item in page.items))

    async def undo(self, visitor: Visitor, sequence: int, reason: str) -> Undone:
        """Take an entry back and say so in the log, in one transaction.

        Raises `AuditEntryNotFound`, `Forbidden`, `FreshSignInRequired`, and `CannotUndo` with the reason.
        """
        async with self._db.write() as session:
            found = await repository.find_entry(session, sequence, self._sight(visitor))
            if found is None:
                raise AuditEntryNotFound
            entry, _ = found
            state = self._undo_state(visitor, found)
            if state is not UndoState.POSSIBLE:
                raise _REFUSALS[state]
            undo = self._audit.undos[entry.action]
            self._audit.require_fresh(undo, visitor)
            await undo.apply(session, visitor, entry)
            # Two people at once: whoever comes second waits here, after the thing itself, and then finds it done.
            await self._audit.lock(session)
            if await repository.undone_by(session, sequence) is not None:
                raise AlreadyUndone
            details = entry.details or {}
            number = await self._audit.record(
                session,
                visitor,
                entry.action + UNDONE,
                (entry.subject_kind, entry.subject_id),
                before=details.get("after"),
                after=details.get("before"),
                reason=reason,
                undoes=sequence,
            )
        return Undone(sequence=number)

    async def verify(self) -> Verification:
        """Read the whole chain and recompute every hash."""
        async with self._db.read() as session:
            return await self._audit.verify(session)

    async def verify_and_log(self) -> None:
        """Write the head of the chain to the log, where the database cannot change it; cry out when it is broken."""
        result = await self.verify()
        if result.broken_at is None:
            logger.info("audit_chain_verified", entries=result.entries, head=result.head)
        else:
            logger.error("audit_chain_broken", entries=result.entries, broken_at=result.broken_at)

    def _undo_state(self, visitor: Visitor, found: Found) -> UndoState:
        entry, undone = found
        undo = self._audit.undos.get(entry.action)
        return undo_state(
            visitor,
            undo.roles if undo else None,
            is_undo=entry.undoes is not None,
            is_undone=undone is not None,
            is_forgotten=entry.details is None,
        )

    async def _items(self, session: Session, visitor: Visitor, found: Sequence[Found]) -> list[AuditItem]:
        actors = {entry.actor_id for entry, _ in found if entry.actor_id is not None}
        names = await self._names.names_of(session, actors)
        return [
            AuditItem(
                sequence=entry.sequence,
                at=entry.at,
                actor_id=entry.actor_id,
                actor_name=names.get(entry.actor_id) if entry.actor_id else None,
                action=entry.action,
                subject_kind=entry.subject_kind,
                subject_id=entry.subject_id,
                undoes=entry.undoes,
                undone_by=undone,
                reason=(entry.details or {}).get("reason"),
                before=(entry.details or {}).get("before"),
                after=(entry.details or {}).get("after"),
                undo=self._undo_state(visitor, (entry, undone)),
            )
            for entry, undone in found
        ]


def _cells(item: AuditItem) -> tuple[object, ...]:
    return (
        item.sequence,
        item.at,
        item.actor_name,
        item.action,
        item.subject_kind,
        item.subject_id,
        item.reason,
        _json(item.before),
        _json(item.after),
        item.undoes,
    )


def _json(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
