"""Queries over feedback. Nothing here commits."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select

from backend.content.feedback.models import PageFeedback
from backend.core.db import Session, upsert

Text = tuple[str, str, str]
"""Page, locale and version of a text."""


async def count(session: Session, text: Text, day: date, *, helpful: bool) -> None:
    """One voice more."""
    page, locale, version = text
    voices = {"helpful": int(helpful), "not_helpful": int(not helpful)}
    insert = upsert(session, PageFeedback).values(page=page, locale=locale, text_version=version, day=day, **voices)
    added = {name: getattr(PageFeedback, name) + voice for name, voice in voices.items()}
    await session.execute(
        insert.on_conflict_do_update(index_elements=["page", "locale", "text_version", "day"], set_=added)
    )


async def totals(session: Session, since: date) -> Mapping[Text, tuple[int, int]]:
    """Helpful and not helpful by text, of all days from `since`."""
    key = (PageFeedback.page, PageFeedback.locale, PageFeedback.text_version)
    rows = await session.execute(
        select(*key, func.sum(PageFeedback.helpful), func.sum(PageFeedback.not_helpful))
        .where(PageFeedback.day >= since)
        .group_by(*key)
    )
    return {(page, locale, version): (int(yes), int(no)) for page, locale, version, yes, no in rows}


async def delete_before(session: Session, day: date) -> int:
    """Delete the counts of earlier days; returns how many."""
    return cast("CursorResult[Any]", await session.execute(delete(PageFeedback).where(PageFeedback.day < day))).rowcount
