"""From what senders draw to clean areas. Shapely does the work; the answers are GeoJSON MultiPolygon coordinates.

Defined cases: a ring that is open is closed; one that crosses itself counts with all it encloses (in doubt people are
warned); fewer than three different corners or impossible degrees are no area; circles become 64 corners around
the disc; holes are cut out; swapped coordinates are swapped back where only that brings them near the city; what
goes around the world the wrong way is no drawing of a city's surroundings and counts as it stands. Lines that cross
each other tens of thousands of times are no drawing but a fault, and cleaning them would take minutes: then all that
their corners span counts.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, pi, radians, sin

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from backend.alerts.cap.model import Area, Circle, Ring
from backend.core.geo import Point

Coordinates = list[list[list[list[float]]]]
"""MultiPolygon coordinates: polygons, rings, points, (lon, lat)."""

_NEAR_DEGREES = 10.0
"""A warning that may concern a city has a corner this near; swapped, a European one lies far off in the ocean."""
_CIRCLE_CORNERS = 64
_KM_PER_DEGREE = 111.195
"""Mean Earth radius times pi / 180."""
_MOST_DEGREES = 180.0
_WORKING_DIGITS = 8
_SIMPLE_CORNERS = 300
"""So few are cleaned in well under a second, however they are tangled."""
_SAMPLE = 60
_MOST_CROSSINGS = 20_000
"""Measured: about a second of work. 4,000 corners at random cross 1.8 million times and took two minutes."""
DIGITS = 5
"""About one metre."""


def region(areas: Iterable[Area], centre: Point) -> BaseGeometry:
    """What the areas cover together, in (lon, lat); empty where nobody drew anything usable."""
    areas = list(areas)
    if _tangled([ring for area in areas for ring in (*area.polygons, *area.holes)]):
        corners = [corner for area in areas for ring in area.polygons for corner in _turned(ring, centre)]
        return shapely.MultiPoint([(lon, lat) for lat, lon in corners if _is_possible(lat, lon)]).convex_hull
    parts: list[BaseGeometry] = []
    for area in areas:
        rings = [_ring(ring, centre) for ring in area.polygons]
        discs = [_circle(disc, centre) for disc in area.circles]
        drawn = shapely.union_all([shape for shape in (*rings, *discs) if not shape.is_empty])
        holes = shapely.union_all([_ring(ring, centre) for ring in area.holes])
        parts.append(drawn if holes.is_empty else drawn.difference(holes))
    return shapely.union_all(parts) if parts else MultiPolygon()


def _tangled(rings: Sequence[Ring]) -> bool:
    """True if the lines of all rings together cross too often; judged by a sample of them, so always quick."""
    if sum(len(ring) for ring in rings) <= _SIMPLE_CORNERS:
        return False
    possible = [ring for ring in rings if len(ring) > 1 and all(_is_possible(*corner) for corner in ring)]
    if not possible:
        return False
    lines = shapely.linestrings([pair for ring in possible for pair in pairwise(ring)])
    sample = lines[:: max(1, len(lines) // _SAMPLE)]
    crossings = shapely.STRtree(lines).query(sample, predicate="crosses").shape[1]
    return bool(crossings / len(sample) * len(lines) / 2 > _MOST_CROSSINGS)


def _is_possible(lat: float, lon: float) -> bool:
    """Swapped ones are turned later, so both may be as large as a longitude."""
    return abs(lat) <= _MOST_DEGREES and abs(lon) <= _MOST_DEGREES


def _ring(ring: Ring, centre: Point) -> BaseGeometry:
    if not all(_is_possible(*corner) for corner in ring):
        return MultiPolygon()
    points = [(round(lon, _WORKING_DIGITS), round(lat, _WORKING_DIGITS)) for lat, lon in _turned(ring, centre)]
    if len(set(points)) < 3:
        return MultiPolygon()
    if points[0] != points[-1]:
        points.append(points[0])
    shape = shapely.Polygon(points)
    if shape.is_valid:
        return shape
    # The lines cut each other: every face they enclose counts.
    faces = shapely.polygonize([shapely.node(shapely.LineString(points))])
    return shapely.union_all(list(faces.geoms))


def _turned(ring: Ring, centre: Point) -> Ring:
    """The ring with latitude and longitude the right way round, as far as the city can tell."""
    as_given = any(_is_near(lat, lon, centre) for lat, lon in ring)
    turned = all(_is_near(lon, lat, centre) for lat, lon in ring)
    return tuple((lon, lat) for lat, lon in ring) if turned and not as_given else ring


def _is_near(lat: float, lon: float, centre: Point) -> bool:
    return abs(lat - centre.lat) <= _NEAR_DEGREES and abs(lon - centre.lon) <= _NEAR_DEGREES


def _circle(disc: Circle, centre: Point) -> BaseGeometry:
    """A polygon around the disc, never smaller than it."""
    ((lat, lon),) = _turned(((disc.lat, disc.lon),), centre)
    if not _is_possible(lat, lon):
        return MultiPolygon()
    radius = disc.radius_km / cos(pi / _CIRCLE_CORNERS)
    if radius <= 0 or abs(lat) >= 89 or radius > 2000:
        return MultiPolygon()
    north, east = radius / _KM_PER_DEGREE, radius / (_KM_PER_DEGREE * cos(radians(lat)))
    turns = [2 * pi * corner / _CIRCLE_CORNERS for corner in range(_CIRCLE_CORNERS)]
    return shapely.Polygon([(lon + east * sin(turn), lat + north * cos(turn)) for turn in turns])


def coordinates(shape: BaseGeometry) -> Coordinates:
    """MultiPolygon coordinates with five digits; parts that vanish by rounding are left out."""
    rounded = shapely.set_precision(shape, 10**-DIGITS)
    found: Coordinates = []
    for part in _polygons(rounded):
        found.append([_points(ring.coords) for ring in (part.exterior, *part.interiors)])
    return found


def _points(coords: Iterable[Sequence[float]]) -> list[list[float]]:
    return [[round(x, DIGITS), round(y, DIGITS)] for x, y, *_ in coords]


def _polygons(shape: BaseGeometry) -> Iterable[shapely.Polygon]:
    if isinstance(shape, shapely.Polygon):
        return [] if shape.is_empty else [shape]
    return [polygon for part in getattr(shape, "geoms", ()) for polygon in _polygons(part)]


def area_m2(shape: BaseGeometry, centre: Point) -> float:
    """Square metres of a shape near `centre`."""
    metres = _KM_PER_DEGREE * 1000
    return float(shape.area) * metres * metres * cos(radians(centre.lat))
