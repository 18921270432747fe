"""Queries over warnings and the state of their sources. Nothing here commits."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import CursorResult, delete, func, select, update

from backend.alerts.areas import Concern
from backend.alerts.cap.model import Alert
from backend.alerts.models import AlertFeedRow, AlertVersionRow
from backend.alerts.records import FeedState
from backend.alerts.rules import Known, Version
from backend.core.db import Session, upsert

_BATCH = 200


def identity_of(alert: Alert) -> str:
    """Identity by the standard: sender, identifier and time sent together."""
    text = f"{alert.sender},{alert.identifier},{alert.sent.isoformat()}"
    return hashlib.blake2b(text.encode(), digest_size=32).hexdigest()


async def known_of(session: Session, feed: str) -> list[Known]:
    """What threading needs of the messages of one source."""
    columns = (AlertVersionRow.thread, AlertVersionRow.status, AlertVersionRow.identifier, AlertVersionRow.references)
    rows = await session.execute(select(*columns).where(AlertVersionRow.feed == feed))
    return [
        Known(thread=thread, status=status, identifier=name, references=text) for thread, status, name, text in rows
    ]


async def stored_identities(session: Session, feed: str, identities: Collection[str]) -> set[str]:
    """Those of `identities` that we have."""
    found: set[str] = set()
    wanted = list(identities)
    for start in range(0, len(wanted), _BATCH):
        rows = await session.scalars(
            select(AlertVersionRow.identity).where(
                AlertVersionRow.feed == feed, AlertVersionRow.identity.in_(wanted[start : start + _BATCH])
            )
        )
        found.update(rows)
    return found


async def add(session: Session, version: Version) -> None:
    """Store a message; one that is there already stays as it is."""
    insert = upsert(session, AlertVersionRow).values(
        id=version.id,
        thread=version.thread,
        feed=version.feed,
        identity=identity_of(version.alert),
        identifier=version.alert.identifier,
        status=version.alert.status,
        references=version.alert.references,
        document=msgspec.json.encode(version.alert),
        concern=msgspec.to_builtins(version.concern),
        received_at=version.received_at,
        missing_since=version.missing_since,
    )
    await session.execute(insert.on_conflict_do_nothing(index_elements=["feed", "identity"]))


async def join_threads(session: Session, threads: Collection[UUID], into: UUID) -> None:
    """Make one story of several that turned out to be the same."""
    others = [thread for thread in threads if thread != into]
    if others:
        await session.execute(update(AlertVersionRow).where(AlertVersionRow.thread.in_(others)).values(thread=into))


async def load_since(session: Session, since: datetime) -> list[Version]:
    """All messages of stories that heard something since then."""
    fresh = select(AlertVersionRow.thread).where(AlertVersionRow.received_at >= since)
    rows = await session.scalars(select(AlertVersionRow).where(AlertVersionRow.thread.in_(fresh)))
    return [_version(row) for row in rows]


async def load_threads(session: Session, threads: Collection[UUID]) -> list[Version]:
    """All messages of these stories."""
    rows = await session.scalars(select(AlertVersionRow).where(AlertVersionRow.thread.in_(threads)))
    return [_version(row) for row in rows]


async def note_listing(session: Session, feed: str, listed: Collection[str], now: datetime) -> int:
    """Remember which messages a complete source no longer lists; returns how many rows changed."""
    rows = await session.execute(
        select(AlertVersionRow.id, AlertVersionRow.identifier, AlertVersionRow.missing_since).where(
            AlertVersionRow.feed == feed
        )
    )
    changes = 0
    for row_id, identifier, missing_since in rows.all():
        if (identifier in listed) == (missing_since is None):
            continue
        since = None if identifier in listed else now
        await session.execute(update(AlertVersionRow).where(AlertVersionRow.id == row_id).values(missing_since=since))
        changes += 1
    return changes


async def delete_feed(session: Session, feed: str) -> None:
    """Forget all messages of a source."""
    await session.execute(delete(AlertVersionRow).where(AlertVersionRow.feed == feed))


async def delete_older(session: Session, before: datetime) -> int:
    """Delete stories that heard nothing since `before`; returns how many messages."""
    old = (
        select(AlertVersionRow.thread)
        .group_by(AlertVersionRow.thread)
        .having(func.max(AlertVersionRow.received_at) < before)
    )
    result = await session.execute(delete(AlertVersionRow).where(AlertVersionRow.thread.in_(old)))
    return cast("CursorResult[Any]", result).rowcount


async def load_feeds(session: Session) -> list[FeedState]:
    """The state of all sources that were ever looked at."""
    rows = await session.scalars(select(AlertFeedRow))
    return [FeedState(**{name: getattr(row, name) for name in FeedState.__struct_fields__}) for row in rows]


async def save_feeds(session: Session, states: Sequence[FeedState]) -> None:
    """Store how the looks went."""
    for state in states:
        values = msgspec.structs.asdict(state)
        insert = upsert(session, AlertFeedRow).values(**values)
        replaced = {name: insert.excluded[name] for name in values if name != "feed"}
        await session.execute(insert.on_conflict_do_update(index_elements=["feed"], set_=replaced))


def _version(row: AlertVersionRow) -> Version:
    return Version(
        id=row.id,
        thread=row.thread,
        feed=row.feed,
        alert=msgspec.json.decode(row.document, type=Alert),
        received_at=row.received_at,
        concern=msgspec.convert(row.concern, Concern),
        missing_since=row.missing_since,
    )
