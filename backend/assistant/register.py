"""What the assistant stores about people: messages to the city, and questions they left for the editors."""

from collections.abc import Sequence
from typing import Any

from backend.assistant import repository
from backend.core.db import Session
from backend.core.i18n import N_
from backend.core.personal_data import Person, PersonalData
from backend.settings import RetentionSettings


async def _messages(session: Session, person: Person) -> Sequence[Any]:
    return [
        {
            "message": row.message,
            "answer": row.answer,
            "createdAt": row.created_at,
            "deleteAfter": row.delete_after,
        }
        for row in await repository.handovers_of(session, person)
    ]


def entries(retention: RetentionSettings) -> list[PersonalData]:
    """The slice's classes of data."""
    return [
        PersonalData(
            key="hand_over",
            tables=("hand_over",),
            what=N_("Ihre Nachrichten an die Stadt und die Antworten"),
            why=N_("Damit ein Mensch Ihre Frage beantworten kann."),
            until=N_("{period} nach dem Absenden"),
            legal_basis="consent",
            retention_days=retention.handover_days,
            export=_messages,
            fields={
                "message": N_("Text"),
                "answer": N_("Antwort der Stadt"),
                "createdAt": N_("Angelegt am"),
                "deleteAfter": N_("Wird gelöscht am"),
            },
            erase=repository.erase_handovers,
            move=repository.move_handovers,
            purge=repository.delete_old_handovers,
        ),
        PersonalData(
            key="unanswered_question",
            tables=("unanswered_question",),
            what=N_("Fragen ohne Antwort, ohne Namen und Nummern"),
            why=N_("Damit wir fehlende Texte schreiben. Niemand sieht, wer gefragt hat."),
            until=N_("{period} nach der letzten gleichen Frage"),
            legal_basis="consent",
            retention_days=retention.question_days,
            purge=repository.delete_old_questions,
        ),
    ]
