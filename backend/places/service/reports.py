"""Use cases of the desk: read and answer what people say is wrong with places, without seeing who said it."""

from uuid import UUID

import msgspec

from backend.core.audit import AuditEntry, CannotUndo
from backend.core.concurrency import check_version
from backend.core.context import Context
from backend.core.db import Session
from backend.core.identity import Visitor
from backend.core.tables import CSV_MAX_ROWS, TablePage, TableQuery, to_csv
from backend.places import desk_repository
from backend.places.cleaning import mask_contacts, squeeze
from backend.places.desk_schemas import DeskReport, ReportDecision, ReportStatus
from backend.places.errors import ReportNotFound
from backend.places.models import PlaceReport
from backend.places.service.desk import EDITORS
from backend.places.service.public import PLACES_CHANGED

DECIDED = "place.report.decided"
_SUBJECT = "place.report"
_CSV_HEADER = ("id", "placeId", "place", "reason", "comment", "status", "note", "createdAt", "decidedAt")


class PlaceReportsService:
    """The inbox of notes about places."""

    def __init__(self, context: Context) -> None:
        self._context = context
        context.audit.register_undo(DECIDED, EDITORS, self._undo)

    async def page(
        self, query: TableQuery, status: ReportStatus | None, place_id: UUID | None
    ) -> TablePage[DeskReport]:
        """One page of notes. Raises `UnknownColumn`, `InvalidCursor`."""
        async with self._context.db.read() as session:
            rows, total, cursor = await desk_repository.read_reports(session, query, status, place_id)
        return TablePage(items=[_shown(report, name) for report, name in rows], total=total, next_cursor=cursor)

    async def export(self, query: TableQuery, status: ReportStatus | None, place_id: UUID | None) -> bytes:
        """The same as CSV."""
        page = await self.page(msgspec.structs.replace(query, limit=CSV_MAX_ROWS, cursor=None), status, place_id)
        return to_csv(_CSV_HEADER, (msgspec.structs.astuple(row)[:-1] for row in page.items))

    async def view(self, report_id: UUID) -> DeskReport:
        """One note. Raises `ReportNotFound`."""
        async with self._context.db.read() as session:
            return _shown(*await self._find(session, report_id))

    async def decide(self, visitor: Visitor, report_id: UUID, body: ReportDecision, if_match: str | None) -> DeskReport:
        """Say what came of a note, with a public answer or without one; contact details in it are masked.

        Raises `ReportNotFound`, `VersionRequired`, `ChangedMeanwhile`.
        """
        async with self._context.db.write() as session:
            report, name = await self._find(session, report_id, lock=True)
            check_version(report.version, if_match)
            before = _decision(report)
            report.status = body.status
            report.note = mask_contacts(squeeze(body.note or "")) or None
            report.decided_at = self._context.clock()
            report.version += 1
            await self._context.audit.record(
                session, visitor, DECIDED, (_SUBJECT, report_id), before=before, after=_decision(report)
            )
            self._context.broadcast.publish(session, PLACES_CHANGED, b"")
            await session.flush()
            return _shown(report, name)

    async def _undo(self, session: Session, _visitor: Visitor, entry: AuditEntry) -> None:
        details = entry.details or {}
        found = await desk_repository.find_report(session, UUID(entry.subject_id), lock=True)
        if found is None or _decision(found[0]) != details["after"]:
            raise CannotUndo
        report, before = found[0], details["before"]
        report.status, report.note = before["status"], before["note"]
        report.decided_at = None if report.status == "open" else self._context.clock()
        report.version += 1
        self._context.broadcast.publish(session, PLACES_CHANGED, b"")

    async def _find(self, session: Session, report_id: UUID, *, lock: bool = False) -> tuple[PlaceReport, str]:
        found = await desk_repository.find_report(session, report_id, lock=lock)
        if found is None:
            raise ReportNotFound
        return found


def _decision(report: PlaceReport) -> dict[str, str | None]:
    return {"status": report.status, "note": report.note}


def _shown(report: PlaceReport, name: str) -> DeskReport:
    return msgspec.convert(
        {
            "id": report.id,
            "placeId": report.place_id,
            "placeName": name,
            "reason": report.reason,
            "comment": report.comment,
            "status": report.status,
            "note": report.note,
            "createdAt": report.created_at,
            "decidedAt": report.decided_at,
            "version": report.version,
        },
        DeskReport,
    )
