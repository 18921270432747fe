"""The ParkAPI v1 format (https://github.com/offenesdresden/ParkAPI): what existing parking apps read.

Field names are the format's. What is unknown is left out: the format allows that, and a 0 would be a lie.
Times are UTC without offset.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from backend.parking.forecast import Calendar, HourSample
from backend.parking.schemas import Forecast, Site

API_VERSION = "1.0"
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S"
MAX_TIMESPAN_DAYS = 7
_HOUR = timedelta(hours=1)
_LOT_TYPES = {
    "garage": "Parkhaus",
    "street": "Straße",
    "lot": "Parkplatz",
    "parkAndRide": "Park+Ride",
    "truck": "LKW-Parkplatz",
}
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

LotState = Literal["open", "closed", "nodata", "unknown"]


class Coords(msgspec.Struct):
    """WGS 84."""

    lat: float
    lng: float


class ParkApiInfo(msgspec.Struct, kw_only=True):
    """What this server offers."""

    api_version: str
    server_version: str
    reference: str
    cities: dict[str, str]


class Lot(msgspec.Struct, kw_only=True):
    """One car park. `total` and `free` are missing where they are unknown."""

    id: str
    name: str
    coords: Coords
    state: LotState
    lot_type: str
    forecast: bool
    last_updated: str | UnsetType = UNSET
    total: int | UnsetType = UNSET
    free: int | UnsetType = UNSET
    address: str | UnsetType = UNSET
    region: str | UnsetType = UNSET
    opening_hours: str | UnsetType = UNSET


class ParkApiCity(msgspec.Struct, kw_only=True):
    """All car parks of the city."""

    last_updated: str
    last_downloaded: str
    data_source: str
    lots: list[Lot]


class TimespanEntry(msgspec.Struct):
    """Free spaces at one time."""

    timestamp: str
    free: int


class Timespan(msgspec.Struct):
    """Hours of a lot: version 1.0 maps time to percent taken (as text), version 1.1 lists free spaces."""

    version: float
    data: dict[str, str] | list[TimespanEntry]


def city_id(name: str) -> str:
    """Name of the city in addresses: lower-case letters and digits."""
    return re.sub(r"[^a-z0-9]", "", name.lower().translate(_LETTERS))


def lot_of(site: Site, *, has_forecast: bool) -> Lot:
    """A site as lot."""
    return Lot(
        id=str(site.id),
        name=site.name,
        coords=Coords(lat=site.lat, lng=site.lon),
        state=_state(site),
        lot_type=_LOT_TYPES[site.kind],
        forecast=has_forecast,
        last_updated=site.observed_at.strftime(TIME_FORMAT) if site.observed_at else UNSET,
        total=UNSET if site.capacity is None else site.capacity,
        free=UNSET if site.free is None else site.free,
        address=site.street or UNSET,
        region=site.district or UNSET,
        opening_hours=site.opening_hours or UNSET,
    )


def _state(site: Site) -> LotState:
    if site.status == "closed":
        return "closed"
    if not site.has_realtime:
        return "nodata"
    return "unknown" if site.free is None else "open"


def city_of(sites: Sequence[Site], forecasts: Mapping[UUID, Any], source: str, now: datetime) -> ParkApiCity:
    """All lots. The format has one time for all; each lot carries its own as well."""
    observed = [site.observed_at for site in sites if site.observed_at]
    return ParkApiCity(
        last_updated=max(observed, default=now).strftime(TIME_FORMAT),
        last_downloaded=now.strftime(TIME_FORMAT),
        data_source=source,
        lots=[lot_of(site, has_forecast=site.id in forecasts) for site in sites],
    )


def timespan_of(
    measured: Sequence[HourSample],
    forecast: Forecast | None,
    calendar: Calendar,
    period: tuple[datetime, datetime, datetime],
    total: int,
    version: Literal["1.0", "1.1"],
) -> Timespan:
    """Hours of `period` (since, until, now): measured shares before now, the forecast's median after it."""
    since, until, now = period
    shares = {sample.hour_at: sample.free_share for sample in measured}
    shares.update(_predicted(forecast, calendar, max(since, now), until))
    hours = sorted(shares.items())
    if version == "1.1":
        return Timespan(1.1, [TimespanEntry(at.strftime(TIME_FORMAT), round(share * total)) for at, share in hours])
    return Timespan(1.0, {at.strftime(TIME_FORMAT): str(round((1 - share) * 100)) for at, share in hours})


def _predicted(
    forecast: Forecast | None, calendar: Calendar, since: datetime, until: datetime
) -> dict[datetime, float]:
    if forecast is None:
        return {}
    medians = {(slot.weekday, slot.hour): slot.median for slot in forecast.slots}
    found: dict[datetime, float] = {}
    hour_at = since.replace(minute=0, second=0, microsecond=0)
    while hour_at < until:
        median = medians.get(calendar.slot(hour_at))
        if median is not None:
            found[hour_at] = median
        hour_at += _HOUR
    return found
