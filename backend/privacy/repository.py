"""Queries over the record of deletions. Never commits."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select

from backend.core.db import Session
from backend.privacy.models import RetentionRun


async def add_run(session: Session, ran_at: datetime, key: str, deleted: int | None) -> None:
    """Record how many records of a class were deleted; None: it failed."""
    session.add(RetentionRun(ran_at=ran_at, key=key, deleted=deleted))
    await session.flush()


async def last_run(session: Session) -> list[RetentionRun]:
    """All classes of the newest run."""
    newest = select(func.max(RetentionRun.ran_at)).scalar_subquery()
    return list(await session.scalars(select(RetentionRun).where(RetentionRun.ran_at == newest)))


async def forget_runs(session: Session, before: datetime) -> int:
    """Delete old records of deletions; returns how many."""
    result = await session.execute(delete(RetentionRun).where(RetentionRun.ran_at < before))
    return cast("CursorResult[Any]", result).rowcount
