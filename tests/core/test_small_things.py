"""Clock, ids, geography, languages and problems."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from backend.core.clock import parse_instant
from backend.core.errors import InvalidRequest, NotFound
from backend.core.geo import BBox, Point, distance_m, walking_minutes
from backend.core.i18n import Translations, gettext_id, negotiate, text_direction
from backend.core.ids import new_id

LOCALES = ("de", "de-simple", "en", "tr", "uk", "ru", "ar", "pl", "fr")


def test_nanoseconds_and_offsets_become_utc() -> None:
    assert parse_instant("2020-02-12T16:15:45.789585559+01:00") == datetime(2020, 2, 12, 15, 15, 45, 789585, UTC)
    assert parse_instant("2020-02-12T15:15:45Z") == datetime(2020, 2, 12, 15, 15, 45, tzinfo=UTC)
    assert parse_instant("2020-02-12T15:15:45.5Z").microsecond == 500000


@pytest.mark.parametrize("text", ["2020-02-12T15:15:45", "yesterday", ""])
def test_a_time_without_offset_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_instant(text)


def test_ids_are_version_7_and_sort_by_time() -> None:
    ids = [new_id() for _ in range(200)]
    assert {value.version for value in ids} == {7}
    assert ids == sorted(ids)


def test_distance_is_symmetric_and_right_for_a_known_pair() -> None:
    town_hall, station = Point(51.333621, 6.559249), Point(51.325827, 6.569089)
    assert distance_m(town_hall, station) == pytest.approx(1104, abs=5)
    assert distance_m(town_hall, station) == distance_m(station, town_hall)
    assert walking_minutes(923) == 15
    assert walking_minutes(1) == 1
    assert BBox(6.0, 51.0, 7.0, 52.0).contains(Point(51.0, 6.0))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("de-simple, en;q=0.5", "de-simple"),
        ("fr-CA, en;q=0.9", "fr"),
        ("xx, uk;q=0.2", "uk"),
        ("en;q=0, tr", "tr"),
        ("", "de"),
        (None, "de"),
        ("*;q=bad,,;;", "de"),
    ],
)
def test_the_reader_gets_the_best_language(header: str | None, expected: str) -> None:
    assert negotiate(header, LOCALES) == expected


def test_plain_language_keeps_its_own_catalogue() -> None:
    assert gettext_id("de-simple") == "de@simple"
    assert text_direction("ar") == "rtl"
    assert text_direction("de-simple") == "ltr"


def test_a_problem_has_a_stable_code_and_falls_back_to_german(tmp_path: Path) -> None:
    document = NotFound().document(Translations(tmp_path, LOCALES), "en", instance="/x")
    assert (document.status, document.code, document.type) == (404, "not-found", "/api/docs/problems#not-found")
    assert document.detail == NotFound.detail
    assert InvalidRequest().document(Translations(tmp_path, LOCALES), "de").errors is None


def test_an_aware_time_of_any_zone_is_the_same_instant() -> None:
    berlin = timezone(timedelta(hours=2))
    assert parse_instant(datetime(2026, 6, 1, 12, tzinfo=berlin).isoformat()) == datetime(2026, 6, 1, 10, tzinfo=UTC)
