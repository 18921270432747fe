"""How old the places are, for the desk."""

from collections.abc import Sequence

from backend.core.clock import Clock
from backend.core.i18n import N_
from backend.core.vitals import Vital, VitalSource
from backend.places.service.public import PlacesService

_CURRENT_YEARS = 2
"""A directory of places older than this has shops and opening hours that are gone."""


def place_vitals(service: PlacesService, clock: Clock) -> VitalSource:
    """The places with the year of their source."""

    async def read() -> Sequence[Vital]:
        known = service.list_places()
        age = clock().year - int(known.as_of[:4])
        return [
            Vital(
                key="places.data",
                label=N_("Orte"),
                state="off" if not known.places else "late" if age > _CURRENT_YEARS else "ok",
                kind="dataset",
                detail=N_("Einträge: {places}. Stand der Daten: {as_of}."),
                figures={"places": len(known.places), "as_of": known.as_of},
            )
        ]

    return read
