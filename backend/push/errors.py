"""What can go wrong with messages to phones, in plain words."""

from backend.core.errors import Problem
from backend.core.i18n import N_


class PushAddressRefused(Problem):
    """The endpoint is none of a known push service, or its keys are none."""

    code = "push-address-refused"
    status = 422
    title = N_("Dieser Browser passt nicht")
    detail = N_("An diesen Browser können wir keine Warnungen schicken. Bitte nehmen Sie einen anderen.")


class PushNotSubscribed(Problem):
    """This device gets no warnings: it was never asked for, was ended, or was silent for too long."""

    code = "push-not-subscribed"
    status = 404
    title = N_("Warnungen sind aus")
    detail = N_("Dieses Gerät bekommt keine Warnungen. Bitte schalten Sie sie ein.")


class ChoiceUnknown(Problem):
    """A Stadtteil, a cell or a language that does not exist."""

    code = "push-choice-unknown"
    status = 422
    title = N_("Auswahl unbekannt")
    detail = N_("Diese Auswahl kennen wir nicht. Bitte laden Sie die App neu.")
