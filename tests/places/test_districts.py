"""Districts: the official ones, in force, and every point in at most one of them."""

import json
from datetime import date
from uuid import uuid4

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from backend.core.geo import Point
from backend.core.places import DistrictLookup
from backend.places.districts import DistrictIndex, DistrictRecord
from backend.places.records import ImportResult

TOENISVORST = Point(51.3206, 6.4680)
"""West of the city, but inside the box around it."""


def square(code: str, west: float, *, level: str = "district", size: float = 1.0) -> DistrictRecord:
    ring = [[west, 0], [west + size, 0], [west + size, 1], [west, 1], [west, 0]]
    return DistrictRecord(
        id=uuid4(),
        level=level,  # type: ignore[arg-type] -- the caller says one of the three
        code=code,
        name=f"Area {code}",
        geometry=json.dumps({"type": "Polygon", "coordinates": [ring]}),
        valid_from=date(2025, 11, 1),
        source="test",
        licence="CC0-1.0",
    )


def test_there_are_five_boroughs_19_districts_and_one_outline(areas: list[DistrictRecord]) -> None:
    levels = [area.level for area in areas]
    assert (levels.count("borough"), levels.count("district"), levels.count("outline")) == (5, 19, 1)
    assert {area.name for area in areas if area.level == "borough"} == {"Mitte", "West", "Nord", "Ost", "Süd"}
    assert {area.valid_from for area in areas if area.level != "outline"} == {date(2025, 11, 1)}


def test_inhabitants_add_up_on_both_levels(areas: list[DistrictRecord]) -> None:
    for level in ("borough", "district"):
        counted = [area for area in areas if area.level == level]
        assert sum(area.inhabitants or 0 for area in counted) == 236_997
        assert {area.inhabitants_on for area in counted} == {date(2024, 12, 31)}


def test_inhabitants_of_a_borough_are_those_of_its_districts(areas: list[DistrictRecord]) -> None:
    for borough in (area for area in areas if area.level == "borough"):
        parts = [area.inhabitants or 0 for area in areas if area.level == "district" and area.parent == borough.code]
        assert sum(parts) == borough.inhabitants


def test_each_genuine_place_lies_in_exactly_one_district(genuine: ImportResult, areas: list[DistrictRecord]) -> None:
    shapes = {area.code: shapely.from_geojson(area.geometry) for area in areas if area.level == "district"}
    for place in genuine.places:
        position = shapely.Point(place.lon, place.lat)
        assert [code for code, shape in shapes.items() if shape.intersects(position)] == [place.district], place.name


@pytest.mark.parametrize(
    ("name", "district", "borough"),
    [
        ("Rathaus", "Stadtmitte", "Mitte"),
        ("Badezentrum Bockum", "Bockum", "Nord"),
        ("Zooparkplatz (Park + Ride)", "Bockum", "Nord"),
    ],
)
def test_well_known_places_lie_where_everybody_knows(
    genuine: ImportResult, districts: DistrictIndex, name: str, district: str, borough: str
) -> None:
    place = next(place for place in genuine.places if place.name == name)
    found, above = districts.district(place.district), districts.borough_of(place.district)
    assert (found and found.name, above and above.name) == (district, borough)


@pytest.mark.parametrize("point", [TOENISVORST, Point(51.45, 6.6), Point(0, 0), Point(-90, 180), Point(90, -180)])
def test_a_point_outside_the_city_has_no_district(districts: DistrictIndex, point: Point) -> None:
    lookup: DistrictLookup = districts
    assert lookup.district_at(point) is None


def test_a_common_border_belongs_to_the_lower_number_whatever_the_order() -> None:
    areas = [square("020", 1.0), square("010", 2.0), square("030", 0.0)]
    for order in (areas, areas[::-1]):
        index = DistrictIndex(order)
        assert index.district_at(Point(0.5, 2.0)) == "010"
        assert index.district_at(Point(0.5, 1.0)) == "020"
        assert index.district_at(Point(0.0, 0.5)) == "030"


def test_a_hair_thin_gap_belongs_to_the_nearest_district_inside_the_outline_only() -> None:
    areas = [square("010", 0.0, size=0.999), square("020", 1.0)]
    gap = Point(0.5, 0.9992)
    assert DistrictIndex(areas).district_at(gap) is None
    assert DistrictIndex([*areas, square("x", 0.0, level="outline", size=2.0)]).district_at(gap) == "010"


def test_without_districts_every_point_is_outside() -> None:
    assert DistrictIndex(()).district_at(Point(51.33, 6.56)) is None


def test_a_district_is_in_force_from_its_first_day_until_the_day_it_ends() -> None:
    area = square("010", 0.0)
    ended = DistrictRecord(**{**{f: getattr(area, f) for f in area.__struct_fields__}, "valid_to": date(2026, 1, 1)})
    assert not area.in_force(date(2025, 10, 31))
    assert area.in_force(date(2025, 11, 1))
    assert ended.in_force(date(2025, 12, 31))
    assert not ended.in_force(date(2026, 1, 1))


@given(lat=st.floats(51.28, 51.42), lon=st.floats(6.46, 6.73))
def test_inside_the_outline_every_point_has_a_district(
    districts: DistrictIndex, areas: list[DistrictRecord], lat: float, lon: float
) -> None:
    outline = next(shapely.from_geojson(area.geometry) for area in areas if area.level == "outline")
    code = districts.district_at(Point(lat, lon))
    if outline.contains(shapely.Point(lon, lat)):
        assert code is not None
    elif code is not None:
        assert outline.distance(shapely.Point(lon, lat)) < 0.002
