"""Usually free? An honest baseline: quantiles over comparable hours, and silence where there are too few.

A back-test compares it with two naive guesses, so that everybody can see what the forecast is worth.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import msgspec

from backend.parking.holidays import is_public_holiday
from backend.parking.schemas import Accuracy, Forecast, ForecastSlot

LOOK_BACK = timedelta(weeks=8)
MINIMUM_DAYS = 4
"""Fewer comparable days than this are anecdotes."""
HOLIDAY = 7
"""Day class of public holidays, after Monday (0) to Sunday (6)."""
HORIZON_HOURS = 2
"""Back-test question: what will it be when I arrive in two hours?"""


class HourSample(msgspec.Struct, frozen=True):
    """Mean share of free bays (0 to 1) of a site in the hour that begins at `hour_at` (UTC)."""

    hour_at: datetime
    free_share: float


class Calendar(msgspec.Struct, frozen=True):
    """Local days: zone name and holiday region."""

    timezone: str
    region: str

    def slot(self, moment: datetime) -> tuple[int, int]:
        """Day class (0 to 7) and local hour of a moment."""
        local = moment.astimezone(ZoneInfo(self.timezone))
        return (HOLIDAY if is_public_holiday(local.date(), self.region) else local.weekday()), local.hour


def quantile(ordered: Sequence[float], q: float) -> float:
    """Quantile of ascending values with linear interpolation (Hyndman and Fan type 7)."""
    position = (len(ordered) - 1) * q
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)


def build_forecast(samples: Sequence[HourSample], calendar: Calendar, now: datetime) -> Forecast | None:
    """Forecast of a site from its hours of the last eight weeks; None when no slot has enough days."""
    recent = [sample for sample in samples if now - LOOK_BACK <= sample.hour_at < now]
    by_slot: dict[tuple[int, int], list[float]] = defaultdict(list)
    for sample in recent:
        by_slot[calendar.slot(sample.hour_at)].append(sample.free_share)
    slots = [
        _slot(weekday, hour, sorted(shares))
        for (weekday, hour), shares in sorted(by_slot.items())
        if len(shares) >= MINIMUM_DAYS
    ]
    if not slots:
        return None
    span = max(sample.hour_at for sample in recent) - min(sample.hour_at for sample in recent)
    return Forecast(
        timezone=calendar.timezone,
        based_on_weeks=max(1, ceil(span / timedelta(weeks=1))),
        slots=slots,
        accuracy=back_test(recent, calendar),
    )


def _slot(weekday: int, hour: int, shares: Sequence[float]) -> ForecastSlot:
    low, median, high = (round(quantile(shares, q), 3) for q in (0.1, 0.5, 0.9))
    return ForecastSlot(weekday=weekday, hour=hour, low=low, median=median, high=high, days=len(shares))


def back_test(
    samples: Sequence[HourSample], calendar: Calendar, *, horizon_hours: int = HORIZON_HOURS
) -> Accuracy | None:
    """Mean absolute errors over all hours where forecast and both naive guesses exist; None without such an hour.

    Each hour is predicted from earlier days only. `same as now` is the share `horizon_hours` before.
    """
    shares = {sample.hour_at: sample.free_share for sample in samples}
    errors: list[list[float]] = []
    earlier: dict[tuple[int, int], list[float]] = defaultdict(list)
    for moment in sorted(shares):
        past = earlier[calendar.slot(moment)]
        naive = _naive_guesses(shares, moment, horizon_hours)
        if len(past) >= MINIMUM_DAYS and naive is not None:
            errors.append([abs(guess - shares[moment]) for guess in (quantile(sorted(past), 0.5), *naive)])
        past.append(shares[moment])
    if not errors:
        return None
    means = [round(sum(column) / len(errors), 4) for column in zip(*errors, strict=True)]
    return Accuracy(
        cases=len(errors),
        horizon_hours=horizon_hours,
        forecast_error=means[0],
        same_as_now_error=means[1],
        last_week_error=means[2],
    )


def _naive_guesses(
    shares: Mapping[datetime, float], moment: datetime, horizon_hours: int
) -> tuple[float, float] | None:
    now = shares.get(moment - timedelta(hours=horizon_hours))
    last_week = shares.get(moment - timedelta(weeks=1))
    return None if now is None or last_week is None else (now, last_week)
