"""From message to stored frame to observation, on both databases."""

import asyncio
from datetime import timedelta

from backend.core.db import Database
from backend.sensors import rules
from backend.sensors.models import SensorDevice
from backend.sensors.rules import Outcome
from backend.sensors.uplink import Server
from tests.conftest import FrozenClock
from tests.sensors.kit import EUI, SensorKit, build_kit, chirpstack_up, things_stack_up

FREE, TAKEN = b"\x00", b"\x01"
STATUS, HEARTBEAT, STARTUP = 1, 2, 3
STARTUP_FRAME = bytes([0x24, 3, 0, 0, 0x75, 3, 0, 0, 0, 0, 0, 0, 0, 29, 2, 3, 1])


async def test_an_uplink_becomes_an_observation_of_its_target(kit: SensorKit, clock: FrozenClock) -> None:
    bay = await kit.register()
    at = clock() - timedelta(seconds=2)
    assert await kit.send(chirpstack_up(at, TAKEN)) is Outcome.STORED
    assert kit.sink.received == []  # work comes after the answer
    report = await kit.worker.drain()
    assert (report.done, report.refused, report.observations) == (1, 0, 1)
    (seen,) = kit.sink.received
    assert (seen.target_id, seen.quantity, seen.value) == (bay, "occupied", True)
    assert (seen.observed_at, seen.received_at) == (at, clock())
    assert (seen.expected_interval_s, seen.stale_after_s, seen.is_late, seen.demo) == (3600, 10800, False, True)
    device = await kit.device()
    assert (device.session, device.f_cnt, device.last_seen_at) == ("00189440", 1, at)
    assert (await kit.frames())[0].rssi == -36  # the gateway that heard it best


async def test_the_first_frame_has_no_counter_and_counts(kit: SensorKit, clock: FrozenClock) -> None:
    await kit.register()
    assert b"fCnt" not in chirpstack_up(clock(), f_cnt=0)
    assert await kit.send(chirpstack_up(clock(), FREE, f_cnt=0)) is Outcome.STORED
    assert await kit.send(things_stack_up(clock(), TAKEN, f_cnt=0), Server.THINGS_STACK) is Outcome.STORED
    assert [frame.f_cnt for frame in await kit.frames()] == [0, 0]


async def test_the_same_frame_over_both_transports_is_one_frame(kit: SensorKit, clock: FrozenClock) -> None:
    await kit.register()
    body = chirpstack_up(clock(), TAKEN)
    assert await kit.send(body) is Outcome.STORED
    assert await kit.send(body, by="mqtt") is Outcome.DUPLICATE
    await kit.worker.drain()
    assert await kit.send(body) is Outcome.DUPLICATE
    assert await kit.count() == 1
    assert len(kit.sink.received) == 1
    assert kit.counted(Outcome.DUPLICATE) == 1
    assert kit.counted(Outcome.DUPLICATE, transport="mqtt") == 1


async def test_repeats_in_one_batch_are_one_frame(kit: SensorKit, clock: FrozenClock) -> None:
    await kit.register()
    body = chirpstack_up(clock(), TAKEN)
    outcomes = await asyncio.gather(*(kit.send(body) for _ in range(20)))
    assert sorted(outcomes) == [Outcome.DUPLICATE] * 19 + [Outcome.STORED]
    assert await kit.count() == 1


async def test_same_key_with_another_payload_goes_to_quarantine(kit: SensorKit, clock: FrozenClock) -> None:
    bay = await kit.register()
    await kit.send(chirpstack_up(clock(), TAKEN))
    assert await kit.send(chirpstack_up(clock(), FREE)) is Outcome.CONFLICT
    assert await kit.send(chirpstack_up(clock(), FREE)) is Outcome.DUPLICATE  # the conflict itself, again
    await kit.worker.drain()
    assert kit.sink.current == {(bay, "occupied"): (clock(), True)}
    assert [(frame.status, frame.reason) for frame in await kit.frames()] == [
        ("done", None),
        ("quarantined", "another payload has this key"),
    ]
    assert kit.counted(Outcome.CONFLICT) == 1


async def test_a_smaller_counter_in_a_new_session_is_a_rejoin(kit: SensorKit, clock: FrozenClock) -> None:
    bay = await kit.register()
    await kit.send(chirpstack_up(clock(), TAKEN, f_cnt=900))
    later = clock.advance(minutes=5)
    assert await kit.send(chirpstack_up(later, FREE, f_cnt=0, session="01aabbcc")) is Outcome.STORED
    await kit.worker.drain()
    assert kit.sink.current[(bay, "occupied")] == (later, False)
    device = await kit.device()
    assert (device.session, device.f_cnt) == ("01aabbcc", 0)
    assert kit.metrics.value("sensor_rejoins_total") == 1


async def test_a_counter_reset_within_a_session_does_not_swallow_new_frames(kit: SensorKit, clock: FrozenClock) -> None:
    bay = await kit.register()
    await kit.send(chirpstack_up(clock(), FREE, f_cnt=1))
    reset = clock.advance(minutes=1)
    log = chirpstack_up(reset, level="ERROR", code="UPLINK_F_CNT_RESET", description="Frame-counter reset")
    assert await kit.send(log, event="log") is Outcome.STORED
    later = clock.advance(minutes=1)
    assert await kit.send(chirpstack_up(later, FREE, f_cnt=1)) is Outcome.STORED
    assert await kit.send(chirpstack_up(later, FREE, f_cnt=1), by="mqtt") is Outcome.DUPLICATE
    assert await kit.send(chirpstack_up(later, TAKEN, f_cnt=1)) is Outcome.CONFLICT
    await kit.worker.drain()
    assert kit.sink.current[(bay, "occupied")] == (later, False)


async def test_late_frames_are_history_and_never_the_present(kit: SensorKit, clock: FrozenClock) -> None:
    bay = await kit.register()
    early, late = clock() - timedelta(minutes=10), clock() - timedelta(minutes=1)
    await kit.send(chirpstack_up(late, TAKEN, f_cnt=8))
    await kit.worker.drain()
    await kit.send(chirpstack_up(early, FREE, f_cnt=7))
    await kit.worker.drain()
    assert kit.sink.current == {(bay, "occupied"): (late, True)}
    assert [(seen.observed_at, seen.is_late) for seen in kit.sink.received] == [(late, False), (early, True)]
    assert (await kit.device()).last_seen_at == late


async def test_older_than_thirty_days_is_history_even_when_nothing_newer_is_known(
    kit: SensorKit, clock: FrozenClock
) -> None:
    await kit.register()
    await kit.send(chirpstack_up(clock() - timedelta(days=30, seconds=1), TAKEN))
    await kit.send(chirpstack_up(clock() - timedelta(days=30), TAKEN, f_cnt=2))
    await kit.worker.drain()
    assert [seen.is_late for seen in kit.sink.received] == [True, False]


async def test_lateness_is_told_per_quantity(kit: SensorKit, clock: FrozenClock) -> None:
    """A status that overtook a later heartbeat's temperature is late for the bay, not for what it alone reports."""
    bay = await kit.register()
    await kit.send(chirpstack_up(clock(), TAKEN, f_cnt=2, f_port=STATUS))
    await kit.send(chirpstack_up(clock() - timedelta(minutes=1), bytes([0, 7]), f_cnt=1, f_port=HEARTBEAT))
    await kit.worker.drain()
    assert kit.sink.current == {
        (bay, "occupied"): (clock(), True),
        (bay, "device_temperature"): (clock() - timedelta(minutes=1), 7.0),
    }


async def test_a_start_up_frame_says_restart_and_nothing_about_the_bay(kit: SensorKit, clock: FrozenClock) -> None:
    bay = await kit.register()
    await kit.send(chirpstack_up(clock(), TAKEN, f_cnt=1))
    await kit.worker.drain()
    restarted = clock.advance(minutes=1)
    await kit.send(chirpstack_up(restarted, STARTUP_FRAME, f_cnt=2, f_port=STARTUP))
    await kit.worker.drain()
    assert [(seen.quantity, seen.value) for seen in kit.sink.received] == [("occupied", True), ("restart", True)]
    assert kit.sink.current[(bay, "occupied")] == (restarted, None)
    assert (await kit.readings())["occupied"] is None
    # A status from before the restart that arrives now does not bring the old state back.
    await kit.send(chirpstack_up(restarted - timedelta(seconds=30), TAKEN, f_cnt=7))
    await kit.worker.drain()
    assert kit.sink.received[-1].is_late


async def test_unknown_devices_wait_and_are_worked_on_once_they_are_known(kit: SensorKit, clock: FrozenClock) -> None:
    assert await kit.send(chirpstack_up(clock(), TAKEN)) is Outcome.UNKNOWN_DEVICE
    await kit.worker.drain()
    assert kit.sink.received == []
    assert await kit.count(SensorDevice) == 0
    bay = await kit.register()
    await kit.worker.drain()
    assert kit.sink.current == {(bay, "occupied"): (clock(), True)}


async def test_quarantine_is_capped_per_device_and_in_total(
    kit: SensorKit, clock: FrozenClock, monkeypatch: object
) -> None:
    outcomes = await asyncio.gather(
        *(kit.send(chirpstack_up(clock(), TAKEN, f_cnt=n)) for n in range(rules.QUARANTINE_PER_DEVICE + 5))
    )
    assert outcomes.count(Outcome.UNKNOWN_DEVICE) == rules.QUARANTINE_PER_DEVICE
    assert outcomes.count(Outcome.QUARANTINE_FULL) == 5
    many = await asyncio.gather(
        *(kit.send(chirpstack_up(clock(), TAKEN, eui=f"{n:016x}")) for n in range(rules.QUARANTINE_TOTAL))
    )
    assert many.count(Outcome.QUARANTINE_FULL) == rules.QUARANTINE_PER_DEVICE
    assert await kit.count() == rules.QUARANTINE_TOTAL
    await kit.register("00000000000f0000")  # a known device is not kept out by that
    assert await kit.send(chirpstack_up(clock(), TAKEN, eui="00000000000f0000")) is Outcome.STORED


async def test_quarantine_is_forgotten_after_a_week_and_frames_after_a_month(
    kit: SensorKit, clock: FrozenClock
) -> None:
    await kit.register()
    await kit.send(chirpstack_up(clock(), TAKEN))
    await kit.worker.drain()
    await kit.send(chirpstack_up(clock(), TAKEN, f_cnt=2))  # stays pending
    await kit.send(chirpstack_up(clock(), TAKEN, eui="ffffffffffffffff"))
    clock.advance(days=7, seconds=1)
    await kit.service.forget()
    assert sorted(frame.status for frame in await kit.frames()) == ["done", "pending"]
    clock.advance(days=23)
    await kit.service.forget()
    assert [frame.status for frame in await kit.frames()] == ["pending"]


async def test_a_clock_more_than_five_minutes_ahead_is_refused(kit: SensorKit, clock: FrozenClock) -> None:
    await kit.register()
    assert await kit.send(chirpstack_up(clock() + timedelta(minutes=5), TAKEN)) is Outcome.STORED
    assert await kit.send(chirpstack_up(clock() + timedelta(minutes=5, seconds=1), FREE, f_cnt=2)) is Outcome.FUTURE
    assert await kit.count() == 1
    assert kit.counted(Outcome.FUTURE) == 1


async def test_simulated_uplinks_are_dropped_in_production_only(
    kit: SensorKit, database: Database, clock: FrozenClock
) -> None:
    body = things_stack_up(clock(), simulated=True)
    async with build_kit(database, clock, production=True) as strict:
        assert await strict.send(body, Server.THINGS_STACK) is Outcome.SIMULATED
        assert await strict.count() == 0
    assert await kit.send(body, Server.THINGS_STACK) is Outcome.UNKNOWN_DEVICE


async def test_a_frame_that_cannot_be_decoded_is_set_aside_and_the_others_go_on(
    kit: SensorKit, clock: FrozenClock
) -> None:
    await kit.register()
    await kit.send(chirpstack_up(clock(), TAKEN, f_cnt=1, f_port=77))
    await kit.send(chirpstack_up(clock(), TAKEN, f_cnt=2))
    report = await kit.worker.drain()
    assert (report.done, report.refused) == (1, 1)
    assert [(frame.status, frame.reason) for frame in await kit.frames()] == [
        ("refused", "unknown port 77"),
        ("done", None),
    ]
    assert (await kit.worker.drain()).refused == 0


async def test_a_poison_frame_is_given_up_and_does_not_hold_up_the_others(kit: SensorKit, clock: FrozenClock) -> None:
    await kit.register()
    kit.sink.poison = {clock() - timedelta(seconds=5)}
    await kit.send(chirpstack_up(clock() - timedelta(seconds=5), TAKEN, f_cnt=1))
    await kit.send(chirpstack_up(clock(), TAKEN, f_cnt=2))
    await kit.worker.drain()
    assert [(frame.status, frame.attempts) for frame in await kit.frames()] == [
        ("refused", rules.MAX_ATTEMPTS),
        ("done", 0),
    ]
    assert [seen.observed_at for seen in kit.sink.received] == [clock()]


async def test_battery_comes_with_the_status_event_zero_included(kit: SensorKit, clock: FrozenClock) -> None:
    await kit.register()
    assert await kit.send(chirpstack_up(clock(), batteryLevel=74.5), event="status") is Outcome.STORED
    await kit.worker.drain()
    assert (await kit.device()).battery_percent == 74.5
    clock.advance(hours=1)
    await kit.send(chirpstack_up(clock()), event="status")  # 0 percent is left out by the server
    await kit.worker.drain()
    assert (await kit.device()).battery_percent == 0.0
    clock.advance(hours=1)
    await kit.send(chirpstack_up(clock(), batteryLevelUnavailable=True), event="status")
    await kit.worker.drain()
    assert (await kit.device()).battery_percent == 0.0
    assert kit.sink.received == []


async def test_a_profile_may_map_the_servers_decoded_object(kit: SensorKit, clock: FrozenClock) -> None:
    bay = await kit.register(profile="parking-server-object")
    await kit.send(chirpstack_up(clock(), b"\xfe\xed", f_port=42, object={"occupied": False, "other": "\x00"}))
    await kit.worker.drain()
    assert kit.sink.current == {(bay, "occupied"): (clock(), False)}
    await kit.send(chirpstack_up(clock(), b"\xfe\xed", f_port=42, f_cnt=2))
    assert (await kit.worker.drain()).refused == 1


async def test_the_job_engine_does_the_work_after_the_answer(kit: SensorKit, clock: FrozenClock) -> None:
    await kit.register()
    await kit.jobs.start()
    await kit.send(chirpstack_up(clock(), TAKEN))
    await kit.jobs.drain()
    await kit.jobs.stop()
    assert [seen.value for seen in kit.sink.received] == [True]


async def test_assigning_a_device_changes_what_its_next_frames_speak_of(kit: SensorKit, clock: FrozenClock) -> None:
    await kit.register()
    await kit.service.assign_device(EUI, None, None)
    await kit.send(chirpstack_up(clock(), TAKEN))
    assert (await kit.worker.drain()).observations == 0
    assert await kit.readings() == {"occupied": True}
