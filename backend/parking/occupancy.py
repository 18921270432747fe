"""From private bay history to hourly figures of a site: the only form in which history leaves the slice."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from backend.parking.rules import FLAP_WINDOW, Change

HOUR = timedelta(hours=1)
MINIMUM_BAYS = 5
MINIMUM_STAYS = 5
"""k-anonymity: fewer bays or stays than this are one person's or one street's routine, not a statistic."""
MINIMUM_KNOWN_SHARE = 0.5
"""An hour in which less than half of the bay time is known says nothing about the site."""


class BayUsage(msgspec.Struct, frozen=True):
    """One bay in one hour, in seconds; `stays` ended in this hour and lasted `stay_s` together."""

    known_s: float = 0.0
    free_s: float = 0.0
    stays: int = 0
    stay_s: float = 0.0


class SiteHour(msgspec.Struct, frozen=True, kw_only=True):
    """A site in the hour that begins at `hour_at` (UTC). Shares are 0 to 1."""

    site_id: UUID
    hour_at: datetime
    bays: int
    known_share: float
    free_share: float
    stays: int
    stay_s: int
    demo: bool = False


def bay_usage(history: Sequence[Change], hour_at: datetime, valid_until: datetime | None) -> BayUsage:
    """Usage of a bay in one hour from its changes in time order, the last one before the hour included.

    `valid_until` is where the newest value stops counting (the sensor fell silent). Stays shorter than a minute are
    flapping; a stay counts only if its beginning was seen.
    """
    hour_end = hour_at + HOUR
    known = free = stay_s = 0.0
    stays = 0
    for index, change in enumerate(history):
        following = history[index + 1].at if index + 1 < len(history) else (valid_until or hour_end)
        seconds = (min(following, hour_end) - max(change.at, hour_at)).total_seconds()
        if change.occupied is not None and seconds > 0:
            known += seconds
            free += 0.0 if change.occupied else seconds
        stay = _ended_stay(history, index, hour_at)
        if stay is not None:
            stays += 1
            stay_s += stay.total_seconds()
    return BayUsage(known, free, stays, stay_s)


def _ended_stay(history: Sequence[Change], index: int, hour_at: datetime) -> timedelta | None:
    left = history[index]
    if index == 0 or left.at < hour_at or left.occupied is not False or left.was is not True:
        return None
    arrived = history[index - 1]
    if arrived.occupied is not True or arrived.was is not False:
        return None
    stay = left.at - arrived.at
    return stay if stay >= FLAP_WINDOW else None


def site_hour(site_id: UUID, hour_at: datetime, bays: Sequence[BayUsage], *, demo: bool = False) -> SiteHour | None:
    """The figures of a site; None where too little is known to say anything."""
    known_s = sum(bay.known_s for bay in bays)
    share = known_s / (len(bays) * HOUR.total_seconds()) if bays else 0.0
    if share < MINIMUM_KNOWN_SHARE:
        return None
    return SiteHour(
        site_id=site_id,
        hour_at=hour_at,
        bays=len(bays),
        known_share=round(min(share, 1.0), 4),
        free_share=round(sum(bay.free_s for bay in bays) / known_s, 4),
        stays=sum(bay.stays for bay in bays),
        stay_s=round(sum(bay.stay_s for bay in bays)),
        demo=demo,
    )


class SiteUsage(msgspec.Struct, frozen=True, kw_only=True):
    """A site over a period, before suppression."""

    bays: int
    hours: int
    free_share: float
    turnover_per_bay_and_day: float
    mean_stay_minutes: float | None
    stays: int
    demo: bool


def summarise(hours: Sequence[SiteHour]) -> SiteUsage:
    """Figures of one site over its `hours` (at least one)."""
    stays = sum(hour.stays for hour in hours)
    bay_hours = sum(hour.bays for hour in hours)
    return SiteUsage(
        bays=max(hour.bays for hour in hours),
        hours=len(hours),
        free_share=round(sum(hour.free_share for hour in hours) / len(hours), 3),
        turnover_per_bay_and_day=round(stays / bay_hours * 24, 2),
        mean_stay_minutes=round(sum(hour.stay_s for hour in hours) / stays / 60, 1) if stays else None,
        stays=stays,
        demo=any(hour.demo for hour in hours),
    )


def group_by_site(hours: Sequence[SiteHour]) -> Mapping[UUID, list[SiteHour]]:
    """Hours by site, in the given order."""
    groups: dict[UUID, list[SiteHour]] = {}
    for hour in hours:
        groups.setdefault(hour.site_id, []).append(hour)
    return groups
