"""Synthetic sites, bays, devices, people and eight weeks of usual days, so that forecasts exist. Safe to repeat."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from backend.core.context import Context
from backend.core.observations import ObservationSink
from backend.demo.alerts import seed_alerts
from backend.demo.identity_provider.seeding import seed_people
from backend.parking import repository
from backend.parking.content import BayEntry, Catalogue, bay_id, read_catalogue, site_id
from backend.parking.forecast import HOLIDAY, LOOK_BACK, Calendar
from backend.parking.observations import TARGET_KIND, ParkingObservations
from backend.parking.occupancy import HOUR, SiteHour
from backend.parking.rollup import OCCUPANCY_TOPIC
from backend.parking.seeding import store
from backend.places.catalogue import load_catalogue
from backend.places.service.public import PlacesService
from backend.sensors.schemas import DeviceRegistration
from backend.sensors.slice import build_parts

DEMO_FILE = "demo/parking.toml"
Report = Callable[[str, int, int], None]
"""Progress: what, done, total."""

_SUNDAY = 6
_SHOPPING_TAKEN = (5, 4, 4, 4, 5, 8, 18, 35, 55, 72, 84, 90, 88, 82, 84, 88, 92, 90, 80, 62, 45, 30, 18, 10)
_SUNDAY_TAKEN = (8, 6, 5, 5, 5, 6, 8, 12, 18, 28, 38, 45, 48, 50, 52, 52, 48, 42, 36, 30, 24, 18, 14, 10)
_NIGHT_TAKEN = (92, 94, 95, 92, 84, 66, 45, 32, 28, 26, 28, 32, 36, 34, 30, 32, 38, 46, 58, 70, 80, 86, 90, 92)
"""Percent of bays taken by local hour: a shopping street, a quiet day, lorries that rest at night."""
_MEAN_STAY_MINUTES = {"street": 48, "truck": 540, "lot": 95}
_NOISE = 0.07


class DemoSite(msgspec.Struct, frozen=True):
    """What the made-up history needs to know of a site."""

    id: UUID
    key: str
    kind: str
    bays: int


async def seed_demo(context: Context, report: Report) -> None:
    """Store the demo catalogue, register its sensors, fill in the history up to now, and add the demo's people."""
    catalogue = read_catalogue(context.settings.content_dir, DEMO_FILE, context.city.timezone)
    async with context.db.write() as session:
        await store(context, session, catalogue)
    report("Demo bays", len(catalogue.bays), len(catalogue.bays))
    devices = device_registrations(catalogue.bays)
    sink: ObservationSink = ParkingObservations(context.broadcast)
    await build_parts(context, sink).service.register_devices(devices)
    report("Demo sensors", len(devices), len(devices))
    hours = await seed_history(context, catalogue)
    report("Demo history (hours)", hours, hours)
    await seed_people(context, report)
    await seed_alerts(context, PlacesService(context, load_catalogue(context.settings.content_dir)))
    report("Demo alert", 1, 1)


def device_registrations(bays: Sequence[BayEntry]) -> list[DeviceRegistration]:
    """The synthetic sensor of each bay that has one."""
    return [
        DeviceRegistration(
            dev_eui=bay.sensor.dev_eui,
            profile=bay.sensor.profile,
            name=bay.name,
            target_kind=TARGET_KIND,
            target_id=bay_id(bay.key),
            demo=True,
        )
        for bay in bays
        if bay.sensor is not None
    ]


async def seed_history(context: Context, catalogue: Catalogue) -> int:
    """Add the hours that are missing up to now; returns how many."""
    end = context.clock().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    calendar = Calendar(context.city.timezone, context.city.holidays_region)
    async with context.db.write() as session:
        newest = await repository.last_hours(session)
        hours = [hour for site in demo_sites(catalogue) for hour in history(site, calendar, newest.get(site.id), end)]
        await repository.save_hours(session, hours)
        if hours:
            context.broadcast.publish(session, OCCUPANCY_TOPIC, b"")
    return len(hours)


def demo_sites(catalogue: Catalogue) -> list[DemoSite]:
    """Sites with live data and their number of bays."""
    return [
        DemoSite(site_id(site.key), site.key, site.kind, sum(bay.site == site.key for bay in catalogue.bays))
        for site in catalogue.sites
        if site.has_realtime_data
    ]


def history(site: DemoSite, calendar: Calendar, newest: datetime | None, end: datetime) -> list[SiteHour]:
    """Made-up hours of a site after `newest` (or eight weeks back) and before `end`; the same each time."""
    start = end - LOOK_BACK if newest is None else max(end - LOOK_BACK, newest + HOUR)
    return [made_up_hour(site, calendar, start + number * HOUR) for number in range(max(0, (end - start) // HOUR))]


def made_up_hour(site: DemoSite, calendar: Calendar, hour_at: datetime) -> SiteHour:
    """One believable hour: the shape of the day, some noise, and stays that fit."""
    noise = Random(f"{site.key} {hour_at.isoformat()}")
    day, hour = calendar.slot(hour_at)
    taken = min(1.0, max(0.0, _taken_percent(site.kind, day, hour) / 100 + noise.gauss(0, _NOISE)))
    mean_stay = timedelta(minutes=_MEAN_STAY_MINUTES.get(site.kind, 60) * noise.uniform(0.8, 1.25))
    stays = round(site.bays * taken * (HOUR / mean_stay))
    return SiteHour(
        site_id=site.id,
        hour_at=hour_at,
        bays=site.bays,
        known_share=1.0,
        free_share=round(round((1 - taken) * site.bays * 4) / (site.bays * 4), 4),
        stays=stays,
        stay_s=round(stays * mean_stay.total_seconds()),
        demo=True,
    )


def _taken_percent(kind: str, day: int, hour: int) -> int:
    if kind == "truck":
        return _NIGHT_TAKEN[hour]
    return (_SUNDAY_TAKEN if day in (_SUNDAY, HOLIDAY) else _SHOPPING_TAKEN)[hour]
