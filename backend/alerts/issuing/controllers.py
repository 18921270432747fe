"""HTTP of the desk: the city's own warnings. For duty officers and administrators; release is fresh only."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.alerts.errors import AlertNotFound
from backend.alerts.issuing.errors import SecondPersonNeeded, WarningNotEditable
from backend.alerts.issuing.schemas import (
    DeskAlert,
    DeskAlertRow,
    DraftBegin,
    DraftChange,
    DraftRelease,
    DraftState,
    TemplateList,
    WarningPreview,
    WarningPreviewAsk,
    WarningReach,
)
from backend.alerts.issuing.service import ROLES, IssuingService
from backend.core.concurrency import ChangedMeanwhile, IfMatch, VersionRequired, tagged
from backend.core.errors import InvalidRequest
from backend.core.http import problems
from backend.core.identity import Visitor
from backend.core.pagination import InvalidCursor
from backend.core.policy import allow, staff
from backend.core.tables import TableCursor, TableLimit, TablePage, TableQuery, TableSearch, TableSort, UnknownColumn

POLICY = staff(*ROLES)
RELEASE_POLICY = POLICY.freshly()
_MOVE_PROBLEMS = (
    *POLICY.problems,
    InvalidRequest,
    AlertNotFound,
    ChangedMeanwhile,
    VersionRequired,
    WarningNotEditable,
)
InState = Annotated[DraftState | None, QueryParameter(description="Only messages in this state.")]


class DeskAlertsController(Controller):
    """The city's own warnings."""

    path = "/api/v1/desk/alerts"
    opt = allow(POLICY)
    tags = ("Desk",)

    @get(
        "/",
        operation_id="listDeskAlerts",
        summary="Warnings of the city and drafts",
        responses=problems(*POLICY.problems, InvalidRequest, InvalidCursor, UnknownColumn),
    )
    async def list_alert_drafts(
        self,
        issuing_service: NamedDependency[IssuingService],
        q: TableSearch = "",
        sort: TableSort = "",
        limit: TableLimit = 50,
        cursor: TableCursor = None,
        draft_state: InState = None,
    ) -> TablePage[DeskAlertRow]:
        """Newest first, unless `sort` says otherwise."""
        return await issuing_service.page(TableQuery(q=q, sort=sort, limit=limit, cursor=cursor), draft_state)

    @get(
        "/templates",
        operation_id="listAlertTemplates",
        summary="Event types to warn of",
        responses=problems(*POLICY.problems),
    )
    async def list_templates(self, issuing_service: NamedDependency[IssuingService]) -> TemplateList:
        """With what is usual for each; the texts stand in the preview."""
        return issuing_service.templates()

    @post(
        "/preview",
        operation_id="previewAlert",
        summary="How a warning would arrive",
        status_code=200,
        responses=problems(*POLICY.problems, InvalidRequest),
    )
    async def preview_alert(
        self, issuing_service: NamedDependency[IssuingService], data: JSONBody[WarningPreviewAsk]
    ) -> WarningPreview:
        """All texts in every language and the Stadtteile it concerns. Stores nothing."""
        return await issuing_service.preview(data)

    @post(
        "/",
        operation_id="beginAlert",
        summary="Begin a warning, an update or an all-clear",
        responses=problems(*POLICY.problems, InvalidRequest, AlertNotFound, WarningNotEditable),
    )
    async def begin_alert(
        self,
        issuing_service: NamedDependency[IssuingService],
        visitor: NamedDependency[Visitor],
        data: JSONBody[DraftBegin],
    ) -> Response[DeskAlert]:
        """A draft that nobody outside of the desk sees. Sent twice it is there twice, and one can be discarded."""
        made = await issuing_service.begin(visitor, data)
        return Response(made, headers=tagged(made).headers, status_code=201)

    @get(
        "/{draft_id:uuid}",
        operation_id="getDeskAlert",
        summary="One warning of the city",
        responses=problems(*POLICY.problems, AlertNotFound),
    )
    async def get_alert_draft(
        self,
        issuing_service: NamedDependency[IssuingService],
        visitor: NamedDependency[Visitor],
        draft_id: FromPath[UUID],
    ) -> Response[DeskAlert]:
        """With the version to change (ETag) and whether whoever asks may release it."""
        return tagged(await issuing_service.view(visitor, draft_id))

    @get(
        "/{draft_id:uuid}/reach",
        operation_id="countAlertReach",
        summary="Whom a warning would reach",
        responses=problems(*POLICY.problems, AlertNotFound, InvalidRequest),
    )
    async def count_reach(
        self, issuing_service: NamedDependency[IssuingService], draft_id: FromPath[UUID]
    ) -> WarningReach:
        """Phones with warnings turned on whose choices fit, by day. People without the app are not in it."""
        return await issuing_service.reach(draft_id)

    @put(
        "/{draft_id:uuid}",
        operation_id="changeAlert",
        summary="Change a draft",
        responses=problems(*_MOVE_PROBLEMS),
    )
    async def change_alert(
        self,
        issuing_service: NamedDependency[IssuingService],
        visitor: NamedDependency[Visitor],
        draft_id: FromPath[UUID],
        data: JSONBody[DraftChange],
        if_match: IfMatch = None,
    ) -> Response[DeskAlert]:
        """A proposal becomes a draft again."""
        return tagged(await issuing_service.change(visitor, draft_id, data, if_match))

    @post(
        "/{draft_id:uuid}/propose",
        operation_id="proposeAlert",
        summary="Ask for release",
        status_code=200,
        responses=problems(*_MOVE_PROBLEMS),
    )
    async def propose_alert(
        self,
        issuing_service: NamedDependency[IssuingService],
        visitor: NamedDependency[Visitor],
        draft_id: FromPath[UUID],
        if_match: IfMatch = None,
    ) -> Response[DeskAlert]:
        """The draft is finished and waits for a second pair of eyes."""
        return tagged(await issuing_service.propose(visitor, draft_id, if_match))

    @post(
        "/{draft_id:uuid}/discard",
        operation_id="discardAlert",
        summary="Discard a draft",
        status_code=200,
        responses=problems(*_MOVE_PROBLEMS),
    )
    async def discard_alert(
        self,
        issuing_service: NamedDependency[IssuingService],
        visitor: NamedDependency[Visitor],
        draft_id: FromPath[UUID],
        if_match: IfMatch = None,
    ) -> Response[DeskAlert]:
        """It is never sent."""
        return tagged(await issuing_service.discard(visitor, draft_id, if_match))

    @post(
        "/{draft_id:uuid}/release",
        operation_id="releaseAlert",
        summary="Release a warning",
        status_code=200,
        policy=RELEASE_POLICY,
        responses=problems(*_MOVE_PROBLEMS, *RELEASE_POLICY.problems, SecondPersonNeeded),
    )
    async def release_alert(
        self,
        issuing_service: NamedDependency[IssuingService],
        visitor: NamedDependency[Visitor],
        draft_id: FromPath[UUID],
        data: JSONBody[DraftRelease],
        if_match: IfMatch = None,
    ) -> Response[DeskAlert]:
        """From now on everybody sees it, and phones ring. Severe and extreme ones need somebody who did not write them.

        `overrideReason` sends at once without a second person; it stands in the log and beside the warning at the desk.
        """
        return tagged(await issuing_service.release(visitor, draft_id, data, if_match))
