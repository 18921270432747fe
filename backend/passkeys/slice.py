"""What passkeys add to the app."""

from urllib.parse import urlsplit

from backend.accounts.service.sessions import SessionService
from backend.core.context import Context, Slice
from backend.core.cookies import CookieJar
from backend.core.i18n import N_
from backend.core.personal_data import PersonalData
from backend.core.policy import origin_of
from backend.core.ways_in import OtherWaysIn
from backend.passkeys.ceremonies import RelyingParty
from backend.passkeys.controllers.mine import MyPasskeysController
from backend.passkeys.controllers.sign_in import PasskeySignInController
from backend.passkeys.service.challenges import Challenges
from backend.passkeys.service.sign_in import PasskeyService
from backend.passkeys.service.ways_in import WaysInService, erase_ways_in, export_ways_in

_HOUR_S = 3600

_WAYS_IN = PersonalData(
    key="waysIn",
    tables=("passkey", "recovery_code", "webauthn_challenge"),
    what=N_("Ihre Passkeys und ein Prüfwert Ihres Notfall-Codes"),
    why=N_("Damit nur Sie in Ihr Konto kommen"),
    until=N_("Bis Sie den Passkey oder Ihr Konto löschen"),
    legal_basis="contract",
    export=export_ways_in,
    erase=erase_ways_in,
)


def relying_party(context: Context) -> RelyingParty:
    """For whom passkeys are made: host and origin of the public address, never what a request says."""
    url = context.settings.public_url
    return RelyingParty(id=urlsplit(url).hostname or "", name=context.city.app_name, origin=origin_of(url))


def build(context: Context, sessions: SessionService, others: OtherWaysIn) -> Slice:
    """Wire the slice."""
    challenges = Challenges(context.db, context.clock, CookieJar(context.settings))
    party = relying_party(context)
    context.jobs.every("passkeys.forget_challenges", _HOUR_S, challenges.forget_expired)
    return Slice(
        controllers=[PasskeySignInController, MyPasskeysController],
        dependencies={
            "passkey_service": PasskeyService(context.db, context.clock, party, challenges, sessions),
            "ways_in_service": WaysInService(
                context.db, context.clock, party, challenges, sessions, context.limiter, others
            ),
        },
        personal_data=[_WAYS_IN],
    )
