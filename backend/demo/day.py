"""One believable day of one synthetic parking sensor, the same every time for the same device and date.

Cars come and go by hour and weekday. Between changes the sensor sends a heartbeat. Now and then a sensor falls silent
for hours, restarts, or the network delivers a frame twice, because all that happens on real streets.
"""

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import msgspec

from backend.demo.payloads import Report

HEARTBEAT_EVERY = timedelta(minutes=50)
_STEP = timedelta(minutes=5)
_SUNDAY, _SATURDAY = 6, 5
_WEEKDAY_TAKEN = (14, 12, 10, 10, 12, 18, 32, 50, 66, 76, 84, 88, 86, 82, 80, 82, 86, 88, 80, 66, 52, 40, 28, 20)
_SATURDAY_TAKEN = (18, 16, 12, 10, 10, 12, 18, 30, 48, 66, 80, 90, 94, 94, 92, 88, 82, 74, 64, 56, 50, 44, 36, 26)
_SUNDAY_TAKEN = (20, 18, 14, 12, 10, 10, 12, 16, 24, 34, 42, 46, 48, 50, 52, 52, 50, 46, 42, 38, 32, 26, 22, 20)
"""Percent of bays taken by local hour."""
_STAY_MINUTES = (18.0, 75.0)
_LONGEST_GAP_MINUTES = 360.0
_SILENT_SHARE, _RESTART_SHARE, _TWICE_SHARE = 1 / 40, 1 / 25, 1 / 30
_SILENT_HOURS = (4.0, 8.0)
_STARTUP_TO_STATUS_SECONDS = (120.0, 360.0)


class Sending(msgspec.Struct, frozen=True, order=True):
    """One frame of a local day. `life` counts the sensor's restarts within the day, `f_cnt` frames within a life."""

    at: datetime
    day: date
    life: int
    f_cnt: int
    report: str
    occupied: bool
    temperature: int
    twice: bool


class _Moment(msgspec.Struct, frozen=True, order=True):
    at: datetime
    report: str
    occupied: bool


def plan_day(dev_eui: str, day: date, zone: ZoneInfo) -> list[Sending]:
    """What this device sends on this local day, in order."""
    dice = Random(f"{dev_eui} {day.isoformat()}")
    start, end = _bounds(day, zone)
    changes = _changes(dice, day, zone, start, end)
    restart_at = start + (end - start) * dice.random() if dice.random() < _RESTART_SHARE else None
    moments = _with_heartbeats(dice, changes, end)
    if restart_at is not None:
        moments = sorted(moments + _restart(dice, changes, restart_at))
    if dice.random() < _SILENT_SHARE:
        begin = start + (end - start) * dice.uniform(0.2, 0.7)
        until = begin + timedelta(hours=dice.uniform(*_SILENT_HOURS))
        moments = [moment for moment in moments if not begin <= moment.at < until]
    return _count(dice, [moment for moment in moments if moment.at < end], day, zone)


def _bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Local midnight to local midnight: 23 or 25 hours when the clocks change."""
    midnight = [datetime.combine(day + timedelta(days=more), time(), zone).astimezone(UTC) for more in (0, 1)]
    return midnight[0], midnight[1]


def _taken_share(day: date, hour: int) -> float:
    percent = {_SUNDAY: _SUNDAY_TAKEN, _SATURDAY: _SATURDAY_TAKEN}.get(day.weekday(), _WEEKDAY_TAKEN)[hour]
    return percent / 100


def _changes(dice: Random, day: date, zone: ZoneInfo, start: datetime, end: datetime) -> list[_Moment]:
    """Arrivals and departures: in each step a chance that keeps the share of taken bays near the hour's."""
    popularity = dice.uniform(0.6, 1.1)
    stay = dice.uniform(*_STAY_MINUTES)
    occupied = dice.random() < _taken_share(day, 0) * popularity
    moments = [_Moment(start + timedelta(seconds=dice.uniform(1, 90)), Report.STATUS, occupied)]
    at = start + _STEP
    while at < end:
        share = min(0.97, _taken_share(day, at.astimezone(zone).hour) * popularity)
        gap = min(_LONGEST_GAP_MINUTES, stay * (1 - share) / share)
        mean = stay if occupied else gap
        if dice.random() < 1 - math.exp(-_STEP.total_seconds() / 60 / mean):
            occupied = not occupied
            moments.append(_Moment(at + _STEP * dice.random(), Report.STATUS, occupied))
        at += _STEP
    return moments


def _with_heartbeats(dice: Random, changes: Sequence[_Moment], end: datetime) -> list[_Moment]:
    moments: list[_Moment] = []
    for number, change in enumerate(changes):
        until = changes[number + 1].at if number + 1 < len(changes) else end
        moments.append(change)
        at = change.at + HEARTBEAT_EVERY * dice.uniform(0.9, 1.1)
        while at < until:
            moments.append(_Moment(at, Report.HEARTBEAT, change.occupied))
            at += HEARTBEAT_EVERY
    return moments


def _restart(dice: Random, changes: Sequence[_Moment], at: datetime) -> list[_Moment]:
    """A start-up frame, and a status once the sensor has looked again."""
    seen_at = at + timedelta(seconds=dice.uniform(*_STARTUP_TO_STATUS_SECONDS))
    return [
        _Moment(at, Report.STARTUP, _state_at(changes, at)),
        _Moment(seen_at, Report.STATUS, _state_at(changes, seen_at)),
    ]


def _state_at(changes: Sequence[_Moment], at: datetime) -> bool:
    return next((change.occupied for change in reversed(changes) if change.at <= at), changes[0].occupied)


def _count(dice: Random, moments: Sequence[_Moment], day: date, zone: ZoneInfo) -> list[Sending]:
    """Give every frame its counter; a restart begins a new life at zero."""
    sendings: list[Sending] = []
    life = f_cnt = 0
    for moment in moments:
        if moment.report == Report.STARTUP:
            life, f_cnt = life + 1, 0
        sendings.append(
            Sending(
                at=moment.at,
                day=day,
                life=life,
                f_cnt=f_cnt,
                report=moment.report,
                occupied=moment.occupied,
                temperature=_temperature(moment.at.astimezone(zone)),
                twice=dice.random() < _TWICE_SHARE,
            )
        )
        f_cnt += 1
    return sendings


def _temperature(local: datetime) -> int:
    """A rough yearly and daily course for the housing, in degrees Celsius; nobody is shown it."""
    yearly = -math.cos((local.timetuple().tm_yday - 20) / 365 * 2 * math.pi) * 9 + 10
    daily = -math.cos((local.hour - 3) / 24 * 2 * math.pi) * 5
    return round(yearly + daily)
