"""What can go wrong with identity, in plain words."""

from backend.core.errors import Problem
from backend.core.i18n import N_


class SessionNotFound(Problem):
    """The person has no such session."""

    code = "session-not-found"
    status = 404
    title = N_("Anmeldung nicht gefunden")
    detail = N_("Diese Anmeldung gibt es nicht mehr.")
