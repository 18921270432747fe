"""Drawings of senders become clean areas; each odd case is defined."""

import random
from math import cos, pi, sin

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.alerts.cap.model import Area, Circle, Ring
from backend.alerts.geometry import area_m2, coordinates, region
from backend.alerts.inside import is_inside
from backend.core.geo import Point, distance_m
from tests.alerts.kit import CENTRE, square

HERE = Point(*CENTRE)
LAT, LON = CENTRE


def drawn(*rings: Ring, holes: tuple[Ring, ...] = ()) -> Area:
    return Area(description="x", polygons=rings, holes=holes)


def at(*points: tuple[float, float]) -> Ring:
    """Corners given as offsets (north, east) in hundredths of a degree."""
    return tuple((LAT + north / 100, LON + east / 100) for north, east in points)


def holds(area: Area, north: float, east: float) -> bool:
    return is_inside(coordinates(region([area], HERE)), LON + east / 100, LAT + north / 100)


def test_an_open_ring_is_closed() -> None:
    ring = at((0, 0), (0, 2), (2, 2), (2, 0))
    assert holds(drawn(ring), 1, 1)
    assert coordinates(region([drawn(ring)], HERE)) == coordinates(region([drawn((*ring, ring[0]))], HERE))


def test_a_ring_that_crosses_itself_counts_with_all_it_encloses() -> None:
    bow = drawn(at((0, 0), (2, 2), (2, 0), (0, 2), (0, 0)))
    assert holds(bow, 0.5, 1)
    assert holds(bow, 1.5, 1)
    assert not holds(bow, 1, 0.2)
    star = drawn(at((2, 0), (-1.6, 1.2), (0.6, -1.9), (0.6, 1.9), (-1.6, -1.2), (2, 0)))
    assert holds(star, 0, 0)  # the middle, which the odd-even rule would leave out


@pytest.mark.parametrize(
    "points", [(), ((0, 0),), ((0, 0), (1, 1)), ((0, 0), (1, 1), (0, 0)), ((0, 0), (1, 1), (2, 2))]
)
def test_too_few_corners_are_no_area(points: tuple[tuple[float, float], ...]) -> None:
    assert coordinates(region([drawn(at(*points))], HERE)) == []


def test_holes_are_cut_out_and_their_edge_still_counts() -> None:
    area = drawn(at((0, 0), (0, 4), (4, 4), (4, 0)), holes=(at((1, 1), (1, 3), (3, 3), (3, 1)),))
    assert holds(area, 0.5, 0.5)
    assert not holds(area, 2, 2)
    shape = coordinates(region([area], HERE))
    (_, hole) = shape[0]
    assert is_inside(shape, *hole[0])


def test_a_hole_that_covers_everything_leaves_nothing() -> None:
    ring = at((0, 0), (0, 4), (4, 4), (4, 0))
    assert coordinates(region([drawn(ring, holes=(ring,))], HERE)) == []


def test_a_circle_is_never_smaller_than_the_disc() -> None:
    shape = region([Area(description="x", circles=(Circle(LAT, LON, 1.0),))], HERE)
    edge = [distance_m(HERE, Point(lat, lon)) for lon, lat in coordinates(shape)[0][0]]
    assert 999 <= min(edge) <= max(edge) <= 1010
    assert area_m2(shape, HERE) == pytest.approx(3_141_593, rel=0.01)


@pytest.mark.parametrize("disc", [Circle(LAT, LON, 0.0), Circle(90.0, 0.0, 5.0), Circle(LAT, LON, 40_000.0)])
def test_a_circle_without_sense_is_no_area(disc: Circle) -> None:
    assert coordinates(region([Area(description="x", circles=(disc,))], HERE)) == []


def test_swapped_coordinates_are_swapped_back() -> None:
    right = square(LAT, LON)
    swapped = drawn(tuple((lon, lat) for lat, lon in right.polygons[0]))
    assert coordinates(region([swapped], HERE)) == coordinates(region([right], HERE))


def test_only_what_cannot_be_right_is_swapped() -> None:
    partly = drawn((*square(LAT, LON).polygons[0][:3], (LON, LAT)))  # one corner swapped: the sender's mistake stays
    assert coordinates(region([partly], HERE)) != coordinates(region([square(LAT, LON)], HERE))
    assert holds(drawn(((LON, LAT), *at((0, 2), (2, 2), (2, 0)))), 1.5, 1.5)  # and what is right still counts
    disc = Area(description="x", circles=(Circle(LON, LAT, 1.0),))
    assert holds(disc, 0, 0)


@pytest.mark.parametrize(
    "ring",
    [
        ((50.0, 179.9), (52.0, 179.9), (52.0, -179.9), (50.0, -179.9)),  # around the whole world instead of over a line
        ((-90.0, -180.0), (90.0, -180.0), (90.0, 180.0), (-90.0, 180.0)),
    ],
)
def test_what_spans_the_world_counts_as_it_stands(ring: Ring) -> None:
    assert holds(drawn(ring), 0, 0)


@pytest.mark.parametrize(
    "ring",
    [
        ((51.0, 181.0), (52.0, 181.0), (52.0, 182.0)),
        ((51.0, 366.0), (52.0, 366.0), (52.0, 367.0)),
        ((91.0, 200.0), (-91.0, 200.0), (0.0, -200.0)),
    ],
)
def test_degrees_beyond_the_date_line_are_no_area(ring: Ring) -> None:
    assert coordinates(region([drawn(ring)], HERE)) == []


def test_a_hole_in_a_tangle_and_a_hole_without_an_area_are_nothing_to_fear() -> None:
    hole = at((1, 1), (1, 3), (3, 3), (3, 1))
    assert coordinates(region([drawn(holes=(hole,))], HERE)) == []
    crossing = at((1, 1), (3, 3), (3, 1), (1, 3))
    area = drawn(at((0, 0), (0, 4), (4, 4), (4, 0)), holes=(crossing,))
    assert not holds(area, 1.5, 2)
    assert holds(area, 2, 1.2)


def test_a_hopeless_tangle_is_what_its_corners_span_and_costs_little() -> None:
    rolled = random.Random(1)
    tangle = at(*((rolled.uniform(0, 4), rolled.uniform(0, 4)) for _ in range(20_000)))  # exactly: hours
    assert holds(drawn(tangle), 2, 2)
    assert not holds(drawn(tangle), 5, 2)
    slivers = tuple(at(*((rolled.uniform(0, 4), rolled.uniform(0, 4)) for _ in range(3))) for _ in range(3_000))
    assert holds(drawn(*slivers), 2, 2)


def test_a_long_outline_with_one_slip_is_kept_exactly() -> None:
    turns = [2 * pi * corner / 5_000 for corner in range(5_000)]
    points = [(2 * cos(turn), 2 * sin(turn)) for turn in turns]
    points[100], points[101] = points[101], points[100]
    ring = drawn(at(*points))
    assert holds(ring, 1.3, 1.3)
    assert not holds(ring, 1.9, 1.9)


def test_a_drawing_far_away_stays_there() -> None:
    far = square(-30.0, 120.0)
    assert shapely.box(119, -31, 121, -29).contains(region([far], HERE))


DEGREES = st.floats(-400, 400) | st.sampled_from([0.0, -0.0, 1e300, -1e300, 5e-324, 51.33, 6.56])
WILD = st.lists(st.tuples(DEGREES, DEGREES) | st.tuples(st.floats(51, 52), st.floats(6, 7)), max_size=8).map(tuple)


@settings(max_examples=200, deadline=None)
@given(st.lists(WILD, max_size=3), st.lists(WILD, max_size=2), st.tuples(DEGREES, DEGREES, DEGREES))
def test_no_drawing_however_wild_breaks_anything(
    rings: list[Ring], holes: list[Ring], disc: tuple[float, float, float]
) -> None:
    area = Area(description="x", polygons=tuple(rings), holes=tuple(holes), circles=(Circle(*disc),))
    shape = region([area], HERE)
    assert area_m2(shape, HERE) >= 0
    for polygon in coordinates(shape):
        assert all(len(ring) >= 4 and ring[0] == ring[-1] for ring in polygon)


def test_polygons_of_several_areas_are_one_region() -> None:
    shape = coordinates(region([square(LAT, LON), square(LAT, LON + 0.01), square(LAT, LON + 0.5)], HERE))
    assert len(shape) == 2
