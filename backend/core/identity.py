"""Who is asking: nobody in particular, a device, a person with an account, and in which roles.

The kernel knows only this picture of a visitor; the accounts slice paints it (`policy.Identify`), policies judge it.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Role(StrEnum):
    """What a person may do. City roles hold everywhere, organisation roles only inside one organisation."""

    RESIDENT = "resident"
    """Everyone with an account."""
    ORGANISER = "organiser"
    MERCHANT = "merchant"
    MODERATOR = "moderator"
    EDITOR = "editor"
    OFFICER = "officer"
    ADMIN = "admin"


ORGANISATION_ROLES = frozenset({Role.ORGANISER, Role.MERCHANT})
CITY_ROLES = frozenset({Role.MODERATOR, Role.EDITOR, Role.OFFICER, Role.ADMIN})


class Membership(msgspec.Struct, frozen=True):
    """What a person is in one organisation. `manages`: may invite and remove members."""

    roles: frozenset[Role]
    manages: bool
    verified: bool
    """The city has verified the organisation; before that, membership gives no rights outside of it."""


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a decision needs to know about whoever is asking. All empty: anonymous."""

    device_id: UUID | None = None
    account_id: UUID | None = None
    session_id: UUID | None = None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    """City roles, and `resident` for everyone with an account."""
    memberships: Mapping[UUID, Membership] = {}
    authenticated_at: datetime | None = None
    """When the person last proved who they are, for dangerous actions."""

    @property
    def is_signed_in(self) -> bool:
        """True for a person with an account."""
        return self.account_id is not None

    @property
    def all_roles(self) -> frozenset[Role]:
        """City roles and those in verified organisations."""
        held = (membership.roles for membership in self.memberships.values() if membership.verified)
        return self.roles.union(*held)


ANONYMOUS = Visitor()
