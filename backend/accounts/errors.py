"""What can go wrong with identity, in plain words."""

from backend.core.errors import Problem
from backend.core.i18n import N_


class SessionNotFound(Problem):
    """The person has no such session."""

    code = "session-not-found"
    status = 404
    title = N_("Anmeldung nicht gefunden")
    detail = N_("Diese Anmeldung gibt es nicht mehr.")


class PersonNotFound(Problem):
    """No account has this id."""

    code = "person-not-found"
    status = 404
    title = N_("Person nicht gefunden")
    detail = N_("Dieses Konto gibt es nicht.")


class OrganisationNotFound(Problem):
    """No organisation has this id."""

    code = "organisation-not-found"
    status = 404
    title = N_("Nicht gefunden")
    detail = N_("Diesen Verein oder Betrieb gibt es hier nicht.")


class InvitationNotFound(Problem):
    """The invitation does not exist, was used, withdrawn, or is too old; which of these is not told."""

    code = "invitation-not-found"
    status = 404
    title = N_("Einladung nicht gefunden")
    detail = N_("Diese Einladung gilt nicht mehr. Bitte lassen Sie sich eine neue geben.")


class LastAdministrator(Problem):
    """Somebody has to be able to give roles."""

    code = "last-administrator"
    status = 409
    title = N_("Das geht nicht")
    detail = N_("Eine Person muss die Verwaltung behalten. Geben Sie die Rolle zuerst jemand anderem.")


class LastManager(Problem):
    """An organisation needs somebody who can invite."""

    code = "last-manager"
    status = 409
    title = N_("Das geht nicht")
    detail = N_("Eine Person muss die Leitung behalten. Geben Sie sie zuerst jemand anderem.")


class NotYourself(Problem):
    """Blocking oneself locks everybody out."""

    code = "not-yourself"
    status = 409
    title = N_("Das geht nicht")
    detail = N_("Das können Sie nicht bei sich selbst tun.")


class ClaimedRole(Problem):
    """The role comes from the city's login and would be back at the next sign-in."""

    code = "claimed-role"
    status = 409
    title = N_("Das geht hier nicht")
    detail = N_("Diese Rolle kommt aus der Anmeldung der Stadt. Bitte ändern Sie sie dort.")
