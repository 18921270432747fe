"""What the sensors slice stores that could say something about people, and why nobody can be found in it."""

from backend.core.i18n import N_
from backend.core.personal_data import PersonalData, Purge


def entries(raw_days: int, purge: Purge) -> list[PersonalData]:
    """Raw frames say what a bay's sensor saw. See `parking.personal_data` for why no record belongs to a person."""
    return [
        PersonalData(
            key="sensor_frame",
            tables=("sensor_frame", "sensor_reading"),
            what=N_("Nachrichten der Sensoren in den Parkplätzen"),
            why=N_("Damit sich Fehler der Sensoren finden lassen."),
            until="{period}",
            legal_basis="public_task",
            paragraph="DSGVO Artikel 11",
            retention_days=raw_days,
            purge=purge,
        )
    ]
