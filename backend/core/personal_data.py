"""The register of everything stored about people: one entry per class of data, complete across slices.

From the same entries come "Meine Daten" on the screen, the download, erasure, the daily deletion, and the records of
processing activities (GDPR Articles 13, 15, 17, 20, 30). A test fails for a table that refers to a person or a device
and is in no entry.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from backend.core.db import Session

LegalBasis = Literal["consent", "contract", "public_task", "legal_obligation", "legitimate_interest"]
"""GDPR Article 6 (1) a, b, e, c, f."""


class Person(msgspec.Struct, frozen=True):
    """Whose data: an account, devices, or both."""

    account_id: UUID | None = None
    device_ids: tuple[UUID, ...] = ()


Export = Callable[[Session, Person], Awaitable[Sequence[Any]]]
"""Every record about the person, as structs or dicts that JSON can hold."""
Erase = Callable[[Session, Person], Awaitable[int]]
"""Delete or make anonymous; returns how many records. Repeating it is harmless."""
Move = Callable[[Session, UUID, UUID], Awaitable[int]]
"""From a device (first id) to an account (second id), at the person's wish; returns how many records."""
Purge = Callable[[Session, datetime], Awaitable[int]]
"""Delete what is older than its time, as of the moment given; returns how many records."""


class PersonalData(msgspec.Struct, frozen=True, kw_only=True):
    """One class of data. `what`, `why`, `until` and `recipients` are plain German messages, marked with `N_`.

    `until` may hold `{period}`, filled from `retention_days` in the reader's language.
    """

    key: str
    tables: tuple[str, ...]
    what: str
    why: str
    until: str
    legal_basis: LegalBasis
    paragraph: str = ""
    """The law behind it, where it is more than the basis: "BMG § 17"."""
    recipients: str = ""
    retention_days: int | None = None
    export: Export | None = None
    """None only where nothing links a record to one person (then erasing is impossible too)."""
    erase: Erase | None = None
    move: Move | None = None
    purge: Purge | None = None


class PersonalDataRegister:
    """All classes of data, in the order of the slices."""

    def __init__(self, entries: Sequence[PersonalData]) -> None:
        keys = [entry.key for entry in entries]
        if len(keys) != len(set(keys)):
            raise ValueError("a class of personal data is registered twice")
        self.entries = tuple(entries)

    @property
    def tables(self) -> frozenset[str]:
        """Every table that an entry answers for."""
        return frozenset(table for entry in self.entries for table in entry.tables)
