"""Parking on the wire (camelCase JSON). Field names follow parkapi-sources v3 where they fit.

Unknown is `null`, never 0 and never `false`. Times are UTC. Durations are ISO 8601, opening hours OSM `opening_hours`.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, field

from backend.core.schema import Body, Schema

Status = Literal["free", "taken", "closed", "unknown"]
Reason = Literal[
    "noSensor", "neverReported", "silent", "restarted", "settling", "closedByCity", "outsideHours", "feedStale"
]
SiteKind = Literal["garage", "street", "lot", "parkAndRide", "truck"]
BayKind = Literal["general", "personal"]
RestrictionType = Literal[
    "disabled",
    "charging",
    "family",
    "resident",
    "truck",
    "women",
    "carsharing",
    "taxi",
    "delivery",
    "bus",
    "caravan",
    "cargobike",
    "customer",
]
Surface = Literal["asphalt", "paving_stones", "sett", "gravel"]
Kerb = Literal["flush", "lowered", "raised"]
Orientation = Literal["parallel", "diagonal", "perpendicular"]
Side = Literal["left", "right"]


class Source(Schema):
    """Where a record comes from. `demo` is true for synthetic data; `as_of` is the year or day of the source."""

    name: str
    licence: str | None = None
    as_of: str | None = None
    url: str | None = None
    demo: bool = False


class Restriction(Schema):
    """For whom or for what bays are kept. On a site `capacity` and `free` count the bays of this audience."""

    type: RestrictionType
    hours: str | None = None
    max_stay: str | None = None
    capacity: int | None = None
    free: int | None = None


class Entrance(Schema):
    """One way in. A garage may have several."""

    name: str
    lat: float
    lon: float
    street: str | None = None


class Counts(Schema):
    """Bays of a site by status. Their sum is the number of bays counted."""

    free: int
    taken: int
    closed: int
    unknown: int


class Bay(Schema):
    """One bay with its present status. Ageing begins at `ageing_at`; from `stale_at` the status is unknown."""

    id: UUID
    name: str
    lat: float
    lon: float
    source: Source
    site_id: UUID | None = None
    street: str | None = None
    district: str | None = None
    restrictions: list[Restriction] = field(default_factory=list)
    status: Status = "unknown"
    reason: Reason | None = None
    observed_at: datetime | None = None
    changed_at: datetime | None = None
    ageing_at: datetime | None = None
    stale_at: datetime | None = None
    has_realtime: bool = False
    bay_kind: BayKind = "general"
    opening_hours: str | None = None
    max_stay: str | None = None
    width_cm: int | None = None
    length_cm: int | None = None
    surface: Surface | None = None
    slope_percent: float | None = None
    kerb: Kerb | None = None
    orientation: Orientation | None = None
    side: Side | None = None
    lit: bool | None = None
    covered: bool | None = None
    entrance_distance_m: int | None = None
    nearby: str | None = None


class ForecastSlot(Schema):
    """Share of free bays (0 to 1) in one hour of a weekday: quantiles 0.1, 0.5 and 0.9 over `days` such days."""

    weekday: Annotated[int, Meta(ge=0, le=7, description="0 is Monday; 7 is a public holiday.")]
    hour: Annotated[int, Meta(ge=0, le=23)]
    low: float
    median: float
    high: float
    days: int


class Accuracy(Schema):
    """Back-test: mean absolute error of the share of free bays, of the forecast and of two naive guesses."""

    cases: int
    horizon_hours: int
    forecast_error: float
    same_as_now_error: float
    last_week_error: float


class Forecast(Schema):
    """What is usual at a site. An hour with too little data is absent: silence instead of a guess."""

    timezone: str
    based_on_weeks: int
    slots: list[ForecastSlot]
    accuracy: Accuracy | None = None


class Site(Schema):
    """A garage, street section, lot or P+R site.

    `free` and `counts` cover the bays that everybody may use; bays kept for an audience are counted in `restrictions`.
    A site that only has such bays counts them all. `observed_at` is the newest observation; bays carry their own.
    """

    id: UUID
    name: str
    kind: SiteKind
    lat: float
    lon: float
    source: Source
    street: str | None = None
    district: str | None = None
    capacity: int | None = None
    free: int | None = None
    counts: Counts | None = None
    status: Status = "unknown"
    reason: Reason | None = None
    has_realtime: bool = False
    observed_at: datetime | None = None
    stale_at: datetime | None = None
    opening_hours: str | None = None
    hours_text: str | None = None
    open_intervals: list[tuple[datetime, datetime]] | None = None
    fee_text: str | None = None
    max_stay: str | None = None
    max_height_cm: int | None = None
    public_transport: str | None = None
    restrictions: list[Restriction] = field(default_factory=list)
    entrances: list[Entrance] = field(default_factory=list)
    place_id: UUID | None = None
    forecast: Forecast | None = None


class SiteList(Schema):
    """All sites."""

    generated_at: datetime
    sites: list[Site]


class BayList(Schema):
    """All bays."""

    generated_at: datetime
    bays: list[Bay]


class PointGeometry(Schema):
    """GeoJSON point: longitude, latitude (RFC 7946)."""

    coordinates: tuple[float, float]
    type: Literal["Point"] = "Point"


class SiteFeature(Schema):
    """A site as GeoJSON feature."""

    id: UUID
    geometry: PointGeometry
    properties: Site
    type: Literal["Feature"] = "Feature"


class BayFeature(Schema):
    """A bay as GeoJSON feature."""

    id: UUID
    geometry: PointGeometry
    properties: Bay
    type: Literal["Feature"] = "Feature"


class SiteCollection(Schema):
    """All sites as GeoJSON."""

    generated_at: datetime
    features: list[SiteFeature]
    type: Literal["FeatureCollection"] = "FeatureCollection"


class BayCollection(Schema):
    """All bays as GeoJSON."""

    generated_at: datetime
    features: list[BayFeature]
    type: Literal["FeatureCollection"] = "FeatureCollection"


class ForecastList(Schema):
    """Forecasts by site id, and the public holidays of the next 14 days on which weekday 7 counts."""

    generated_at: datetime
    holidays: list[date]
    sites: dict[str, Forecast]


class SiteStatistics(Schema):
    """Use of one site. Suppressed figures are `null` and the reason is in `suppressed`."""

    site_id: UUID
    name: str
    bays: int
    hours: int
    free_share: float | None
    turnover_per_bay_and_day: float | None
    mean_stay_minutes: float | None
    suppressed: Literal["tooFewBays", "tooFewStays"] | None
    demo: bool


class Statistics(Schema):
    """Aggregates for planners. Never about fewer than `minimum_bays` bays or `minimum_stays` stays."""

    since: datetime
    until: datetime
    minimum_bays: int
    minimum_stays: int
    sites: list[SiteStatistics]


class BayLive(Schema):
    """What changes about a bay."""

    id: UUID
    status: Status
    reason: Reason | None
    observed_at: datetime | None
    changed_at: datetime | None
    ageing_at: datetime | None
    stale_at: datetime | None


class SiteLive(Schema):
    """What changes about a site."""

    id: UUID
    status: Status
    reason: Reason | None
    free: int | None
    counts: Counts | None
    restrictions: list[Restriction]
    observed_at: datetime | None
    stale_at: datetime | None


class LiveChange(Schema):
    """Data of one `bays` event on the live stream."""

    bays: list[BayLive]
    sites: list[SiteLive]


class DeskBay(Schema):
    """A bay as staff see it. `has_sensor`: a device reports about it. Personal bays have no live state."""

    id: UUID
    name: str
    street: str | None
    site_name: str | None
    bay_kind: BayKind
    lat: float
    lon: float
    is_closed: bool
    has_sensor: bool
    status: Status
    reason: Reason | None
    observed_at: datetime | None
    demo: bool
    version: int


class BayDecision(Body):
    """Why a bay is closed or opened."""

    reason: Annotated[str, Meta(min_length=1, max_length=300)]


class BayDecided(Schema):
    """The bay as it is now, and the number of the entry in the log."""

    bay: DeskBay
    audit_sequence: int
