"""A row about one person in every table that can refer to a person, made from the tables themselves.

A new table is filled without anybody writing this down; one with rules of its own may need a line in `VALUES`.
"""

import itertools
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Table, func, insert, select

import backend.app  # noqa: F401 -- loads the tables of every slice
from backend.core.db import Base, Session

IDENTITY_TABLES = frozenset({"account", "device"})
_PERSON_COLUMNS = frozenset({"account_id", "device_id", "actor_id", "author_id", "user_id", "person_id", "owner_id"})
_NUMBERS = itertools.count(1)
_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
VALUES: Mapping[str, Mapping[str, Any]] = {
    "place": {"lat": 51.33, "lon": 6.56},
    "organisation": {"kind": "organiser", "status": "verified"},
    "role_grant": {"role": "officer", "source": "desk"},
    "audit_entry": {"details": None},
}


def person_columns(table: Table) -> list[Column[Any]]:
    """Columns that name an account or a device: by foreign key, or by name where the tables are not tied together."""
    found = []
    for column in table.columns:
        targets = {key.column.table.name for key in column.foreign_keys}
        by_name = not targets and (
            column.name in _PERSON_COLUMNS or column.name.endswith(("_account_id", "_device_id"))
        )
        if targets & IDENTITY_TABLES or by_name:
            found.append(column)
    return found


def person_tables() -> list[Table]:
    """Every table that can refer to a person, and those that are the person."""
    tables = Base.metadata.sorted_tables
    return [table for table in tables if table.name in IDENTITY_TABLES or person_columns(table)]


def _plain(column: Column[Any]) -> Any:
    kind = getattr(column.type, "impl", column.type).python_type  # our own time type wraps the one that says
    length = getattr(column.type, "length", None) or 40
    values: dict[type, Any] = {
        UUID: uuid4(),
        str: uuid4().hex[: min(length, 20)],
        int: next(_NUMBERS),
        float: 1.0,
        bool: False,
        bytes: uuid4().bytes * 2,
        datetime: _NOW,
        date: _NOW.date(),
        object: {},  # JSON
    }
    return values[kind]


def _names(column: Column[Any], account_id: UUID, device_id: UUID) -> UUID:
    targets = {key.column.table.name for key in column.foreign_keys}
    return device_id if "device" in targets or "device" in column.name else account_id


async def _add(session: Session, table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """Insert a row with what must be there; rows it hangs on are made first."""
    row = dict(VALUES.get(table.name, {})) | values
    for column in table.columns:
        if column.name in row or (column.nullable and column.name not in values):
            continue
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).column
            row[column.name] = (await _add(session, target.table, {}))[target.name]
        else:
            row[column.name] = _plain(column)
    await session.execute(insert(table).values(**row))
    return row


async def fill(session: Session, account_id: UUID, device_id: UUID) -> None:
    """One row of this person in every table but the identities themselves, where there is none yet."""
    for table in person_tables():
        if table.name in IDENTITY_TABLES:
            continue
        for column in person_columns(table):
            identity = _names(column, account_id, device_id)
            if not await count(session, table, [column], {identity}):
                await _add(session, table, {column.name: identity})


async def count(session: Session, table: Table, columns: Iterable[Column[Any]], ids: set[UUID]) -> int:
    """Rows that name one of these people."""
    total = 0
    for column in columns:
        total += await session.scalar(select(func.count()).select_from(table).where(column.in_(ids))) or 0
    return total
