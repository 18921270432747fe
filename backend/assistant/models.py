"""Tables of the assistant. Both hold only what a person agreed to."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base


class UnansweredQuestion(Base):
    """A question that no page answered, without personal data and without anything about who asked."""

    __tablename__ = "unanswered_question"
    __table_args__ = (UniqueConstraint("language", "text"), Index(None, "delete_after"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(12))
    times: Mapped[int]
    first_asked_on: Mapped[date] = mapped_column(Date)
    last_asked_on: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    delete_after: Mapped[datetime]


class HandOver(Base):
    """A message to the city, of an account or a device that may read the answer, or of nobody.

    No foreign keys: identities are erased through the register of personal data.
    """

    __tablename__ = "hand_over"
    __table_args__ = (Index(None, "delete_after"), Index(None, "status", "created_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    message: Mapped[str] = mapped_column(String(2000))
    locale: Mapped[str] = mapped_column(String(12))
    page: Mapped[str | None] = mapped_column(String(60))
    reply: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str | None] = mapped_column(String(2000))
    claimed_by_account_id: Mapped[UUID | None] = mapped_column(index=True)
    """Who of the staff is on it."""
    claimed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    version: Mapped[int]
    created_at: Mapped[datetime]
    delete_after: Mapped[datetime]
    account_id: Mapped[UUID | None] = mapped_column(index=True)
    device_id: Mapped[UUID | None] = mapped_column(index=True)
