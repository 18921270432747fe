"""Decisions about bays. Pure: no clock, no database; the present is always passed in.

The machine prefers "unknown" to a guess: a silent sensor, a restarted sensor and a bay without a sensor are unknown,
each with its reason. The reasons for these rules are published failures of other cities' feeds (see docs/standards.md).
"""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from backend.parking.hours import Hours
from backend.parking.schemas import Reason, Status

FLAP_WINDOW = timedelta(seconds=60)
"""Two changes closer than this are flapping: a car that manoeuvres, a bicycle, interference."""
SETTLE_TIME = timedelta(seconds=30)
"""A flapping bay counts again once it has kept one value this long."""
FRESH_HEARTBEATS = 1.5
"""Up to this many heartbeat intervals a value is fresh, after that it ages until the profile's stale time."""
DEFAULT_INTERVAL_S = 3600
DEFAULT_STALE_AFTER_S = 3 * DEFAULT_INTERVAL_S
"""Stale after three missed heartbeats; used where a profile states nothing."""

Freshness = Literal["fresh", "ageing", "stale"]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a sensor said at `observed_at`. `occupied` is None for a restart, which tells nothing about the bay."""

    occupied: bool | None
    observed_at: datetime
    received_at: datetime
    expected_interval_s: int = DEFAULT_INTERVAL_S
    stale_after_s: int = DEFAULT_STALE_AFTER_S


class BayState(msgspec.Struct, frozen=True, kw_only=True):
    """What we know of a bay from its sensor. While `settles_at` lies ahead, `held` is shown instead of `occupied`."""

    occupied: bool | None
    observed_at: datetime
    received_at: datetime
    changed_at: datetime
    expected_interval_s: int
    stale_after_s: int
    held: bool | None = None
    settles_at: datetime | None = None

    @property
    def ageing_at(self) -> datetime:
        """From here the value is no longer fresh."""
        fresh_s = min(self.expected_interval_s * FRESH_HEARTBEATS, self.stale_after_s)
        return self.observed_at + timedelta(seconds=fresh_s)

    @property
    def stale_at(self) -> datetime:
        """From here the value says nothing any more."""
        return self.observed_at + timedelta(seconds=self.stale_after_s)


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A row of private history: from `at` the bay was `occupied` (None: unknown); before it was `was`."""

    at: datetime
    occupied: bool | None
    was: bool | None = None


class Step(msgspec.Struct, frozen=True):
    """Result of one reading: the state after it, and what history gains. `is_current` is false for late readings."""

    state: BayState
    changes: tuple[Change, ...]
    is_current: bool = True


def _rank(occupied: bool | None) -> int:
    """Order of readings with the same time: restart beats taken beats free, whatever arrives first."""
    return 2 if occupied is None else int(occupied)


def advance(state: BayState | None, reading: Reading) -> Step:
    """Apply one reading. A late reading goes to history only; a repeated one changes nothing.

    The newest reading wins by time, ties by `_rank`, so any order of arrival ends in the same value.
    """
    if state is None:
        return Step(_fresh(reading), (Change(at=reading.observed_at, occupied=reading.occupied),))
    position = (reading.observed_at, _rank(reading.occupied))
    known = (state.observed_at, _rank(state.occupied))
    if position == known:
        return Step(state, (), is_current=False)
    if position < known:
        late = () if reading.observed_at == state.observed_at else _late(reading)
        return Step(state, late, is_current=False)
    had_gap = state.stale_at < reading.observed_at
    gap: tuple[Change, ...] = ()
    if had_gap and state.occupied is not None:
        gap = (Change(at=state.stale_at, occupied=None, was=state.occupied),)
    was = None if had_gap else state.occupied
    if reading.occupied == was and not gap:
        return Step(_heard_again(state, reading), ())
    change = Change(at=reading.observed_at, occupied=reading.occupied, was=was)
    return Step(_changed(state, reading, had_gap=had_gap), (*gap, change))


def _fresh(reading: Reading) -> BayState:
    return BayState(
        occupied=reading.occupied,
        observed_at=reading.observed_at,
        received_at=reading.received_at,
        changed_at=reading.observed_at,
        expected_interval_s=reading.expected_interval_s,
        stale_after_s=reading.stale_after_s,
    )


def _late(reading: Reading) -> tuple[Change, ...]:
    return (Change(at=reading.observed_at, occupied=reading.occupied),)


def _heard_again(state: BayState, reading: Reading) -> BayState:
    return msgspec.structs.replace(
        state,
        observed_at=reading.observed_at,
        received_at=reading.received_at,
        expected_interval_s=reading.expected_interval_s,
        stale_after_s=reading.stale_after_s,
    )


def _changed(state: BayState, reading: Reading, *, had_gap: bool) -> BayState:
    after = _fresh(reading)
    flaps = reading.observed_at - state.changed_at < FLAP_WINDOW
    if had_gap or state.occupied is None or reading.occupied is None or not flaps:
        return after
    return msgspec.structs.replace(
        after, held=shown_occupied(state, reading.observed_at), settles_at=reading.observed_at + SETTLE_TIME
    )


def shown_occupied(state: BayState, now: datetime) -> bool | None:
    """The value that counts at `now`: the held one while a flapping bay settles."""
    return state.held if state.settles_at is not None and now < state.settles_at else state.occupied


def freshness(state: BayState, now: datetime) -> Freshness:
    """How far a value can be trusted at `now`."""
    if now >= state.stale_at:
        return "stale"
    return "ageing" if now >= state.ageing_at else "fresh"


class BayFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is fixed about a bay, its site's closure and hours included."""

    has_sensor: bool
    is_personal: bool = False
    is_closed_by_city: bool = False
    hours: Hours | None = None


class BayView(msgspec.Struct, frozen=True, kw_only=True):
    """What the public sees of a bay. At `turns_at` the view changes by itself, without any news."""

    status: Status
    reason: Reason | None = None
    observed_at: datetime | None = None
    changed_at: datetime | None = None
    ageing_at: datetime | None = None
    stale_at: datetime | None = None
    turns_at: datetime | None = None


def view_bay(facts: BayFacts, state: BayState | None, now: datetime) -> BayView:
    """Public view at `now`. Closed beats every measurement; a personal bay never shows one (one person's life)."""
    if facts.is_closed_by_city:
        return BayView(status="closed", reason="closedByCity")
    hours_turn = facts.hours.next_change(now) if facts.hours else None
    if facts.hours and not facts.hours.is_open(now):
        return BayView(status="closed", reason="outsideHours", turns_at=hours_turn)
    if facts.is_personal or not facts.has_sensor:
        return BayView(status="unknown", reason="noSensor", turns_at=hours_turn)
    if state is None:
        return BayView(status="unknown", reason="neverReported", turns_at=hours_turn)
    return _view_measured(state, now, hours_turn)


def _view_measured(state: BayState, now: datetime, hours_turn: datetime | None) -> BayView:
    status: Status = "unknown"
    reason: Reason | None = None
    changed_at = state.changed_at
    occupied = shown_occupied(state, now)
    if freshness(state, now) == "stale":
        reason, changed_at = "silent", state.stale_at
    elif occupied is None:
        reason = "restarted"
    else:
        status = "taken" if occupied else "free"
        reason = "settling" if state.settles_at is not None and now < state.settles_at else None
    turns = [at for at in (hours_turn, state.settles_at, state.stale_at) if at is not None and at > now]
    return BayView(
        status=status,
        reason=reason,
        observed_at=state.observed_at,
        changed_at=changed_at,
        ageing_at=state.ageing_at,
        stale_at=state.stale_at,
        turns_at=min(turns, default=None),
    )
