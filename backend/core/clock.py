"""Time is passed in, never looked up: every rule takes a `Clock`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the present as an aware UTC datetime."""


def utc_now() -> datetime:
    """The system clock as an aware UTC datetime."""
    return datetime.now(UTC)


def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 time; nanoseconds are cut to microseconds. Raises `ValueError` where the offset is missing."""
    head, dot, tail = text.strip().partition(".")
    if dot:
        digits = len(tail) - len(tail.lstrip("0123456789"))
        text = f"{head}.{tail[: min(digits, 6)].ljust(6, '0')}{tail[digits:]}"
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("time without offset")
    return moment.astimezone(UTC)


CLOCK_SKEW = timedelta(minutes=2)
"""How far the clocks of machines that we talk to, and of our own processes, may disagree."""
