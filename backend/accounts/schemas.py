"""Identity on the wire."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.core.identity import Role
from backend.core.schema import Schema


class MyOrganisation(Schema):
    """An organisation of the person, and what the person is there."""

    id: UUID
    name: str
    kind: Literal["organiser", "merchant"]
    status: Literal["pending", "verified", "suspended"]
    manages: bool


class Me(Schema):
    """Who is asking. All empty when nobody is signed in; a device has an identity only once it stored something."""

    signed_in: bool
    name: str | None
    roles: list[Role]
    organisations: list[MyOrganisation]
    method: Literal["passkey", "recovery", "oidc"] | None
    authenticated_at: datetime | None
    has_device: bool
    demo: bool


class SessionView(Schema):
    """One signed-in browser of the person."""

    id: UUID
    label: str
    method: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_this: bool


class SessionList(Schema):
    """All signed-in browsers of the person, the youngest first."""

    sessions: list[SessionView]


class EndedSessions(Schema):
    """How many sessions ended."""

    ended: int
