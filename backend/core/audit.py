"""What staff did: append-only, chained by hashes, so that a change made afterwards shows.

An entry says who, what, to which thing, before, after and why. Its hash covers the hash of the entry before it
(OWASP ASVS 5, 16.4). Details may be blanked when their time is over: the chain holds their digest, so it still proves
what it proved. The person is only an id here; the name is looked up when somebody reads, and is gone with the account.
"""

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec
from sqlalchemy import JSON, BigInteger, Index, String, Text, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.clock import Clock
from backend.core.db import Base, Session
from backend.core.errors import Problem
from backend.core.i18n import N_
from backend.core.identity import Role, Visitor
from backend.core.policy import FreshSignInRequired, staff

GENESIS = "0" * 64
_APPEND_LOCK = 0x41_5544  # any number, the same in every process
_BATCH = 500

Details = Mapping[str, Any]


class AuditEntry(Base):
    """One action. Everything but `details` is covered by triggers that refuse changes and deletions."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "subject_kind", "subject_id"),)

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    """Account of whoever did it; None for the system itself. No foreign key: entries outlive accounts."""
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(64))
    undoes: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    details: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """`before`, `after`, `reason` and a `salt`; None once their time is over."""
    details_digest: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))


class CannotUndo(Problem):
    """The change cannot be taken back: the thing has changed since. Slices say other reasons in subclasses."""

    code = "cannot-undo"
    status = 409
    title = N_("Das lässt sich nicht zurücknehmen")
    detail = N_("Inzwischen hat sich hier wieder etwas geändert.")


class NameLookup(Protocol):
    """What people are called today; implemented by the accounts slice."""

    async def names_of(self, session: Session, account_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Names by account; accounts that are gone are missing."""


class Undo(msgspec.Struct, frozen=True):
    """How to take back one kind of action, and who may. `apply` raises `CannotUndo` when the thing has moved on."""

    roles: frozenset[Role]
    apply: Callable[[Session, Visitor, AuditEntry], Awaitable[None]]
    fresh: bool = False
    """Only shortly after signing in: the action itself asks for that, and its way back is no way around."""


class Verification(msgspec.Struct, frozen=True):
    """Result of reading the whole chain. `broken_at` is the first entry that does not fit, None when all do."""

    entries: int
    head: str
    broken_at: int | None


class AuditLog:
    """Writes entries and proves them. Register `undo` for each action that can be taken back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.undos: dict[str, Undo] = {}

    def register_undo(
        self, action: str, roles: frozenset[Role], apply: Callable[..., Awaitable[None]], *, fresh: bool = False
    ) -> None:
        """Say how `action` is taken back and who may do it; `fresh` where the action's own route says `.freshly()`."""
        self.undos[action] = Undo(roles, apply, fresh)

    def require_fresh(self, undo: Undo, visitor: Visitor) -> None:
        """Raise `FreshSignInRequired` when taking this back needs a newer sign-in."""
        policy = staff(*undo.roles).freshly()
        if undo.fresh and policy.refusal(visitor, self._clock()) is not None:
            raise FreshSignInRequired(headers={"www-authenticate": "Session"})

    async def lock(self, session: Session) -> None:
        """Let nobody else append until this transaction ends. Lock the thing itself first, the log after it."""
        if session.get_bind().dialect.name == "postgresql":
            await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _APPEND_LOCK})

    async def record(
        self,
        session: Session,
        visitor: Visitor,
        action: str,
        subject: tuple[str, object],
        *,
        before: Details | None = None,
        after: Details | None = None,
        reason: str | None = None,
        undoes: int | None = None,
    ) -> int:
        """Append an entry in the caller's transaction; returns its number. `before` and `after` are JSON values."""
        await self.lock(session)
        last = await session.scalar(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1))
        details = {
            "before": msgspec.to_builtins(before),
            "after": msgspec.to_builtins(after),
            "reason": reason,
            "salt": secrets.token_hex(16),  # keeps a blanked detail from being guessed from its digest
        }
        entry = AuditEntry(
            sequence=last.sequence + 1 if last else 1,
            at=self._clock(),
            actor_id=visitor.account_id,
            action=action,
            subject_kind=subject[0],
            subject_id=str(subject[1]),
            undoes=undoes,
            details=details,
            details_digest=_digest(details),
            previous_hash=last.hash if last else GENESIS,
        )
        entry.hash = entry_hash(entry)
        session.add(entry)
        await session.flush()
        return entry.sequence

    async def verify(self, session: Session) -> Verification:
        """Read the whole chain in batches and recompute every hash."""
        previous, count, sequence = GENESIS, 0, 0
        while True:
            batch = (
                await session.scalars(
                    select(AuditEntry)
                    .where(AuditEntry.sequence > sequence)
                    .order_by(AuditEntry.sequence)
                    .limit(_BATCH)
                    .execution_options(populate_existing=True)
                )
            ).all()
            if not batch:
                return Verification(count, previous, None)
            for entry in batch:
                if entry.sequence != sequence + 1 or not _fits(entry, previous):
                    return Verification(count, previous, sequence + 1)
                previous, count, sequence = entry.hash, count + 1, entry.sequence
            session.expunge_all()

    async def blank_details(self, session: Session, before: datetime) -> int:
        """Forget the details of entries older than `before`; the chain stays whole. Returns how many."""
        result = await session.execute(
            update(AuditEntry)
            .where(AuditEntry.at < before, AuditEntry.details.is_not(None))
            .values(details=None)
            .returning(AuditEntry.sequence)
        )
        return len(result.all())


def _digest(details: Details) -> str:
    return hashlib.sha256(msgspec.json.encode(details, order="sorted")).hexdigest()


def entry_hash(entry: AuditEntry) -> str:
    """The hash of an entry over its fixed fields, the digest of its details and the hash before it."""
    fields = [
        entry.sequence,
        entry.at.isoformat(),
        str(entry.actor_id) if entry.actor_id else None,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.undoes,
        entry.details_digest,
        entry.previous_hash,
    ]
    return hashlib.sha256(msgspec.json.encode(fields)).hexdigest()


def _fits(entry: AuditEntry, previous: str) -> bool:
    if entry.details is not None and _digest(entry.details) != entry.details_digest:
        return False
    return entry.previous_hash == previous and entry_hash(entry) == entry.hash
