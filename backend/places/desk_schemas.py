"""Places at the desk, on the wire."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from backend.core.schema import Body, Schema
from backend.places.schemas import ReportReason

PlaceState = Literal["listed", "merged", "withdrawn"]
"""Shown to everybody; leads to another place; left the city's data."""
PlaceFilter = Literal["edited", "merged", "withdrawn", "reported"]
ReportStatus = Literal["open", "accepted", "declined", "done"]
Decision = Literal["accepted", "declined", "done"]

Why = Annotated[str, Meta(min_length=1, max_length=300, description="Stands in the log, for colleagues.")]
Line = Annotated[str, Meta(max_length=200)]
Lines = Annotated[str, Meta(max_length=2000)]


class PlaceValues(Body):
    """What the desk may change. A field that is missing stays as it is; `null` is unknown."""

    name: Annotated[str, Meta(min_length=1, max_length=300)] | UnsetType = UNSET
    category: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    street: Line | UnsetType | None = UNSET
    zip: Annotated[str, Meta(pattern="^[0-9]{5}$")] | UnsetType | None = UNSET
    lat: Annotated[float, Meta(ge=-90, le=90)] | UnsetType = UNSET
    lon: Annotated[float, Meta(ge=-180, le=180)] | UnsetType = UNSET
    description: Lines | UnsetType | None = UNSET
    hours_text: Lines | UnsetType | None = UNSET
    note: Lines | UnsetType | None = UNSET
    web: Lines | UnsetType | None = UNSET
    accessible_toilet: bool | UnsetType = UNSET


class PlaceChange(PlaceValues, kw_only=True):
    """What is to be different, and why."""

    reason: Why


class PlaceMerge(Body):
    """Which place stays, in which version, what it says from now on, and why."""

    into_id: UUID
    into_version: int
    reason: Why
    values: PlaceValues = msgspec.field(default_factory=PlaceValues)


class PlaceName(Schema):
    """A place to link to."""

    id: UUID
    name: str


class DeskPlaceRow(Schema):
    """A line of the table."""

    id: UUID
    name: str
    category: str
    street: str | None
    district: str | None
    state: PlaceState
    edited_on: date | None
    open_reports: int


class DeskPlace(DeskPlaceRow):
    """Everything the desk edits. `city_values`: what the city's data says in the fields that were changed here."""

    zip: str | None
    lat: float
    lon: float
    description: str | None
    hours_text: str | None
    note: str | None
    web: str | None
    accessible_toilet: bool
    source: str
    licence: str
    as_of: str
    city_values: dict[str, Any]
    merged_into: PlaceName | None
    merged_from: list[PlaceName]
    version: int


class DeskReport(Schema):
    """What somebody says is wrong with a place; who it was is not shown. `note` is the public answer."""

    id: UUID
    place_id: UUID
    place_name: str
    reason: ReportReason
    comment: str | None
    status: ReportStatus
    note: str | None
    created_at: datetime
    decided_at: datetime | None
    version: int


class ReportDecision(Body):
    """What came of it. `note` is read by everybody beside the place, so it names nobody."""

    status: Decision
    note: Annotated[str, Meta(max_length=300)] | None = None
