"""HTTP of the city slice: one snapshot, documented here."""

from litestar import Controller, get
from litestar.di import NamedDependency

from backend.city.schemas import City
from backend.core.policy import PUBLIC, allow

CITY_PATH = "/api/v1/city"


class CityController(Controller):
    """The city as configuration."""

    path = CITY_PATH
    opt = allow(PUBLIC)
    tags = ("City",)

    @get("/", operation_id="getCity", summary="The city")
    async def get_city(self, city: NamedDependency[City]) -> City:
        """Name, place, languages, base map and whether this is a demo, as one cached answer (ETag)."""
        return city
