"""Sensors speak, bays change: parking's end of the seam in `core/observations.py`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from backend.core.broadcast import Broadcast
from backend.core.db import Session
from backend.core.observations import Observation
from backend.parking import repository
from backend.parking.history import fit_in
from backend.parking.rules import BayState, Change, Reading, advance

TARGET_KIND = "parking.bay"
OCCUPIED = "occupied"
RESTART = "restart"
BAYS_TOPIC = "parking.bays"
"""Broadcast after the status of bays changed; the payload is their ids, see `encode_ids`."""
_ID_BYTES = 16
_INSTANT = timedelta(microseconds=1)


def encode_ids(ids: Iterable[UUID]) -> bytes:
    """Ids as a broadcast payload: sixteen bytes each, in order, so that equal sets are equal messages."""
    return b"".join(sorted(key.bytes for key in ids))


def decode_ids(payload: bytes) -> list[UUID]:
    """Ids of a broadcast payload."""
    return [UUID(bytes=payload[start : start + _ID_BYTES]) for start in range(0, len(payload), _ID_BYTES)]


def _reading(observation: Observation) -> Reading | None:
    """What the observation says about a bay; None where it says nothing."""
    if observation.target_kind != TARGET_KIND or observation.quantity not in (OCCUPIED, RESTART):
        return None
    if not isinstance(observation.value, bool):
        return None
    is_restart = observation.quantity == RESTART
    if is_restart and not observation.value:
        return None
    return Reading(
        occupied=None if is_restart else observation.value,
        observed_at=observation.observed_at,
        received_at=observation.received_at,
        expected_interval_s=observation.expected_interval_s,
        stale_after_s=observation.stale_after_s,
    )


class ParkingObservations:
    """The `ObservationSink` for bays: a batch costs a handful of statements, whatever its size.

    Personal bays and unknown ids are ignored: nothing is stored about them. Whether an observation is late is
    decided here by time alone, so that any order and any repetition end in the same state.
    """

    def __init__(self, broadcast: Broadcast) -> None:
        self._broadcast = broadcast

    async def record(self, session: Session, observations: Sequence[Observation]) -> None:
        """Store the effect of `observations` in the caller's transaction and announce it after the commit."""
        readings: dict[UUID, list[Reading]] = defaultdict(list)
        for observation in observations:
            reading = _reading(observation)
            if reading is not None:
                readings[observation.target_id].append(reading)
        if not readings:
            return
        known = await repository.lock_states(session, list(readings))
        outcomes = {bay_id: _advance_all(before, readings[bay_id]) for bay_id, before in known.items()}
        states = {bay_id: outcome.state for bay_id, outcome in outcomes.items() if outcome.state is not known[bay_id]}
        changes = [(bay_id, change) for bay_id, outcome in outcomes.items() for change in outcome.changes]
        await repository.save_states(session, states)
        await repository.add_changes(session, changes)
        await _add_late(session, {bay_id: outcome for bay_id, outcome in outcomes.items() if outcome.late})
        if states:
            self._broadcast.publish(session, BAYS_TOPIC, encode_ids(states))


class _Outcome(msgspec.Struct):
    """What the readings of one bay come to."""

    state: BayState
    changes: list[Change]
    late: list[Change]


def _advance_all(before: BayState | None, readings: Sequence[Reading]) -> _Outcome:
    """Apply the readings of one bay, oldest first: a batch that arrives mixed up is not late within itself."""
    changes: list[Change] = []
    late: list[Change] = []
    state = before
    for reading in sorted(readings, key=lambda reading: reading.observed_at):
        step = advance(state, reading)
        state = step.state
        (changes if step.is_current else late).extend(step.changes)
    assert state is not None  # there is at least one reading
    return _Outcome(state, changes, late)


async def _add_late(session: Session, outcomes: dict[UUID, _Outcome]) -> None:
    """Late readings are rare; only they cost a look at the history."""
    if not outcomes:
        return
    since = min(change.at for outcome in outcomes.values() for change in outcome.late)
    until = max(outcome.state.observed_at for outcome in outcomes.values()) + _INSTANT
    histories = await repository.load_history(session, list(outcomes), since, until)
    added = [
        (bay_id, change)
        for bay_id, outcome in outcomes.items()
        for change in fit_in(histories[bay_id], outcome.late, outcome.state)
    ]
    await repository.add_changes(session, added)
