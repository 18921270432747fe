"""What parking stores that could say something about people, and why nobody can be found in it."""

from backend.core.i18n import N_
from backend.core.personal_data import PersonalData, Purge


def entries(history_days: int, purge: Purge) -> list[PersonalData]:
    """The slice's classes of data.

    A sensor sees that a vehicle is there, never which. Bays kept for one named person have neither a public state nor
    a history. So the history of the other bays is pseudonymous at most, and no record can be found for a person
    (GDPR, Article 11): there is nothing to export or to erase, only a short time after which it is deleted.
    """
    return [
        PersonalData(
            key="bay_history",
            tables=("bay_change", "bay_status"),
            what=N_("Wann einzelne Parkplätze frei oder belegt waren, ohne Fahrzeug und ohne Person"),
            why=N_("Damit die App weiß, wann meist etwas frei ist."),
            until="{period}",
            legal_basis="public_task",
            paragraph="DSGVO Artikel 11",
            retention_days=history_days,
            purge=purge,
        )
    ]
