"""Decisions about warnings, pure, with the clock passed in: which messages are one story, and what state it is in.

German practice decides where it departs from the standard (collected from real files): all-clears keep the severity of
the warning, so the type of message is asked first; `expires` is often missing and then means "until further notice",
neither over nor eternal; references are broken more often than right, so any known name in them counts.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from backend.alerts.areas import Concern
from backend.alerts.cap.model import Alert, Info

State = Literal["active", "upcoming", "allClear", "expired", "gone", "moved"]
"""`gone`: no end was given and the source no longer lists it. `moved`: an update no longer concerns the city."""

ALL_CLEAR_SHOWN = timedelta(hours=6)
ALL_CLEAR_ON_TOP = timedelta(hours=1)
OPEN_ON_TOP = timedelta(hours=24)
OPEN_WITHOUT_NEWS = timedelta(days=7)
GONE_AFTER = timedelta(minutes=30)
"""A source may lose a warning for a moment; only a longer absence ends one that has no end of its own."""

SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
_URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
_STATES = ("active", "upcoming", "allClear", "gone", "moved", "expired")
_PREFIX = re.compile(r"^(?:id:)?(?:[a-z]{3,9}\.(?=\S))?")


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One message as we keep it. `missing_since` is when a complete source stopped listing it."""

    id: UUID
    thread: UUID
    feed: str
    alert: Alert
    received_at: datetime
    concern: Concern
    missing_since: datetime | None = None

    @property
    def issued_at(self) -> datetime:
        """When it was sent; never later than it reached us, whatever the sender's clock says."""
        return min(self.alert.sent, self.received_at)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What threading needs of a stored message."""

    thread: UUID
    status: str
    identifier: str
    references: str | None


class Visibility(msgspec.Struct, frozen=True, kw_only=True):
    """What may be shown. Exercises appear on a warning day; the demo shows its own and nothing else."""

    exercises: bool = False
    demo_feeds: frozenset[str] = frozenset()
    quiet_prefixes: tuple[str, ...] = ()


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """All messages about one event, oldest first, and what they come to now."""

    id: UUID
    versions: tuple[Version, ...]
    state: State
    concern: Concern
    ended_at: datetime | None
    is_current: bool
    on_top: bool
    is_demo: bool

    @property
    def newest(self) -> Version:
        """The message that counts."""
        return self.versions[-1]


# --- Names and threads


def bare_name(identifier: str) -> str:
    """Without the prefix that the federal API adds (`mow.`, `dwd.`, `kat.`)."""
    return _PREFIX.sub("", identifier.strip(), count=1)


def names(references: str | None) -> frozenset[str]:
    """Every name that may be meant in a `references` text: whatever stands between blanks and commas."""
    return frozenset(bare_name(word) for word in re.split(r"[\s,]+", references or "") if word)


def threads_of(alert: Alert, known: Iterable[Known]) -> set[UUID]:
    """Stories this message belongs to: it names one of their messages, or one of them names it.

    Only messages of the same status: an exercise never ends a real warning.
    """
    own, mentioned = bare_name(alert.identifier), names(alert.references)
    found = set()
    for other in known:
        if other.status != alert.status:
            continue
        name = bare_name(other.identifier)
        if name == own or name in mentioned or own in names(other.references):
            found.add(other.thread)
    return found


# --- One story


def chief(alert: Alert) -> Info | None:
    """The German text, else the first; of several the most severe."""
    infos = [info for info in alert.infos if (info.language or "en").lower().startswith("de")] or list(alert.infos)
    plain = [info for info in infos if "-ls" not in (info.language or "").lower()] or infos
    return min(plain, key=lambda info: SEVERITIES.index(info.severity), default=None)


def is_all_clear(alert: Alert) -> bool:
    """The type of message first; some senders say it by the kind of response."""
    if alert.msg_type == "Cancel":
        return True
    info = chief(alert)
    return info is not None and "AllClear" in info.response_types and alert.msg_type == "Update"


def expires_at(alert: Alert) -> datetime | None:
    """The latest end that is given; None if one text gives none or ends before it was sent (a broken clock)."""
    ends = [info.expires for info in alert.infos]
    if not ends or None in ends:
        return None
    latest = max(end for end in ends if end is not None)
    return latest if latest > alert.sent else None


def onset_at(alert: Alert) -> datetime | None:
    """When it is expected to begin."""
    starts = [start for info in alert.infos if (start := info.onset or info.effective) is not None]
    return min(starts, default=None)


def tell(versions: Sequence[Version], now: datetime, seen: Visibility) -> Story:
    """What the messages of one thread come to at `now`."""
    ordered = tuple(sorted(versions, key=lambda version: (version.issued_at, version.received_at)))
    newest = ordered[-1]
    concern = _concern(ordered)
    state, ended_at = _state(newest, concern, now)
    is_demo = newest.feed in seen.demo_feeds
    is_current = state in {"active", "upcoming"}
    if state == "allClear" and ended_at is not None:
        is_current = now - ended_at < ALL_CLEAR_SHOWN
    return Story(
        id=newest.thread,
        versions=ordered,
        state=state,
        concern=concern,
        ended_at=ended_at,
        is_current=is_current,
        on_top=is_current and not is_demo and _on_top(newest, state, ended_at, now, seen),
        is_demo=is_demo,
    )


def _concern(ordered: Sequence[Version]) -> Concern:
    """Of the newest message; an all-clear without an area ends the warning where it was."""
    newest = ordered[-1]
    if newest.concern.concerns or not is_all_clear(newest.alert):
        return newest.concern
    return next((version.concern for version in reversed(ordered) if version.concern.concerns), newest.concern)


def _state(newest: Version, concern: Concern, now: datetime) -> tuple[State, datetime | None]:
    alert = newest.alert
    if is_all_clear(alert):
        return "allClear", newest.issued_at
    if not concern.concerns:
        return "moved", newest.issued_at
    end = expires_at(alert)
    if end is not None:
        if end <= now:
            return "expired", end
    elif newest.missing_since is not None and now - newest.missing_since >= GONE_AFTER:
        return "gone", newest.missing_since
    elif now - newest.issued_at >= OPEN_WITHOUT_NEWS:
        return "gone", newest.issued_at + OPEN_WITHOUT_NEWS
    start = onset_at(alert)
    return ("upcoming" if start is not None and start > now else "active"), None


def _on_top(newest: Version, state: State, ended_at: datetime | None, now: datetime, seen: Visibility) -> bool:
    if newest.alert.identifier.startswith(seen.quiet_prefixes or ("\0",)):
        return False
    if state == "allClear":
        return ended_at is not None and now - ended_at < ALL_CLEAR_ON_TOP
    return expires_at(newest.alert) is not None or now - newest.issued_at < OPEN_ON_TOP


def is_visible(version: Version, seen: Visibility) -> bool:
    """Real ones always; exercises on a warning day or in the demo; tests and drafts never."""
    if version.feed in seen.demo_feeds:
        return version.alert.status == "Exercise"
    return version.alert.status == "Actual" or (version.alert.status == "Exercise" and seen.exercises)


# --- Many stories


def tell_all(
    versions: Iterable[Version], now: datetime, seen: Visibility, feeds: Sequence[str], stale: frozenset[str]
) -> list[Story]:
    """All visible stories, most pressing first.

    The same event from several sources is told once: by the first source in `feeds` that is not in `stale`. A source
    only ever ends its own stories, so a wrong one hides nothing of a good one.
    """
    threads: dict[UUID, list[Version]] = {}
    for version in versions:
        if is_visible(version, seen):
            threads.setdefault(version.thread, []).append(version)
    stories = [tell(members, now, seen) for members in threads.values()]
    rank = {feed: place for place, feed in enumerate(feeds)}

    def trust(story: Story) -> tuple[bool, int]:
        return (story.newest.feed in stale, rank.get(story.newest.feed, len(rank)))

    told: dict[tuple[str, str, datetime], Story] = {}
    for story in sorted(stories, key=trust):
        alert = story.newest.alert
        told.setdefault((alert.status, bare_name(alert.identifier), alert.sent), story)
    return sorted(told.values(), key=_pressing)


def _pressing(story: Story) -> tuple[int, int, int, float]:
    """Current ones by state, severity and urgency; then what is over, latest first."""
    if not story.is_current:
        return (len(_STATES), 0, 0, -(story.ended_at or story.newest.issued_at).timestamp())
    info = chief(story.newest.alert)
    severity = SEVERITIES.index(info.severity) if info else len(SEVERITIES)
    urgency = _URGENCIES.index(info.urgency) if info else len(_URGENCIES)
    return (_STATES.index(story.state), severity, urgency, -story.newest.issued_at.timestamp())


def is_storable(alert: Alert) -> bool:
    """Public, and not about the system itself; drafts are nobody's business but their author's."""
    return (
        alert.scope == "Public"
        and alert.status in {"Actual", "Exercise", "Test"}
        and alert.msg_type in {"Alert", "Update", "Cancel"}
        and (bool(alert.infos) or alert.msg_type == "Cancel")
    )
