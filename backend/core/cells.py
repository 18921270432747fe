"""Coarse cells that stand for "around here" without saying where: geohashes of six characters.

About 760 by 610 metres here. Geohash (Niemeyer 2008): bits of longitude and latitude take turns, five bits a character.
The phone computes its own cell the same way, so that no position leaves it.
"""

from collections.abc import Iterator

from backend.core.geo import BBox, Point

CELL_CHARS = 6
_ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz"
_BITS = 5
_LON_BITS = CELL_CHARS * _BITS // 2
_LAT_BITS = CELL_CHARS * _BITS // 2


def cell_of(point: Point) -> str:
    """The cell a position lies in."""
    return _name(_index(point.lon, 180.0, _LON_BITS), _index(point.lat, 90.0, _LAT_BITS))


def is_cell(text: str) -> bool:
    """True for the name of a cell."""
    return len(text) == CELL_CHARS and all(character in _ALPHABET for character in text)


def cell_box(cell: str) -> BBox:
    """The cell's outline. Raises `ValueError` for what is no cell."""
    if not is_cell(cell):
        raise ValueError(f"not a cell: {cell!r}")
    number = 0
    for character in cell:
        number = number << _BITS | _ALPHABET.index(character)
    lon = lat = 0
    for bit in range(CELL_CHARS * _BITS - 1, -1, -1):
        value = number >> bit & 1
        if bit % 2:
            lon = lon << 1 | value
        else:
            lat = lat << 1 | value
    width, height = 360.0 / (1 << _LON_BITS), 180.0 / (1 << _LAT_BITS)
    west, south = lon * width - 180.0, lat * height - 90.0
    return BBox(west, south, west + width, south + height)


def cells_in(box: BBox) -> Iterator[str]:
    """All cells that a box touches, row by row from the south-west."""
    for lat in range(_index(box.south, 90.0, _LAT_BITS), _index(box.north, 90.0, _LAT_BITS) + 1):
        for lon in range(_index(box.west, 180.0, _LON_BITS), _index(box.east, 180.0, _LON_BITS) + 1):
            yield _name(lon, lat)


def _index(degrees: float, limit: float, bits: int) -> int:
    return min(max(int((degrees + limit) / (2 * limit) * (1 << bits)), 0), (1 << bits) - 1)


def _name(lon: int, lat: int) -> str:
    number = 0
    for bit in range(_LON_BITS - 1, -1, -1):
        number = number << 2 | (lon >> bit & 1) << 1 | lat >> bit & 1
    return "".join(_ALPHABET[number >> shift & 31] for shift in range((CELL_CHARS - 1) * _BITS, -1, -_BITS))
