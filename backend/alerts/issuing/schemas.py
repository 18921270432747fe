"""The city's own warnings at the desk, on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from backend.core.schema import Body, Schema

Kind = Literal["alert", "update", "cancel"]
DraftState = Literal["draft", "proposed", "released", "discarded"]
Status = Literal["actual", "exercise"]
CitySeverity = Literal["extreme", "severe", "moderate", "minor"]
CityUrgency = Literal["immediate", "expected", "future"]
CityCertainty = Literal["observed", "likely", "possible"]
Why = Annotated[str, Meta(min_length=1, max_length=300, description="Stands in the log, for colleagues.")]
Degrees = Annotated[float, Meta(ge=-180, le=180)]


class WarningCircle(Body):
    """A disc in degrees and kilometres."""

    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Degrees
    radius_km: Annotated[float, Meta(ge=0.05, le=20)]


class WarningArea(Body):
    """Where it applies: everything named here together. Corners of the polygon are (lat, lon)."""

    whole_city: bool = False
    districts: Annotated[list[Annotated[str, Meta(max_length=10)]], Meta(max_length=100)] = msgspec.field(
        default_factory=list
    )
    circle: WarningCircle | None = None
    polygon: Annotated[list[tuple[Degrees, Degrees]], Meta(min_length=3, max_length=200)] | None = None


class WarningValues(Body):
    """What the author decides; the texts come from the template. `place` replaces the names of the Stadtteile."""

    template: Annotated[str, Meta(max_length=40)]
    status: Status
    severity: CitySeverity
    urgency: CityUrgency
    certainty: CityCertainty
    area: WarningArea
    expires: datetime | None = None
    place: Annotated[str, Meta(min_length=1, max_length=80)] | None = None


class DraftBegin(Body):
    """A new message. `kind` other than `alert` needs `follows`: the released message it updates or ends."""

    values: WarningValues
    reason: Why
    kind: Kind = "alert"
    follows: UUID | None = None


class DraftChange(Body):
    """All values anew, and why."""

    values: WarningValues
    reason: Why


class DraftRelease(Body):
    """`overrideReason`: release without a second person, because there is no time to wait for one."""

    override_reason: Why | None = None


class WarningPreviewAsk(Body):
    """What is to be shown before anybody else sees it."""

    values: WarningValues
    kind: Kind = "alert"


class PreviewText(Schema):
    """One language: what the phone shows on the locked screen (`push`) and in the app. `machine`: translated by one."""

    locale: str
    headline: str
    push: str
    description: list[str]
    steps: list[str]
    machine: bool


class WarningPreview(Schema):
    """How it arrives, and whom it concerns."""

    texts: list[PreviewText]
    whole_city: bool
    districts: list[str]
    needs_second: bool


class WarningReach(Schema):
    """Phones that would ring now, by their own choices, and how many of them a test reached within a month or so."""

    devices: int
    confirmed: int


class DeskAlertRow(Schema):
    """A line of the table."""

    id: UUID
    kind: Kind
    state: DraftState
    headline: str
    status: Status
    severity: CitySeverity
    changed_at: datetime


class DeskAlert(DeskAlertRow):
    """One message and its way to release. `storyId` leads to what everybody sees; names are `null` when gone."""

    values: WarningValues
    reason: str
    follows: UUID | None
    is_latest: bool
    """The newest message of a released story: it can be updated or ended."""
    needs_second: bool
    may_release: bool
    """Whether whoever asks counts as the second pair of eyes, or none is needed."""
    author: str | None
    editor: str | None
    releaser: str | None
    override_reason: str | None
    released_at: datetime | None
    story_id: UUID | None
    version: int


class WarningTemplate(Schema):
    """An event type with what is usual for it."""

    key: str
    names: dict[str, str]
    severity: CitySeverity
    urgency: CityUrgency
    certainty: CityCertainty
    exercise_only: bool
    reviewed: bool


class TemplateList(Schema):
    """All event types."""

    templates: list[WarningTemplate]
