"""The one table of the slice: counts, and nothing about who counted."""

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base


class PageFeedback(Base):
    """How often a text was called helpful or not on one day. `text_version` changes with the text."""

    __tablename__ = "page_feedback"

    page: Mapped[str] = mapped_column(String(60), primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    text_version: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    helpful: Mapped[int]
    not_helpful: Mapped[int]
