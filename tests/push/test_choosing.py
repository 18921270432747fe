"""Who is told of an alarm."""

from typing import Any

import msgspec
import pytest

from backend.core.alarms import Alarm, AlarmArea
from backend.push.choosing import is_quiet, wants
from tests.push.test_sending import alarm

NOON, NIGHT = 12 * 60, 3 * 60 + 10


class Chosen(msgspec.Struct):
    """As it is stored."""

    severity: str = "severe"
    districts: str = "[]"
    cell: str | None = None
    categories: str = "[]"
    quiet_from: int | None = None
    quiet_until: int | None = None
    exercises: bool = False


HULS = AlarmArea(districts=("160",), cells=("u1hegf",))
QUIET: dict[str, Any] = {"quiet_from": 22 * 60, "quiet_until": 7 * 60}


@pytest.mark.parametrize(
    ("chosen", "rung", "minute", "is_told"),
    [
        (Chosen(), alarm(), NOON, True),
        (Chosen(), alarm(severity="moderate"), NOON, False),
        (Chosen(severity="minor"), alarm(severity="unknown"), NOON, True),
        (Chosen(districts='["010"]'), alarm(area=HULS), NOON, False),
        (Chosen(districts='["010","160"]'), alarm(area=HULS), NOON, True),
        (Chosen(cell="u1hegf"), alarm(area=HULS), NOON, True),
        (Chosen(cell="u1hegg"), alarm(area=HULS), NOON, False),
        (Chosen(), alarm(area=HULS), NOON, True),
        (Chosen(categories='["Met"]'), alarm(categories=("Fire",)), NOON, False),
        (Chosen(categories='["Met","Fire"]'), alarm(categories=("Fire",)), NOON, True),
        (Chosen(categories='["Met"]'), alarm(), NOON, True),
        (Chosen(**QUIET), alarm(), NIGHT, False),
        (Chosen(**QUIET), alarm(), NOON, True),
        (Chosen(**QUIET, districts='["010"]'), alarm(area=HULS, severity="extreme"), NIGHT, True),
        (Chosen(), alarm(exercise=True, severity="extreme"), NOON, False),
        (Chosen(exercises=True), alarm(exercise=True), NOON, True),
    ],
)
def test_a_phone_is_told_of_what_it_chose(chosen: Chosen, rung: Alarm, minute: int, is_told: bool) -> None:
    assert wants(chosen, rung, minute) is is_told


def test_quiet_hours_go_over_midnight_or_not() -> None:
    assert [is_quiet(60, 120, minute) for minute in (59, 60, 119, 120)] == [False, True, True, False]
    assert [is_quiet(1320, 420, minute) for minute in (1319, 1320, 0, 419, 420)] == [False, True, True, True, False]
    assert not is_quiet(None, None, 0)
