"""What can go wrong when the city warns, in plain words."""

from backend.core.errors import Problem
from backend.core.i18n import N_


class WarningNotEditable(Problem):
    """The message is released or discarded, or the one it follows is not the newest."""

    code = "warning-not-editable"
    status = 409
    title = N_("Das geht hier nicht mehr")
    detail = N_("Diese Meldung ist schon draußen oder verworfen. Schreiben Sie bitte eine Aktualisierung.")


class SecondPersonNeeded(Problem):
    """Severe and extreme warnings need somebody who did not write them."""

    code = "second-person-needed"
    status = 409
    title = N_("Eine zweite Person muss freigeben")
    detail = N_("Schwere und extreme Warnungen gibt jemand frei, der sie nicht geschrieben hat.")
