"""Late readings in the private history."""

from datetime import UTC, datetime, timedelta

from backend.parking.history import fit_in
from backend.parking.rules import BayState, Change

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def row(minute: int, occupied: bool | None, was: bool | None = None) -> Change:
    return Change(at=NOON + timedelta(minutes=minute), occupied=occupied, was=was)


def state(minute: int, *, occupied: bool) -> BayState:
    at = NOON + timedelta(minutes=minute)
    return BayState(
        occupied=occupied, observed_at=at, received_at=at, changed_at=NOON, expected_interval_s=60, stale_after_s=180
    )


TAKEN, FREE = {"occupied": True}, {"occupied": False}


def test_reading_that_confirms_history_leaves_no_trace():
    known = [row(0, **TAKEN), row(30, **FREE, was=True)]
    assert fit_in(known, [row(0, **TAKEN), row(20, **TAKEN), row(30, **FREE)], state(40, **FREE)) == []


def test_missed_change_between_two_rows_is_added():
    known = [row(0, **TAKEN), row(30, **TAKEN)]
    assert fit_in(known, [row(10, **FREE)], state(40, **TAKEN)) == [row(10, **FREE, was=True)]


def test_missed_change_behind_the_last_row_does_not_overrule_the_present():
    added = fit_in([row(0, **TAKEN)], [row(10, **FREE)], state(20, **TAKEN))
    assert added == [row(10, **FREE, was=True), row(20, **TAKEN, was=False)]


def test_reading_before_all_history_is_added():
    assert fit_in([row(0, **TAKEN)], [row(-10, **FREE)], state(0, **TAKEN)) == [row(-10, **FREE)]
