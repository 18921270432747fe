"""Opening hours in OSM `opening_hours` syntax (https://wiki.openstreetmap.org/wiki/Key:opening_hours).

The library knows Germany's nationwide holidays for `PH` rules, not those of single states; see `holidays.py`.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]  # stubs lack ParserError

_COUNTRY = "DE"


class HoursInvalid(ValueError):
    """Content error: an expression that cannot be read. The message names its owner."""

    def __init__(self, owner: str, expression: str) -> None:
        super().__init__(f"{owner}: opening_hours {expression!r} cannot be read")
        self.owner = owner
        self.expression = expression


class Hours:
    """A parsed expression at one place. Times go in and come out as aware UTC."""

    __slots__ = ("_parsed", "_zone", "expression")

    def __init__(self, expression: str, zone: ZoneInfo) -> None:
        """Raises `ParserError`; content is read through `parse_hours`, which names the owner."""
        self.expression = expression
        self._zone = zone
        self._parsed = OpeningHours(expression, timezone=zone, country=_COUNTRY)

    def is_open(self, now: datetime) -> bool:
        """Open at `now`."""
        return self._parsed.is_open(now.astimezone(self._zone))

    def next_change(self, now: datetime) -> datetime | None:
        """When it next opens or closes; None for "always"."""
        change = self._parsed.next_change(now.astimezone(self._zone))
        return change.astimezone(UTC) if change is not None else None

    def open_intervals(self, now: datetime, *, days: int = 7) -> list[tuple[datetime, datetime]]:
        """Open intervals from `now` on for `days` days, cut at both ends."""
        start = now.astimezone(self._zone)
        end = (now + timedelta(days=days)).astimezone(self._zone)
        return [
            (opens.astimezone(UTC), closes.astimezone(UTC))
            for opens, closes, state, _comment in self._parsed.intervals(start, end)
            if state == State.OPEN
        ]


@lru_cache(maxsize=512)
def _cached(expression: str, timezone: str) -> Hours:
    return Hours(expression, ZoneInfo(timezone))


def parse_hours(expression: str, timezone: str, *, owner: str) -> Hours:
    """Parse `expression`, or raise `HoursInvalid` that names `owner` (the site or bay it belongs to)."""
    try:
        return _cached(expression, timezone)
    except ParserError as error:
        raise HoursInvalid(owner, expression) from error
