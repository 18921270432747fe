"""Parking for the assistant: free bays for people with a blue badge, and car parks with their free bays."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from backend.core.live_answers import MOST_THINGS, LiveFacts, LiveThing, LiveTopic, LiveWish
from backend.parking.projection import ParkingProjection
from backend.parking.schemas import Bay, Site

_SCREEN = "/parken"
_DISABLED = "disabled"


class ParkingAnswers:
    """What the board shows now."""

    topics: tuple[LiveTopic, ...] = ("freeBay", "parking")

    def __init__(self, projection: ParkingProjection) -> None:
        self._projection = projection

    async def tell(self, wish: LiveWish, locale: str) -> LiveFacts | None:
        """See `core.live_answers.LiveSource`."""
        await self._projection.ensure_loaded()
        return self._bays(wish) if wish.topic == "freeBay" else self._sites(wish)

    def _bays(self, wish: LiveWish) -> LiveFacts | None:
        board = self._projection.board
        seen = (board.bay(bay_id) for bay_id in board.bay_ids())
        bays = [bay for bay in seen if bay is not None and _is_for_badge(bay)]
        free = sorted((bay for bay in bays if bay.status == "free"), key=lambda bay: bay.name)
        if not bays:
            return None
        return LiveFacts(
            topic=wish.topic,
            subject=None,
            things=[_bay(bay) for bay in free[:MOST_THINGS]],
            known=len(bays),
            path=f"{_SCREEN}?zeige=disabled",
            source=_sources(bay.source.name for bay in bays),
            observed_at=_newest(bay.observed_at for bay in bays),
            stale=all(bay.status == "unknown" for bay in bays),
        )

    def _sites(self, wish: LiveWish) -> LiveFacts | None:
        sites = [site for site in self._projection.board.sites() if site.kind in {"garage", "lot", "parkAndRide"}]
        if not sites:
            return None
        usable = sorted((site for site in sites if site.status != "closed"), key=_most_free)
        return LiveFacts(
            topic=wish.topic,
            subject=None,
            things=[_site(site) for site in usable[:MOST_THINGS]],
            known=len(sites),
            path=f"{_SCREEN}?zeige=garage",
            source=_sources(site.source.name for site in sites),
            observed_at=_newest(site.observed_at for site in sites),
            as_of=max((site.source.as_of for site in sites if site.source.as_of), default=None),
        )


def _is_for_badge(bay: Bay) -> bool:
    return bay.bay_kind == "general" and any(one.type == _DISABLED for one in bay.restrictions)


def _bay(bay: Bay) -> LiveThing:
    return LiveThing(
        title=bay.name,
        path=f"{_SCREEN}/platz/{bay.id}",
        detail=bay.street,
        lat=bay.lat,
        lon=bay.lon,
        status=bay.status,
        observed_at=bay.observed_at,
        demo=bay.source.demo,
    )


def _site(site: Site) -> LiveThing:
    return LiveThing(
        title=site.name,
        path=f"{_SCREEN}/ort/{site.id}",
        detail=site.street,
        lat=site.lat,
        lon=site.lon,
        status=site.status,
        free=site.free,
        capacity=site.capacity,
        observed_at=site.observed_at,
        demo=site.source.demo,
    )


def _most_free(site: Site) -> tuple[bool, int, str]:
    return (site.free is None, -(site.free or 0), site.name)


def _sources(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _newest(moments: Iterable[datetime | None]) -> datetime | None:
    known: Sequence[datetime] = [moment for moment in moments if moment is not None]
    return max(known, default=None)
