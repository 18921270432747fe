"""Opening hours and public holidays."""

from datetime import UTC, date, datetime

import pytest

from backend.parking.holidays import easter_sunday, is_public_holiday, public_holidays
from backend.parking.hours import HoursInvalid, parse_hours

ZONE = "Europe/Berlin"
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_open_and_next_change_in_utc():
    hours = parse_hours("Mo-Sa 07:00-21:00", ZONE, owner="garage")
    assert hours.is_open(MONDAY)
    assert hours.next_change(MONDAY) == datetime(2026, 11, 23, 20, tzinfo=UTC)
    assert not hours.is_open(datetime(2026, 11, 22, 12, tzinfo=UTC))


def test_always_open_never_changes():
    hours = parse_hours("24/7", ZONE, owner="garage")
    assert hours.next_change(MONDAY) is None
    assert hours.open_intervals(MONDAY) == [(MONDAY, datetime(2026, 11, 30, 12, tzinfo=UTC))]


def test_intervals_of_a_week_are_cut_at_now():
    intervals = parse_hours("Mo-Sa 07:00-21:00", ZONE, owner="garage").open_intervals(MONDAY)
    assert intervals[0] == (MONDAY, datetime(2026, 11, 23, 20, tzinfo=UTC))
    assert len(intervals) == 7
    assert all(start < end for start, end in intervals)


def test_hours_keep_local_time_when_the_clocks_change():
    hours = parse_hours("Mo-Su 08:00-20:00", ZONE, owner="garage")
    summer, winter = datetime(2026, 10, 24, 6, 30, tzinfo=UTC), datetime(2026, 10, 25, 6, 30, tzinfo=UTC)
    assert hours.is_open(summer)
    assert not hours.is_open(winter)


def test_unreadable_hours_name_their_site():
    with pytest.raises(HoursInvalid, match="Parkhaus am Markt"):
        parse_hours("Mo-Xx 7 bis 8", ZONE, owner="Parkhaus am Markt")


@pytest.mark.parametrize(
    ("year", "easter"),
    [(2024, date(2024, 3, 31)), (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)), (2038, date(2038, 4, 25))],
)
def test_easter(year, easter):
    assert easter_sunday(year) == easter


def test_state_holidays_are_added_to_the_nationwide_ones():
    assert len(public_holidays(2026, "NW")) == 11
    assert is_public_holiday(date(2026, 6, 4), "NW")  # Corpus Christi
    assert is_public_holiday(date(2026, 11, 1), "NW")  # All Saints
    assert not is_public_holiday(date(2026, 11, 1), "BE")
    assert not is_public_holiday(date(2026, 11, 23), "NW")
