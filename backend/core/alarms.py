"""Seam between slices that know of something urgent and the one that reaches phones. Wired by the app."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from backend.core.db import Session

Look = Literal["civil", "home", "test"]
"""How it may look and sound. Only warnings of authorities are `civil`; a message about a household never is."""
AlarmSeverity = Literal["extreme", "severe", "moderate", "minor", "unknown"]
SEVERITY_ORDER: Sequence[AlarmSeverity] = ("extreme", "severe", "moderate", "minor", "unknown")


class AlarmLine(msgspec.Struct, frozen=True):
    """What stands on the locked screen: a title and one line, plain text."""

    title: str
    body: str


class AlarmArea(msgspec.Struct, frozen=True, kw_only=True):
    """Whom it concerns: the whole city, or Stadtteile by code and the cells (`core.cells`) that the drawing touches."""

    whole_city: bool = False
    districts: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """One message that is to reach phones now.

    `family` names the event: a later message of the same family takes the place of an earlier one on the phone.
    `revision` names this message: no phone shows the same one twice. `lines` maps locales to texts and always has the
    city's source language. `path` is the page of this app that tells all. `devices` limits it to those devices and
    then `area` is not asked; otherwise everybody whose choices fit gets it.
    """

    family: UUID
    revision: UUID
    look: Look
    kind: Literal["alert", "update", "allClear"]
    exercise: bool
    severity: AlarmSeverity
    categories: tuple[str, ...] = ()
    """CAP categories (`Met`, `Fire`, `Health`, ...)."""
    area: AlarmArea
    devices: tuple[UUID, ...] | None = None
    sent_at: datetime
    expires_at: datetime | None
    lines: Mapping[str, AlarmLine]
    path: str


class AlarmBell(Protocol):
    """Reaches phones."""

    async def ring(self, session: Session, alarm: Alarm) -> None:
        """Reach everybody it is for once this transaction has committed. Repeating a revision changes nothing."""


class Bells:
    """Several ways to reach people as one: the app adds each, whoever rings knows of none."""

    def __init__(self) -> None:
        self._bells: list[AlarmBell] = []

    def add(self, bell: AlarmBell) -> None:
        """One more way; while the app is put together."""
        self._bells.append(bell)

    async def ring(self, session: Session, alarm: Alarm) -> None:
        """See `AlarmBell.ring`."""
        for bell in self._bells:
            await bell.ring(session, alarm)


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """How many devices an alarm would go to, and how many of these have lately confirmed a message."""

    devices: int
    confirmed: int


class AlarmReach(Protocol):
    """Tells before an alarm whom it would reach, and after it whom it did."""

    async def reach(self, session: Session, area: AlarmArea, severity: AlarmSeverity) -> Reach:
        """Devices whose choices fit."""

    async def delivered(self, session: Session, family: UUID) -> "Sequence[Delivery]":
        """What came of each message of this family, oldest first."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one alarm. `accepted` by a push service is not yet seen by a person."""

    revision: UUID
    audience: int
    accepted: int
    gone: int
    failed: int
    waiting: int
    started_at: datetime
    first_at: datetime | None
    finished_at: datetime | None
