"""Forecasts, their back-test, and hourly figures from bay history."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from backend.parking.forecast import HOLIDAY, Calendar, HourSample, back_test, build_forecast, quantile
from backend.parking.occupancy import BayUsage, SiteHour, bay_usage, site_hour, summarise
from backend.parking.rules import Change

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = datetime(2026, 11, 23, 10, tzinfo=UTC)
CALENDAR = Calendar("Europe/Berlin", "NW")
SITE = UUID(int=1)


def weekly(weeks: int, share=lambda at: 0.5) -> list[HourSample]:
    start = NOW - timedelta(weeks=weeks)
    hours = (start + timedelta(hours=n) for n in range(weeks * 168))
    return [HourSample(at, share(at)) for at in hours]


def test_quantile_interpolates():
    assert quantile([0.0, 1.0], 0.5) == 0.5
    assert quantile([0.1, 0.2, 0.3, 0.4, 0.5], 0.9) == pytest.approx(0.46)
    assert quantile([0.7], 0.1) == 0.7


def test_three_comparable_days_are_silence():
    assert build_forecast(weekly(3), CALENDAR, NOW) is None


def test_four_weeks_give_every_hour_of_the_week():
    forecast = build_forecast(weekly(4), CALENDAR, NOW)
    slots = {(slot.weekday, slot.hour) for slot in forecast.slots}
    # All Saints (Sunday, 1 November) is no ordinary Sunday: three Sundays are left, and they stay silent.
    assert slots == {(day, hour) for day in range(6) for hour in range(24)}
    assert {slot.days for slot in forecast.slots} == {4}
    assert forecast.based_on_weeks == 4


def test_range_holds_the_median_and_follows_local_hours():
    busy = weekly(8, lambda at: 0.1 if CALENDAR.slot(at)[1] == 12 else 0.9)
    forecast = build_forecast(busy, CALENDAR, NOW)
    assert {slot.median for slot in forecast.slots if slot.hour == 12} == {0.1}
    assert {slot.median for slot in forecast.slots if slot.hour == 13} == {0.9}
    assert all(slot.low <= slot.median <= slot.high for slot in forecast.slots)


def test_older_than_eight_weeks_does_not_count():
    old = [HourSample(sample.hour_at - timedelta(weeks=9), 0.0) for sample in weekly(5)]
    assert build_forecast(old, CALENDAR, NOW) is None


def test_public_holidays_are_a_class_of_their_own():
    assert CALENDAR.slot(datetime(2026, 12, 25, 12, tzinfo=UTC)) == (HOLIDAY, 13)
    assert CALENDAR.slot(datetime(2026, 12, 24, 23, 30, tzinfo=UTC)) == (HOLIDAY, 0)


def test_back_test_prefers_the_forecast_where_the_day_has_a_shape():
    # Busy and quiet hours follow each other, and one odd day in week two makes "last week" a bad guide for a day.
    pattern = weekly(8, lambda at: 0.2 if CALENDAR.slot(at)[1] // 2 % 2 else 0.8)
    odd_day = NOW - timedelta(days=10)
    odd = [
        HourSample(hour.hour_at, 1 - hour.free_share) if abs(hour.hour_at - odd_day) < timedelta(hours=12) else hour
        for hour in pattern
    ]
    accuracy = back_test(odd, CALENDAR)
    assert accuracy.cases > 300
    assert accuracy.forecast_error < accuracy.same_as_now_error
    assert accuracy.forecast_error < accuracy.last_week_error


def test_back_test_needs_history():
    assert back_test(weekly(2), CALENDAR) is None


def change(minute: float, now: str, before: str = "unknown") -> Change:
    values = {"taken": True, "free": False, "unknown": None}
    return Change(at=HOUR + timedelta(minutes=minute), occupied=values[now], was=values[before])


def test_hour_is_weighted_by_time():
    history = [change(-30, "taken"), change(15, "free", "taken"), change(45, "taken", "free")]
    usage = bay_usage(history, HOUR, HOUR + timedelta(hours=9))
    assert (usage.known_s, usage.free_s) == (3600, 1800)


def test_silence_is_neither_free_nor_taken():
    usage = bay_usage([change(-30, "free"), change(20, "unknown", "free")], HOUR, None)
    assert (usage.known_s, usage.free_s) == (1200, 1200)
    assert bay_usage([change(-30, "free")], HOUR, HOUR + timedelta(minutes=6)).known_s == 360
    assert bay_usage([], HOUR, None) == BayUsage()


def test_stay_counts_in_the_hour_it_ends_when_its_beginning_was_seen():
    seen = [change(-50, "taken", "free"), change(10, "free", "taken")]
    assert (bay_usage(seen, HOUR, None).stays, bay_usage(seen, HOUR, None).stay_s) == (1, 3600)
    assert bay_usage([change(-50, "taken"), change(10, "free", "taken")], HOUR, None).stays == 0
    assert bay_usage([change(9.5, "taken", "free"), change(10, "free", "taken")], HOUR, None).stays == 0


def test_hour_with_little_knowledge_is_no_sample():
    assert site_hour(SITE, HOUR, [BayUsage(3600, 1800), BayUsage()]).free_share == 0.5
    assert site_hour(SITE, HOUR, [BayUsage(3600, 1800), BayUsage(), BayUsage()]) is None
    assert site_hour(SITE, HOUR, []) is None


def test_summary_of_a_site():
    hours = [
        SiteHour(site_id=SITE, hour_at=HOUR, bays=10, known_share=1, free_share=share, stays=5, stay_s=6000)
        for share in (0.2, 0.4)
    ]
    usage = summarise(hours)
    assert (usage.free_share, usage.turnover_per_bay_and_day, usage.mean_stay_minutes) == (0.3, 12.0, 20.0)
