"""HTTP of the desk: places to edit and merge, notes about them to answer. For editors and administrators."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.core.concurrency import ChangedMeanwhile, IfMatch, VersionRequired, tagged
from backend.core.errors import InvalidRequest
from backend.core.http import csv_answer, problems
from backend.core.identity import Role, Visitor
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
from backend.places.desk_schemas import (
    DeskPlace,
    DeskPlaceRow,
    DeskReport,
    PlaceChange,
    PlaceFilter,
    PlaceMerge,
    ReportDecision,
    ReportStatus,
)
from backend.places.errors import (
    CannotMerge,
    PlaceNotFound,
    PositionOutsideCity,
    ReportNotFound,
    WebAddressRefused,
)
from backend.places.service.desk import PlacesDeskService
from backend.places.service.reports import PlaceReportsService

POLICY = staff(Role.EDITOR, Role.ADMIN)
_TABLE_PROBLEMS = (*POLICY.problems, InvalidRequest, InvalidCursor, UnknownColumn)
_CHANGE_PROBLEMS = (*POLICY.problems, InvalidRequest, ChangedMeanwhile, VersionRequired)

OfCategory = Annotated[str | None, QueryParameter(max_length=40, description="Only places of this category.")]
OnlyThose = Annotated[PlaceFilter | None, QueryParameter(description="Only places the desk touched or should look at.")]
OfStatus = Annotated[ReportStatus | None, QueryParameter(description="Only notes in this state.")]
OfPlace = Annotated[UUID | None, QueryParameter(description="Only notes about this place.")]


class DeskPlacesController(Controller):
    """Places at the desk."""

    path = "/api/v1/desk/places"
    opt = allow(POLICY)
    tags = ("Desk",)

    @get("/", operation_id="listDeskPlaces", summary="Places to edit", responses=problems(*_TABLE_PROBLEMS))
    async def list_places(
        self,
        places_desk_service: NamedDependency[PlacesDeskService],
        q: TableSearch = "",
        sort: TableSort = "",
        limit: TableLimit = 50,
        cursor: TableCursor = None,
        category: OfCategory = None,
        only: OnlyThose = None,
    ) -> TablePage[DeskPlaceRow]:
        """All places, also merged ones and those that left the city's data, from the database."""
        return await places_desk_service.page(TableQuery(q=q, sort=sort, limit=limit, cursor=cursor), category, only)

    @get(
        "/export.csv",
        operation_id="exportDeskPlaces",
        summary="The same as CSV",
        media_type=CSV_MEDIA_TYPE,
        responses=problems(*_TABLE_PROBLEMS),
    )
    async def export_places(
        self,
        places_desk_service: NamedDependency[PlacesDeskService],
        q: TableSearch = "",
        sort: TableSort = "",
        category: OfCategory = None,
        only: OnlyThose = None,
    ) -> Response[bytes]:
        """All rows that fit, as RFC 4180."""
        return csv_answer(await places_desk_service.export(TableQuery(q=q, sort=sort), category, only), "places.csv")

    @get(
        "/{place_id:uuid}",
        operation_id="getDeskPlace",
        summary="One place to edit",
        responses=problems(*POLICY.problems, PlaceNotFound),
    )
    async def get_place(
        self, places_desk_service: NamedDependency[PlacesDeskService], place_id: FromPath[UUID]
    ) -> Response[DeskPlace]:
        """What is shown, what the city's data says where that was edited, and the version to edit (ETag)."""
        return tagged(await places_desk_service.view(place_id))

    @patch(
        "/{place_id:uuid}",
        operation_id="changePlace",
        summary="Edit a place",
        responses=problems(*_CHANGE_PROBLEMS, PlaceNotFound, PositionOutsideCity, WebAddressRefused),
    )
    async def change_place(
        self,
        places_desk_service: NamedDependency[PlacesDeskService],
        visitor: NamedDependency[Visitor],
        place_id: FromPath[UUID],
        data: JSONBody[PlaceChange],
        if_match: IfMatch = None,
    ) -> Response[DeskPlace]:
        """Changes only the fields that are sent. Edits outlive imports; the city's own value ends an edit."""
        return tagged(await places_desk_service.change(visitor, place_id, data, if_match))

    @post(
        "/{place_id:uuid}/merge",
        operation_id="mergePlace",
        summary="Merge a place into another one",
        status_code=200,
        responses=problems(*_CHANGE_PROBLEMS, PlaceNotFound, CannotMerge, PositionOutsideCity, WebAddressRefused),
    )
    async def merge_place(
        self,
        places_desk_service: NamedDependency[PlacesDeskService],
        visitor: NamedDependency[Visitor],
        place_id: FromPath[UUID],
        data: JSONBody[PlaceMerge],
        if_match: IfMatch = None,
    ) -> Response[DeskPlace]:
        """Links to this place lead to the other one from now on (307). `If-Match` names the version of this place."""
        return tagged(await places_desk_service.merge(visitor, place_id, data, if_match))


class DeskReportsController(Controller):
    """Notes about places."""

    path = "/api/v1/desk/places/reports"
    opt = allow(POLICY)
    tags = ("Desk",)

    @get("/", operation_id="listPlaceReports", summary="Notes about places", responses=problems(*_TABLE_PROBLEMS))
    async def list_reports(
        self,
        place_reports_service: NamedDependency[PlaceReportsService],
        q: TableSearch = "",
        sort: TableSort = "",
        limit: TableLimit = 50,
        cursor: TableCursor = None,
        status: OfStatus = None,
        place_id: OfPlace = None,
    ) -> TablePage[DeskReport]:
        """What people say is wrong, without anything about who they are."""
        query = TableQuery(q=q, sort=sort, limit=limit, cursor=cursor)
        return await place_reports_service.page(query, status, place_id)

    @get(
        "/export.csv",
        operation_id="exportPlaceReports",
        summary="The same as CSV",
        media_type=CSV_MEDIA_TYPE,
        responses=problems(*_TABLE_PROBLEMS),
    )
    async def export_reports(
        self,
        place_reports_service: NamedDependency[PlaceReportsService],
        q: TableSearch = "",
        sort: TableSort = "",
        status: OfStatus = None,
        place_id: OfPlace = None,
    ) -> Response[bytes]:
        """All rows that fit, as RFC 4180."""
        body = await place_reports_service.export(TableQuery(q=q, sort=sort), status, place_id)
        return csv_answer(body, "place-reports.csv")

    @get(
        "/{report_id:uuid}",
        operation_id="getPlaceReport",
        summary="One note",
        responses=problems(*POLICY.problems, ReportNotFound),
    )
    async def get_report(
        self, place_reports_service: NamedDependency[PlaceReportsService], report_id: FromPath[UUID]
    ) -> Response[DeskReport]:
        """The note, the answer to it, and the version to answer (ETag)."""
        return tagged(await place_reports_service.view(report_id))

    @put(
        "/{report_id:uuid}/decision",
        operation_id="decidePlaceReport",
        summary="Answer a note",
        responses=problems(*_CHANGE_PROBLEMS, ReportNotFound),
    )
    async def decide_report(
        self,
        place_reports_service: NamedDependency[PlaceReportsService],
        visitor: NamedDependency[Visitor],
        report_id: FromPath[UUID],
        data: JSONBody[ReportDecision],
        if_match: IfMatch = None,
    ) -> Response[DeskReport]:
        """Accepted, not accepted or done; a public answer is shown beside the place until the note is deleted."""
        return tagged(await place_reports_service.decide(visitor, report_id, data, if_match))
