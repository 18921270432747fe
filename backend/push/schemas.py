"""What crosses the wire about messages to phones."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from backend.core.schema import Body, Schema
from backend.push.rules import MAX_ENDPOINT_CHARS

Severity = Literal["extreme", "severe", "moderate", "minor"]
Category = Literal[
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"
]
Minute = Annotated[int, Meta(ge=0, le=1439, description="Minutes after midnight in the city.")]
DistrictCode = Annotated[str, Meta(min_length=1, max_length=12)]


class PushKeyView(Schema):
    """What a browser needs to subscribe: the app's public key (RFC 8292), base64url."""

    public_key: str


class PushKeys(Body):
    """Keys of a browser's subscription, base64url as it gives them: a P-256 point and 16 bytes."""

    p256dh: Annotated[str, Meta(min_length=87, max_length=88)]
    auth: Annotated[str, Meta(min_length=22, max_length=24)]


class PushAddress(Body):
    """Where a browser is reached."""

    endpoint: Annotated[str, Meta(min_length=10, max_length=MAX_ENDPOINT_CHARS)]
    keys: PushKeys


class PushChoices(Body):
    """What a person wants to be told of. Extreme danger is always told, everywhere and at night.

    `districts` and `cell` together say where; neither: the whole city. `cell` is a geohash of six characters, computed
    on the phone. `categories` of CAP; none: all.
    """

    locale: Annotated[str, Meta(max_length=12)]
    severity: Severity = "severe"
    districts: Annotated[tuple[DistrictCode, ...], Meta(max_length=60)] = ()
    cell: Annotated[str, Meta(pattern="^[0-9b-hjkmnp-z]{6}$")] | None = None
    categories: Annotated[tuple[Category, ...], Meta(max_length=12)] = ()
    quiet_from: Minute | None = None
    quiet_until: Minute | None = None
    exercises: bool = False


class PushRequest(PushAddress):
    """A phone that is to be warned."""

    choices: PushChoices


class PushState(Schema):
    """What is stored for this device; all empty when it gets no warnings."""

    endpoint: str | None = None
    choices: PushChoices | None = None
    tested_at: datetime | None = None
    """When a test was last sent."""
    arrived_at: datetime | None = None
    """When a test last arrived."""


class PushReceipt(Body):
    """The test message that arrived."""

    revision: UUID
