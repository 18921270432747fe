"""What drafts of warnings say about people: which of the staff wrote and released them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from backend.alerts.issuing import repository
from backend.core.db import Session
from backend.core.i18n import N_
from backend.core.personal_data import Person, PersonalData


async def _drafts(session: Session, person: Person) -> Sequence[Any]:
    return [
        {"text": draft.headline, "reason": draft.reason, "createdAt": draft.created_at}
        for draft in await repository.drafts_of(session, person)
    ]


def entries(retention_days: int) -> list[PersonalData]:
    """The class of data."""

    async def purge(session: Session, now: datetime) -> int:
        return await repository.delete_older(session, now - timedelta(days=retention_days))

    return [
        PersonalData(
            key="alert_draft",
            tables=("alert_draft",),
            what=N_("Warnungen, die Sie für die Stadt geschrieben oder freigegeben haben"),
            why=N_("Damit zwei Personen schwere Warnungen prüfen und Kolleginnen und Kollegen nachfragen können."),
            until=N_("{period} nach der letzten Änderung"),
            legal_basis="public_task",
            retention_days=retention_days,
            export=_drafts,
            fields={"text": N_("Text"), "reason": N_("Grund"), "createdAt": N_("Angelegt am")},
            erase=repository.forget_person,
            purge=purge,
        )
    ]
