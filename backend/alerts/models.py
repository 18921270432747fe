"""Tables of the alerts slice. Only drafts of the city's own warnings name people: the staff who write and release."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base


class AlertVersionRow(Base):
    """One message. Rows with the same `thread` are one story; identity is that of CAP, for each source by itself."""

    __tablename__ = "alert_version"
    __table_args__ = (
        UniqueConstraint("feed", "identity"),
        Index(None, "thread"),
        Index(None, "received_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    thread: Mapped[UUID]
    feed: Mapped[str] = mapped_column(String(32))
    identity: Mapped[str] = mapped_column(String(64))
    """Hash of sender, identifier and time sent."""
    identifier: Mapped[str] = mapped_column(String(500))
    status: Mapped[str] = mapped_column(String(10))
    references: Mapped[str | None] = mapped_column(Text)
    document: Mapped[bytes] = mapped_column(LargeBinary)
    """The message as JSON of `cap.model`."""
    concern: Mapped[dict[str, Any]] = mapped_column(JSON)
    received_at: Mapped[datetime]
    missing_since: Mapped[datetime | None]


class AlertFeedRow(Base):
    """How the last look at a source went, and when the next is due."""

    __tablename__ = "alert_feed"

    feed: Mapped[str] = mapped_column(String(32), primary_key=True)
    checked_at: Mapped[datetime | None]
    attempted_at: Mapped[datetime]
    next_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(Integer)
    problem: Mapped[str | None] = mapped_column(String(80))
    etag: Mapped[str | None] = mapped_column(String(200))
    last_modified: Mapped[str | None] = mapped_column(String(60))


class AlertSigningKey(Base):
    """A key pair that signs what is published; the highest number signs, the others are kept for older messages."""

    __tablename__ = "alert_signing_key"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    """PKCS #8, DER."""
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    """X.509, DER."""
    created_at: Mapped[datetime]


class AlertDraft(Base):
    """One message of the city on its way to release; `follows` is the released one that it updates or ends."""

    __tablename__ = "alert_draft"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), index=True)
    version: Mapped[int] = mapped_column(Integer)
    follows: Mapped[UUID | None] = mapped_column(ForeignKey("alert_draft.id"), index=True)
    headline: Mapped[str] = mapped_column(String(400))
    """German, for lists."""
    status: Mapped[str] = mapped_column(String(10))
    severity: Mapped[str] = mapped_column(String(10))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(300))
    author_id: Mapped[UUID | None] = mapped_column(index=True)
    editor_id: Mapped[UUID | None]
    """Who changed it last; counts as an author for the second pair of eyes."""
    releaser_id: Mapped[UUID | None]
    override_reason: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    """When it stood among the warnings. Released, but not yet published: a process died in between; a job goes on."""
    document: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What was released, as JSON of `cap.model`."""
