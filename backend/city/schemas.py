"""The city on the wire."""

from backend.core.schema import Schema


class CityCenter(Schema):
    """Where the map opens, WGS 84."""

    lat: float
    lon: float


class CityMap(Schema):
    """The base map; without a style the app draws its own schematic map."""

    style_url: str | None
    attribution: str | None


class City(Schema):
    """Facts about the city. `bbox` is west, south, east, north in degrees; `locales` are BCP 47 tags."""

    name: str
    app_name: str
    ags: str
    center: CityCenter
    bbox: tuple[float, float, float, float]
    timezone: str
    locales: tuple[str, ...]
    map: CityMap
    authority_phone: str
    emergency_phone: str
    demo: bool
    version: str
