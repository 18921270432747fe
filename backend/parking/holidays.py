"""Public holidays of a German state: on such days parking looks like no weekday.

Sources: Feiertagsgesetz NW, section 2, for North Rhine-Westphalia; Unification Treaty, article 2, for 3 October.
Easter by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8).
"""

from datetime import date, timedelta
from functools import lru_cache

_FIXED_NATIONWIDE = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
_EASTER_NATIONWIDE = (-2, 1, 39, 50)  # Good Friday, Easter Monday, Ascension, Whit Monday
_FIXED_BY_REGION = {"NW": ((11, 1),)}  # All Saints
_EASTER_BY_REGION = {"NW": (60,)}  # Corpus Christi


def easter_sunday(year: int) -> date:
    """Easter Sunday of a year in the Gregorian calendar."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=32)
def public_holidays(year: int, region: str) -> frozenset[date]:
    """Public holidays of `year` in `region` (ISO 3166-2:DE, for example "NW"); elsewhere the nationwide ones."""
    easter = easter_sunday(year)
    fixed = (*_FIXED_NATIONWIDE, *_FIXED_BY_REGION.get(region, ()))
    moving = (*_EASTER_NATIONWIDE, *_EASTER_BY_REGION.get(region, ()))
    moved = {easter + timedelta(days=days) for days in moving}
    return frozenset(moved | {date(year, month, day) for month, day in fixed})


def is_public_holiday(day: date, region: str) -> bool:
    """True on a public holiday."""
    return day in public_holidays(day.year, region)
