"""What the push slice stores about people: where phones are reached and what they want to hear."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from backend.core.db import Session
from backend.core.i18n import N_
from backend.core.personal_data import Person, PersonalData
from backend.push import repository
from backend.push.rules import FORGET_AFTER, forgotten_before


async def _phones(session: Session, person: Person) -> Sequence[Any]:
    return [
        {
            "address": found.endpoint,
            "severity": found.severity,
            "districts": found.districts,
            "cell": found.cell,
            "categories": found.categories,
            "quiet": None if found.quiet_from is None else [found.quiet_from, found.quiet_until],
            "exercises": found.exercises,
            "language": found.locale,
            "createdAt": found.created_at,
            "lastSeen": found.seen_on,
            "testedAt": found.tested_at,
            "arrivedAt": found.arrived_at,
        }
        for found in await repository.of_person(session, person)
    ]


async def _purge(session: Session, now: datetime) -> int:
    return await repository.forget_silent(session, forgotten_before(now.date()))


def entries() -> list[PersonalData]:
    """The slice's classes of data."""
    return [
        PersonalData(
            key="push_subscription",
            tables=("push_subscription", "push_late", "push_chunk"),
            what=N_("Warnungen aufs Handy: die Adresse Ihres Browsers und Ihre Auswahl"),
            why=N_("Damit Warnungen auf Ihrem Gerät ankommen."),
            until=N_("bis Sie die Warnungen ausschalten, sonst {period} nach dem letzten Lebenszeichen Ihres Geräts"),
            legal_basis="consent",
            recipients=N_(
                "Der Dienst Ihres Browsers (zum Beispiel von Apple, Google oder Mozilla) bringt die Nachricht. "
                "Sie ist verschlüsselt."
            ),
            retention_days=FORGET_AFTER.days,
            export=_phones,
            fields={
                "createdAt": N_("Angelegt am"),
            },
            erase=repository.erase,
            purge=_purge,
        )
    ]
