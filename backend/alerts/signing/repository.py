"""Queries over the keys that sign. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from backend.alerts.models import AlertSigningKey
from backend.alerts.signing.signatures import SigningKey
from backend.core.db import Session, upsert

FIRST = 1


async def read_keys(session: Session) -> Sequence[SigningKey]:
    """Newest first; the first one signs."""
    rows = await session.scalars(select(AlertSigningKey).order_by(AlertSigningKey.number.desc()))
    return [SigningKey(row.private_key, row.certificate) for row in rows]


async def add_first(session: Session, key: SigningKey, now: datetime) -> None:
    """Store the first key unless another process was faster."""
    insert = upsert(session, AlertSigningKey).values(number=FIRST, **_columns(key, now))
    await session.execute(insert.on_conflict_do_nothing())


async def add_next(session: Session, key: SigningKey, now: datetime) -> None:
    """From now on this key signs."""
    newest = await session.scalar(select(func.max(AlertSigningKey.number)))
    session.add(AlertSigningKey(number=(newest or 0) + 1, **_columns(key, now)))
    await session.flush()


async def delete_keys(session: Session) -> None:
    """None of them is ours any more."""
    await session.execute(delete(AlertSigningKey))


def _columns(key: SigningKey, now: datetime) -> dict[str, bytes | datetime]:
    return {"private_key": key.private_key, "certificate": key.certificate, "created_at": now}
