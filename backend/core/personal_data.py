"""The register of everything stored about people: one entry per class of data, complete across slices.

From the same entries come "Meine Daten" on the screen, the download, erasure, the daily deletion, and the records of
processing activities (GDPR Articles 13, 15, 17, 20, 30). A test fails for a table that refers to a person or a device
and is in no entry.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, SQLColumnExpression, false, or_

from backend.core.db import Session
from backend.core.i18n import N_

LegalBasis = Literal["consent", "contract", "public_task", "legal_obligation", "legitimate_interest"]
"""GDPR Article 6 (1) a, b, e, c, f."""
LEGAL_BASES: Mapping[LegalBasis, str] = {
    "consent": N_("Ihre Einwilligung (DSGVO Artikel 6 Absatz 1 a)"),
    "contract": N_("Vertrag mit Ihnen (DSGVO Artikel 6 Absatz 1 b)"),
    "legal_obligation": N_("Gesetzliche Pflicht (DSGVO Artikel 6 Absatz 1 c)"),
    "public_task": N_("Aufgabe der Stadt (DSGVO Artikel 6 Absatz 1 e)"),
    "legitimate_interest": N_("Berechtigtes Interesse (DSGVO Artikel 6 Absatz 1 f)"),
}


class Person(msgspec.Struct, frozen=True):
    """Whose data: an account, devices, or both."""

    account_id: UUID | None = None
    device_ids: tuple[UUID, ...] = ()


def about(
    person: Person,
    *,
    account: SQLColumnExpression[UUID | None] | SQLColumnExpression[UUID] | None = None,
    device: SQLColumnExpression[UUID | None] | SQLColumnExpression[UUID] | None = None,
) -> ColumnElement[bool]:
    """Condition for the records of a person, by the columns that name accounts and devices.

    Always use this: a bare `column == person.account_id` becomes `IS NULL` for somebody without an account and means
    everybody else's records.
    """
    found: list[ColumnElement[bool]] = []
    if account is not None and person.account_id is not None:
        found.append(account == person.account_id)
    if device is not None and person.device_ids:
        found.append(device.in_(person.device_ids))
    return or_(false(), *found)


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
    fields: Mapping[str, str] = {}
    """What the fields of an exported record are called, as German messages; for the readable download."""
    erase: Erase | None = None
    stays: bool = False
    """The law wants the record kept although it is linked to a person; `until` says what is left of it."""
    move: Move | None = None
    purge: Purge | None = None


class PersonalDataRegister:
    """All classes of data, in the order of the slices."""

    def __init__(self, entries: Sequence[PersonalData]) -> None:
        keys = [entry.key for entry in entries]
        if len(keys) != len(set(keys)):
            raise ValueError("a class of personal data is registered twice")
        self.entries = tuple(entries)

    async def export(self, session: Session, person: Person) -> Sequence[tuple[PersonalData, Sequence[Any]]]:
        """Every class of data about a person that is not empty, with its records."""
        found = [(entry, await entry.export(session, person)) for entry in self.entries if entry.export]
        return [(entry, records) for entry, records in found if records]

    async def erase(self, session: Session, person: Person) -> Mapping[str, int]:
        """Delete everything that may be deleted; returns how many records of each class.

        Goes backwards: the foundation comes first in the register, and identities are what all else hangs on.
        """
        return {
            entry.key: await entry.erase(session, person) for entry in reversed(self.entries) if entry.erase is not None
        }

    async def move(self, session: Session, device_id: UUID, account_id: UUID) -> int:
        """Give the records of a device to an account; returns how many."""
        return sum([await entry.move(session, device_id, account_id) for entry in self.entries if entry.move])

    @property
    def tables(self) -> frozenset[str]:
        """Every table that an entry answers for."""
        return frozenset(table for entry in self.entries for table in entry.tables)
