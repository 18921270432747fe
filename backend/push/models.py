"""Tables of the push slice. No foreign keys to devices: identities are erased through the register."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, LargeBinary, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base


class PushKey(Base):
    """The key pair this app shows to push services (RFC 8292), made once. Changing it ends every subscription."""

    __tablename__ = "push_key"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    """PKCS #8, DER."""
    created_at: Mapped[datetime]


class PushSubscription(Base):
    """Where a phone is reached and of what it wants to hear. One for each device; deleted when it is ended."""

    __tablename__ = "push_subscription"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(unique=True)
    endpoint: Mapped[str] = mapped_column(Text)
    endpoint_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    p256dh: Mapped[bytes] = mapped_column(LargeBinary(65))
    auth: Mapped[bytes] = mapped_column(LargeBinary(16))
    locale: Mapped[str] = mapped_column(String(12))
    severity: Mapped[str] = mapped_column(String(10))
    """The mildest that it wants to hear of."""
    districts: Mapped[list[str]] = mapped_column(JSON)
    cell: Mapped[str | None] = mapped_column(String(6))
    categories: Mapped[list[str]] = mapped_column(JSON)
    """CAP categories; empty: all."""
    quiet_from: Mapped[int | None] = mapped_column(SmallInteger)
    """Minutes after midnight in the city."""
    quiet_until: Mapped[int | None] = mapped_column(SmallInteger)
    exercises: Mapped[bool]
    created_at: Mapped[datetime]
    seen_on: Mapped[date]
    """Last sign of life: the app was opened, or a test arrived."""
    asked_on: Mapped[date | None]
    """When it was asked to give a sign of life."""
    test_id: Mapped[UUID | None]
    """Revision of the last test message."""
    tested_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    """When a test message last arrived; an older one stays here while a newer is on its way."""
