"""The log on the wire."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from backend.audit.rules import UndoState
from backend.core.schema import Body, Schema


class AuditItem(Schema):
    """One entry: who did what to which thing, why, and whether the reader can take it back.

    `actor_name` is null for the system and for people whose account is gone. `before`, `after` and `reason` are null
    once their time is over.
    """

    sequence: int
    at: datetime
    actor_id: UUID | None
    actor_name: str | None
    action: str
    subject_kind: str
    subject_id: str
    undoes: int | None
    undone_by: int | None
    reason: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    undo: UndoState


class UndoRequest(Body):
    """Why it is taken back."""

    reason: Annotated[str, Meta(min_length=1, max_length=300)]


class Undone(Schema):
    """Number of the new entry that says so."""

    sequence: int


class ChainState(Schema):
    """Whether every entry still fits the one before it. `broken_at` is the first that does not."""

    entries: int
    head: str
    broken_at: int | None


class AuditFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries; None is no limit. `since` and `until` are aware, `until` exclusive."""

    subject_kind: str | None = None
    subject_id: str | None = None
    action: str | None = None
    actor_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
