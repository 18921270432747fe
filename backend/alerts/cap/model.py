"""A CAP message as values. Times are aware UTC, positions are (lat, lon) in WGS 84, radii are kilometres."""

from datetime import datetime
from typing import Literal

import msgspec

Status = Literal["Actual", "Exercise", "System", "Test", "Draft"]
MsgType = Literal["Alert", "Update", "Cancel", "Ack", "Error"]
Scope = Literal["Public", "Restricted", "Private"]
Category = Literal[
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"
]
ResponseType = Literal["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"]
Urgency = Literal["Immediate", "Expected", "Future", "Past", "Unknown"]
Severity = Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"]
Certainty = Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]

Position = tuple[float, float]
Ring = tuple[Position, ...]
"""Corners of a polygon as (lat, lon); the last repeats the first where the sender kept to the standard."""


class CapRefused(ValueError):
    """This is no CAP message we can use. `reason` is stable and short, `where` names the element."""

    def __init__(self, reason: str, where: str = "") -> None:
        self.reason = reason
        self.where = where
        super().__init__(f"{reason}: {where}" if where else reason)


class NamedValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """A pair as in `eventCode`, `parameter` and `geocode`."""

    name: str
    value: str


class Circle(msgspec.Struct, frozen=True):
    """A disc around a point."""

    lat: float
    lon: float
    radius_km: float


class Area(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a message applies. `holes` are the DWD's `EXCLUDE_POLYGON`; `altitude` and `ceiling` are feet."""

    description: str
    polygons: tuple[Ring, ...] = ()
    holes: tuple[Ring, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[NamedValue, ...] = ()
    altitude: float | None = None
    ceiling: float | None = None


class Resource(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that belongs to the message; embedded contents (`derefUri`) are kept as the sender's text."""

    description: str
    mime_type: str
    size: int | None = None
    uri: str | None = None
    deref_uri: str | None = None
    digest: str | None = None


class Info(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The message in one language. `language` is the sender's spelling; None means en-US by the standard."""

    language: str | None = None
    categories: tuple[Category, ...] = ()
    event: str
    response_types: tuple[ResponseType, ...] = ()
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    audience: str | None = None
    event_codes: tuple[NamedValue, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str | None = None
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    web: str | None = None
    contact: str | None = None
    parameters: tuple[NamedValue, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


class Alert(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message. `references` stays text: German senders break the triples, see `rules.names`."""

    identifier: str
    sender: str
    sent: datetime
    status: Status
    msg_type: MsgType
    scope: Scope
    source: str | None = None
    restriction: str | None = None
    addresses: str | None = None
    codes: tuple[str, ...] = ()
    note: str | None = None
    references: str | None = None
    incidents: str | None = None
    infos: tuple[Info, ...] = ()
