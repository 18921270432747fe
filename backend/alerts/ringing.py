"""When a message is to reach phones, and what stands on the locked screen. Pure.

A message rings when it is real, new and still in force, and when the source is not one that only fills lists
(`quiet`). A source that is asked for the first time, or comes back after an outage, tells of old warnings too: those
are shown and do not ring. The end of a warning rings wherever the warning itself did.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, cast
from uuid import UUID, uuid5

import shapely

from backend.alerts.areas import Concern
from backend.alerts.geometry import Coordinates
from backend.alerts.rules import (
    Story,
    Version,
    Visibility,
    bare_name,
    chief,
    expires_at,
    is_all_clear,
    is_visible,
    tell,
)
from backend.alerts.texts import Words, sender_name, words
from backend.core.alarms import Alarm, AlarmArea, AlarmLine, AlarmSeverity
from backend.core.cells import cell_box, cells_in
from backend.core.geo import BBox

FRESH = timedelta(hours=1)
"""Whoever hears of a warning later than this hears of it from the list."""
MAX_TITLE = 90
MAX_BODY = 160
_NAMES = UUID("c8c7b4f6-5f0e-5d0b-9b1c-3a4f1d2c9e10")
"""Namespace of names (RFC 9562, version 5): the same message from two sources is the same alarm."""


def alarm_for(
    versions: Sequence[Version], newest: UUID, now: datetime, seen: Visibility, locales: Sequence[str]
) -> Alarm | None:
    """What the message `newest` of this thread sends to phones; None if it is only to be read."""
    story = tell(versions, now, seen)
    version = story.newest
    if version.id != newest or story.is_demo or not rings(version, seen):
        return None
    first = story.versions[0]
    kind = _kind(story)
    if kind == "allClear":
        if not any(rings(earlier, seen) for earlier in story.versions[:-1]):
            return None
    elif story.state not in {"active", "upcoming"}:
        return None
    alert = version.alert
    info = chief(alert) or chief(first.alert)
    return Alarm(
        family=uuid5(_NAMES, f"{alert.status} {bare_name(first.alert.identifier)}"),
        revision=uuid5(_NAMES, f"{alert.status} {bare_name(alert.identifier)} {alert.sent.isoformat()}"),
        look="civil",
        kind=kind,
        exercise=alert.status == "Exercise",
        severity=cast("AlarmSeverity", info.severity.lower()) if info else "unknown",
        categories=tuple(info.categories) if info else (),
        area=area_of(story.concern),
        sent_at=version.issued_at,
        expires_at=expires_at(alert),
        lines=lines(story, locales),
        path=f"/warnungen/{story.id}",
    )


def rings(version: Version, seen: Visibility) -> bool:
    """True for a message that was new when it came, from a source that may ring."""
    alert = version.alert
    return (
        is_visible(version, seen)
        and version.feed not in seen.demo_feeds
        and not alert.identifier.startswith(seen.quiet_prefixes or ("\0",))
        and version.received_at - alert.sent <= FRESH
    )


def _kind(story: Story) -> Literal["alert", "update", "allClear"]:
    if is_all_clear(story.newest.alert):
        return "allClear"
    return "update" if len(story.versions) > 1 else "alert"


def lines(story: Story, locales: Sequence[str]) -> Mapping[str, AlarmLine]:
    """A title and one line for each language: what to do first, else what happened, else who says so."""
    newest = story.newest.alert
    found = words(newest, locales) or words(story.versions[0].alert, locales)
    german = next(iter(found), None)
    title = german.headline if german else ""
    told = {"de": AlarmLine(_short(title, MAX_TITLE), sender_name(newest))}
    for text in found:
        line = push_line(text, sender_name(newest))
        told[text.locale] = AlarmLine(line.title or _short(title, MAX_TITLE), line.body)
    return told


def push_line(text: Words, sender: str) -> AlarmLine:
    """One language on the locked screen: parts that the sender left in German are not shown there."""
    own = [part for part in ("steps", "description") if part not in text.untranslated and getattr(text, part)]
    body = " ".join(getattr(text, own[0])) if own else sender
    return AlarmLine(_short(text.headline, MAX_TITLE), _short(body, MAX_BODY))


def _short(text: str, most: int) -> str:
    """Cut at a word, with an ellipsis."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0].rstrip(' ,;:–-')}…"


def area_of(concern: Concern) -> AlarmArea:
    """Whom it reaches."""
    return AlarmArea(
        whole_city=concern.whole_city,
        districts=concern.districts,
        cells=() if concern.whole_city else cells_of(concern.geometry),
    )


def cells_of(drawn: Coordinates | None) -> tuple[str, ...]:
    """The cells that a drawing touches; none where nothing was drawn."""
    polygons = [shapely.Polygon(rings[0], rings[1:]) for rings in drawn or ()]
    found: set[str] = set()
    for polygon in polygons:
        shapely.prepare(polygon)
        found.update(cell for cell in cells_in(BBox(*polygon.bounds)) if polygon.intersects(_box(cell)))
    return tuple(sorted(found))


def _box(cell: str) -> shapely.Polygon:
    box = cell_box(cell)
    return shapely.box(box.west, box.south, box.east, box.north)
