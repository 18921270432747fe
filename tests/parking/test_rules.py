"""The state machine: what a bay and a site may claim, and when they have to say "unknown"."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.parking.hours import parse_hours
from backend.parking.rules import BayFacts, BayState, BayView, Reading, Step, advance, freshness, view_bay
from backend.parking.schemas import Restriction
from backend.parking.site_rules import SeenBay, SiteFacts, capped_free, count_audiences, tally, view_site

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SENSOR = BayFacts(has_sensor=True)
ZONE = "Europe/Berlin"


def reading(seconds: float, occupied: bool | None, *, interval: int = 3600) -> Reading:
    at = NOON + timedelta(seconds=seconds)
    return Reading(
        occupied=occupied, observed_at=at, received_at=at, expected_interval_s=interval, stale_after_s=3 * interval
    )


def taken(seconds: float, *, interval: int = 3600) -> Reading:
    return reading(seconds, occupied=True, interval=interval)


def free(seconds: float, *, interval: int = 3600) -> Reading:
    return reading(seconds, occupied=False, interval=interval)


def restart(seconds: float) -> Reading:
    return reading(seconds, occupied=None)


def play(*readings: Reading) -> BayState:
    state: BayState | None = None
    for one in readings:
        state = advance(state, one).state
    assert state is not None
    return state


def after(state: BayState | None, seconds: float, facts: BayFacts = SENSOR) -> BayView:
    return view_bay(facts, state, NOON + timedelta(seconds=seconds))


class TestBay:
    def test_bay_without_a_sensor_is_unknown_and_says_so(self):
        assert after(None, 0, BayFacts(has_sensor=False)) == BayView(status="unknown", reason="noSensor")

    def test_sensor_that_never_spoke_is_unknown_not_free(self):
        assert (after(None, 0).status, after(None, 0).reason) == ("unknown", "neverReported")

    @pytest.mark.parametrize(("occupied", "status"), [(False, "free"), (True, "taken")])
    def test_status_frame_is_believed(self, occupied, status):
        view = after(play(reading(0, occupied)), 40)
        assert (view.status, view.reason) == (status, None)
        assert view.observed_at == view.changed_at == NOON

    def test_heartbeat_renews_the_age_but_not_the_change(self):
        view = after(play(taken(0), taken(3600)), 3700)
        assert view.observed_at == NOON + timedelta(hours=1)
        assert view.changed_at == NOON

    def test_missed_heartbeats_mean_unknown_instead_of_the_last_value(self):
        state = play(taken(0))
        assert after(state, 3 * 3600 - 1).status == "taken"
        view = after(state, 3 * 3600)
        assert (view.status, view.reason) == ("unknown", "silent")
        assert view.changed_at == view.stale_at

    def test_view_says_when_it_will_turn_by_itself(self):
        state = play(free(0))
        assert after(state, 10).turns_at == state.stale_at
        assert after(state, 4 * 3600).turns_at is None

    def test_freshness_follows_the_heartbeat_of_the_device(self):
        state = play(free(0, interval=600))
        ages = [freshness(state, NOON + timedelta(seconds=s)) for s in (899, 900, 1799, 1800)]
        assert ages == ["fresh", "ageing", "ageing", "stale"]

    def test_restart_makes_the_bay_unknown_until_the_next_status(self):
        state = play(taken(0), restart(100))
        assert (after(state, 101).status, after(state, 101).reason) == ("unknown", "restarted")
        assert after(play(taken(0), restart(100), free(200)), 201).status == "free"

    def test_repeated_restarts_never_claim_a_status(self):
        state = play(taken(0), *(restart(10 * n) for n in range(1, 9)))
        assert after(state, 100).reason == "restarted"
        assert after(state, 100).changed_at == NOON + timedelta(seconds=10)

    def test_restart_and_status_of_the_same_moment_leave_the_bay_unknown_in_any_order(self):
        assert play(taken(0), restart(0)).occupied is None
        assert play(restart(0), taken(0)).occupied is None

    def test_two_changes_within_a_minute_do_not_move_the_shown_status(self):
        state = play(taken(0), free(20))
        assert (after(state, 21).status, after(state, 21).reason) == ("taken", "settling")
        assert after(state, 49).status == "taken"
        assert (after(state, 50).status, after(state, 50).reason) == ("free", None)

    def test_further_flapping_prolongs_settling(self):
        state = play(taken(0), free(20), taken(40), free(60))
        assert (after(state, 89).status, after(state, 89).reason) == ("taken", "settling")
        assert after(state, 90).status == "free"

    def test_heartbeat_while_settling_changes_nothing(self):
        state = play(taken(0), free(20), free(25))
        assert (after(state, 30).status, after(state, 30).reason) == ("taken", "settling")

    def test_change_after_more_than_a_minute_counts_at_once(self):
        assert after(play(taken(0), free(60)), 60).reason is None

    def test_closed_by_the_city_beats_every_measurement(self):
        facts = BayFacts(has_sensor=True, is_closed_by_city=True)
        assert after(play(free(0)), 1, facts) == BayView(status="closed", reason="closedByCity")

    def test_outside_its_hours_a_bay_is_closed_not_taken(self):
        hours = parse_hours("Mo-Sa 07:00-12:30", ZONE, owner="bay")
        view = after(play(taken(0)), 0, BayFacts(has_sensor=True, hours=hours))
        assert (view.status, view.reason) == ("closed", "outsideHours")
        assert view.turns_at == datetime(2026, 11, 24, 6, tzinfo=UTC)

    def test_personal_bay_shows_nothing_of_its_sensor(self):
        view = after(play(taken(0)), 1, BayFacts(has_sensor=True, is_personal=True))
        assert view == BayView(status="unknown", reason="noSensor")

    def test_silence_is_written_into_history_when_the_sensor_returns(self):
        state = play(taken(0))
        step = advance(state, taken(4 * 3600))
        assert [(change.occupied, change.was) for change in step.changes] == [(None, True), (True, None)]
        assert step.changes[0].at == state.stale_at


SECONDS = st.integers(min_value=0, max_value=40_000)
VALUES = st.sampled_from([True, False, None])
READINGS = st.lists(st.builds(reading, SECONDS, VALUES), min_size=1, max_size=25)


class TestOrder:
    @given(READINGS)
    def test_time_of_the_state_never_runs_backwards(self, readings):
        state = None
        for one in readings:
            step = advance(state, one)
            assert state is None or step.state.observed_at >= state.observed_at
            assert step.state.changed_at <= step.state.observed_at
            state = step.state

    @given(READINGS, st.builds(reading, SECONDS, VALUES))
    def test_late_reading_never_changes_the_present_state(self, readings, late):
        state = play(*readings)
        step = advance(state, late)
        if late.observed_at < state.observed_at:
            assert step == Step(state, step.changes, is_current=False)

    @given(READINGS)
    def test_repeating_everything_changes_nothing(self, readings):
        once = play(*readings)
        assert play(*readings, *readings) == once

    @given(READINGS, st.randoms(use_true_random=False))
    def test_any_order_of_arrival_ends_in_the_same_value_and_age(self, readings, random: Random):
        shuffled = list(readings)
        random.shuffle(shuffled)
        one, other = play(*readings), play(*shuffled)
        assert (one.occupied, one.observed_at, one.stale_at) == (other.occupied, other.observed_at, other.stale_at)

    @given(READINGS, st.integers(min_value=0, max_value=60_000))
    def test_free_is_only_claimed_on_a_recent_report(self, readings, seconds):
        state = play(*readings)
        view = after(state, seconds)
        if view.status == "free":
            assert state.stale_at > NOON + timedelta(seconds=seconds)
            assert any(one.occupied is False for one in readings)


def seen(status: str, *audiences: str, reason: str | None = None) -> SeenBay:
    known = status in ("free", "taken")
    at = NOON if known else None
    return SeenBay(BayView(status=status, reason=reason, observed_at=at, stale_at=at), audiences)


STATUSES = st.sampled_from(["free", "taken", "closed", "unknown"])
AUDIENCES = st.lists(st.sampled_from(["disabled", "charging", "family"]), max_size=2, unique=True)
BAYS = st.lists(st.builds(lambda status, kinds: seen(status, *kinds), STATUSES, AUDIENCES), max_size=40)


class TestSite:
    @given(BAYS)
    def test_counts_add_up_to_the_bays(self, bays):
        counts = tally(bays)
        assert counts.free + counts.taken + counts.closed + counts.unknown == len(bays)

    @given(BAYS, st.one_of(st.none(), st.integers(min_value=0, max_value=20)))
    def test_free_is_never_more_than_capacity_and_never_counts_unknown(self, bays, capacity):
        view = view_site(SiteFacts(capacity=capacity), bays, NOON)
        if view.free is not None:
            assert view.free <= sum(bay.view.status == "free" for bay in bays)
            assert capacity is None or view.free <= capacity

    def test_site_without_bays_has_no_live_data(self):
        view = view_site(SiteFacts(capacity=400), [], NOON)
        assert (view.status, view.reason, view.free, view.counts) == ("unknown", "noSensor", None, None)

    def test_free_is_null_when_no_bay_is_known(self):
        view = view_site(SiteFacts(), [seen("unknown", reason="silent"), seen("unknown", reason="silent")], NOON)
        assert (view.status, view.reason, view.free) == ("unknown", "silent", None)

    def test_full_needs_more_known_than_unknown_bays(self):
        full = [seen("taken")] * 5 + [seen("unknown", reason="silent")] * 4
        assert (view_site(SiteFacts(), full, NOON).status, view_site(SiteFacts(), full, NOON).free) == ("taken", 0)
        doubt = [seen("taken")] * 4 + [seen("unknown", reason="silent")] * 4
        assert view_site(SiteFacts(), doubt, NOON).status == "unknown"

    def test_closed_is_not_full_and_shows_no_number(self):
        view = view_site(SiteFacts(is_closed_by_city=True), [seen("free")], NOON)
        assert (view.status, view.reason, view.free) == ("closed", "closedByCity", None)

    def test_site_of_closed_bays_is_closed(self):
        view = view_site(SiteFacts(), [seen("closed", reason="closedByCity")], NOON)
        assert (view.status, view.reason) == ("closed", "closedByCity")

    def test_bays_kept_for_others_are_not_offered_to_everybody(self):
        bays = [seen("taken"), seen("free", "disabled"), seen("free", "family")]
        view = view_site(SiteFacts(), bays, NOON)
        assert (view.free, view.counts.taken) == (1, 1)

    def test_site_of_reserved_bays_counts_them_all(self):
        assert view_site(SiteFacts(), [seen("free", "truck"), seen("taken", "truck")], NOON).free == 1

    def test_each_audience_is_counted(self):
        bays = [seen("free", "disabled"), seen("taken", "disabled"), seen("unknown", "charging"), seen("free")]
        counted = count_audiences([Restriction(type="customer", hours="Mo-Sa 08:00-20:00")], bays)
        assert [(one.type, one.capacity, one.free) for one in counted] == [
            ("customer", None, None),
            ("disabled", 2, 1),
            ("charging", 1, None),
        ]

    def test_a_feed_that_says_8259_of_140_is_cut(self):
        assert capped_free(8259, 140) == 140
