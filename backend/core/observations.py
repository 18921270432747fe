"""Seam between the sensors slice and whoever shows what was measured. Wired by the app."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from backend.core.db import Session


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """One measured fact about one thing.

    `observed_at` is when it was true (network server or gateway time), `received_at` when we learned of it.
    """

    target_kind: str
    target_id: UUID
    quantity: str
    value: bool | float | str
    observed_at: datetime
    received_at: datetime
    expected_interval_s: int
    stale_after_s: int
    is_late: bool
    demo: bool


class ObservationSink(Protocol):
    """Takes observations in the transaction of the caller, so that frame and effect commit together."""

    async def record(self, session: Session, observations: Sequence[Observation]) -> None:
        """Store the effect of `observations`, in their order. Must tolerate repeats."""


class TargetDirectory(Protocol):
    """The things that devices can watch, for the desk. Kinds and ids nobody knows are answered with nothing."""

    async def target_names(self, session: Session, kind: str, ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Names of those among `ids` that may be watched."""

    async def set_watched(self, session: Session, kind: str, target_id: UUID, *, watched: bool) -> None:
        """From now on a device watches this thing, or none does any more; in the transaction of the caller."""
