"""Seam: which Stadtteil does a position lie in? Implemented by the places slice, wired by the app."""

from typing import Protocol

from backend.core.geo import Point


class DistrictLookup(Protocol):
    """Point-in-district look-up."""

    def district_at(self, point: Point) -> str | None:
        """Number of the district (for example "010") that holds `point`; None outside the city."""
