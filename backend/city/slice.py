"""What the city slice adds to the app."""

import msgspec

from backend import __version__
from backend.city.controllers import CITY_PATH, CityController
from backend.city.schemas import City, CityCenter, CityMap
from backend.core.city import CityConfig
from backend.core.context import Context, Slice
from backend.settings import Settings

_MAX_AGE_S = 300


def build(context: Context) -> Slice:
    """Wire the slice: the answer is known at start and never changes while the app runs."""
    city = describe(context.city, context.settings)
    body = msgspec.json.encode(city)

    async def build_city() -> bytes:
        return body

    context.snapshots.register(CITY_PATH, build_city, max_age=_MAX_AGE_S)
    return Slice(controllers=[CityController], dependencies={"city": city})


def describe(config: CityConfig, settings: Settings) -> City:
    """The city with what this installation adds: base map, demo mode, version."""
    return City(
        name=config.name,
        app_name=config.app_name,
        ags=config.ags,
        center=CityCenter(lat=config.center.lat, lon=config.center.lon),
        bbox=config.bbox,
        timezone=config.timezone,
        locales=config.locales,
        map=CityMap(style_url=settings.map.style_url or None, attribution=settings.map.attribution or None),
        authority_phone=config.authority_phone,
        emergency_phone=config.emergency_phone,
        demo=settings.demo,
        version=__version__,
    )
