"""Seeding genuine and demo data, the roll-up over stored history, and forgetting."""

from datetime import timedelta

from sqlalchemy import func, select

from backend.demo.seed import seed_demo
from backend.parking import repository
from backend.parking.content import bay_id, site_id
from backend.parking.models import BayChange, OccupancyHour, ParkingBay, ParkingSite
from backend.parking.rollup import OccupancyRollUp
from backend.parking.seeding import seed
from backend.sensors.models import SensorDevice
from tests.parking.town import free, taken, tell

TABLES = (ParkingSite, ParkingBay, SensorDevice, OccupancyHour)


def silent(_what: str, _done: int, _total: int) -> None:
    """No progress bar."""


async def count(context) -> list[int]:
    async with context.db.read() as session:
        return [(await session.execute(select(func.count()).select_from(table))).scalar_one() for table in TABLES]


async def test_genuine_and_demo_data_are_stored_once(context):
    await seed(context, silent)
    await seed_demo(context, silent)
    first = await count(context)
    assert first == [28, 109, 99, 4 * 8 * 168]
    await seed(context, silent)
    await seed_demo(context, silent)
    assert await count(context) == first


async def test_history_goes_on_where_it_stopped(context, clock):
    await seed_demo(context, silent)
    clock.advance(hours=5)
    await seed_demo(context, silent)
    assert (await count(context))[3] == 4 * (8 * 168 + 5)


async def test_demo_history_gives_forecasts_marked_as_demo(context, parking):
    await seed_demo(context, silent)
    await parking.projection.flush()
    site, forecast = await parking.service.get_site(site_id("demo-koenigstrasse"))
    noon = next(slot for slot in forecast.slots if (slot.weekday, slot.hour) == (1, 11))
    night = next(slot for slot in forecast.slots if (slot.weekday, slot.hour) == (1, 3))
    assert site.source.demo is True
    assert noon.median < 0.3 < night.median
    assert forecast.accuracy.forecast_error < forecast.accuracy.same_as_now_error


def roll_up_of(context, keep_days: int = 70) -> OccupancyRollUp:
    return OccupancyRollUp(context.db, context.broadcast, context.clock, context.city.timezone, keep_days)


async def hours_of(context, clock):
    async with context.db.read() as session:
        return await repository.load_hours(session, clock.now - timedelta(days=2), clock.now, site_id("street"))


async def test_roll_up_weighs_bays_by_time_and_may_run_twice(context, parking, clock):
    noon = clock.now
    await tell(context, parking, *(free(f"bay-{n}", noon) for n in range(1, 6)), taken("disabled", noon))
    await tell(context, parking, taken("bay-1", noon + timedelta(minutes=30)))
    clock.advance(minutes=61)
    await roll_up_of(context).roll_up()
    await roll_up_of(context).roll_up()
    (hour,) = await hours_of(context, clock)
    # Four bays free all the hour, one for half of it; the disabled bay is not what "usual" is about.
    assert (hour.hour_at, hour.bays, hour.known_share, hour.free_share, hour.demo) == (noon, 5, 1, 0.9, True)


async def test_late_frame_corrects_the_hour(context, parking, clock):
    noon = clock.now
    await tell(context, parking, *(free(f"bay-{n}", noon) for n in range(1, 6)))
    await tell(context, parking, free("bay-1", noon + timedelta(minutes=90)))
    clock.advance(minutes=91)
    await roll_up_of(context).roll_up()
    assert (await hours_of(context, clock))[0].free_share == 1
    await tell(context, parking, taken("bay-1", noon + timedelta(minutes=30)))
    await roll_up_of(context).roll_up()
    assert (await hours_of(context, clock))[0].free_share == 0.9


async def test_stays_are_counted_from_arrival_to_departure(context, parking, clock):
    noon = clock.now
    arrival, departure = noon + timedelta(minutes=10), noon + timedelta(minutes=40)
    frames = [free("bay-1", noon), taken("bay-1", arrival), free("bay-1", departure)]
    await tell(context, parking, *frames, *(free(f"bay-{n}", noon) for n in range(2, 6)))
    clock.advance(minutes=61)
    await roll_up_of(context).roll_up()
    (hour,) = await hours_of(context, clock)
    assert (hour.stays, hour.stay_s) == (1, 1800)


async def test_history_is_forgotten_but_the_newest_change_of_a_bay_stays(context, parking, clock):
    times = [clock.now + timedelta(minutes=5 * n) for n in range(4)]
    await tell(context, parking, *((taken if n % 2 else free)("bay-1", at) for n, at in enumerate(times)))
    clock.advance(days=80)
    async with context.db.write() as session:
        assert await roll_up_of(context).purge(session, clock()) == 3
    async with context.db.read() as session:
        left = list(await session.execute(select(BayChange.bay_id, BayChange.observed_at)))
    assert left == [(bay_id("bay-1"), times[-1])]
