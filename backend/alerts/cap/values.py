"""Single values of CAP: texts, times, numbers, rings, circles, and the words the standard allows."""

import re
from datetime import UTC, datetime
from math import isfinite
from typing import Literal, TypeVar, get_args

from backend.alerts.cap.model import CapRefused, Circle, Position, Ring
from backend.core.clock import parse_instant

Order = Literal["lat,lon", "lon,lat"]
"""CAP XML says `lat,lon`; the German JSON says `lon,lat`."""

T = TypeVar("T", bound=str)

_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FILLER: Position = (-1.0, -1.0)
MAX_RING_POINTS = 50_000


def tidy(text: str | None) -> str | None:
    """Without blanks around it and without characters that XML forbids; None where nothing is left."""
    if text is None:
        return None
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip() or None


def required(text: str | None, where: str) -> str:
    """`text`, or `CapRefused` where it is missing."""
    if text is None:
        raise CapRefused("missing", where)
    return text


def one_word_of(text: str | None, allowed: object, where: str) -> str:
    """One of the words of a `Literal`, whatever the case. Raises `CapRefused`."""
    given = required(text, where)
    for word in get_args(allowed):
        if word.lower() == given.lower():
            return str(word)
    raise CapRefused("unknown-word", f"{where}={given[:40]}")


def known_words(texts: list[str], allowed: object) -> list[str]:
    """The words that the standard knows, once each; others are left out (a new category must not hide a warning)."""
    by_lower = {word.lower(): str(word) for word in get_args(allowed)}
    return list(dict.fromkeys(by_lower[text.lower()] for text in texts if text.lower() in by_lower))


def instant(text: str | None, where: str) -> datetime | None:
    """An RFC 3339 time as UTC. Raises `CapRefused` for one without offset or that is none at all."""
    if text is None:
        return None
    try:
        return parse_instant(text)
    except (ValueError, OverflowError) as error:
        raise CapRefused("bad-time", where) from error


def later_or_none(text: str | None) -> datetime | None:
    """A time that may be broken without making the warning useless: then it counts as not given."""
    try:
        return instant(text, "")
    except CapRefused:
        return None


def write_instant(moment: datetime) -> str:
    """As the standard wants it: no letter Z, UTC is `-00:00` (section 3.3.2)."""
    text = moment.astimezone(UTC).isoformat(timespec="microseconds" if moment.microsecond else "seconds")
    return text.removesuffix("+00:00") + "-00:00"


def number(text: str | None) -> float | None:
    """A finite number or None."""
    try:
        value = float(text) if text is not None else None
    except ValueError:
        return None
    return value if value is not None and isfinite(value) else None


def whole_number(text: str | None) -> int | None:
    """A whole number from 0 or None."""
    value = number(text)
    return int(value) if value is not None and value >= 0 and value == int(value) else None


def rings(text: str | None, order: Order) -> list[Ring]:
    """The rings of one polygon text; unreadable points make it empty, and the geocodes have to do.

    `-1.0,-1.0` is a filler of the German JSON: between two closed rings it parts them, elsewhere it is dropped.
    """
    points: list[Position] = []
    found: list[Ring] = []
    for word in (text or "").split():
        point = _position(word, order)
        if point is None or len(points) >= MAX_RING_POINTS:
            return []
        if point != _FILLER:
            points.append(point)
        elif len(points) > 3 and points[0] == points[-1]:
            found.append(tuple(points))
            points = []
    if points:
        found.append(tuple(points))
    return found


def write_ring(ring: Ring, order: Order) -> str:
    """The ring as text; numbers as short as they can be without losing anything."""
    return " ".join(_pair(lat, lon, order) for lat, lon in ring)


def circle(text: str | None, order: Order) -> Circle | None:
    """`lat,lon radius` with the radius in kilometres; None where it cannot be read."""
    centre, _, radius = (text or "").strip().partition(" ")
    point, size = _position(centre, order), number(radius.strip() or None)
    if point is None or size is None or size < 0:
        return None
    return Circle(*point, size)


def write_circle(disc: Circle, order: Order) -> str:
    """The disc as text."""
    return f"{_pair(disc.lat, disc.lon, order)} {disc.radius_km!r}"


def _position(word: str, order: Order) -> Position | None:
    first, comma, second = word.partition(",")
    a, b = number(first), number(second)
    if not comma or a is None or b is None:
        return None
    lat, lon = (a, b) if order == "lat,lon" else (b, a)
    return (lat, lon)


def _pair(lat: float, lon: float, order: Order) -> str:
    return f"{lat!r},{lon!r}" if order == "lat,lon" else f"{lon!r},{lat!r}"
