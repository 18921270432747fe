"""Scratch databases with synthetic bays and their sensors, filled through the slices' own code."""

import asyncio
import contextlib
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path

from backend.app import build_context
from backend.core.city import CityCentre
from backend.core.context import Context
from backend.core.geo import Point
from backend.core.migration import upgrade
from backend.parking import seeding as parking_seeding
from backend.parking.content import BayEntry, Catalogue, RestrictionEntry, SensorEntry, SiteEntry, SourceEntry, bay_id
from backend.parking.observations import TARGET_KIND, ParkingObservations
from backend.parking.schemas import Surface
from backend.sensors.schemas import DeviceRegistration
from backend.sensors.slice import build_parts
from backend.settings import Settings
from bench.server import REPOSITORY
from bench.traffic import PROFILE, Sensor, dev_eui
from tests.postgres import PostgresCluster

_BAYS_PER_SITE = 50
_REGISTER_AT_ONCE = 2_000
_METRES_PER_DEGREE = 111_320.0
_BETWEEN_STREETS_M = 120.0
_STREET_M = 300.0
_SURFACES: tuple[Surface, ...] = ("asphalt", "paving_stones", "sett")


@contextlib.contextmanager
def sqlite_url() -> Iterator[str]:
    """A migrated, empty SQLite database; its file is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="app-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'app.db'}"
        upgrade(url, REPOSITORY)
        yield url


@contextlib.contextmanager
def postgres_url() -> Iterator[str]:
    """A migrated, empty database in a PostgreSQL of its own that flushes to disk as in production."""
    cluster = PostgresCluster(durable=True)
    try:
        cluster.start()
        url = cluster.create("bench")
        upgrade(url, REPOSITORY)
        yield url
    finally:
        cluster.close()


def fill(url: str, bays: int) -> list[Sensor]:
    """Put `bays` synthetic bays with a sensor each into a migrated database; returns the sensors."""
    return asyncio.run(_fill(url, bays))


async def _fill(url: str, bays: int) -> list[Sensor]:
    context = build_context(Settings(database_url=url, resources_dir=str(REPOSITORY)))
    try:
        catalogue = synthetic_catalogue(context, bays)
        async with context.db.write() as session:
            await parking_seeding.store(context, session, catalogue)
        sensors = [Sensor(number, dev_eui(number), bay_id(bay.key)) for number, bay in enumerate(catalogue.bays)]
        await _register(context, sensors)
        return sensors
    finally:
        await context.db.close()


async def _register(context: Context, sensors: list[Sensor]) -> None:
    service = build_parts(context, ParkingObservations(context.broadcast)).service
    devices = [
        DeviceRegistration(
            dev_eui=sensor.dev_eui,
            profile=PROFILE,
            name=f"Sensor {sensor.number}",
            target_kind=TARGET_KIND,
            target_id=sensor.bay_id,
            demo=True,
        )
        for sensor in sensors
    ]
    for start in range(0, len(devices), _REGISTER_AT_ONCE):
        await service.register_devices(devices[start : start + _REGISTER_AT_ONCE])


def synthetic_catalogue(context: Context, bays: int) -> Catalogue:
    """Streets of fifty bays on a grid around the city's centre, every fifth bay a disabled bay; marked as demo."""
    sites: list[SiteEntry] = []
    items: list[BayEntry] = []
    for number in range(bays):
        at = bay_position(context.city.center, bays, number)
        street = number // _BAYS_PER_SITE
        key = f"bench-street-{street}"
        if number % _BAYS_PER_SITE == 0:
            sites.append(SiteEntry(key=key, name=f"Teststraße {street}", kind="street", lat=at.lat, lon=at.lon))
        items.append(_bay(number, key, at.lat, at.lon))
    return Catalogue("bench", SourceEntry(name="Messung", demo=True), sites, items)


def bay_position(centre: CityCentre, bays: int, number: int) -> Point:
    """Where bay `number` of `bays` lies: streets side by side, bays one behind the other."""
    streets = math.ceil(bays / _BAYS_PER_SITE)
    side = math.ceil(math.sqrt(streets))
    street, place = divmod(number, _BAYS_PER_SITE)
    lat = centre.lat + (street // side - side / 2) * _BETWEEN_STREETS_M / _METRES_PER_DEGREE
    metres_east = (street % side - side / 2) * _STREET_M + place * _STREET_M / _BAYS_PER_SITE
    return Point(lat, centre.lon + metres_east / (_METRES_PER_DEGREE * math.cos(math.radians(centre.lat))))


def _bay(number: int, site: str, lat: float, lon: float) -> BayEntry:
    return BayEntry(
        key=f"bench-bay-{number}",
        name=f"Prüfplatz {number}",
        lat=round(lat, 6),
        lon=round(lon, 6),
        site=site,
        street=f"Teststraße {site.rpartition('-')[2]}",
        restrictions=[] if number % 5 else [RestrictionEntry(type="disabled", max_stay="PT2H")],
        width_cm=250 + number % 100,
        length_cm=500 + number % 40,
        surface=_SURFACES[number % 3],
        slope_percent=round(number % 7 * 0.5, 1),
        kerb="lowered",
        orientation="parallel",
        lit=bool(number % 2),
        covered=False,
        entrance_distance_m=5 + number % 60,
        sensor=SensorEntry(dev_eui=dev_eui(number), profile=PROFILE),
    )
