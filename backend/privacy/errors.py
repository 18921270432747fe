"""What can stand against a right, in plain words."""

from backend.core.errors import Problem
from backend.core.i18n import N_


class LastAdministrator(Problem):
    """The account is the only one that can give out rights; without it nobody could run the app."""

    code = "last-administrator"
    status = 409
    title = N_("Das Konto wird noch gebraucht")
    detail = N_("Nur dieses Konto kann Rechte vergeben. Bitte geben Sie dieses Recht erst einer anderen Person.")
