"""What the places slice stores about people: their notes about places."""

from collections.abc import Sequence
from typing import Any

from backend.core.db import Session
from backend.core.i18n import N_
from backend.core.personal_data import Person, PersonalData
from backend.places import repository


async def _reports(session: Session, person: Person) -> Sequence[Any]:
    return [
        {
            "place": place,
            "reason": report.reason,
            "comment": report.comment,
            "answer": report.note,
            "createdAt": report.created_at,
            "deleteAfter": report.delete_after,
        }
        for report, place in await repository.reports_of(session, person)
    ]


def entries(retention_days: int) -> list[PersonalData]:
    """The slice's classes of data."""
    return [
        PersonalData(
            key="place_report",
            tables=("place_report",),
            what=N_("Ihre Meldungen zu Orten: Grund und Text"),
            why=N_("Damit die Angaben zu den Orten stimmen."),
            until=N_("{period} nach der Meldung"),
            legal_basis="public_task",
            retention_days=retention_days,
            export=_reports,
            fields={
                "place": N_("Ort"),
                "reason": N_("Grund"),
                "comment": N_("Text"),
                "answer": N_("Antwort der Stadt"),
                "createdAt": N_("Angelegt am"),
                "deleteAfter": N_("Wird gelöscht am"),
            },
            erase=repository.erase_reports,
            move=repository.move_reports,
            purge=repository.delete_expired_reports,
        )
    ]
