"""The city as configuration: one file in `content/`, read once. The code names no city."""

import tomllib
from pathlib import Path

import msgspec


class CityCentre(msgspec.Struct, frozen=True):
    """Where the map opens, WGS 84."""

    lat: float
    lon: float


class Controller(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who answers for personal data (GDPR, Articles 4 and 13). Empty: not known here; the app then says whom to ask."""

    name: str = ""
    contact: str = ""
    officer: str = ""
    """How to reach the data protection officer."""


class CityConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Facts about the city that the app needs. `bbox` is west, south, east, north in degrees."""

    name: str
    app_name: str
    ags: str
    ars: str
    center: CityCentre
    bbox: tuple[float, float, float, float]
    timezone: str
    locales: tuple[str, ...]
    authority_phone: str
    emergency_phone: str
    holidays_region: str
    controller: Controller = Controller()


def load_city(content_dir: Path) -> CityConfig:
    """Read `city.toml`. Raises `ValueError` that names the faulty field."""
    path = content_dir / "city.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), CityConfig)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{path.name}: {error}") from error
