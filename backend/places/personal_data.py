"""What the places slice stores about people: their notes about places."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from backend.core.broadcast import Broadcast
from backend.core.db import Session
from backend.core.i18n import N_
from backend.core.personal_data import Person, PersonalData
from backend.places import repository
from backend.places.service.public import PLACES_CHANGED


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


def entries(retention_days: int, broadcast: Broadcast) -> list[PersonalData]:
    """The slice's classes of data. What is erased also leaves the public answers that are kept in memory."""

    async def erase(session: Session, person: Person) -> int:
        return told(session, await repository.erase_reports(session, person))

    async def purge(session: Session, now: datetime) -> int:
        return told(session, await repository.delete_expired_reports(session, now))

    def told(session: Session, erased: int) -> int:
        if erased:
            broadcast.publish(session, PLACES_CHANGED, b"")
        return erased

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
            erase=erase,
            move=repository.move_reports,
            purge=purge,
        )
    ]
