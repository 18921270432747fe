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


class PlaceMerged(Problem):
    """The place was merged into another one, which `Location` names. Temporary, as a merger can be taken back."""

    code = "place-merged"
    status = 307
    title = N_("Ort zusammengelegt")
    detail = N_("Dieser Ort steht jetzt unter einem anderen Eintrag.")


class PositionOutsideCity(Problem):
    """A place of the city lies in the city."""

    code = "position-outside-city"
    status = 422
    title = N_("Die Lage passt nicht")
    detail = N_("Diese Stelle liegt nicht in der Stadt. Bitte prüfen Sie beide Zahlen.")


class WebAddressRefused(Problem):
    """The text is not an address of the web."""

    code = "web-address-refused"
    status = 422
    title = N_("Keine Internetadresse")
    detail = N_("Bitte schreiben Sie die Internetadresse ganz aus, mit https:// am Anfang.")


class CannotMerge(Problem):
    """The two are the same place, or one of them is not shown any more."""

    code = "cannot-merge"
    status = 409
    title = N_("Das geht mit diesen beiden nicht")
    detail = N_("Bitte wählen Sie zwei verschiedene Orte, die beide noch in der App stehen.")


class ReportNotFound(Problem):
    """The note does not exist, or its time is over."""

    code = "report-not-found"
    status = 404
    title = N_("Meldung nicht gefunden")
    detail = N_("Diese Meldung gibt es nicht mehr.")
