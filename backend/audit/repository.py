"""Queries of the log. Never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from backend.audit.schemas import AuditFilter
from backend.core.audit import AuditEntry
from backend.core.db import Session
from backend.core.tables import TableQuery, TableSpec, read_page

_Undoing = aliased(AuditEntry)
_SPEC = TableSpec(
    sort={"sequence": AuditEntry.sequence, "at": AuditEntry.at, "action": AuditEntry.action},
    search=(AuditEntry.action, AuditEntry.subject_kind, AuditEntry.subject_id),
    key=AuditEntry.sequence,
    default_sort="-sequence",
)
_CURSOR_TYPES = {"sequence": int, "at": datetime, "action": str}

Found = tuple[AuditEntry, int | None]
"""An entry, and the number of the one that takes it back."""


class Sight(msgspec.Struct, frozen=True):
    """What somebody may read who may not read everything: these actions, and what that person did."""

    actions: Sequence[str]
    actor_id: UUID | None


def _visible(sight: Sight | None) -> Any:
    statement = select(AuditEntry, _Undoing.sequence).outerjoin(_Undoing, _Undoing.undoes == AuditEntry.sequence)
    if sight is None:
        return statement
    return statement.where(or_(AuditEntry.action.in_(sight.actions), AuditEntry.actor_id == sight.actor_id))


def _chosen(statement: Any, wanted: AuditFilter) -> Any:
    equal = {
        AuditEntry.subject_kind: wanted.subject_kind,
        AuditEntry.subject_id: wanted.subject_id,
        AuditEntry.action: wanted.action,
        AuditEntry.actor_id: wanted.actor_id,
    }
    statement = statement.where(*(column == value for column, value in equal.items() if value is not None))
    if wanted.since is not None:
        statement = statement.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(AuditEntry.at < wanted.until)
    return statement


async def read_entries(
    session: Session, query: TableQuery, wanted: AuditFilter, sight: Sight | None
) -> tuple[list[Found], int, str | None]:
    """One page of entries, the number of all of them, and the cursor of the next page. `sight` None: everything."""
    rows, total, cursor = await read_page(session, _chosen(_visible(sight), wanted), _SPEC, query, _CURSOR_TYPES)
    return [(row[0], row[1]) for row in rows], total, cursor


async def find_entry(session: Session, sequence: int, sight: Sight | None) -> Found | None:
    """One entry, if it may be read."""
    row = (await session.execute(_visible(sight).where(AuditEntry.sequence == sequence))).first()
    return None if row is None else (row[0], row[1])


async def undone_by(session: Session, sequence: int) -> int | None:
    """Number of the entry that takes `sequence` back."""
    return await session.scalar(select(AuditEntry.sequence).where(AuditEntry.undoes == sequence))
