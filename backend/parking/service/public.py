"""Use cases of parking: details, forecasts, planners' figures, closing and opening."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.core.broadcast import Broadcast
from backend.core.city import CityConfig
from backend.core.clock import Clock
from backend.core.db import Database
from backend.parking import repository
from backend.parking.errors import BayNotFound, InvalidPeriod, SiteNotFound
from backend.parking.forecast import LOOK_BACK, Calendar, HourSample, build_forecast
from backend.parking.holidays import is_public_holiday
from backend.parking.observations import BAYS_TOPIC, encode_ids
from backend.parking.occupancy import (
    MINIMUM_BAYS,
    MINIMUM_STAYS,
    SiteHour,
    SiteUsage,
    group_by_site,
    summarise,
)
from backend.parking.projection import CATALOGUE_TOPIC, ParkingProjection
from backend.parking.rollup import OCCUPANCY_TOPIC
from backend.parking.schemas import Bay, Forecast, ForecastList, Site, SiteStatistics, Statistics

MAX_STATISTICS_DAYS = 92
_HOLIDAYS_AHEAD_DAYS = 14


class ParkingService:
    """Everything a controller or a job asks of parking."""

    def __init__(
        self, db: Database, broadcast: Broadcast, clock: Clock, city: CityConfig, projection: ParkingProjection
    ) -> None:
        self._db = db
        self._broadcast = broadcast
        self._clock = clock
        self.calendar = Calendar(city.timezone, city.holidays_region)
        self._projection = projection
        self._forecasts: dict[UUID, Forecast] | None = None
        broadcast.subscribe(OCCUPANCY_TOPIC, self._forget_forecasts)

    async def _forget_forecasts(self, _payload: bytes) -> None:
        self._forecasts = None

    def now(self) -> datetime:
        """The present."""
        return self._clock()

    async def get_site(self, site_id: UUID) -> tuple[Site, Forecast | None]:
        """A site and its forecast. Raises `SiteNotFound`."""
        await self._projection.ensure_loaded()
        site = self._projection.board.site(site_id)
        if site is None:
            raise SiteNotFound
        return site, (await self.forecasts()).get(site_id)

    async def get_bay(self, bay_id: UUID) -> Bay:
        """A bay. Raises `BayNotFound`."""
        await self._projection.ensure_loaded()
        bay = self._projection.board.bay(bay_id)
        if bay is None:
            raise BayNotFound
        return bay

    async def list_sites(self) -> list[Site]:
        """All sites."""
        await self._projection.ensure_loaded()
        return self._projection.board.sites()

    async def forecasts(self) -> dict[UUID, Forecast]:
        """Forecasts by site, built once per roll-up. Sites without enough data are absent."""
        if self._forecasts is None:
            now = self._clock()
            async with self._db.read() as session:
                hours = await repository.load_hours(session, now - LOOK_BACK, now)
            built = {
                site_id: build_forecast(_samples(group), self.calendar, now)
                for site_id, group in group_by_site(hours).items()
            }
            self._forecasts = {site_id: forecast for site_id, forecast in built.items() if forecast is not None}
        return self._forecasts

    async def forecast_list(self) -> ForecastList:
        """All forecasts as published."""
        forecasts = await self.forecasts()
        now = self._clock()
        return ForecastList(
            generated_at=now.replace(microsecond=0),
            holidays=self._holidays(now),
            sites={str(site_id): forecast for site_id, forecast in forecasts.items()},
        )

    def _holidays(self, now: datetime) -> list[date]:
        today = now.astimezone(ZoneInfo(self.calendar.timezone)).date()
        days = (today + timedelta(days=ahead) for ahead in range(_HOLIDAYS_AHEAD_DAYS))
        return [day for day in days if is_public_holiday(day, self.calendar.region)]

    async def free_by_hour(self, site_id: UUID, since: datetime, until: datetime) -> list[HourSample]:
        """Measured hourly shares of free bays of a site. Raises `InvalidPeriod`."""
        _check_period(since, until, days=7)
        async with self._db.read() as session:
            return _samples(await repository.load_hours(session, since, until, site_id))

    async def statistics(self, since: datetime, until: datetime) -> Statistics:
        """Duration and turnover per site, small groups suppressed. Raises `InvalidPeriod`."""
        _check_period(since, until, days=MAX_STATISTICS_DAYS)
        names = {site.id: site.name for site in await self.list_sites()}
        async with self._db.read() as session:
            hours = await repository.load_hours(session, since, until)
        rows = [
            _site_statistics(site_id, names[site_id], summarise(group))
            for site_id, group in group_by_site(hours).items()
            if site_id in names
        ]
        return Statistics(
            since=since,
            until=until,
            minimum_bays=MINIMUM_BAYS,
            minimum_stays=MINIMUM_STAYS,
            sites=sorted(rows, key=lambda row: row.name),
        )

    async def close_bay(self, bay_id: UUID) -> None:
        """The city closes a bay, for example for a building site. Raises `BayNotFound`."""
        await self._set_bay_closed(bay_id, closed=True)

    async def open_bay(self, bay_id: UUID) -> None:
        """The city opens a bay again. Raises `BayNotFound`."""
        await self._set_bay_closed(bay_id, closed=False)

    async def _set_bay_closed(self, bay_id: UUID, *, closed: bool) -> None:
        async with self._db.write() as session:
            if not await repository.set_bay_closed(session, bay_id, closed=closed):
                raise BayNotFound
            self._broadcast.publish(session, BAYS_TOPIC, encode_ids([bay_id]))

    async def close_site(self, site_id: UUID) -> None:
        """The city closes a site with all its bays. Raises `SiteNotFound`."""
        await self._set_site_closed(site_id, closed=True)

    async def open_site(self, site_id: UUID) -> None:
        """The city opens a site again. Raises `SiteNotFound`."""
        await self._set_site_closed(site_id, closed=False)

    async def _set_site_closed(self, site_id: UUID, *, closed: bool) -> None:
        async with self._db.write() as session:
            if not await repository.set_site_closed(session, site_id, closed=closed):
                raise SiteNotFound
            self._broadcast.publish(session, CATALOGUE_TOPIC, b"")


def _samples(hours: Sequence[SiteHour]) -> list[HourSample]:
    return [HourSample(hour.hour_at, hour.free_share) for hour in hours]


def _check_period(since: datetime, until: datetime, *, days: int) -> None:
    if not timedelta(0) < until - since <= timedelta(days=days):
        raise InvalidPeriod(days=days)


def _site_statistics(site_id: UUID, name: str, usage: SiteUsage) -> SiteStatistics:
    """Published figures: nothing about fewer than five bays, no durations of fewer than five stays."""
    few_bays = usage.bays < MINIMUM_BAYS
    few_stays = usage.stays < MINIMUM_STAYS
    return SiteStatistics(
        site_id=site_id,
        name=name,
        bays=usage.bays,
        hours=usage.hours,
        free_share=None if few_bays else usage.free_share,
        turnover_per_bay_and_day=None if few_bays or few_stays else usage.turnover_per_bay_and_day,
        mean_stay_minutes=None if few_bays or few_stays else usage.mean_stay_minutes,
        suppressed="tooFewBays" if few_bays else "tooFewStays" if few_stays else None,
        demo=usage.demo,
    )
