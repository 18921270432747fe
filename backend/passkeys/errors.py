"""What can go wrong with passkeys and recovery codes, in plain words."""

from backend.core.errors import Problem
from backend.core.i18n import N_


class AccountBlocked(Problem):
    """The person proved who they are, but the account is blocked."""

    code = "account-blocked"
    status = 403
    title = N_("Konto gesperrt")
    detail = N_("Dieses Konto ist gesperrt. Hilfe bekommen Sie unter 115.")


class PasskeyRefused(Problem):
    """The passkey is unknown, or what it signed does not fit. Always the same words, whatever the reason."""

    code = "passkey-refused"
    status = 422
    title = N_("Das hat nicht geklappt")
    detail = N_("Dieser Passkey passt hier nicht. Bitte versuchen Sie es noch einmal oder nehmen Sie einen anderen.")


class CeremonyOver(Problem):
    """The challenge is unknown in this browser, used, or older than five minutes."""

    code = "passkey-too-late"
    status = 409
    title = N_("Das hat zu lange gedauert")
    detail = N_("Bitte fangen Sie noch einmal an.")


class PasskeyKnown(Problem):
    """The passkey is already registered."""

    code = "passkey-known"
    status = 409
    title = N_("Passkey schon dabei")
    detail = N_("Diesen Passkey gibt es hier schon.")


class PasskeyNotFound(Problem):
    """The person has no such passkey."""

    code = "passkey-not-found"
    status = 404
    title = N_("Passkey nicht gefunden")
    detail = N_("Diesen Passkey gibt es nicht mehr.")


class TooManyPasskeys(Problem):
    """The account holds as many passkeys as it may."""

    code = "too-many-passkeys"
    status = 409
    title = N_("Zu viele Passkeys")
    detail = N_("Mehr Passkeys gehen nicht. Bitte entfernen Sie zuerst einen, den Sie nicht mehr brauchen.")


class LastWayIn(Problem):
    """Without this passkey nothing but a recovery code, if there is one, leads into the account."""

    code = "last-way-in"
    status = 409
    title = N_("Ihr letzter Passkey")
    detail = N_("Ohne diesen Passkey kommen Sie nur noch mit einem Notfall-Code in Ihr Konto.")


class RecoveryCodeMistyped(Problem):
    """The recovery code has a slip; `errors` name the group where one can be blamed."""

    code = "recovery-code-mistyped"
    status = 422
    title = N_("Tippfehler im Notfall-Code")
    detail = N_("Bitte prüfen Sie den Code noch einmal. Er hat 7 Gruppen mit je 5 Zeichen.")


class RecoveryCodeRefused(Problem):
    """The recovery code was never given out, was used, or was replaced. Always the same words."""

    code = "recovery-code-refused"
    status = 422
    title = N_("Notfall-Code gilt nicht")
    detail = N_("Dieser Notfall-Code gilt nicht. Vielleicht wurde er schon benutzt oder ersetzt.")
