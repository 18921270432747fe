"""Tables of identity. Secrets are stored as digests only; nothing here is needed to read public data."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.ids import new_id


class Device(Base):
    """A browser that stored something. Random, without any trait of the device; `last_seen_on` is a day, not a time."""

    __tablename__ = "device"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    """The account that its data moved to."""
    asked_to_move_at: Mapped[datetime | None]
    """When the person answered whether the data should move; asked once."""
    created_on: Mapped[date] = mapped_column(Date)
    last_seen_on: Mapped[date] = mapped_column(Date, index=True)


class Account(Base):
    """A person who wanted an account. The name is what the person wants to be called; nothing else is asked."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    locale: Mapped[str | None] = mapped_column(String(12))
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    last_signed_in_on: Mapped[date] = mapped_column(Date, index=True)
    blocked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class AccountSession(Base):
    """One signed-in browser. Ends by signing out, by the person's list, by idling, or at its absolute end."""

    __tablename__ = "account_session"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    former_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    """The token before a rotation; good for a few seconds, for requests that were already on their way."""
    rotated_at: Mapped[datetime | None]
    must_rotate: Mapped[bool] = mapped_column(default=False)
    """Set when the person's rights change: the next request gets a new token."""
    method: Mapped[str] = mapped_column(String(20))
    """`passkey`, `recovery` or `oidc`."""
    provider: Mapped[str | None] = mapped_column(String(40))
    provider_session: Mapped[str | None] = mapped_column(String(255), index=True)
    """`sid` claim, so that the provider can end the session (OpenID Connect Back-Channel Logout)."""
    label: Mapped[str] = mapped_column(String(60))
    """Browser and system in words, so that the person recognises it: "Firefox, Android"."""
    created_at: Mapped[datetime]
    authenticated_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class RoleGrant(Base):
    """A city role of a person. `source` is `desk`, or `claim:<provider>` when the city's login says so."""

    __tablename__ = "role_grant"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    granted_at: Mapped[datetime]


class Organisation(Base):
    """A club, shop or office that acts in the app. Its members' rights count outside only after verification."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("status IN ('pending', 'verified', 'suspended')", name="status_known"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    """`organiser` or `merchant`: the role its members have."""
    status: Mapped[str] = mapped_column(String(12), default="pending")
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class OrganisationMember(Base):
    """A person in an organisation. `manages`: may invite and remove others."""

    __tablename__ = "organisation_member"
    __table_args__ = (Index(None, "account_id"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    manages: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime]


class Invitation(Base):
    """A link into an organisation, for one person and a few days. Only the digest of its secret is kept."""

    __tablename__ = "invitation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    manages: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
