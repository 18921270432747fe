"""HTTP of the places slice. The lists are snapshots: the handlers here are their documentation and their fallback."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.core.db import Session
from backend.core.errors import InvalidRequest
from backend.core.geo import Point
from backend.core.http import problems
from backend.core.idempotency import IdempotencyKey, IdempotencyKeyInvalid, IdempotencyKeyReused
from backend.core.identity import Visitor
from backend.core.ownership import Owner, Owners
from backend.core.pagination import InvalidCursor, Page
from backend.core.policy import ON_DEVICE, PUBLIC, SignInRequired, allow
from backend.core.ratelimit import Rate, RateLimited, rate_limit
from backend.places.errors import PlaceMerged, PlaceNotFound, PlaceWithdrawn
from backend.places.schemas import (
    DistrictAt,
    DistrictMap,
    PlaceDetail,
    PlaceHit,
    PlaceList,
    PlaceReportReceipt,
    PlaceReportRequest,
)
from backend.places.search import MAX_QUERY_CHARS, Filters
from backend.places.service.public import DISTRICTS_PATH, PLACES_PATH, PlacesService

_SEARCHES = Rate(60, per=20)
_REPORTS = Rate(5, per=600)

SearchText = Annotated[
    str, QueryParameter(max_length=MAX_QUERY_CHARS, description="Name, street, kind or Stadtteil, in any spelling.")
]
CategoryId = Annotated[str | None, QueryParameter(max_length=40, description="Only places of this category.")]
DistrictCode = Annotated[str | None, QueryParameter(max_length=10, description="Only places in this Stadtteil.")]
OnlyAccessible = Annotated[bool, QueryParameter(description="Only places with an accessible toilet.")]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="Hits on one page.")]
Cursor = Annotated[str | None, QueryParameter(max_length=512, description="`nextCursor` of the page before.")]
Latitude = Annotated[float, QueryParameter(ge=-90, le=90, description="Degrees north, WGS 84.")]
Longitude = Annotated[float, QueryParameter(ge=-180, le=180, description="Degrees east, WGS 84.")]


class PlacesController(Controller):
    """Genuine places of the city, each with its source and age."""

    path = PLACES_PATH
    opt = allow(PUBLIC)
    tags = ("Places",)

    @get("/", operation_id="listPlaces", summary="All places")
    async def list_places(self, places_service: NamedDependency[PlacesService]) -> PlaceList:
        """All places with their categories, as one cached answer (ETag). "Near me" is sorted on the device."""
        return places_service.list_places()

    @get(
        "/search",
        operation_id="searchPlaces",
        summary="Search places",
        guards=[rate_limit("places-search", _SEARCHES)],
        responses=problems(InvalidRequest, InvalidCursor, RateLimited),
    )
    async def search_places(
        self,
        places_service: NamedDependency[PlacesService],
        q: SearchText = "",
        category: CategoryId = None,
        accessible: OnlyAccessible = False,
        district: DistrictCode = None,
        limit: Limit = 20,
        cursor: Cursor = None,
    ) -> Page[PlaceHit]:
        """Places by name, street, kind or Stadtteil; forgives typing mistakes. Takes no position."""
        filters = Filters(category=category, district=district, accessible=accessible)
        return places_service.search(q, filters, limit, cursor)

    @get(
        "/{place_id:uuid}",
        operation_id="getPlace",
        summary="One place",
        responses=problems(PlaceMerged, PlaceNotFound, PlaceWithdrawn),
    )
    async def get_place(self, places_service: NamedDependency[PlacesService], place_id: FromPath[UUID]) -> PlaceDetail:
        """All we know about one place, with source and age. A merged place leads to the one that stayed (307)."""
        return await places_service.get_place(place_id)

    @post(
        "/{place_id:uuid}/reports",
        operation_id="reportPlace",
        summary="Say what is wrong with a place",
        policy=ON_DEVICE,
        guards=[rate_limit("places-report", _REPORTS)],
        responses=problems(
            *ON_DEVICE.problems,
            InvalidRequest,
            IdempotencyKeyInvalid,
            SignInRequired,
            PlaceMerged,
            PlaceNotFound,
            PlaceWithdrawn,
            IdempotencyKeyReused,
            RateLimited,
        ),
    )
    async def report_place(
        self,
        places_service: NamedDependency[PlacesService],
        place_id: FromPath[UUID],
        data: JSONBody[PlaceReportRequest],
        request: Request[Any, Any, Any],
        visitor: NamedDependency[Visitor],
        owners: NamedDependency[Owners],
        idempotency_key: IdempotencyKey = None,
    ) -> PlaceReportReceipt:
        """Stores the note for this device or account, so that its author can erase it; its time ends anyway."""

        async def find_owner(session: Session) -> Owner:
            return await owners.owner_of(session, request, visitor)

        return await places_service.report_place(place_id, data, idempotency_key, find_owner)


class DistrictsController(Controller):
    """Stadtbezirke and Stadtteile in force today."""

    path = DISTRICTS_PATH
    opt = allow(PUBLIC)
    tags = ("Places",)

    @get("/", operation_id="listDistricts", summary="Outline, Stadtbezirke and Stadtteile")
    async def list_districts(self, places_service: NamedDependency[PlacesService]) -> DistrictMap:
        """Areas as GeoJSON with inhabitants and the day they came into force, as one cached answer (ETag)."""
        return places_service.map_districts()

    @get(
        "/at",
        operation_id="locateDistrict",
        summary="Stadtteil of a position",
        responses=problems(InvalidRequest),
    )
    async def locate_district(
        self, places_service: NamedDependency[PlacesService], lat: Latitude, lon: Longitude
    ) -> DistrictAt:
        """The Stadtteil and Stadtbezirk that hold a position; both `null` outside the city."""
        return places_service.locate(Point(lat, lon))
