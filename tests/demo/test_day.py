"""The synthetic day: believable, repeatable, and in bytes the real decoders read."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.demo.day import HEARTBEAT_EVERY, Sending, plan_day
from backend.demo.envelopes import Transmission, write_message
from backend.demo.payloads import ENCODERS, Report
from backend.sensors.decoders import DECODERS
from backend.sensors.feeds import chirpstack, things_stack

BERLIN = ZoneInfo("Europe/Berlin")
DEVICES = [f"020000de{number:08x}" for number in range(200)]
MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 22)


def taken_share(day: date, hour: int) -> float:
    at = datetime(day.year, day.month, day.day, hour, 30, tzinfo=BERLIN)
    plans = [[sending for sending in plan_day(eui, day, BERLIN) if sending.at <= at] for eui in DEVICES]
    return sum(plan[-1].occupied for plan in plans if plan) / len(plans)


def test_the_same_device_and_day_give_the_same_plan() -> None:
    assert plan_day(DEVICES[0], MONDAY, BERLIN) == plan_day(DEVICES[0], MONDAY, BERLIN)
    assert plan_day(DEVICES[0], MONDAY, BERLIN) != plan_day(DEVICES[1], MONDAY, BERLIN)


def test_bays_are_full_at_noon_and_empty_at_night_and_sunday_is_quieter() -> None:
    noon, night, sunday_noon = taken_share(MONDAY, 12), taken_share(MONDAY, 4), taken_share(SUNDAY, 12)
    assert 0.5 < noon < 0.9
    assert night < 0.3
    assert sunday_noon < noon - 0.1


@pytest.mark.parametrize("day", [MONDAY, date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_fills_its_local_hours_and_counters_never_repeat(day: date) -> None:
    for eui in DEVICES[:40]:
        plan = plan_day(eui, day, BERLIN)
        assert {sending.at.astimezone(BERLIN).date() for sending in plan} == {day}
        assert plan == sorted(plan)
        keys = [(sending.life, sending.f_cnt) for sending in plan]
        assert len(set(keys)) == len(keys)


def test_heartbeats_fill_the_gaps_unless_a_sensor_is_silent() -> None:
    longest = {eui: max_gap(plan_day(eui, MONDAY, BERLIN)) for eui in DEVICES}
    silent = [gap for gap in longest.values() if gap > HEARTBEAT_EVERY * 1.2]
    assert 1 <= len(silent) <= 15
    assert all(gap > timedelta(hours=3.9) for gap in silent)


def max_gap(plan: list[Sending]) -> timedelta:
    return max(later.at - earlier.at for earlier, later in itertools.pairwise(plan))


def test_some_sensors_restart_and_say_their_state_soon_after() -> None:
    plans = [plan_day(eui, MONDAY, BERLIN) for eui in DEVICES]
    restarts = [(plan, plan.index(sent)) for plan in plans for sent in plan if sent.report == Report.STARTUP]
    assert 2 <= len(restarts) <= 20
    for plan, at in restarts:
        assert (plan[at].life, plan[at].f_cnt) == (1, 0)
        if at + 1 < len(plan):
            assert plan[at + 1].life == 1
    assert any(sending.twice for plan in plans for sending in plan)


@pytest.mark.parametrize("profile", sorted(ENCODERS))
@pytest.mark.parametrize("occupied", [True, False])
def test_frames_decode_to_what_was_meant(profile: str, occupied: bool) -> None:
    types = {"bosch-tps110": "parking status", "nwave-nps310": "parking_status"}
    for report, kind in ((Report.STATUS, types[profile]), (Report.HEARTBEAT, "heartbeat"), (Report.STARTUP, "startup")):
        frame = ENCODERS[profile](report, occupied, -7)
        fields = DECODERS[profile](frame.port, frame.payload).fields
        assert (fields["type"], fields["occupied"]) == (kind, occupied)
        assert fields.get("temperature", -7) == -7


@pytest.mark.parametrize(
    ("eui", "parse"), [("020000de00000001", chirpstack.parse), ("020000de00000002", things_stack.parse)]
)
def test_messages_are_read_by_the_real_parsers_first_frame_included(eui: str, parse: object) -> None:
    at, occupied = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC), True
    frame = ENCODERS["bosch-tps110"](Report.STATUS, occupied, 0)
    message = write_message(Transmission(eui, "2026-11-23 0", 0, frame, at))
    assert b'Cnt"' not in message.body
    assert b'f_cnt"' not in message.body
    uplink = parse(message.body, "up", at)  # type: ignore[operator]
    assert (uplink.dev_eui, uplink.f_cnt, uplink.f_port, uplink.payload) == (eui, 0, 1, b"\x01")
    assert uplink.observed_at == at
    assert uplink.session
