"""Queries about alarms on their way: stored once, sent in chunks under leases. Nothing here commits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Text, and_, case, delete, func, or_, select, update
from sqlalchemy import cast as cast_to

from backend.core.db import Session, upsert
from backend.push.models import PushAlarm, PushChunk, PushLate, PushSubscription

_SPACE = 1 << 64
_DIGEST_BYTES = 32
_SPACE_BYTES = 8


def bounds(number: int, parts: int) -> tuple[bytes, bytes | None]:
    """First digest of a part and the one after its last; None: no end."""
    first = (number * _SPACE // parts).to_bytes(_SPACE_BYTES, "big").ljust(_DIGEST_BYTES, b"\0")
    if number + 1 == parts:
        return first, None
    return first, ((number + 1) * _SPACE // parts).to_bytes(_SPACE_BYTES, "big").ljust(_DIGEST_BYTES, b"\0")


async def add_alarm(session: Session, values: Mapping[str, Any]) -> bool:
    """Store an alarm; False when this revision is known."""
    insert = upsert(session, PushAlarm).values(values).on_conflict_do_nothing(index_elements=["id"])
    return await session.scalar(insert.returning(PushAlarm.id)) is not None


async def of_family(session: Session, family: UUID) -> Sequence[PushAlarm]:
    """All messages of a family, oldest first."""
    query = select(PushAlarm).where(PushAlarm.family == family).order_by(PushAlarm.sent_at, PushAlarm.id)
    return (await session.scalars(query)).all()


async def pass_over(session: Session, alarm_ids: Sequence[UUID]) -> None:
    """A later message takes the place of these: what is open is sent no more."""
    is_old = PushChunk.alarm_id.in_(alarm_ids)
    await session.execute(
        update(PushChunk).where(is_old, PushChunk.state == "open").values(state="passed", devices=None)
    )
    await session.execute(delete(PushLate).where(PushLate.alarm_id.in_(alarm_ids), PushLate.due_at.is_not(None)))
    await session.execute(update(PushChunk).where(is_old).values(late=0))


async def count_phones(session: Session) -> int:
    """How many phones want warnings."""
    return (await session.execute(select(func.count()).select_from(PushSubscription))).scalar_one()


async def add_chunks(session: Session, chunks: Sequence[dict[str, Any]]) -> None:
    """Store the parts of an alarm's audience."""
    await session.execute(upsert(session, PushChunk), list(chunks))


async def claim(
    session: Session, holder: UUID, now: datetime, until: datetime, lane: tuple[int, int]
) -> PushChunk | None:
    """Take the next open chunk that nobody holds. `lane` (n, of m): the chunks this process is prepared for first."""
    own, lanes = lane
    is_free = or_(PushChunk.lease_until.is_(None), PushChunk.lease_until < now)
    query = (
        select(PushChunk)
        .where(PushChunk.state == "open", is_free)
        .order_by(PushChunk.rank, case((PushChunk.number * lanes // PushChunk.parts == own, 0), else_=1))
        .order_by(PushChunk.alarm_id, PushChunk.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    chunk = await session.scalar(query)
    if chunk is not None:
        chunk.holder, chunk.lease_until = holder, until
        await session.flush()
        session.expunge(chunk)
    return chunk


async def alarm(session: Session, alarm_id: UUID) -> PushAlarm | None:
    """A stored alarm."""
    return await session.get(PushAlarm, alarm_id)


# Lists stay text here: most are empty, and reading them all costs more than choosing.
_PHONE = (
    PushSubscription.id,
    PushSubscription.endpoint_digest,
    PushSubscription.endpoint,
    PushSubscription.p256dh,
    PushSubscription.auth,
    PushSubscription.locale,
    PushSubscription.severity,
    cast_to(PushSubscription.districts, Text).label("districts"),
    PushSubscription.cell,
    cast_to(PushSubscription.categories, Text).label("categories"),
    PushSubscription.quiet_from,
    PushSubscription.quiet_until,
    PushSubscription.exercises,
)


async def phones(session: Session, chunk: PushChunk) -> Sequence[Any]:
    """Subscriptions of a chunk that are not settled yet, by digest."""
    query = select(*_PHONE).where(PushSubscription.endpoint_digest > chunk.cursor)
    if chunk.devices is not None:
        query = query.where(PushSubscription.device_id.in_([UUID(device) for device in chunk.devices]))
    else:
        first, after = bounds(chunk.number, chunk.parts)
        query = query.where(PushSubscription.endpoint_digest >= first)
        if after is not None:
            query = query.where(PushSubscription.endpoint_digest < after)
    return (await session.execute(query.order_by(PushSubscription.endpoint_digest))).all()


async def phones_in(session: Session, subscription_ids: Sequence[UUID]) -> Mapping[UUID, Any]:
    """The same columns for these subscriptions, as far as they still exist."""
    rows = await session.execute(select(*_PHONE).where(PushSubscription.id.in_(subscription_ids)))
    return {row.id: row for row in rows}


async def keys_in(session: Session, lane: tuple[int, int], after: bytes, limit: int) -> Sequence[Any]:
    """Keys of the subscriptions a process prepares for: (id, digest, p256dh, auth), by digest."""
    first, end = bounds(*lane)
    digest = PushSubscription.endpoint_digest
    query = select(PushSubscription.id, digest, PushSubscription.p256dh, PushSubscription.auth)
    query = query.where(digest > after, digest >= first)
    if end is not None:
        query = query.where(digest < end)
    return (await session.execute(query.order_by(digest).limit(limit))).all()


async def save(session: Session, chunk: PushChunk, values: Mapping[str, Any]) -> bool:
    """Store how far a chunk is; False when it is no longer this holder's or was passed over."""
    mine = and_(PushChunk.id == chunk.id, PushChunk.holder == chunk.holder, PushChunk.state == "open")
    return await _count(session, update(PushChunk).where(mine).values(values)) > 0


async def forget_phones(session: Session, digests: Sequence[bytes]) -> None:
    """Delete subscriptions that their service says are over, unless they have got another address meanwhile."""
    await session.execute(delete(PushSubscription).where(PushSubscription.endpoint_digest.in_(digests)))


async def add_late(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Note messages that did not get through; a repeated chunk may find some noted already."""
    await session.execute(upsert(session, PushLate).on_conflict_do_nothing(), list(rows))


async def claim_late(session: Session, now: datetime, until: datetime, limit: int) -> Sequence[PushLate]:
    """Messages to be tried again now; they come due again `until`, should this process not live to tell."""
    query = (
        select(PushLate)
        .where(PushLate.due_at <= now)
        .order_by(PushLate.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = (await session.scalars(query)).all()
    for late in found:
        late.due_at = until
    await session.flush()
    session.expunge_all()
    return found


async def settle_late(session: Session, ids: Sequence[UUID]) -> None:
    """These are done with."""
    await session.execute(delete(PushLate).where(PushLate.id.in_(ids)))


async def change_late(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store reason, attempt and the next try, by id."""
    await session.execute(update(PushLate), list(rows))


async def add_counts(session: Session, chunk_id: UUID, counts: Mapping[str, int]) -> None:
    """Add to a chunk's counts what became of its late messages."""
    values = {name: getattr(PushChunk, name) + count for name, count in counts.items()}
    await session.execute(update(PushChunk).where(PushChunk.id == chunk_id).values(values))


async def totals(session: Session, alarm_id: UUID) -> Any:
    """Counts of an alarm: accepted, gone, failed, late, unseen, first_at, finished_at, open chunks."""
    is_open = PushChunk.state == "open"
    unseen = case((is_open & (PushChunk.size > PushChunk.seen), PushChunk.size - PushChunk.seen), else_=0)
    names = (PushChunk.accepted, PushChunk.gone, PushChunk.failed, PushChunk.late, unseen)
    query = select(
        *(func.coalesce(func.sum(column), 0) for column in names),
        func.min(PushChunk.first_at),
        func.max(PushChunk.finished_at),
        func.count().filter(is_open),
    ).where(PushChunk.alarm_id == alarm_id)
    return (await session.execute(query)).one()


async def choices(session: Session, since: datetime) -> Sequence[Any]:
    """What phones want to hear of: `phones` that chose the same; of these `confirmed` a test reached since then.

    Counted by the database: a row for each phone would stop the app for seconds in a large city.
    """
    chosen = _PHONE[6:]
    confirmed = func.count().filter(PushSubscription.arrived_at > since).label("confirmed")
    return (await session.execute(select(*chosen, func.count().label("phones"), confirmed).group_by(*chosen))).all()


async def count_failures(session: Session, since: datetime) -> tuple[int, int, datetime | None]:
    """Messages given up since then, messages that wait, and when a message last got through."""
    row = await session.execute(
        select(
            func.count().filter(PushLate.due_at.is_(None), PushLate.failed_at > since, PushLate.reason != "expired"),
            func.count().filter(PushLate.due_at.is_not(None)),
            select(func.max(PushChunk.finished_at)).scalar_subquery(),
        ).select_from(PushLate)
    )
    failed, late, last = row.one()
    return failed, late, last


async def forget_before(session: Session, moment: datetime) -> int:
    """Delete what became of messages that ended before this moment."""
    old = select(PushAlarm.id).where(PushAlarm.ends_at < moment).scalar_subquery()
    await session.execute(delete(PushLate).where(PushLate.alarm_id.in_(old)))
    await session.execute(delete(PushChunk).where(PushChunk.alarm_id.in_(old)))
    return await _count(session, delete(PushAlarm).where(PushAlarm.ends_at < moment))


async def _count(session: Session, statement: Any) -> int:
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount
