"""Bays for staff: closed and opened with a reason."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.core.concurrency import ChangedMeanwhile, IfMatch, VersionRequired, tagged, version_tag
from backend.core.http import csv_answer, problems
from backend.core.identity import Visitor
from backend.core.pagination import InvalidCursor
from backend.core.policy import allow, staff
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
from backend.parking.errors import BayNotFound
from backend.parking.schemas import BayDecided, BayDecision, DeskBay
from backend.parking.service.desk import ROLES, BayDesk

POLICY = staff(*ROLES)
_DECISION = problems(*POLICY.problems, BayNotFound, VersionRequired, ChangedMeanwhile)
OnlyClosed = Annotated[bool | None, QueryParameter(description="Only closed bays, or only open ones.")]


class ParkingDeskController(Controller):
    """What the control centre does with bays."""

    path = "/api/v1/desk/parking/bays"
    opt = allow(POLICY)
    tags = ("Desk",)

    @get(
        "/",
        operation_id="listDeskBays",
        summary="All bays for staff",
        responses=problems(*POLICY.problems, UnknownColumn, InvalidCursor),
    )
    async def list_bays(
        self,
        bay_desk: NamedDependency[BayDesk],
        q: TableSearch = "",
        sort: TableSort = "",
        limit: TableLimit = 50,
        cursor: TableCursor = None,
        closed: OnlyClosed = None,
    ) -> TablePage[DeskBay]:
        """Searched by name, street and site; sorted by `name`, `street`, `site`, `closed` or `sensor`."""
        return await bay_desk.list_bays(TableQuery(q=q, sort=sort, limit=limit, cursor=cursor), closed=closed)

    @get(
        "/export.csv",
        operation_id="exportDeskBays",
        summary="All bays as CSV",
        media_type=CSV_MEDIA_TYPE,
        responses=problems(*POLICY.problems, UnknownColumn),
    )
    async def export_bays(
        self,
        bay_desk: NamedDependency[BayDesk],
        q: TableSearch = "",
        sort: TableSort = "",
        closed: OnlyClosed = None,
    ) -> Response[bytes]:
        """The same questions as the list, all rows at once."""
        return csv_answer(await bay_desk.export(TableQuery(q=q, sort=sort), closed=closed), "bays.csv")

    @get(
        "/{bay_id:uuid}",
        operation_id="getDeskBay",
        summary="One bay for staff",
        responses=problems(*POLICY.problems, BayNotFound),
    )
    async def get_bay(self, bay_desk: NamedDependency[BayDesk], bay_id: FromPath[UUID]) -> Response[DeskBay]:
        """`ETag` names the version that a decision is made from."""
        bay = await bay_desk.get_bay(bay_id)
        return tagged(bay)

    @post(
        "/{bay_id:uuid}/close",
        operation_id="closeParkingBay",
        summary="Close a bay",
        status_code=200,
        responses=_DECISION,
    )
    async def close_bay(
        self,
        bay_desk: NamedDependency[BayDesk],
        visitor: NamedDependency[Visitor],
        bay_id: FromPath[UUID],
        data: JSONBody[BayDecision],
        if_match: IfMatch = None,
    ) -> Response[BayDecided]:
        """For a building site or a fire lane: the public sees "closed", whatever the sensor says. Can be undone."""
        return await _decide(bay_desk, visitor, bay_id, data, if_match, closed=True)

    @post(
        "/{bay_id:uuid}/open",
        operation_id="openParkingBay",
        summary="Open a bay again",
        status_code=200,
        responses=_DECISION,
    )
    async def open_bay(
        self,
        bay_desk: NamedDependency[BayDesk],
        visitor: NamedDependency[Visitor],
        bay_id: FromPath[UUID],
        data: JSONBody[BayDecision],
        if_match: IfMatch = None,
    ) -> Response[BayDecided]:
        """The public sees again what the sensor says. Can be undone."""
        return await _decide(bay_desk, visitor, bay_id, data, if_match, closed=False)


async def _decide(
    desk: BayDesk, visitor: Visitor, bay_id: UUID, data: BayDecision, if_match: str | None, *, closed: bool
) -> Response[BayDecided]:
    decided = await desk.decide(visitor, bay_id, closed=closed, reason=data.reason, if_match=if_match)
    return Response(decided, headers={"etag": version_tag(decided.bay.version)})
