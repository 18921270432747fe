"""Which Stadtteile a message concerns, with the genuine city."""

from typing import Any

import pytest
import shapely

from backend.alerts.areas import AREA_PARAMETER, CityAreas, bounds, holds_city
from backend.alerts.cap.model import Alert, Area, Circle, NamedValue
from backend.alerts.inside import is_inside
from tests.alerts.conftest import GenuineShapes
from tests.alerts.kit import CENTRE, CITY_ARS, DISC, WHOLE_CITY, alert, info, square
from tests.alerts.test_cap_files import READ, load

LAT, LON = CENTRE
ALL = 19
UERDINGEN = (51.352, 6.644)


def over(*areas: Area, ars: str | None = None) -> Alert:
    parameters = () if ars is None else (NamedValue(AREA_PARAMETER, ars),)
    return alert(infos=(info(areas=areas, parameters=parameters),))


def coded(name: str, value: str) -> Alert:
    return over(Area(description="x", geocodes=(NamedValue(name, value),)))


def test_a_drawing_inside_one_stadtteil_concerns_that_one(areas: CityAreas) -> None:
    concern = areas.concern(over(square(*UERDINGEN, 0.004)))
    assert (concern.whole_city, concern.districts) == (False, ("180",))
    assert is_inside(concern.geometry or [], UERDINGEN[1], UERDINGEN[0])


def test_a_street_block_is_found_although_it_is_smaller_than_a_hectare(areas: CityAreas) -> None:
    concern = areas.concern(over(square(*UERDINGEN, 0.0002)))
    assert concern.districts == ("180",)


def test_a_circle_around_the_town_hall_reaches_its_neighbours(areas: CityAreas) -> None:
    concern = areas.concern(over(Area(description="x", circles=(Circle(LAT, LON, 2.0),))))
    assert not concern.whole_city
    assert {"010", "040"} <= set(concern.districts) < {f"{number:03}" for number in range(10, 200, 10)}


def test_a_drawing_over_everything_is_the_whole_city(areas: CityAreas) -> None:
    concern = areas.concern(over(square(LAT, LON, 0.5)))
    assert (concern.whole_city, len(concern.districts)) == (True, ALL)
    west, south, east, north = bounds(concern.geometry) or (0, 0, 0, 0)
    assert (west, south, east, north) == pytest.approx(areas.window, abs=1e-4)  # exact here, cut off further out


def test_a_drawing_across_the_city_line_concerns_what_lies_inside(areas: CityAreas) -> None:
    concern = areas.concern(over(square(51.335, 6.72, 0.03)))
    assert concern.districts
    assert not concern.whole_city


def test_a_drawing_that_only_touches_the_city_line_is_not_ours(areas: CityAreas) -> None:
    assert areas.concern(over(square(51.335, 6.85, 0.03))).concerns is False
    grazing = Area(description="x", circles=(Circle(51.2, 6.56, 9.0),))
    assert areas.concern(over(grazing)).concerns is False


async def test_a_sliver_over_the_city_line_is_not_ours_and_more_than_that_is(areas: CityAreas) -> None:
    shape = await GenuineShapes().district_shapes()
    outline = shapely.from_geojson(shape.outline or "")
    lon, lat = max(shapely.get_coordinates(outline), key=lambda point: point[1])  # the northernmost corner
    sliver, piece = (over(square(lat + 0.03 - reach, lon, 0.03)) for reach in (0.0001, 0.005))
    assert areas.concern(sliver).concerns is False
    assert areas.concern(piece).concerns is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARNCELLID", "105114000"),
        ("WARNCELLID", "805114000"),
        ("AGS", "05114000"),
        ("SHN", CITY_ARS),
        ("ARS", "050000000000"),
        ("ARS", "000000000000"),
    ],
)
def test_a_code_of_the_city_or_of_what_it_belongs_to_is_the_whole_city(areas: CityAreas, name: str, value: str) -> None:
    concern = areas.concern(coded(name, value))
    assert (concern.whole_city, len(concern.districts), concern.geometry) == (True, ALL, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARNCELLID", "105113000"),
        ("WARNCELLID", "05114000"),
        ("AGS", "06114000"),
        ("ARS", "051110000000"),
        ("ARS", "100000000000"),
        ("ARS", "05114"),
        ("AreaId", "0"),
        ("Krefeld", "100001"),
        ("SAME", "005114"),
    ],
)
def test_other_codes_are_not_ours(areas: CityAreas, name: str, value: str) -> None:
    assert areas.concern(coded(name, value)).concerns is False


@pytest.mark.parametrize(
    ("code", "expected"),
    [("051140000000", True), ("051100000000", True), ("051200000000", False), ("0511400000x0", False), ("", False)],
)
def test_keys_are_compared_by_their_beginning(code: str, expected: bool) -> None:
    assert holds_city(code, 12, CITY_ARS) is expected


def test_the_list_of_the_federal_api_names_the_city_among_others(areas: CityAreas) -> None:
    area = Area(description="Land")
    assert areas.concern(over(area, ars=f"064110000000, {CITY_ARS},066110000000")).whole_city
    assert areas.concern(over(area, ars="064110000000,066110000000")).concerns is False


def test_a_wrong_drawing_does_not_hide_a_warning_that_names_the_city(areas: CityAreas) -> None:
    concern = areas.concern(over(square(10.0, 60.0), ars=CITY_ARS))
    assert (concern.whole_city, concern.geometry) == (True, None)


def test_the_drawing_decides_where_code_and_drawing_both_name_the_city(areas: CityAreas) -> None:
    concern = areas.concern(over(square(*UERDINGEN, 0.004), WHOLE_CITY, ars=CITY_ARS))
    assert concern.districts == ("180",)


def test_nothing_drawn_and_nothing_named_is_not_ours(areas: CityAreas) -> None:
    assert areas.concern(alert(infos=(info(areas=()),))).concerns is False
    assert areas.concern(alert(infos=())).concerns is False


@pytest.mark.parametrize("name", [name for name in READ if "no_optional" not in name])
def test_real_warnings_of_elsewhere_are_not_ours(areas: CityAreas, name: str) -> None:
    assert areas.concern(load(name)).concerns is False


def test_texts_in_many_languages_do_not_multiply_the_area(areas: CityAreas) -> None:
    texts: Any = tuple(info(language=language, areas=(DISC,)) for language in ("de", "en", "ar"))
    assert areas.concern(alert(infos=texts)) == areas.concern(over(DISC))
