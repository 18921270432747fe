"""Tables of the push slice. No foreign keys to devices: identities are erased through the register."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, SmallInteger, String, Text, UniqueConstraint, text
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


class PushAlarm(Base):
    """A message to phones, once for all of them. `id` is its revision, so that ringing twice stores it once."""

    __tablename__ = "push_alarm"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    family: Mapped[UUID] = mapped_column(index=True)
    alarm: Mapped[bytes] = mapped_column(LargeBinary)
    """`core.alarms.Alarm` as JSON, without its devices."""
    sent_at: Mapped[datetime]
    quiet_at: Mapped[datetime]
    """The moment by which quiet hours are judged: an all-clear goes to those who got the warning."""
    ends_at: Mapped[datetime]
    """Nobody is told after this moment."""
    started_at: Mapped[datetime]


class PushChunk(Base):
    """A part of an alarm's audience that one process sends to, under a lease.

    Part `number` of `parts` holds the subscriptions whose `endpoint_digest` lies in that part of all digests: about a
    thousand, as digests are spread evenly. With `devices` it holds these instead.
    """

    __tablename__ = "push_chunk"
    __table_args__ = (
        UniqueConstraint("alarm_id", "number"),
        Index("ix_push_chunk_open", "rank", "alarm_id", "number", postgresql_where=text("state = 'open'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    alarm_id: Mapped[UUID]
    number: Mapped[int]
    parts: Mapped[int]
    rank: Mapped[int] = mapped_column(SmallInteger)
    """The gravest first."""
    size: Mapped[int]
    devices: Mapped[list[str] | None] = mapped_column(JSON)
    """Emptied when it is done."""
    state: Mapped[str] = mapped_column(String(8))
    """`open`, `done`, or `passed`: a later message of the family has taken its place."""
    cursor: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Digest of the last subscription that is settled."""
    holder: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    seen: Mapped[int]
    """Subscriptions looked at, whether they wanted it or not."""
    accepted: Mapped[int]
    gone: Mapped[int]
    failed: Mapped[int]
    late: Mapped[int]
    """Waiting in `push_late`."""
    services: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)
    """The same counts for each push service."""
    first_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class PushLate(Base):
    """A message that did not get through: the only kind of message with a row of its own."""

    __tablename__ = "push_late"
    __table_args__ = (UniqueConstraint("subscription_id", "alarm_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    alarm_id: Mapped[UUID]
    chunk_id: Mapped[UUID]
    subscription_id: Mapped[UUID]
    service: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(20))
    """The status of the answer, or `network`, `paused`, `expired`."""
    attempt: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it is tried again; None: given up."""
    failed_at: Mapped[datetime]
