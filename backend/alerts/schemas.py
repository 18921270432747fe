"""Warnings on the wire. Unknown is `null`; texts of senders are plain lines without markup."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from backend.alerts.rules import State
from backend.core.schema import Schema

Severity = Literal["extreme", "severe", "moderate", "minor", "unknown"]
Status = Literal["actual", "exercise"]
Part = Literal["headline", "description", "steps"]


class AlertSource(Schema):
    """A source and how fresh it is. `checkedAt` is the last successful answer; stale: older than it should be."""

    key: str
    name: str
    credit: str
    checked_at: datetime | None
    stale: bool
    demo: bool


class AlertSummary(Schema):
    """One event. `headlines` by language, `districts` are numbers of Stadtteile, `revision` names the newest message.

    `onTop`: worth a banner on every screen. `endedAt` is set when it is over. Demo is an invented exercise.
    """

    id: UUID
    revision: UUID
    state: State
    status: Status
    demo: bool
    severity: Severity
    urgency: str
    certainty: str
    categories: list[str]
    headlines: dict[str, str]
    sender: str
    source: str
    first_sent_at: datetime
    sent_at: datetime
    onset: datetime | None
    expires: datetime | None
    ended_at: datetime | None
    on_top: bool
    whole_city: bool
    districts: list[str]


class AlertList(Schema):
    """Warnings that concern the city now, most pressing first, and where we looked. No source: nobody looked."""

    generated_at: datetime
    sources: list[AlertSource]
    alerts: list[AlertSummary]


class AlertHistory(Schema):
    """Warnings that are over, latest first."""

    generated_at: datetime
    since: datetime
    alerts: list[AlertSummary]


class AlertWords(Schema):
    """The text in one language. `untranslated`: the parts the sender left in German; `ours`: those we translated."""

    locale: str
    headline: str
    description: list[str]
    steps: list[str]
    untranslated: list[Part]
    ours: list[Part]


class AlertVersion(Schema):
    """One message of the story."""

    id: UUID
    kind: Literal["alert", "update", "cancel"]
    sent_at: datetime
    headline: str


class AlertDetail(AlertSummary):
    """Everything about one event. `geometry` is a GeoJSON MultiPolygon, exact inside `window`.

    `window` (west, south, east, north) is `null` with the geometry: then the whole city is meant and nothing was drawn.
    """

    texts: list[AlertWords]
    areas: list[str]
    geometry: dict[str, Any] | None
    window: tuple[float, float, float, float] | None
    web: str | None
    contact: str | None
    credit: str
    versions: list[AlertVersion]
