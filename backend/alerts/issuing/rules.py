"""Decisions about the city's own warnings: what can be sent, and who counts as the second pair of eyes. Pure."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from uuid import UUID

from backend.alerts.issuing.schemas import WarningValues
from backend.core.errors import FieldError, InvalidRequest

LONGEST = timedelta(days=14)
_FOUR_EYES = frozenset({"severe", "extreme"})
EXERCISE_TEMPLATE = "exercise"


def needs_second(*severities: str) -> bool:
    """True where a second person has to release: for the message's own severity and that of the one it follows.

    Without the latter one person could end a severe warning by calling its end mild.
    """
    return not _FOUR_EYES.isdisjoint(severities)


def is_second(writers: tuple[UUID | None, ...], account_id: UUID | None) -> bool:
    """True for somebody who wrote none of it."""
    return account_id is not None and account_id not in writers


def check_values(
    values: WarningValues, now: datetime, templates: AbstractSet[str], districts: AbstractSet[str]
) -> None:
    """Raise `InvalidRequest` that names the field."""
    area = values.area
    wrong: list[FieldError] = []
    if values.template not in templates:
        wrong.append(FieldError(field="template", message="unknown"))
    if values.template == EXERCISE_TEMPLATE and values.status != "exercise":
        wrong.append(FieldError(field="status", message="exercise"))
    if not set(area.districts) <= districts:
        wrong.append(FieldError(field="area", message="unknown"))
    if not (area.whole_city or area.districts or area.circle or area.polygon):
        wrong.append(FieldError(field="area", message="empty"))
    if values.expires is not None and not _is_possible(values.expires, now):
        wrong.append(FieldError(field="expires", message="not-in-future"))
    if wrong:
        raise InvalidRequest(errors=wrong)


def _is_possible(end: datetime, now: datetime) -> bool:
    return end.tzinfo is not None and now < end <= now + LONGEST
