"""Identity on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from backend.core.identity import Role
from backend.core.schema import Body, Schema

OrganisationKind = Literal["organiser", "merchant"]
OrganisationStatus = Literal["pending", "verified", "suspended"]
CityRole = Literal["moderator", "editor", "officer", "admin"]
Reason = Annotated[str, Meta(min_length=3, max_length=300, description="Why, in a few words; goes into the audit log.")]
OrganisationName = Annotated[str, Meta(min_length=2, max_length=120, pattern=r"\S.*\S", description="Its own name.")]


class MyOrganisation(Schema):
    """An organisation of the person, and what the person is there."""

    id: UUID
    name: str
    kind: OrganisationKind
    status: OrganisationStatus
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


class RoleHeld(Schema):
    """A city role of a person. `source` is `desk` or `claim:<provider>`."""

    role: CityRole
    source: str


class PersonRow(Schema):
    """A person in the desk's table."""

    id: UUID
    name: str
    roles: list[CityRole]
    organisations: int
    last_signed_in_on: date
    created_at: datetime
    blocked_at: datetime | None
    demo: bool


class PersonView(Schema):
    """A person as the desk sees it: nothing about what the person does in the app."""

    id: UUID
    name: str
    roles: list[RoleHeld]
    organisations: list[MyOrganisation]
    last_signed_in_on: date
    created_at: datetime
    blocked_at: datetime | None
    demo: bool
    version: int


class RolesChange(Body):
    """The roles that the desk gives; those from the city's login stay as they are."""

    roles: Annotated[list[CityRole], Meta(max_length=4)]
    reason: Reason


class BlockChange(Body):
    """Block an account or let it in again."""

    blocked: bool
    reason: Reason


class OrganisationRow(Schema):
    """An organisation in the desk's table."""

    id: UUID
    name: str
    kind: OrganisationKind
    status: OrganisationStatus
    members: int
    created_at: datetime
    demo: bool


class Member(Schema):
    """A person in an organisation."""

    account_id: UUID
    name: str
    manages: bool
    joined_at: datetime


class OrganisationView(Schema):
    """An organisation with its members."""

    id: UUID
    name: str
    kind: OrganisationKind
    status: OrganisationStatus
    created_at: datetime
    demo: bool
    version: int
    members: list[Member]


class OrganisationCreate(Body):
    """A new organisation; the city verifies it before its members may act for it."""

    name: OrganisationName
    kind: OrganisationKind


class OrganisationChange(Body):
    """What the desk decides about an organisation."""

    name: OrganisationName
    status: OrganisationStatus
    reason: Reason


class InvitationCreate(Body):
    """Whom to invite: somebody who also manages, or not."""

    manages: bool = False


class InvitationCreated(Schema):
    """A fresh invitation. `token` is shown once; the link carries it behind `#`, so that no server logs it."""

    id: UUID
    token: str
    expires_at: datetime


class InvitationToken(Body):
    """The secret of an invitation."""

    token: Annotated[str, Meta(min_length=20, max_length=100)]


class InvitationView(Schema):
    """What an invitation leads to."""

    organisation: str
    kind: OrganisationKind
    manages: bool
    expires_at: datetime
