"""Use case of the desk: read, take on, answer and close messages, without seeing who wrote them."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from backend.assistant import repository
from backend.assistant.desk_schemas import DeskHandOver, HandOverAnswer
from backend.assistant.errors import HandOverDecided, HandOverNotFound
from backend.assistant.models import HandOver
from backend.assistant.schemas import HandOverStatus
from backend.core.audit import AuditEntry, CannotUndo, NameLookup
from backend.core.concurrency import check_version
from backend.core.context import Context
from backend.core.db import Session
from backend.core.identity import Role, Visitor
from backend.core.tables import TablePage, TableQuery

CLAIMED = "assistant.handover.claimed"
ANSWERED = "assistant.handover.answered"
CLOSED = "assistant.handover.closed"
STAFF = frozenset({Role.EDITOR, Role.OFFICER, Role.ADMIN})
_SUBJECT = "assistant.handover"
_FIELDS = (
    "id", "message", "locale", "page", "reply", "status", "answer", "created_at", "claimed_at", "decided_at", "version",
)  # fmt: skip


class HandOverDesk:
    """The inbox of messages."""

    def __init__(self, context: Context, names: NameLookup) -> None:
        self._context = context
        self._names = names
        context.audit.register_undo(CLAIMED, STAFF, self._undo)
        context.audit.register_undo(CLOSED, STAFF, self._undo)

    async def page(self, visitor: Visitor, query: TableQuery, status: HandOverStatus | None) -> TablePage[DeskHandOver]:
        """One page of messages. Raises `UnknownColumn`, `InvalidCursor`."""
        async with self._context.db.read() as session:
            rows, total, cursor = await repository.read_handovers(session, query, status)
            items = await self._shown(session, visitor, rows)
        return TablePage(items=items, total=total, next_cursor=cursor)

    async def view(self, visitor: Visitor, handover_id: UUID) -> DeskHandOver:
        """One message. Raises `HandOverNotFound`."""
        async with self._context.db.read() as session:
            row = await repository.find_handover(session, handover_id)
            if row is None:
                raise HandOverNotFound
            return (await self._shown(session, visitor, [row]))[0]

    async def claim(self, visitor: Visitor, handover_id: UUID, if_match: str | None) -> DeskHandOver:
        """Say that one is on it. Raises `HandOverNotFound`, `HandOverDecided` and those of versions."""

        def take_on(row: HandOver) -> None:
            if row.status not in {"open", "claimed"}:
                raise HandOverDecided
            row.status = "claimed"
            row.claimed_by_account_id = visitor.account_id
            row.claimed_at = self._context.clock()

        return await self._change(visitor, handover_id, if_match, CLAIMED, take_on)

    async def answer(
        self, visitor: Visitor, handover_id: UUID, body: HandOverAnswer, if_match: str | None
    ) -> DeskHandOver:
        """Answer, or correct the answer. Raises `HandOverNotFound`, `HandOverDecided` and those of versions."""

        def write(row: HandOver) -> None:
            if row.status == "closed":
                raise HandOverDecided
            row.status = "answered"
            row.answer = body.answer
            row.decided_at = self._context.clock()

        return await self._change(visitor, handover_id, if_match, ANSWERED, write)

    async def close(self, visitor: Visitor, handover_id: UUID, if_match: str | None) -> DeskHandOver:
        """Nothing is left to do. Raises `HandOverNotFound`, `HandOverDecided` and those of versions."""

        def end(row: HandOver) -> None:
            if row.status == "closed":
                raise HandOverDecided
            row.status = "closed"
            row.decided_at = row.decided_at or self._context.clock()

        return await self._change(visitor, handover_id, if_match, CLOSED, end)

    async def _change(
        self,
        visitor: Visitor,
        handover_id: UUID,
        if_match: str | None,
        action: str,
        apply: Callable[[HandOver], None],
    ) -> DeskHandOver:
        async with self._context.db.write() as session:
            row = await repository.find_handover(session, handover_id, lock=True)
            if row is None:
                raise HandOverNotFound
            check_version(row.version, if_match)
            before = {"status": row.status}
            apply(row)
            row.version += 1
            # Only the status: the log is kept longer than what residents and staff write to each other.
            await self._context.audit.record(
                session, visitor, action, (_SUBJECT, handover_id), before=before, after={"status": row.status}
            )
            await session.flush()
            return (await self._shown(session, visitor, [row]))[0]

    async def _undo(self, session: Session, _visitor: Visitor, entry: AuditEntry) -> None:
        details = entry.details or {}
        row = await repository.find_handover(session, UUID(entry.subject_id), lock=True)
        if row is None or row.status != details["after"]["status"]:
            raise CannotUndo
        row.status = details["before"]["status"]
        row.version += 1
        if row.status == "open":
            row.claimed_by_account_id, row.claimed_at = None, None
        if row.answer is None:
            row.decided_at = None

    async def _shown(self, session: Session, visitor: Visitor, rows: list[HandOver]) -> list[DeskHandOver]:
        staff = {row.claimed_by_account_id for row in rows if row.claimed_by_account_id is not None}
        names = await self._names.names_of(session, staff) if staff else {}
        return [_view(row, visitor, names) for row in rows]


def _view(row: HandOver, visitor: Visitor, names: Mapping[UUID, str]) -> DeskHandOver:
    claimed_by = row.claimed_by_account_id
    fields: dict[str, Any] = {field: getattr(row, field) for field in _FIELDS}
    return DeskHandOver(
        **fields,
        claimed_by_name=names.get(claimed_by) if claimed_by else None,
        is_mine=claimed_by is not None and claimed_by == visitor.account_id,
        delete_on=row.delete_after.date(),
    )
