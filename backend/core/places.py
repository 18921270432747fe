"""Seams to the places slice, wired by the app: where does a position lie, and what shape has the city?"""

from typing import Protocol

import msgspec

from backend.core.geo import Point


class DistrictLookup(Protocol):
    """Point-in-district look-up."""

    def district_at(self, point: Point) -> str | None:
        """Number of the district (for example "010") that holds `point`; None outside the city."""


class DistrictShape(msgspec.Struct, frozen=True):
    """A district in force today. `geometry` is GeoJSON text, longitude first."""

    code: str
    name: str
    geometry: str


class CityShape(msgspec.Struct, frozen=True):
    """The city's outline (GeoJSON text, None where it is not known) and its districts by number."""

    outline: str | None
    districts: tuple[DistrictShape, ...]


class DistrictShapes(Protocol):
    """The shapes themselves, for slices that compare areas."""

    async def district_shapes(self) -> CityShape:
        """Outline and districts in force today."""
