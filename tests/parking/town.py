"""A small town with a few bays, and the ways to tell the slice what its sensors saw."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from backend.core.context import Context
from backend.core.geo import Point
from backend.core.observations import Observation
from backend.parking.content import BayEntry, Catalogue, RestrictionEntry, SensorEntry, SiteEntry, SourceEntry, bay_id
from backend.parking.seeding import store
from backend.parking.slice import ParkingSlice

SENSOR = SensorEntry(dev_eui="020000de00000001", profile="bosch-tps110")


class OneDistrict:
    """Everything lies in the same district."""

    def district_at(self, point: Point) -> str | None:
        return "010"


def bay(key: str, site: str | None = "street", *, sensor: bool = True, kind: str = "general", **fields) -> BayEntry:
    return BayEntry(
        key=key, name=key, lat=51.33, lon=6.56, site=site, bay_kind=kind, sensor=SENSOR if sensor else None, **fields
    )


def town(bays: Sequence[BayEntry] | None = None, **site) -> Catalogue:
    """A street with five bays, a disabled bay, a personal bay and one without a sensor."""
    given = [
        *(bay(f"bay-{number}") for number in range(1, 6)),
        bay("disabled", restrictions=[RestrictionEntry(type="disabled", max_stay="PT3H")]),
        bay("personal", kind="personal"),
        bay("plain", None, sensor=False),
    ]
    street = SiteEntry(key="street", name="Street", kind="street", lat=51.33, lon=6.56, has_realtime_data=True, **site)
    return Catalogue("test.toml", SourceEntry(name="demo", demo=True), [street], list(bays or given))


async def load(context: Context, catalogue: Catalogue) -> None:
    """Store a catalogue."""
    async with context.db.write() as session:
        await store(context, session, catalogue)


def taken(key: str | UUID, at: datetime) -> Observation:
    """A car stands on the bay."""
    return seen(key, at, value=True)


def free(key: str | UUID, at: datetime) -> Observation:
    """No car stands on the bay."""
    return seen(key, at, value=False)


def seen(
    key: str | UUID,
    at: datetime,
    *,
    value: bool | float | str,
    quantity: str = "occupied",
    interval: int = 3600,
) -> Observation:
    """An observation of a bay."""
    return Observation(
        target_kind="parking.bay",
        target_id=key if isinstance(key, UUID) else bay_id(key),
        quantity=quantity,
        value=value,
        observed_at=at,
        received_at=at + timedelta(seconds=1),
        expected_interval_s=interval,
        stale_after_s=3 * interval,
        is_late=False,
        demo=True,
    )


async def tell(context: Context, parking: ParkingSlice, *observations: Observation) -> None:
    """Hand observations over as the sensors slice does, and bring the board up to date."""
    async with context.db.write() as session:
        await parking.observations.record(session, observations)
    await parking.projection.flush()
