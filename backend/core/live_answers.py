"""Seam between the assistant and the slices that know what is true right now. Wired by the app.

Nobody is asked for a position: a source names all that may fit, with positions, and the phone sorts by distance.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from backend.core.schema import Schema

MOST_THINGS = 200
"""As many as a phone can sort by distance at once."""
LiveTopic = Literal["freeBay", "parking", "alert", "place", "opening"]


class LiveWish(msgspec.Struct, frozen=True):
    """What somebody wants to know. `subject` is a kind of place, for `place` and `opening`."""

    topic: LiveTopic
    subject: str | None = None
    text: str = ""
    """The question, without personal data: it may name a Stadtteil or a place."""


class LiveThing(Schema):
    """One thing that may be the answer: a bay, a garage, a warning, a place. What is not known is `null`.

    `detail` is a street or, for `opening`, the hours as their source writes them. `status` is a parking status or the
    severity of a warning; `districts` are numbers of Stadtteile that a warning is for, none: the whole city.
    """

    title: str
    path: str
    detail: str | None = None
    lat: float | None = None
    lon: float | None = None
    status: str | None = None
    free: int | None = None
    capacity: int | None = None
    observed_at: datetime | None = None
    districts: list[str] = msgspec.field(default_factory=list)
    demo: bool = False


class LiveFacts(Schema):
    """What is true now, with where it comes from and how old it is. `path` is the screen that shows all.

    `things` holds what fits (at most 200), `known` how many things of this kind were looked at. `observed_at` is the
    newest look, `as_of` the year or day of fixed data. Stale: older than it should be, so nothing may be concluded.
    """

    topic: LiveTopic
    subject: str | None
    things: list[LiveThing]
    known: int
    path: str
    source: str
    observed_at: datetime | None = None
    as_of: str | None = None
    stale: bool = False


class LiveSource(Protocol):
    """A slice that can answer from what it knows now."""

    @property
    def topics(self) -> Collection[LiveTopic]:
        """What it knows about."""

    async def tell(self, wish: LiveWish, locale: str) -> LiveFacts | None:
        """The facts; None where the slice knows nothing of the kind."""
