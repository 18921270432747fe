"""What of an alarm goes to a phone: the text in its language, and the headers for its push service."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from backend.core.alarms import Alarm

_LONGEST = timedelta(hours=4)
_LONGEST_TTL_S = 28 * 86_400
_SHORTEST_TTL_S = 60
_TITLE_CHARS = 120
_BODY_CHARS = 300
_TOPIC_CHARS = 32
_WEB_PUSH = 8030
_SOURCE_LANGUAGE = "de"


def ends_at(alarm: Alarm) -> datetime:
    """Nobody is told after this moment. A warning of four hours ago is no longer news; the page tells what holds."""
    latest = alarm.sent_at + _LONGEST
    if alarm.expires_at is None:
        return latest
    return min(alarm.expires_at, latest) if alarm.look == "civil" else alarm.expires_at


def topic(alarm: Alarm) -> str:
    """The same for all messages of a family: push services and phones keep only the last. 32 hex digits."""
    return hashlib.sha256(alarm.family.bytes).hexdigest()[:_TOPIC_CHARS]


def headers(alarm: Alarm, now: datetime) -> dict[str, str]:
    """Headers of RFC 8030. TTL is never 0, which means "only if the phone is awake just now"."""
    ttl = int((ends_at(alarm) - now).total_seconds())
    is_grave = alarm.severity in {"extreme", "severe"} or (alarm.look == "test" and alarm.kind == "alert")
    return {
        "ttl": str(min(max(ttl, _SHORTEST_TTL_S), _LONGEST_TTL_S)),
        "urgency": "high" if is_grave else "normal",
        "topic": topic(alarm),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
    }


def texts(alarm: Alarm, public_url: str) -> Mapping[str, bytes]:
    """Declarative Web Push JSON for each language, well under 2 kB."""
    found = {}
    for locale, line in alarm.lines.items():
        notification = {
            "title": _cut(line.title, _TITLE_CHARS),
            "body": _cut(line.body, _BODY_CHARS),
            "lang": locale.partition("@")[0],
            "dir": "auto",
            "tag": topic(alarm),
            "navigate": public_url + alarm.path,
            "timestamp": int(alarm.sent_at.timestamp() * 1000),
            "data": {"look": alarm.look, "kind": alarm.kind, "revision": str(alarm.revision)},
        }
        found[locale] = msgspec.json.encode({"web_push": _WEB_PUSH, "notification": notification})
    return found


def text_for(locale: str, known: Mapping[str, bytes]) -> bytes:
    """The text in this language, else in the city's."""
    return known.get(locale) or known.get(_SOURCE_LANGUAGE) or next(iter(known.values()))


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
