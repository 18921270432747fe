"""Places and districts on the wire. Unknown is `null`; texts are those of the source."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta

from backend.core.schema import Body, Schema

ReportReason = Literal["closed", "moved", "wrongHours", "wrongPosition", "other"]
MAX_COMMENT_CHARS = 500


class PlaceGroup(Schema):
    """A heading for categories. `label` is a German message; the app translates it."""

    id: str
    label: str


class PlaceCategory(Schema):
    """A kind of place. `icon` is a Lucide name, `keywords` are words people search with, in any language."""

    id: str
    label: str
    icon: str
    group: str
    keywords: list[str]


class PlaceSummary(Schema):
    """What a list shows. `district` is the number of the Stadtteil."""

    id: UUID
    name: str
    category: str
    lat: float
    lon: float
    street: str | None
    district: str | None
    accessible_toilet: bool
    note: str | None


class PlaceList(Schema):
    """All places of the city, for lists, maps and offline use."""

    as_of: str
    source: str
    licence: str
    groups: list[PlaceGroup]
    categories: list[PlaceCategory]
    places: list[PlaceSummary]


class PlaceEntrance(Schema):
    """One way into a place."""

    name: str
    lat: float
    lon: float
    street: str | None


class PlaceAnswer(Schema):
    """What the city says to a note about a place."""

    reason: ReportReason
    status: Literal["accepted", "declined", "done"]
    note: str
    decided_on: date


class PlaceDetail(PlaceSummary):
    """All we know about a place. `hours_text` is as old as `as_of` says, unless `edited` names it."""

    description: str | None
    hours_text: str | None
    web: str | None
    zip: str | None
    aliases: list[str]
    entrances: list[PlaceEntrance]
    source: str
    licence: str
    as_of: str
    edited: list[str]
    """Fields that the city changed by hand, by their names here; empty: all as in the source."""
    edited_on: date | None
    """Day of the last such change."""
    answers: list[PlaceAnswer]
    district_name: str | None
    borough_name: str | None


class PlaceHit(PlaceSummary):
    """A place that was found, with how well it fits (0 to 1; 0 when nothing was asked)."""

    score: float


class PlaceReportRequest(Body):
    """What is wrong with a place. Please no names, numbers or addresses of persons: they are not needed."""

    reason: ReportReason
    comment: (
        Annotated[str, Meta(max_length=MAX_COMMENT_CHARS, description="What is different, in a few words.")] | None
    ) = None


class PlaceReportReceipt(Schema):
    """The note was stored."""

    id: UUID
    status: Literal["received"] = "received"


class AreaProperties(Schema):
    """Facts about an area. `borough` is the number of the Stadtbezirk, for districts only."""

    id: str
    name: str
    borough: str | None
    inhabitants: int | None
    inhabitants_on: date | None
    valid_from: date
    source: str
    licence: str


class AreaFeature(Schema):
    """A GeoJSON Feature (RFC 7946)."""

    id: str
    properties: AreaProperties
    geometry: dict[str, Any]
    type: Literal["Feature"] = "Feature"


class AreaCollection(Schema):
    """A GeoJSON FeatureCollection (RFC 7946)."""

    features: list[AreaFeature]
    type: Literal["FeatureCollection"] = "FeatureCollection"


class DistrictMap(Schema):
    """Outline, Stadtbezirke and Stadtteile in force today. `valid_from` is the youngest of their first days."""

    valid_from: date | None
    outline: AreaFeature | None
    boroughs: AreaCollection
    districts: AreaCollection


class AreaName(Schema):
    """Number and name of an area."""

    id: str
    name: str


class DistrictAt(Schema):
    """Where a position lies; both `null` outside the city."""

    district: AreaName | None
    borough: AreaName | None
