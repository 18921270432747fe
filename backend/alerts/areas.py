"""Which part of the city a message concerns: by what was drawn, else by the codes of the administration.

Defined cases (tests name them):
- Drawn and reaching into the city: the drawing decides which Stadtteile. Touching the border is not reaching: at least
  one hectare, or a quarter of a smaller drawing, has to lie inside.
- Drawn elsewhere, but a code names the city (or the district, state or country it lies in): the whole city. A wrong
  drawing must not hide a warning.
- Only codes: the whole city. Neither: not our city.
"""

from collections.abc import Iterable, Sequence

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

from backend.alerts.cap.model import Alert, Area
from backend.alerts.geometry import Coordinates, area_m2, coordinates, region
from backend.core.city import CityConfig
from backend.core.geo import Point
from backend.core.places import DistrictShapes

AREA_PARAMETER = "warnVerwaltungsbereiche"
_ARS_NAMES = frozenset({"ars", "shn", "rs"})
_ARS_DIGITS = 12
_AGS_DIGITS = 8
_WARNCELL_DIGITS = 9
_HECTARE_M2 = 10_000.0
_SHARE = 0.25
_WHOLE = 0.97
_MARGIN_DEGREES = 0.1
"""Around the city the drawing stays exact; further out the phone says that it cannot tell."""


class Concern(msgspec.Struct, frozen=True, kw_only=True):
    """What a message means for the city. `geometry` is exact inside the window, None where nothing was drawn."""

    whole_city: bool = False
    districts: tuple[str, ...] = ()
    geometry: Coordinates | None = None

    @property
    def concerns(self) -> bool:
        """True if some part of the city is meant."""
        return self.whole_city or bool(self.districts)


NOWHERE = Concern()


class CityAreas:
    """The city's outline and Stadtteile, ready for questions; read anew when they changed."""

    def __init__(self, city: CityConfig, shapes: DistrictShapes) -> None:
        self._city = city
        self._shapes = shapes
        self._centre = Point(city.center.lat, city.center.lon)
        west, south, east, north = city.bbox
        margin = _MARGIN_DEGREES
        self.window = (west - margin, south - margin, east + margin, north + margin)
        self._source: object = None
        self._districts: dict[str, BaseGeometry] = {}
        self._outline: BaseGeometry = shapely.box(*city.bbox)

    async def load(self) -> None:
        """Follow changes of the districts; call it before `concern`."""
        shapes = await self._shapes.district_shapes()
        if shapes is self._source:
            return
        self._source = shapes
        self._districts = {shape.code: shapely.from_geojson(shape.geometry) for shape in shapes.districts}
        box = shapely.box(*self._city.bbox)
        self._outline = box if shapes.outline is None else shapely.from_geojson(shapes.outline)

    def concern(self, alert: Alert) -> Concern:
        """See the module. Call `load` before; takes milliseconds, so a thread does it."""
        areas = _areas(alert)
        try:
            drawn = region(areas, self._centre)
            districts = self._touched(drawn)
        except shapely.errors.ShapelyError:  # a drawing beyond repair; the codes have to do
            drawn, districts = shapely.MultiPolygon(), ()
        if districts:
            return Concern(
                whole_city=self._is_whole(drawn),
                districts=districts,
                geometry=coordinates(shapely.intersection(drawn, shapely.box(*self.window))),
            )
        if self._named(alert, areas):
            return Concern(whole_city=True, districts=tuple(sorted(self._districts)))
        return NOWHERE

    def _touched(self, drawn: BaseGeometry) -> tuple[str, ...]:
        inside = shapely.intersection(drawn, self._outline)
        needed = min(_HECTARE_M2, _SHARE * area_m2(drawn, self._centre))
        if inside.is_empty or needed == 0 or area_m2(inside, self._centre) < needed:
            return ()
        parts = {
            code: area_m2(shapely.intersection(inside, shape), self._centre) for code, shape in self._districts.items()
        }
        found = sorted(code for code, size in parts.items() if size >= needed)
        if found or not parts:
            return tuple(found)
        largest = max(parts, key=lambda code: (parts[code], code))
        if parts[largest] > 0:
            return (largest,)
        # A small drawing in a hair-thin gap between two simplified Stadtteile belongs to the nearest one.
        return (min(self._districts, key=lambda code: (self._districts[code].distance(inside), code)),)

    def _is_whole(self, drawn: BaseGeometry) -> bool:
        covered = shapely.intersection(drawn, self._outline).area
        return bool(covered >= _WHOLE * self._outline.area)

    def _named(self, alert: Alert, areas: Sequence[Area]) -> bool:
        codes = [
            code.strip()
            for info in alert.infos
            for parameter in info.parameters
            if parameter.name == AREA_PARAMETER
            for code in parameter.value.split(",")
        ]
        if any(holds_city(code, _ARS_DIGITS, self._city.ars) for code in codes):
            return True
        return any(self._is_ours(pair.name, pair.value) for area in areas for pair in area.geocodes)

    def _is_ours(self, name: str, value: str) -> bool:
        kind = name.strip().lower()
        if kind == "warncellid":
            # One digit for the kind of cell, then the AGS of the district or the municipality.
            return len(value) == _WARNCELL_DIGITS and holds_city(value[1:], _AGS_DIGITS, self._city.ags)
        if kind == "ags":
            return holds_city(value, _AGS_DIGITS, self._city.ags)
        return kind in _ARS_NAMES and holds_city(value, _ARS_DIGITS, self._city.ars)


def holds_city(code: str, digits: int, city: str) -> bool:
    """True if the key names the city or an administration above it: state, Regierungsbezirk, district, country.

    Keys are filled up with zeros on the right; a state has two digits, and all zeros mean the whole country.
    """
    if len(code) != digits or not (code.isascii() and code.isdigit()):
        return False
    prefix = code.rstrip("0")
    return prefix == "" or city.startswith(prefix.ljust(2, "0"))


def _areas(alert: Alert) -> list[Area]:
    """Each area once: the same ones are repeated for every language."""
    return list(dict.fromkeys(area for info in alert.infos for area in info.areas))


def bounds(polygons: Coordinates | None) -> tuple[float, float, float, float] | None:
    """West, south, east, north of what was drawn."""
    points: Iterable[list[float]] = [point for polygon in polygons or () for point in polygon[0]]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return (min(lons), min(lats), max(lons), max(lats)) if lons else None
