"""What can go wrong with places, in plain words."""

from backend.core.errors import Problem
from backend.core.i18n import N_


class PlaceNotFound(Problem):
    """No place has this id."""

    code = "place-not-found"
    status = 404
    title = N_("Ort nicht gefunden")
    detail = N_("Diesen Ort kennen wir nicht.")


class PlaceWithdrawn(Problem):
    """The place is no longer in the city's data."""

    code = "place-withdrawn"
    status = 410
    title = N_("Ort entfernt")
    detail = N_("Dieser Ort steht nicht mehr in den Daten der Stadt.")
