"""Use case: questions without an answer become the editors' list, if the person agrees, without anything personal."""

from datetime import timedelta
from uuid import UUID

import msgspec

from backend.assistant import repository
from backend.assistant.desk_schemas import QuestionStatus, UnansweredDecision, UnansweredQuestion
from backend.assistant.errors import UnansweredNotFound
from backend.assistant.scrubbing import scrub
from backend.core.audit import AuditEntry, CannotUndo
from backend.core.concurrency import check_version
from backend.core.context import Context
from backend.core.db import Session
from backend.core.identity import Role, Visitor
from backend.core.tables import CSV_MAX_ROWS, TablePage, TableQuery, to_csv

DECIDED = "assistant.question.decided"
EDITORS = frozenset({Role.EDITOR, Role.ADMIN})
_SUBJECT = "assistant.question"
_FIELDS = ("id", "text", "language", "times", "first_asked_on", "last_asked_on", "status", "version")
_CSV_HEADER = ("id", "text", "language", "times", "firstAskedOn", "lastAskedOn", "status")


class KeptQuestions:
    """The editors' list."""

    def __init__(self, context: Context) -> None:
        self._context = context
        context.audit.register_undo(DECIDED, EDITORS, self._undo)

    async def keep(self, text: str, language: str) -> bool:
        """Put a question on the list. False when nothing is left of it."""
        kept = scrub(text)
        if not kept:
            return False
        now = self._context.clock()
        until = now + timedelta(days=self._context.settings.retention.question_days)
        async with self._context.db.write() as session:
            await repository.keep_question(session, kept, language, now, until)
        return True

    async def page(
        self, query: TableQuery, status: QuestionStatus | None, language: str | None
    ) -> TablePage[UnansweredQuestion]:
        """One page of the list. Raises `UnknownColumn`, `InvalidCursor`."""
        async with self._context.db.read() as session:
            rows, total, cursor = await repository.read_questions(session, query, status, language)
        return TablePage(items=[_shown(row) for row in rows], total=total, next_cursor=cursor)

    async def export(self, query: TableQuery, status: QuestionStatus | None, language: str | None) -> bytes:
        """The same as CSV."""
        page = await self.page(msgspec.structs.replace(query, limit=CSV_MAX_ROWS, cursor=None), status, language)
        return to_csv(_CSV_HEADER, (msgspec.structs.astuple(row)[:-1] for row in page.items))

    async def decide(
        self, visitor: Visitor, question_id: UUID, body: UnansweredDecision, if_match: str | None
    ) -> UnansweredQuestion:
        """Tick a question off, or open it again. Raises `UnansweredNotFound`, `VersionRequired`, `ChangedMeanwhile`."""
        async with self._context.db.write() as session:
            row = await repository.lock_question(session, question_id)
            if row is None:
                raise UnansweredNotFound
            check_version(row.version, if_match)
            before = row.status
            row.status = body.status
            row.version += 1
            await self._context.audit.record(
                session,
                visitor,
                DECIDED,
                (_SUBJECT, question_id),
                before={"status": before},
                after={"status": body.status},
            )
            await session.flush()
            return _shown(row)

    async def _undo(self, session: Session, _visitor: Visitor, entry: AuditEntry) -> None:
        details = entry.details or {}
        row = await repository.lock_question(session, UUID(entry.subject_id))
        if row is None or row.status != details["after"]["status"]:
            raise CannotUndo
        row.status = details["before"]["status"]
        row.version += 1


def _shown(row: object) -> UnansweredQuestion:
    return UnansweredQuestion(**{field: getattr(row, field) for field in _FIELDS})
