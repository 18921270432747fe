"""What can go wrong when somebody asks for parking data."""

from backend.core.errors import Problem
from backend.core.i18n import N_


class SiteNotFound(Problem):
    """No parking site has this id."""

    code = "parking-site-not-found"
    status = 404
    title = N_("Parkplatz nicht gefunden")
    detail = N_("Diesen Parkplatz oder dieses Parkhaus kennen wir nicht. Vielleicht gibt es den Eintrag nicht mehr.")


class BayNotFound(Problem):
    """No bay has this id."""

    code = "parking-bay-not-found"
    status = 404
    title = N_("Platz nicht gefunden")
    detail = N_("Diesen Platz kennen wir nicht. Vielleicht gibt es ihn nicht mehr.")


class InvalidPeriod(Problem):
    """The period is empty, reversed or too long."""

    code = "invalid-period"
    status = 400
    title = N_("Der Zeitraum passt nicht")
    detail = N_("Bitte wählen Sie einen Anfang vor dem Ende und höchstens {days} Tage.")


class CityUnknown(Problem):
    """ParkAPI: this server has no such city."""

    code = "parkapi-city-unknown"
    status = 404
    title = N_("Stadt nicht gefunden")
    detail = N_("Diese Stadt gibt es hier nicht. Die Liste der Städte zeigt, welche es gibt.")
