"""Pure decisions about identity: when a session ends, what a browser is called."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from backend.core.clock import CLOCK_SKEW
from backend.core.identity import CITY_ROLES, Role

ROTATION_GRACE = timedelta(seconds=30)
SEEN_EVERY = timedelta(minutes=5)
_BROWSERS = (
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class SessionLimits(msgspec.Struct, frozen=True):
    """How long a session lives without use, and at most."""

    idle: timedelta
    absolute: timedelta


def limits_for(roles: Iterable[Role], resident: SessionLimits, staff: SessionLimits) -> SessionLimits:
    """Staff sessions are short, because more depends on them."""
    return staff if CITY_ROLES & set(roles) else resident


def is_session_over(
    now: datetime, *, created_at: datetime, last_seen_at: datetime, expires_at: datetime, limits: SessionLimits
) -> bool:
    """True when the session may no longer be used. A session from the future (clock set back) ends too."""
    if created_at - now > CLOCK_SKEW:
        return True
    return now >= min(expires_at, created_at + limits.absolute) or now - last_seen_at >= limits.idle


def is_former_token_good(now: datetime, rotated_at: datetime | None) -> bool:
    """True for the few seconds in which requests with the old token may still arrive."""
    return rotated_at is not None and now - rotated_at <= ROTATION_GRACE


def browser_label(user_agent: str | None) -> str:
    """Browser and system in two words, so that a person recognises a session; no version, no model."""
    text = (user_agent or "")[:400]
    browser = next((name for mark, name in _BROWSERS if re.search(rf"\b{mark}\w*/", text)), "")
    system = next((name for mark, name in _SYSTEMS if mark in text), "")
    return ", ".join(part for part in (browser, system) if part)
