"""What signing in through providers adds to the app."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx2
import msgspec

from backend.accounts.service.sessions import SessionService
from backend.core.context import Context, Slice
from backend.core.cookies import CookieJar
from backend.core.db import Session
from backend.core.i18n import N_
from backend.core.personal_data import Person, PersonalData
from backend.core.ways_in import OtherWaysIn
from backend.federation import repository
from backend.federation.configuration import Provider, ProvidersError, load_providers
from backend.federation.controllers import SignInController
from backend.federation.service.relying_party import RelyingParty
from backend.federation.service.sign_in import SignInService
from backend.federation.service.sign_out import SignOutService

_HOUR_S = 3600


class Embedded(msgspec.Struct, frozen=True):
    """A provider that runs within this process, and how to reach it without a network."""

    provider: Provider
    transport: httpx2.AsyncBaseTransport


class FederationSlice(Slice, frozen=True, kw_only=True):
    """The slice with what others ask it."""

    ways_in: OtherWaysIn


def build_sign_in(context: Context, sessions: SessionService, embedded: Sequence[Embedded] = ()) -> SignInService:
    """The service without HTTP. Raises `ProvidersError` for a configuration that cannot be used."""
    parties = [RelyingParty(provider, context.clock) for provider in load_providers(context.settings)]
    parties += [RelyingParty(own.provider, context.clock, own.transport) for own in embedded]
    by_id = {party.provider.id: party for party in parties}
    if len(by_id) != len(parties):
        raise ProvidersError("a configured provider has the id of an embedded one")
    return SignInService(
        db=context.db,
        clock=context.clock,
        cookies=CookieJar(context.settings),
        sessions=sessions,
        audit=context.audit,
        metrics=context.metrics,
        public_url=context.settings.public_url,
        parties=by_id,
    )


def build(context: Context, sessions: SessionService, embedded: Sequence[Embedded] = ()) -> FederationSlice:
    """Wire the slice. Raises `ProvidersError`."""
    sign_in = build_sign_in(context, sessions, embedded)
    sign_out = SignOutService(context.db, sessions, sign_in, context.settings.public_url)
    context.jobs.every("federation.forget_expired", _HOUR_S, sign_in.forget_expired)
    return FederationSlice(
        controllers=[SignInController],
        dependencies={
            "sign_in_service": sign_in,
            "sign_out_service": sign_out,
            "translations": context.translations,
        },
        on_startup=[sign_in.drop_rights_of_others],
        personal_data=[_LOGINS, _ATTEMPTS],
        ways_in=sign_in,
    )


async def _export(session: Session, person: Person) -> Sequence[Mapping[str, Any]]:
    if person.account_id is None:
        return ()
    return [
        {"provider": row.provider, "subject": row.subject, "createdAt": row.created_at}
        for row in await repository.logins_of(session, person.account_id)
    ]


async def _erase(session: Session, person: Person) -> int:
    return await repository.delete_logins(session, person.account_id) if person.account_id else 0


_LOGINS = PersonalData(
    key="federated_login",
    tables=("federated_login",),
    what=N_("Kennung bei der Anmeldung, die Sie benutzen"),
    why=N_("Damit wir Sie beim nächsten Mal wiedererkennen."),
    until=N_("So lange Sie das Konto haben."),
    legal_basis="contract",
    export=_export,
    erase=_erase,
)
_ATTEMPTS = PersonalData(
    key="sign_in_attempt",
    tables=("sign_in_attempt", "spent_logout_token"),
    what=N_("Zufällige Zahlen während einer Anmeldung, ohne Namen"),
    why=N_("Damit niemand Ihre Anmeldung fälscht."),
    until=N_("Höchstens einen Tag."),
    legal_basis="contract",
)
