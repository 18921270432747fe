"""The log over HTTP, for staff."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.audit.errors import (
    AlreadyUndone,
    AuditEntryNotFound,
    DetailsForgotten,
    NoWayBack,
    UndoCannotBeUndone,
)
from backend.audit.schemas import AuditFilter, AuditItem, ChainState, Undone, UndoRequest
from backend.audit.service import AuditService
from backend.core.audit import CannotUndo
from backend.core.http import csv_answer, problems
from backend.core.identity import CITY_ROLES, Role, Visitor
from backend.core.pagination import InvalidCursor
from backend.core.policy import FreshSignInRequired, allow, staff
from backend.core.tables import (
    CSV_MEDIA_TYPE,
    TableCursor,
    TableLimit,
    TablePage,
    TableQuery,
    TableSearch,
    TableSort,
    UnknownColumn,
)

POLICY = staff(*CITY_ROLES)
"""All staff; what each may see and take back is decided entry by entry."""
_ADMIN = staff(Role.ADMIN)

SubjectKind = Annotated[str | None, QueryParameter(max_length=40, description='Kind of thing: "parking.bay".')]
SubjectId = Annotated[str | None, QueryParameter(max_length=64, description="Which thing of that kind.")]
Action = Annotated[str | None, QueryParameter(max_length=60, description="Only entries of this action.")]
Actor = Annotated[UUID | None, QueryParameter(description="Only what this person did.")]
Since = Annotated[datetime | None, QueryParameter(name="from", description="Begin; without an offset it is UTC.")]
Until = Annotated[datetime | None, QueryParameter(name="to", description="End, exclusive.")]


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


class AuditController(Controller):
    """What staff did, and the way back."""

    path = "/api/v1/desk/audit"
    opt = allow(POLICY)
    tags = ("Desk",)

    @get(
        "/",
        operation_id="listAuditEntries",
        summary="What staff did",
        responses=problems(*POLICY.problems, UnknownColumn, InvalidCursor),
    )
    async def list_entries(
        self,
        audit_service: NamedDependency[AuditService],
        visitor: NamedDependency[Visitor],
        q: TableSearch = "",
        sort: TableSort = "",
        limit: TableLimit = 50,
        cursor: TableCursor = None,
        subject_kind: SubjectKind = None,
        subject_id: SubjectId = None,
        action: Action = None,
        actor_id: Actor = None,
        since: Since = None,
        until: Until = None,
    ) -> TablePage[AuditItem]:
        """Administrators see everything, others what a role of theirs may take back and what they did themselves."""
        wanted = AuditFilter(
            subject_kind=subject_kind,
            subject_id=subject_id,
            action=action,
            actor_id=actor_id,
            since=_utc(since),
            until=_utc(until),
        )
        return await audit_service.read(visitor, TableQuery(q=q, sort=sort, limit=limit, cursor=cursor), wanted)

    @get(
        "/export.csv",
        operation_id="exportAuditEntries",
        summary="What staff did, as CSV",
        media_type=CSV_MEDIA_TYPE,
        responses=problems(*POLICY.problems, UnknownColumn),
    )
    async def export_entries(
        self,
        audit_service: NamedDependency[AuditService],
        visitor: NamedDependency[Visitor],
        q: TableSearch = "",
        sort: TableSort = "",
        subject_kind: SubjectKind = None,
        subject_id: SubjectId = None,
        action: Action = None,
        actor_id: Actor = None,
        since: Since = None,
        until: Until = None,
    ) -> Response[bytes]:
        """The same questions as the list, all rows at once."""
        wanted = AuditFilter(
            subject_kind=subject_kind,
            subject_id=subject_id,
            action=action,
            actor_id=actor_id,
            since=_utc(since),
            until=_utc(until),
        )
        return csv_answer(await audit_service.export(visitor, TableQuery(q=q, sort=sort), wanted), "audit.csv")

    @get(
        "/chain",
        operation_id="getAuditChain",
        summary="Whether the log is whole",
        policy=_ADMIN,
        responses=problems(*_ADMIN.problems),
    )
    async def chain(self, audit_service: NamedDependency[AuditService]) -> ChainState:
        """Reads the whole log and recomputes every hash. Compare `head` with one written down outside the database."""
        result = await audit_service.verify()
        return ChainState(entries=result.entries, head=result.head, broken_at=result.broken_at)

    @post(
        "/{sequence:int}/undo",
        operation_id="undoAuditEntry",
        summary="Take a change back",
        status_code=200,
        responses=problems(
            *POLICY.problems,
            FreshSignInRequired,
            AuditEntryNotFound,
            CannotUndo,
            AlreadyUndone,
            UndoCannotBeUndone,
            NoWayBack,
            DetailsForgotten,
        ),
    )
    async def undo(
        self,
        audit_service: NamedDependency[AuditService],
        visitor: NamedDependency[Visitor],
        sequence: FromPath[int],
        data: JSONBody[UndoRequest],
    ) -> Undone:
        """Puts back what was before, if nothing has changed since; the log keeps both entries.

        Rights of people and organisations need a fresh sign-in here too.
        """
        return await audit_service.undo(visitor, sequence, data.reason)
