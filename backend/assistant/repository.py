"""Queries over messages and kept questions. Nothing here commits."""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, delete, select, update

from backend.assistant.models import HandOver, UnansweredQuestion
from backend.core.db import Session, upsert
from backend.core.ids import new_id
from backend.core.ownership import Owner
from backend.core.personal_data import Person, about
from backend.core.tables import TableQuery, TableSpec, read_page

_QUESTIONS = TableSpec(
    sort={
        "times": UnansweredQuestion.times,
        "lastAskedOn": UnansweredQuestion.last_asked_on,
        "language": UnansweredQuestion.language,
        "status": UnansweredQuestion.status,
    },
    search=(UnansweredQuestion.text,),
    key=UnansweredQuestion.id,
    default_sort="-times",
)
_QUESTION_CURSORS = {"times": int, "lastAskedOn": date, "language": str, "status": str}
_HAND_OVERS = TableSpec(
    sort={"createdAt": HandOver.created_at, "status": HandOver.status, "locale": HandOver.locale},
    search=(HandOver.message, HandOver.answer),
    key=HandOver.id,
    default_sort="-createdAt",
)
_HAND_OVER_CURSORS = {"createdAt": datetime, "status": str, "locale": str}


def _rows(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount


# --- questions


async def keep_question(session: Session, text: str, language: str, now: datetime, until: datetime) -> None:
    """Add a question, or count it once more; one that was done comes back."""
    day = now.date()
    insert = upsert(session, UnansweredQuestion).values(
        id=new_id(),
        text=text,
        language=language,
        times=1,
        first_asked_on=day,
        last_asked_on=day,
        status="open",
        version=1,
        delete_after=until,
    )
    again = {
        "times": UnansweredQuestion.times + 1,
        "last_asked_on": day,
        "status": "open",
        "version": UnansweredQuestion.version + 1,
        "delete_after": until,
    }
    await session.execute(insert.on_conflict_do_update(index_elements=["language", "text"], set_=again))


async def read_questions(
    session: Session, query: TableQuery, status: str | None, language: str | None
) -> tuple[list[UnansweredQuestion], int, str | None]:
    """One page, the number of all, and the cursor of the next page."""
    statement = select(UnansweredQuestion)
    if status is not None:
        statement = statement.where(UnansweredQuestion.status == status)
    if language is not None:
        statement = statement.where(UnansweredQuestion.language == language)
    rows, total, cursor = await read_page(session, statement, _QUESTIONS, query, _QUESTION_CURSORS)
    return [row[0] for row in rows], total, cursor


async def lock_question(session: Session, question_id: UUID) -> UnansweredQuestion | None:
    """One question; others who want to change it wait."""
    return await session.scalar(
        select(UnansweredQuestion).where(UnansweredQuestion.id == question_id).with_for_update()
    )


async def delete_old_questions(session: Session, now: datetime) -> int:
    """Delete questions whose time is over; returns how many."""
    return _rows(await session.execute(delete(UnansweredQuestion).where(UnansweredQuestion.delete_after <= now)))


# --- messages


async def add_handover(session: Session, row: HandOver) -> None:
    """Store a message."""
    session.add(row)
    await session.flush()


async def own_again(session: Session, handover_id: UUID, owner: Owner) -> None:
    """Give a message to whoever proved to have written it; one that belongs to an account stays there."""
    mine = (HandOver.id == handover_id) & HandOver.account_id.is_(None)
    await session.execute(update(HandOver).where(mine).values(account_id=owner.account_id, device_id=owner.device_id))


def _of(person: Person) -> ColumnElement[bool]:
    return about(person, account=HandOver.account_id, device=HandOver.device_id)


async def handovers_of(session: Session, person: Person) -> list[HandOver]:
    """Messages of a person, newest first."""
    return list(await session.scalars(select(HandOver).where(_of(person)).order_by(HandOver.created_at.desc())))


async def erase_handovers(session: Session, person: Person) -> int:
    """Delete the messages of a person, and take the person off those that it was working on; returns how many."""
    deleted = _rows(await session.execute(delete(HandOver).where(_of(person))))
    working = about(person, account=HandOver.claimed_by_account_id)
    return deleted + _rows(await session.execute(update(HandOver).where(working).values(claimed_by_account_id=None)))


async def move_handovers(session: Session, device_id: UUID, account_id: UUID) -> int:
    """From a device to an account; returns how many."""
    mine = update(HandOver).where(HandOver.device_id == device_id)
    return _rows(await session.execute(mine.values(device_id=None, account_id=account_id)))


async def delete_old_handovers(session: Session, now: datetime) -> int:
    """Delete messages whose time is over; returns how many."""
    return _rows(await session.execute(delete(HandOver).where(HandOver.delete_after <= now)))


async def read_handovers(
    session: Session, query: TableQuery, status: str | None
) -> tuple[list[HandOver], int, str | None]:
    """One page, the number of all, and the cursor of the next page."""
    statement = select(HandOver)
    if status is not None:
        statement = statement.where(HandOver.status == status)
    rows, total, cursor = await read_page(session, statement, _HAND_OVERS, query, _HAND_OVER_CURSORS)
    return [row[0] for row in rows], total, cursor


async def find_handover(session: Session, handover_id: UUID, *, lock: bool = False) -> HandOver | None:
    """One message; with `lock` others who want to change it wait."""
    statement = select(HandOver).where(HandOver.id == handover_id)
    return await session.scalar(statement.with_for_update() if lock else statement)
