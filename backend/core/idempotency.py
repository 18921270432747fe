"""A write that a phone may send twice takes effect once (draft-ietf-httpapi-idempotency-key-header).

The record is written in the transaction of the effect itself: both are there or neither is. Two identical requests at
the same moment meet at the record's primary key; the second waits for the first and gets its answer. An error rolls
everything back, so a failed attempt is not remembered and may be repeated.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar, cast

import msgspec
from litestar.params import HeaderParameter
from sqlalchemy import CursorResult, LargeBinary, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.clock import Clock
from backend.core.db import Base, Database, Session, upsert
from backend.core.errors import Problem
from backend.core.i18n import N_

T = TypeVar("T")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_PENDING = 0

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        required=False,
        description="A fresh UUID per user action; sending the same action again uses the same key. Required.",
    ),
]
"""The header as a handler parameter. It is optional for the framework so that `once` can answer in plain words."""


class IdempotencyKeyInvalid(Problem):
    """The header `Idempotency-Key` is missing or is not 8 to 64 letters, digits, `-` or `_`."""

    code = "idempotency-key-invalid"
    status = 400
    title = N_("Anfrage ohne Kennung")
    detail = N_("Bitte laden Sie die App neu und versuchen Sie es noch einmal.")


class IdempotencyKeyReused(Problem):
    """The same key came with different contents."""

    code = "idempotency-key-reused"
    status = 422
    title = N_("Kennung schon benutzt")
    detail = N_("Unter dieser Kennung wurde schon etwas anderes gesendet. Bitte senden Sie es noch einmal neu.")


class IdempotencyRecord(Base):
    """What was answered to a key. `status` 0 exists only inside the transaction that is doing the work."""

    __tablename__ = "idempotency_record"

    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(32))
    status: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(index=True)


class Outcome(msgspec.Struct, frozen=True):
    """Status and encoded body of an answer; `replayed` when it was given before."""

    status: int
    body: bytes
    replayed: bool = False

    @classmethod
    def of(cls, value: object, status: int = 201) -> "Outcome":
        """The answer for a value on the wire."""
        return cls(status, msgspec.json.encode(value))

    def decode(self, kind: type[T]) -> T:
        """The body as the schema it was made from."""
        return msgspec.json.decode(self.body, type=kind)


def check_key(key: str | None) -> str:
    """The key without the quotes the header may have. Raises `IdempotencyKeyInvalid`."""
    bare = (key or "").strip()
    if len(bare) >= 2 and bare[0] == bare[-1] == '"':
        bare = bare[1:-1]
    if not _KEY.fullmatch(bare):
        raise IdempotencyKeyInvalid
    return bare


def fingerprint(*parts: object) -> str:
    """A short digest of everything that makes a request what it is (path ids, body)."""
    return hashlib.blake2b(msgspec.json.encode(parts, order="deterministic"), digest_size=16).hexdigest()


class Idempotency:
    """Runs an action at most once per key. `keep_hours` is how long an answer is remembered."""

    def __init__(self, clock: Clock, keep_hours: int = 48) -> None:
        self._clock = clock
        self._keep = timedelta(hours=keep_hours)

    async def once(
        self,
        session: Session,
        scope: str,
        key: str | None,
        request_fingerprint: str,
        action: Callable[[], Awaitable[Outcome]],
    ) -> Outcome:
        """The answer of `action`, run in the caller's transaction; on a repeat the stored answer.

        Raises `IdempotencyKeyInvalid`, `IdempotencyKeyReused`, and whatever `action` raises.
        """
        bare = check_key(key)
        if not await self._claim(session, scope, bare, request_fingerprint):
            return await self._stored(session, scope, bare, request_fingerprint)
        outcome = await action()
        await session.flush()
        await session.execute(
            update(IdempotencyRecord)
            .where(IdempotencyRecord.scope == scope, IdempotencyRecord.key == bare)
            .values(status=outcome.status, body=outcome.body)
        )
        return outcome

    async def _claim(self, session: Session, scope: str, key: str, request_fingerprint: str) -> bool:
        """Insert the record; False when it exists. PostgreSQL waits here for a transaction that holds the same key."""
        insert = upsert(session, IdempotencyRecord).values(
            scope=scope,
            key=key,
            fingerprint=request_fingerprint,
            status=_PENDING,
            body=b"",
            created_at=self._clock(),
        )
        claimed = await session.execute(insert.on_conflict_do_nothing().returning(IdempotencyRecord.key))
        return claimed.scalar_one_or_none() is not None

    async def _stored(self, session: Session, scope: str, key: str, request_fingerprint: str) -> Outcome:
        record = (
            await session.execute(
                select(IdempotencyRecord).where(IdempotencyRecord.scope == scope, IdempotencyRecord.key == key)
            )
        ).scalar_one()
        if record.fingerprint != request_fingerprint:
            raise IdempotencyKeyReused
        return Outcome(record.status, record.body, replayed=True)

    async def forget_old(self, session: Session) -> int:
        """Delete answers older than the time they are kept; returns how many."""
        old = delete(IdempotencyRecord).where(IdempotencyRecord.created_at < self._clock() - self._keep)
        result = cast("CursorResult[Any]", await session.execute(old))
        return result.rowcount


def retention_job(idempotency: Idempotency, db: Database) -> Callable[[], Awaitable[None]]:
    """The periodic job that keeps the table short; the app registers it with `jobs.every`."""

    async def forget_old_answers() -> None:
        async with db.write() as session:
            await idempotency.forget_old(session)

    return forget_old_answers
