"""Queries about phones that want to be warned. Nothing here commits."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, or_, select, update

from backend.core.db import Session, upsert
from backend.core.personal_data import Person, about
from backend.push.models import PushKey, PushLate, PushSubscription


async def read_key(session: Session) -> bytes | None:
    """The app's private key; None before the first start."""
    return await session.scalar(select(PushKey.private_key))


async def add_key(session: Session, private_key: bytes, now: datetime) -> None:
    """Store the key unless another process was faster."""
    insert = upsert(session, PushKey).values(id=1, private_key=private_key, created_at=now)
    await session.execute(insert.on_conflict_do_nothing())


async def of_device(session: Session, device_id: UUID, *, lock: bool = False) -> PushSubscription | None:
    """The subscription of a device."""
    query = select(PushSubscription).where(PushSubscription.device_id == device_id)
    return await session.scalar(query.with_for_update() if lock else query)


async def put(session: Session, values: dict[str, Any]) -> None:
    """Store a device's subscription, new or changed. The endpoint leaves the device that had it before."""
    others = delete(PushSubscription).where(
        PushSubscription.endpoint_digest == values["endpoint_digest"],
        PushSubscription.device_id != values["device_id"],
    )
    await session.execute(others)
    insert = upsert(session, PushSubscription).values(values)
    kept = {name: insert.excluded[name] for name in values if name not in {"id", "device_id", "created_at"}}
    await session.execute(insert.on_conflict_do_update(index_elements=["device_id"], set_=kept))


async def move_address(session: Session, device_id: UUID, values: dict[str, Any]) -> bool:
    """Another address for the same choices; False when the device has no subscription."""
    others = delete(PushSubscription).where(
        PushSubscription.endpoint_digest == values["endpoint_digest"], PushSubscription.device_id != device_id
    )
    await session.execute(others)
    changed = update(PushSubscription).where(PushSubscription.device_id == device_id).values(values)
    return await _count(session, changed) > 0


async def note_arrival(session: Session, device_id: UUID, test_id: UUID, now: datetime) -> None:
    """A test has arrived. One that was replaced by a newer test says as little as a made-up one."""
    arrived = (
        update(PushSubscription)
        .where(PushSubscription.device_id == device_id, PushSubscription.test_id == test_id)
        .values(arrived_at=now, seen_on=now.date(), asked_on=None)
    )
    await session.execute(arrived)


async def silent_since(session: Session, day: date, limit: int) -> Sequence[PushSubscription]:
    """Phones last seen on this day or before that were not asked yet."""
    query = (
        select(PushSubscription)
        .where(PushSubscription.seen_on <= day, PushSubscription.asked_on.is_(None))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(query)).all()


async def untested_since(session: Session, moment: datetime, limit: int) -> Sequence[PushSubscription]:
    """Phones that were last tested at this moment or before, or never."""
    query = (
        select(PushSubscription)
        .where(or_(PushSubscription.tested_at.is_(None), PushSubscription.tested_at <= moment))
        .where(PushSubscription.created_at <= moment)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(query)).all()


async def forget_silent(session: Session, day: date) -> int:
    """Delete phones last seen on this day or before; returns how many."""
    return await _count(session, delete(PushSubscription).where(PushSubscription.seen_on <= day))


async def erase(session: Session, person: Person) -> int:
    """Delete what belongs to a person; returns how many."""
    theirs = select(PushSubscription.id).where(about(person, device=PushSubscription.device_id)).scalar_subquery()
    await session.execute(delete(PushLate).where(PushLate.subscription_id.in_(theirs)))
    return await _count(session, delete(PushSubscription).where(about(person, device=PushSubscription.device_id)))


async def of_person(session: Session, person: Person) -> Sequence[PushSubscription]:
    """What belongs to a person."""
    query = select(PushSubscription).where(about(person, device=PushSubscription.device_id))
    return (await session.scalars(query)).all()


async def count_tested(session: Session, since: datetime) -> tuple[int, int, int]:
    """How many phones want warnings, how many were tested since then, and on how many of these it arrived."""
    is_tested = PushSubscription.tested_at >= since
    has_arrived = PushSubscription.arrived_at >= PushSubscription.tested_at
    row = await session.execute(
        select(func.count(), func.count().filter(is_tested), func.count().filter(is_tested, has_arrived)).select_from(
            PushSubscription
        )
    )
    total, tested, arrived = row.one()
    return total, tested, arrived


async def _count(session: Session, statement: Any) -> int:
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount
