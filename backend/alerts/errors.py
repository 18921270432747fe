"""What can go wrong with warnings, in plain words."""

from backend.core.errors import Problem
from backend.core.i18n import N_


class AlertNotFound(Problem):
    """No warning has this id, or it is no longer kept."""

    code = "alert-not-found"
    status = 404
    title = N_("Warnung nicht gefunden")
    detail = N_("Diese Warnung gibt es hier nicht oder nicht mehr.")
