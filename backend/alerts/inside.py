"""Am I inside? The question the phone answers by itself; `pwa/src/features/alerts/inside.ts` is its twin.

Both do the same arithmetic on the same doubles in the same order, so they agree to the last bit; a test asks both
about a million points. What counts:

- The border belongs to the area: in doubt people are warned. That holds for the edge of a hole, too.
- An area is a list of polygons, each an outer ring and its holes (GeoJSON MultiPolygon, longitude first). An empty
  list holds nobody. Rings have been cleaned before (`geometry.normalise`), so that none crosses itself.
"""

from collections.abc import Sequence

Pair = Sequence[float]
"""Longitude, latitude in degrees (WGS 84)."""
Polygon = Sequence[Sequence[Pair]]
BORDER, INNER, OUTER = 0, 1, 2


def is_inside(polygons: Sequence[Polygon], lon: float, lat: float) -> bool:
    """True if one of the polygons holds the point."""
    return any(_holds(polygon, lon, lat) for polygon in polygons)


def _holds(polygon: Polygon, lon: float, lat: float) -> bool:
    if not polygon or _side(polygon[0], lon, lat) == OUTER:
        return False
    return all(_side(hole, lon, lat) != INNER for hole in polygon[1:])


def _side(ring: Sequence[Pair], lon: float, lat: float) -> int:
    """Ray to the east; an edge counts where it passes the latitude from below or above, ends counted once."""
    odd = False
    count = len(ring)
    for index in range(count):
        ax, ay = ring[index]
        bx, by = ring[index + 1 if index + 1 < count else 0]
        cross = (bx - ax) * (lat - ay) - (by - ay) * (lon - ax)
        if cross == 0 and min(ax, bx) <= lon <= max(ax, bx) and min(ay, by) <= lat <= max(ay, by):
            return BORDER
        if (ay > lat) != (by > lat) and (cross > 0) == (by > ay):
            odd = not odd
    return INNER if odd else OUTER
