"""How old what a source said may be. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from backend.alerts.content import Feed
from backend.alerts.records import FeedState
from backend.core.i18n import N_
from backend.core.vitals import Vital


def is_stale(feed: Feed, state: FeedState | None, now: datetime) -> bool:
    """True if nobody can say what is in force there now."""
    if state is None or state.checked_at is None:
        return True
    return now - state.checked_at > timedelta(seconds=feed.stale_after_s)


def feed_vitals(feeds: Sequence[Feed], states: Sequence[FeedState], now: datetime) -> list[Vital]:
    """One line for each source; one that says so where none is read."""
    label = N_("Quelle von Warnungen")
    if not feeds:
        return [Vital(key="alerts", label=label, state="off")]
    by_feed = {state.feed: state for state in states}
    return [_vital(feed, by_feed.get(feed.key), label, now) for feed in feeds]


def _vital(feed: Feed, state: FeedState | None, label: str, now: datetime) -> Vital:
    problem = state.problem if state else None
    stale = is_stale(feed, state, now)
    return Vital(
        key=f"alerts.{feed.key}",
        label=label,
        state="failing" if stale and problem else "late" if stale else "ok",
        seen_at=state.checked_at if state else None,
        detail=f"{feed.name}: {problem}" if problem else feed.name,
    )
