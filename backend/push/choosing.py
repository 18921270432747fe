"""Who is told of an alarm: what a phone chose against what has happened. Pure."""

from typing import Protocol, cast

import msgspec

from backend.core.alarms import SEVERITY_ORDER, Alarm, AlarmArea, AlarmSeverity

_NONE: frozenset[str] = frozenset()


class Choice(Protocol):
    """What a phone wants to hear of; see `schemas.PushChoices`. Lists are still JSON, as they are stored."""

    @property
    def severity(self) -> str: ...
    @property
    def districts(self) -> str: ...
    @property
    def cell(self) -> str | None: ...
    @property
    def categories(self) -> str: ...
    @property
    def quiet_from(self) -> int | None: ...
    @property
    def quiet_until(self) -> int | None: ...
    @property
    def exercises(self) -> bool: ...


def wants(choice: Choice, alarm: Alarm, minute: int) -> bool:
    """True when a phone is to be told. Extreme danger is told to everybody, at any hour.

    `minute` of the day in the city by which quiet hours are judged.
    """
    if alarm.exercise and not choice.exercises:
        return False
    if alarm.severity == "extreme":
        return True
    if SEVERITY_ORDER.index(_known(alarm.severity)) > SEVERITY_ORDER.index(_known(choice.severity)):
        return False
    categories = _listed(choice.categories)
    if categories and alarm.categories and categories.isdisjoint(alarm.categories):
        return False
    return _is_there(choice, alarm.area) and not is_quiet(choice.quiet_from, choice.quiet_until, minute)


def is_quiet(start: int | None, end: int | None, minute: int) -> bool:
    """True from `start` until before `end`, minutes of the day; the hours may go over midnight."""
    if start is None or end is None:
        return False
    return start <= minute < end if start <= end else minute >= start or minute < end


def _is_there(choice: Choice, area: AlarmArea) -> bool:
    if area.whole_city:
        return True
    districts = _listed(choice.districts)
    if not districts and choice.cell is None:
        return True
    return choice.cell in area.cells or not districts.isdisjoint(area.districts)


def _listed(stored: str) -> frozenset[str]:
    return _NONE if stored == "[]" else msgspec.json.decode(stored, type=frozenset[str])


def _known(severity: str) -> AlarmSeverity:
    """A feed that does not say how grave it is tells those who want to hear of everything."""
    return "minor" if severity == "unknown" else cast("AlarmSeverity", severity)
