"""Areas of the city with the time they are in force, and the question "where is this point?"."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec
import shapely

from backend.core.geo import Point
from backend.core.places import CityShape, DistrictShape
from backend.places.catalogue import Catalogue, DistrictFile, DistrictLevel

_GAP_DEGREES = 0.0015
"""About 100 m: districts were simplified one by one, so hair-thin gaps lie between neighbours."""


class DistrictRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An area as it is stored. `geometry` is GeoJSON text; `inhabitants` is None where nobody counted."""

    id: UUID
    level: DistrictLevel
    code: str
    name: str
    geometry: str
    valid_from: date
    source: str
    licence: str
    parent: str | None = None
    inhabitants: int | None = None
    inhabitants_on: date | None = None
    valid_to: date | None = None
    """First day on which it is no longer in force; None: still in force."""

    def in_force(self, day: date) -> bool:
        """True on the first day, false on the day `valid_to`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def read_districts(catalogue: Catalogue) -> list[DistrictRecord]:
    """All areas of the plan, by level and number. Raises `OSError`, `ValueError` or `KeyError` for broken files."""
    records: list[DistrictRecord] = []
    for file in catalogue.plan.districts:
        path = catalogue.folder / "districts" / file.file
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        records += [_record(feature, file, catalogue.plan.id_namespace) for feature in features]
    return sorted(records, key=lambda record: (record.level, record.code))


def _record(feature: dict[str, Any], file: DistrictFile, namespace: UUID) -> DistrictRecord:
    properties = feature["properties"]
    code = str(properties.get("nr") or properties["ags"])
    geometry = json.dumps(feature["geometry"], separators=(",", ":"))
    if not shapely.from_geojson(geometry).is_valid:
        raise ValueError(f"{file.file}: the shape of {code} crosses itself")
    return DistrictRecord(
        id=uuid5(namespace, f"{file.level}|{code}|{file.valid_from.isoformat()}"),
        level=file.level,
        code=code,
        name=properties["name"],
        geometry=geometry,
        parent=properties.get("stadtbezirk"),
        inhabitants=_inhabitants(properties, file),
        inhabitants_on=file.inhabitants_on,
        valid_from=file.valid_from,
        source=file.source,
        licence=file.licence,
    )


def _inhabitants(properties: dict[str, Any], file: DistrictFile) -> int | None:
    """The sources carry the counting day in the name of the field."""
    if file.inhabitants_on is None:
        return None
    return int(properties[f"einwohner_{file.inhabitants_on:%Y_%m_%d}"])


def city_shape(areas: Iterable[DistrictRecord]) -> CityShape:
    """Outline and districts for slices that compare areas."""
    everything = sorted(areas, key=lambda record: record.code)
    outline = next((record.geometry for record in everything if record.level == "outline"), None)
    districts = (record for record in everything if record.level == "district")
    return CityShape(outline, tuple(DistrictShape(record.code, record.name, record.geometry) for record in districts))


class DistrictIndex:
    """Implements `core.places.DistrictLookup` over the districts in force.

    A point on a common border belongs to the district with the lower number. A point in a gap between two simplified
    shapes belongs to the nearest one, but only inside the city's outline.
    """

    def __init__(self, districts: Iterable[DistrictRecord]) -> None:
        everything = sorted(districts, key=lambda record: record.code)
        self._districts = [record for record in everything if record.level == "district"]
        self._boroughs = {record.code: record for record in everything if record.level == "borough"}
        self._by_code = {record.code: record for record in self._districts}
        self._shapes = [shapely.from_geojson(record.geometry) for record in self._districts]
        outlines = [shapely.from_geojson(record.geometry) for record in everything if record.level == "outline"]
        self._outline = shapely.unary_union(outlines) if outlines else None
        shapely.prepare(self._shapes)
        shapely.prepare(self._outline)
        self._tree = shapely.STRtree(self._shapes)

    def __len__(self) -> int:
        return len(self._districts)

    def district_at(self, point: Point) -> str | None:
        """Number of the district that holds `point`; None outside the city."""
        position = shapely.Point(point.lon, point.lat)
        hits = self._tree.query(position, predicate="intersects")
        if len(hits):
            return self._districts[int(hits.min())].code
        if self._outline is None or not self._outline.intersects(position):
            return None
        near = self._tree.query_nearest(position, max_distance=_GAP_DEGREES)
        return self._districts[int(near.min())].code if len(near) else None

    def district(self, code: str | None) -> DistrictRecord | None:
        """The district with this number."""
        return self._by_code.get(code or "")

    def borough_of(self, code: str | None) -> DistrictRecord | None:
        """The borough that the district belongs to."""
        district = self.district(code)
        return self._boroughs.get(district.parent or "") if district else None
