"""Queries over drafts of the city's own warnings. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Select, delete, or_, select, update

from backend.alerts.models import AlertDraft
from backend.core.db import Session
from backend.core.personal_data import Person, about
from backend.core.tables import TableQuery, TableSpec, read_page

_DRAFTS = TableSpec(
    sort={"changedAt": AlertDraft.changed_at, "headline": AlertDraft.headline, "state": AlertDraft.state},
    search=(AlertDraft.headline, AlertDraft.reason),
    key=AlertDraft.id,
    default_sort="-changedAt",
)
_CURSORS = {"changedAt": datetime, "headline": str, "state": str}


async def read_drafts(
    session: Session, query: TableQuery, state: str | None
) -> tuple[list[AlertDraft], int, str | None]:
    """One page, the number of all, and the cursor of the next page."""
    statement: Select[Any] = select(AlertDraft)
    if state is not None:
        statement = statement.where(AlertDraft.state == state)
    rows, total, cursor = await read_page(session, statement, _DRAFTS, query, _CURSORS)
    return [row[0] for row in rows], total, cursor


async def find_draft(session: Session, draft_id: UUID, *, lock: bool = False) -> AlertDraft | None:
    """One draft; with `lock` others who want to change it wait until this transaction ends."""
    statement = select(AlertDraft).where(AlertDraft.id == draft_id).execution_options(populate_existing=True)
    return cast("AlertDraft | None", await session.scalar(statement.with_for_update() if lock else statement))


async def is_followed(session: Session, draft_id: UUID) -> bool:
    """True if a released message updates or ends this one."""
    statement = select(AlertDraft.id).where(AlertDraft.follows == draft_id, AlertDraft.state == "released").limit(1)
    return await session.scalar(statement) is not None


async def unpublished(session: Session, before: datetime) -> Sequence[AlertDraft]:
    """Released before that moment and not yet among the warnings, oldest first."""
    rows = await session.scalars(
        select(AlertDraft)
        .where(AlertDraft.state == "released", AlertDraft.published_at.is_(None), AlertDraft.released_at <= before)
        .order_by(AlertDraft.released_at)
    )
    return rows.all()


async def mark_published(session: Session, draft_id: UUID, now: datetime) -> None:
    """It stands among the warnings."""
    await session.execute(update(AlertDraft).where(AlertDraft.id == draft_id).values(published_at=now))


async def drafts_of(session: Session, person: Person) -> Sequence[AlertDraft]:
    """What a person wrote, changed or released."""
    rows = await session.scalars(select(AlertDraft).where(_by(person)).order_by(AlertDraft.created_at))
    return rows.all()


async def forget_person(session: Session, person: Person) -> int:
    """Leave the messages and take the person out of them."""
    count = 0
    for column in (AlertDraft.author_id, AlertDraft.editor_id, AlertDraft.releaser_id):
        found = await session.execute(
            update(AlertDraft).where(about(person, account=column)).values({column.key: None})
        )
        count += cast("CursorResult[Any]", found).rowcount
    return count


async def delete_older(session: Session, before: datetime) -> int:
    """Delete messages that nobody touched since; those that follow one another go from the newest."""
    followers = select(AlertDraft.follows).where(AlertDraft.follows.is_not(None), AlertDraft.changed_at >= before)
    old = AlertDraft.changed_at < before
    await session.execute(
        update(AlertDraft).where(old).values(follows=None).execution_options(synchronize_session=False)
    )
    gone = await session.execute(
        delete(AlertDraft).where(old, AlertDraft.id.not_in(followers)).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", gone).rowcount


def _by(person: Person) -> Any:
    return or_(
        about(person, account=AlertDraft.author_id),
        about(person, account=AlertDraft.editor_id),
        about(person, account=AlertDraft.releaser_id),
    )
