"""Decisions about uplinks, pure: what is taken, what is late, what is one and the same."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from backend.sensors.uplink import Kind, Uplink

FUTURE_TOLERANCE = timedelta(minutes=5)
"""A clock further ahead is wrong; believing it would block every true frame until that time."""
HISTORY_ONLY_AFTER = timedelta(days=30)
"""Older than this, an uplink cannot say how things are now. Keys of raw frames are forgotten then, too."""
QUARANTINE_PER_DEVICE = 50
QUARANTINE_TOTAL = 2_000
MAX_ATTEMPTS = 3
"""Times the work on one frame may fail before the frame is set aside."""


class Outcome(StrEnum):
    """What became of an uplink on arrival."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    """Same key, other payload: in quarantine."""
    UNKNOWN_DEVICE = "unknown-device"
    """In quarantine until the device is registered or the time is over."""
    QUARANTINE_FULL = "quarantine-full"
    """Not stored: quarantine has a cap."""
    SIMULATED = "simulated"
    IGNORED = "ignored"
    """An event that carries nothing for us."""
    FUTURE = "future"
    MALFORMED = "malformed"


DISCARDED = "discarded by staff"
"""Reason of quarantined frames that nobody wants; they go with the quarantine's time."""


class DeviceState(StrEnum):
    """How a device is, in one word."""

    WORKING = "working"
    SILENT = "silent"
    """Not heard for longer than its profile allows."""
    NEVER_SEEN = "neverSeen"
    OUT_OF_SERVICE = "outOfService"


def device_state(
    *, in_service: bool, last_seen_at: datetime | None, stale_after: timedelta, now: datetime
) -> DeviceState:
    """The state of a device at `now`."""
    if not in_service:
        return DeviceState.OUT_OF_SERVICE
    if last_seen_at is None:
        return DeviceState.NEVER_SEEN
    return DeviceState.SILENT if now - last_seen_at > stale_after else DeviceState.WORKING


FrameKey = tuple[str, str, str, int]
"""(devEUI, kind, session, counter): one message, whichever way it came."""


def refusal(uplink: Uplink, *, production: bool) -> Outcome | None:
    """Why this uplink is not stored; None when it is."""
    if uplink.simulated and production:
        return Outcome.SIMULATED
    if uplink.observed_at > uplink.received_at + FUTURE_TOLERANCE:
        return Outcome.FUTURE
    return None


def frame_key(uplink: Uplink) -> FrameKey:
    """The key of an uplink. Events without a counter are told apart by their time."""
    session = uplink.session
    if uplink.kind in (Kind.STATUS, Kind.RESET):
        session = uplink.observed_at.isoformat()
    return (uplink.dev_eui, uplink.kind.value, session, uplink.f_cnt)


def after_counter_reset(key: FrameKey, reset_at: datetime) -> FrameKey:
    """The key in the counter's second life, when the network server let it start again within one session."""
    dev_eui, kind, session, f_cnt = key
    return (dev_eui, kind, f"{session}~{int(reset_at.timestamp())}", f_cnt)


def is_in_next_life(stored_at: datetime, observed_at: datetime, reset_at: datetime | None) -> bool:
    """True when the counter was reset between the stored frame and this one: equal keys are then two messages."""
    return reset_at is not None and stored_at < reset_at <= observed_at


def variant_of(f_port: int, payload: bytes) -> str:
    """Tells payloads under one key apart."""
    return hashlib.blake2b(bytes([f_port]) + payload, digest_size=8).hexdigest()


Rank = tuple[datetime, int, str]
"""(observed at, counter, session): a total order, so that every order of arrival ends in the same state."""


def is_late(rank: Rank, newest: Rank | None, received_at: datetime) -> bool:
    """True when a frame may only go to history: something newer is known, or it is too old to say how things are."""
    too_old = received_at - rank[0] > HISTORY_ONLY_AFTER
    return too_old or (newest is not None and rank < newest)
