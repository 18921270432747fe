"""Decisions about sites: what their bays add up to, for everybody and for each audience. Pure, like `rules`."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import msgspec

from backend.parking.hours import Hours
from backend.parking.rules import BayView
from backend.parking.schemas import Counts, Reason, Restriction, RestrictionType, Status

RESERVED: frozenset[RestrictionType] = frozenset(
    {"disabled", "charging", "resident", "truck", "carsharing", "taxi", "delivery", "bus", "caravan", "cargobike"}
)
"""Audiences whose bays others may not use. Family, women and customer bays are a request, not a ban."""


def is_reserved(audiences: Sequence[RestrictionType]) -> bool:
    """True for a bay that only some may use."""
    return not RESERVED.isdisjoint(audiences)


class SeenBay(msgspec.Struct, frozen=True):
    """A public bay of a site with the audiences it is kept for."""

    view: BayView
    audiences: tuple[RestrictionType, ...] = ()

    @property
    def is_reserved(self) -> bool:
        """True when only some may use it."""
        return is_reserved(self.audiences)


class SiteFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is fixed about a site."""

    capacity: int | None = None
    is_closed_by_city: bool = False
    hours: Hours | None = None


class SiteView(msgspec.Struct, frozen=True, kw_only=True):
    """What the public sees of a site. `free` is None when nothing is known or it is closed: closed is not full."""

    status: Status
    reason: Reason | None = None
    free: int | None = None
    counts: Counts | None = None
    observed_at: datetime | None = None
    stale_at: datetime | None = None
    turns_at: datetime | None = None


def tally(bays: Sequence[SeenBay]) -> Counts:
    """Bays by status; the four numbers add up to the bays given."""
    by_status = Counter(bay.view.status for bay in bays)
    return Counts(
        free=by_status["free"], taken=by_status["taken"], closed=by_status["closed"], unknown=by_status["unknown"]
    )


def open_to_all(bays: Sequence[SeenBay]) -> Sequence[SeenBay]:
    """The bays a site's numbers are about: those without a reserved audience, or all where every bay is reserved."""
    return [bay for bay in bays if not bay.is_reserved] or bays


def view_site(facts: SiteFacts, bays: Sequence[SeenBay], now: datetime) -> SiteView:
    """Public view of a site at `now`, from its public bays."""
    turns_at = facts.hours.next_change(now) if facts.hours else None
    counted = open_to_all(bays)
    counts = tally(counted) if counted else None
    if facts.is_closed_by_city:
        return SiteView(status="closed", reason="closedByCity", counts=counts)
    if facts.hours and not facts.hours.is_open(now):
        return SiteView(status="closed", reason="outsideHours", counts=counts, turns_at=turns_at)
    if counts is None:
        return SiteView(status="unknown", reason="noSensor", turns_at=turns_at)
    status, reason = _site_status(counts, counted)
    known = [bay.view for bay in counted if bay.view.status in ("free", "taken")]
    return SiteView(
        status=status,
        reason=reason,
        free=capped_free(counts.free, facts.capacity) if known else None,
        counts=counts,
        observed_at=max((view.observed_at for view in known if view.observed_at), default=None),
        stale_at=max((view.stale_at for view in known if view.stale_at), default=None),
        turns_at=turns_at,
    )


def _site_status(counts: Counts, bays: Sequence[SeenBay]) -> tuple[Status, Reason | None]:
    if counts.free:
        return "free", None
    in_use = counts.taken + counts.unknown
    if not in_use:
        return "closed", _main_reason(bays, "closed")
    # "Full" is a claim: it needs more bays known to be taken than bays nobody knows about.
    if counts.taken > counts.unknown:
        return "taken", None
    return "unknown", _main_reason(bays, "unknown")


def _main_reason(bays: Sequence[SeenBay], status: Status) -> Reason | None:
    reasons = Counter(bay.view.reason for bay in bays if bay.view.status == status)
    return reasons.most_common(1)[0][0] if reasons else None


def capped_free(free: int, capacity: int | None) -> int:
    """Free bays, never more than the site has: a feed once reported 8,259 free of 140."""
    return free if capacity is None else min(free, capacity)


def count_audiences(declared: Sequence[Restriction], bays: Sequence[SeenBay]) -> list[Restriction]:
    """Restrictions of a site with bays and free bays per audience; `free` is None where nothing is known."""
    counted = [_audience(kind, bays) for kind in dict.fromkeys(kind for bay in bays for kind in bay.audiences)]
    types = {restriction.type for restriction in counted}
    return [*(restriction for restriction in declared if restriction.type not in types), *counted]


def _audience(kind: RestrictionType, bays: Sequence[SeenBay]) -> Restriction:
    counts = tally([bay for bay in bays if kind in bay.audiences])
    total = counts.free + counts.taken + counts.closed + counts.unknown
    return Restriction(type=kind, capacity=total, free=counts.free if counts.free + counts.taken else None)
