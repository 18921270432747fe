"""Parking over HTTP. Lists are snapshots and normally answered before the framework; see `core/snapshots.py`."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

import msgspec
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import FromPath, HeaderParameter, QueryParameter

from backend import __version__
from backend.core.city import CityConfig
from backend.core.errors import Problem
from backend.core.http import problems
from backend.core.live import LiveFull, LiveHub
from backend.core.policy import PUBLIC, allow
from backend.core.ratelimit import Rate, RateLimited, rate_limit
from backend.core.snapshots import Snapshots
from backend.parking import examples
from backend.parking.errors import BayNotFound, CityUnknown, InvalidPeriod, SiteNotFound
from backend.parking.parkapi import (
    API_VERSION,
    MAX_TIMESPAN_DAYS,
    ParkApiCity,
    ParkApiInfo,
    Timespan,
    city_id,
    city_of,
    timespan_of,
)
from backend.parking.projection import (
    BAYS_GEOJSON_PATH,
    BAYS_PATH,
    FORECASTS_PATH,
    LIVE_TOPIC,
    SITES_GEOJSON_PATH,
    SITES_PATH,
)
from backend.parking.schemas import (
    Bay,
    BayCollection,
    BayList,
    ForecastList,
    LiveChange,
    Site,
    SiteCollection,
    SiteList,
    Statistics,
)
from backend.parking.service.public import MAX_STATISTICS_DAYS, ParkingService
from backend.settings import Settings

_GEOJSON = "application/geo+json"
_QUERIES = Rate(30, per=60)
"""Questions to the database that one client may ask per minute."""
_REFERENCE = "https://github.com/offenesdresden/ParkAPI"


def _answers(example: Any, *kinds: type[Problem]) -> dict[int, ResponseSpec]:
    """`responses=` of a route: what it answers with, by example, and its problems."""
    value = msgspec.to_builtins(example)
    success = ResponseSpec(
        data_container=type(example), examples=[Example(value=value)], generate_examples=False, description="Success"
    )
    return {200: success, **problems(*kinds)}


async def _published(snapshots: Snapshots, path: str, media_type: str = "application/json") -> Response[Any]:
    """The snapshot's bytes. Reached only where no snapshot gate stands in front, as in a bare test client."""
    snapshot = await snapshots.get(path)
    return Response(snapshot.body, media_type=media_type, headers={"etag": snapshot.etag})


def _utc(moment: datetime, *, days: int) -> datetime:
    """`moment` as UTC; without an offset it is read as UTC. Raises `InvalidPeriod` at the edge of the calendar."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise InvalidPeriod(days=days) from error


Since = Annotated[datetime, QueryParameter(name="from", description="Begin, RFC 3339; without an offset it is UTC.")]
Version = Annotated[Literal["1.0", "1.1"], QueryParameter(description="1.0: percent taken; 1.1: free spaces.")]
Until = Annotated[datetime, QueryParameter(name="to", description="End, exclusive.")]


class ParkingController(Controller):
    """Garages, streets and single bays with their live state, its age and its reason."""

    path = "/api/v1/parking"
    opt = allow(PUBLIC)
    tags = ("Parking",)

    @get(
        "/sites",
        operation_id="listParkingSites",
        summary="All car parks, streets and P+R sites",
        responses=_answers(examples.SITE_LIST),
    )
    async def list_sites(self, snapshots: NamedDependency[Snapshots]) -> Response[SiteList]:
        """`free` is `null` where nothing is known and where the site is closed. Unknown bays never count as free."""
        return cast("Response[SiteList]", await _published(snapshots, SITES_PATH))

    @get(
        "/bays",
        operation_id="listParkingBays",
        summary="All single bays",
        responses=_answers(examples.BAY_LIST),
    )
    async def list_bays(self, snapshots: NamedDependency[Snapshots]) -> Response[BayList]:
        """A bay is fresh until `ageingAt`, old from there, and unknown from `staleAt`."""
        return cast("Response[BayList]", await _published(snapshots, BAYS_PATH))

    @get("/sites.geojson", operation_id="listParkingSitesGeoJson", summary="All sites as GeoJSON", media_type=_GEOJSON)
    async def list_sites_geojson(self, snapshots: NamedDependency[Snapshots]) -> Response[SiteCollection]:
        """The same data as `/sites` for maps and GIS."""
        return cast("Response[SiteCollection]", await _published(snapshots, SITES_GEOJSON_PATH, _GEOJSON))

    @get("/bays.geojson", operation_id="listParkingBaysGeoJson", summary="All bays as GeoJSON", media_type=_GEOJSON)
    async def list_bays_geojson(self, snapshots: NamedDependency[Snapshots]) -> Response[BayCollection]:
        """The same data as `/bays` for maps and GIS."""
        return cast("Response[BayCollection]", await _published(snapshots, BAYS_GEOJSON_PATH, _GEOJSON))

    @get(
        "/sites/{site_id:uuid}",
        operation_id="getParkingSite",
        summary="One site with its forecast",
        responses=_answers(msgspec.structs.replace(examples.SITE, forecast=examples.FORECAST), SiteNotFound),
    )
    async def get_site(self, site_id: FromPath[UUID], parking_service: NamedDependency[ParkingService]) -> Site:
        """Only here `forecast` is filled; the list leaves it `null` and `/forecasts` has them all."""
        site, forecast = await parking_service.get_site(site_id)
        return msgspec.structs.replace(site, forecast=forecast)

    @get(
        "/bays/{bay_id:uuid}",
        operation_id="getParkingBay",
        summary="One bay",
        responses=_answers(examples.BAY, BayNotFound),
    )
    async def get_bay(self, bay_id: FromPath[UUID], parking_service: NamedDependency[ParkingService]) -> Bay:
        """Present state only: the history of one bay is one person's life and is not published."""
        return await parking_service.get_bay(bay_id)

    @get(
        "/forecasts",
        operation_id="listParkingForecasts",
        summary="What is usual, per site, weekday and hour",
        responses=_answers(examples.FORECAST_LIST),
    )
    async def list_forecasts(self, snapshots: NamedDependency[Snapshots]) -> Response[ForecastList]:
        """Quantiles 0.1, 0.5 and 0.9 of the share of free bays. Fewer than four comparable days: the slot is absent."""
        return cast("Response[ForecastList]", await _published(snapshots, FORECASTS_PATH))

    @get(
        "/statistics",
        operation_id="getParkingStatistics",
        summary="Duration and turnover for planners",
        guards=[rate_limit("parking-statistics", _QUERIES)],
        responses=_answers(examples.STATISTICS, InvalidPeriod, RateLimited),
    )
    async def get_statistics(
        self, since: Since, until: Until, parking_service: NamedDependency[ParkingService]
    ) -> Statistics:
        """Hourly aggregates of at least five bays; smaller groups are suppressed and marked. At most 92 days."""
        days = MAX_STATISTICS_DAYS
        return await parking_service.statistics(_utc(since, days=days), _utc(until, days=days))

    @get(
        "/live",
        operation_id="streamParkingChanges",
        summary="Changes as server-sent events",
        media_type="text/event-stream",
        responses=problems(LiveFull),
    )
    async def stream(
        self,
        live: NamedDependency[LiveHub],
        last_event_id: Annotated[
            str | None, HeaderParameter(name="Last-Event-ID", max_length=80, description="Where to resume.")
        ] = None,
    ) -> Response[LiveChange]:
        """`event: bays` carries what changed; after `event: reset` fetch the lists again."""
        return cast("Response[LiveChange]", live.respond(LIVE_TOPIC, last_event_id))


class ParkApiController(Controller):
    """Read-only view in the ParkAPI v1 format."""

    path = "/api/parkapi/v1"
    opt = allow(PUBLIC)
    tags = ("ParkAPI",)

    @get(
        "/",
        operation_id="getParkApiInfo",
        summary="Cities of this server",
        responses=_answers(examples.PARKAPI_INFO),
        sync_to_thread=False,
    )
    def info(self, city_config: NamedDependency[CityConfig]) -> ParkApiInfo:
        """Versions and the ids of cities."""
        return ParkApiInfo(
            api_version=API_VERSION,
            server_version=__version__,
            reference=_REFERENCE,
            cities={city_config.name: city_id(city_config.name)},
        )

    @get(
        "/{city_key:str}",
        operation_id="getParkApiCity",
        summary="All lots of the city",
        responses=_answers(examples.PARKAPI_CITY, CityUnknown),
    )
    async def lots(
        self,
        city_key: FromPath[str],
        city_config: NamedDependency[CityConfig],
        settings: NamedDependency[Settings],
        parking_service: NamedDependency[ParkingService],
    ) -> ParkApiCity:
        """`total` and `free` are missing where they are unknown."""
        _require_city(city_key, city_config)
        sites = await parking_service.list_sites()
        source = f"{settings.public_url}{SITES_PATH}"
        return city_of(sites, await parking_service.forecasts(), source, parking_service.now())

    @get(
        "/{city_key:str}/{lot_id:uuid}/timespan",
        operation_id="getParkApiTimespan",
        summary="Hours of a lot: measured and expected",
        guards=[rate_limit("parkapi-timespan", _QUERIES)],
        responses=_answers(examples.PARKAPI_TIMESPAN, CityUnknown, SiteNotFound, InvalidPeriod, RateLimited),
    )
    async def timespan(
        self,
        city_key: FromPath[str],
        lot_id: FromPath[UUID],
        since: Since,
        until: Until,
        city_config: NamedDependency[CityConfig],
        parking_service: NamedDependency[ParkingService],
        version: Version = "1.0",
    ) -> Timespan:
        """At most seven days. A lot whose size is unknown has no free spaces to count: its data is empty."""
        _require_city(city_key, city_config)
        site, forecast = await parking_service.get_site(lot_id)
        begin, end = _utc(since, days=MAX_TIMESPAN_DAYS), _utc(until, days=MAX_TIMESPAN_DAYS)
        measured = await parking_service.free_by_hour(lot_id, begin, end)
        period = (begin, end, parking_service.now())
        return timespan_of(measured, forecast, parking_service.calendar, period, site.capacity or 0, version)


def _require_city(key: str, city: CityConfig) -> None:
    if city_id(key) != city_id(city.name):
        raise CityUnknown
