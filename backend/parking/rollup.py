"""The hourly roll-up: private bay history becomes figures of sites, and then ages away."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from backend.core.broadcast import Broadcast
from backend.core.clock import Clock
from backend.core.db import Database, Session
from backend.parking import repository
from backend.parking.occupancy import HOUR, SiteHour, bay_usage, site_hour
from backend.parking.records import BayRecord, SiteRecord
from backend.parking.site_rules import is_reserved

OCCUPANCY_TOPIC = "parking.occupancy"
"""Broadcast when hourly figures were added: forecasts are built anew."""
REPEATED = 6 * HOUR
"""Hours rolled up again each time, so that late frames still count."""
MADE_UP = timedelta(days=7)
"""After a standstill at most this much is made up for."""


class OccupancyRollUp:
    """Jobs over the private history. Safe to repeat."""

    def __init__(self, db: Database, broadcast: Broadcast, clock: Clock, timezone: str, keep_days: int) -> None:
        self._db = db
        self._broadcast = broadcast
        self._clock = clock
        self._timezone = timezone
        self._keep = timedelta(days=keep_days)

    async def roll_up(self) -> None:
        """Turn the last complete hours of bay history into hourly figures of sites."""
        end = self._clock().replace(minute=0, second=0, microsecond=0)
        async with self._db.read() as session:
            newest = max((await repository.last_hours(session)).values(), default=end)
            start = max(end - MADE_UP, min(newest, end - REPEATED))
            hours = await self._site_hours(session, start, end)
        if not hours:
            return
        async with self._db.write() as session:
            await repository.save_hours(session, hours)
            self._broadcast.publish(session, OCCUPANCY_TOPIC, b"")

    async def purge(self, session: Session, now: datetime) -> int:
        """Delete the history of single bays that is older than the configured time; returns how many changes."""
        return await repository.purge_history(session, now - self._keep)

    async def _site_hours(self, session: Session, start: datetime, end: datetime) -> list[SiteHour]:
        sites = [site for site in await repository.load_sites(session) if site.has_realtime_data]
        bays = [bay for bay in await repository.load_bays(session) if bay.has_realtime_data and not bay.is_personal]
        found: list[SiteHour] = []
        for site in sites:
            own = [bay for bay in bays if bay.site_id == site.id]
            counted = [bay for bay in own if not is_reserved(bay.audiences)] or own
            found += await self._hours_of(session, site, counted, start, end)
        return found

    async def _hours_of(
        self, session: Session, site: SiteRecord, bays: Sequence[BayRecord], start: datetime, end: datetime
    ) -> list[SiteHour]:
        """Figures of one site. Hours in which it is closed are no sample of what is usual."""
        histories = await repository.load_history(session, [bay.id for bay in bays], start, end)
        opening = site.hours(self._timezone)
        found = []
        for number in range((end - start) // HOUR):
            hour_at = start + number * HOUR
            if opening is not None and not opening.is_open(hour_at + HOUR / 2):
                continue
            usages = [bay_usage(histories[bay.id], hour_at, bay.state.stale_at if bay.state else None) for bay in bays]
            hour = site_hour(site.id, hour_at, usages, demo=site.source.demo)
            if hour is not None:
                found.append(hour)
        return found
