"""Positions and distances on WGS 84, small enough for a city: no projection library needed."""

from math import asin, cos, radians, sin, sqrt

import msgspec

EARTH_RADIUS_M = 6_371_008.8
"""Mean Earth radius in metres (IUGG R1)."""
DETOUR_FACTOR = 1.3
"""Walking path over straight line; a rule of thumb (1.2 to 1.6 by street network)."""
WALKING_M_PER_MIN = 80.0


class Point(msgspec.Struct, frozen=True):
    """A position in degrees, WGS 84."""

    lat: float
    lon: float


class BBox(msgspec.Struct, frozen=True):
    """A box in degrees: west, south, east, north (RFC 7946, section 5)."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, point: Point) -> bool:
        """True on the border, too."""
        return self.west <= point.lon <= self.east and self.south <= point.lat <= self.north


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine)."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(half))


def walking_minutes(metres: float, pace_m_per_min: float = WALKING_M_PER_MIN) -> int:
    """Estimated minutes on foot for a straight-line distance, at least one."""
    return max(1, round(metres * DETOUR_FACTOR / pace_m_per_min))
