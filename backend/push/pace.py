"""How fast one push service is called, and when not: each has its own pace, so that none holds up the others.

Additive increase, multiplicative decrease: one more at a time for as many answers as are in flight, half as many after
a refusal. A pause that a service asks for (`Retry-After`) holds for that service only.
"""

import asyncio
from collections import deque
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

FIRST_LIMIT = 256.0
_MOST = 1_000.0
_LEAST = 4.0
_STOP_AFTER = 10
STOPPED_FOR = timedelta(minutes=10)
DEFAULT_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=1)


class Pace:
    """The state of one push service in one process."""

    def __init__(self) -> None:
        self.limit = FIRST_LIMIT
        self.in_flight = 0
        self.paused_until: datetime | None = None
        self._denied = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def is_paused(self, now: datetime) -> bool:
        """True while the service must not be called."""
        return self.paused_until is not None and now < self.paused_until

    async def enter(self) -> None:
        """Wait for a free place."""
        while self.in_flight >= self.limit:
            place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(place)
            await place
        self.in_flight += 1

    def leave(self) -> None:
        """Give the place back."""
        self.in_flight -= 1
        while self._waiting and self.in_flight < self.limit:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                return

    def went_well(self) -> None:
        """The service took a message."""
        self._denied = 0
        if self.limit < _MOST:
            self.limit += 1.0 / self.limit

    def slow_down(self) -> None:
        """The service had too much, or did not answer."""
        self.limit = max(self.limit / 2, _LEAST)

    def pause(self, until: datetime) -> None:
        """The service asked for a pause."""
        if not self.paused_until or until > self.paused_until:
            self.paused_until = until
            self.slow_down()

    def denied(self, now: datetime) -> None:
        """The service does not accept who we are. Some say so of single dead addresses: only many in a row stop it."""
        self._denied += 1
        if self._denied >= _STOP_AFTER:
            self.pause(now + STOPPED_FOR)


def retry_after(value: str | None, now: datetime) -> datetime:
    """The moment that `Retry-After` (RFC 9110, 10.2.3) names in seconds or as a date; never more than an hour away."""
    until = now + DEFAULT_PAUSE
    if value and value.strip().isdecimal():
        until = now + timedelta(seconds=min(int(value), 3_600))
    elif value:
        try:
            date = parsedate_to_datetime(value)
        except ValueError:
            return until
        until = date if date.tzinfo else until
    return min(max(until, now), now + _LONGEST_PAUSE)
