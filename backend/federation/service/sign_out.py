"""Signing out: here and at the provider, or here because the provider says so.

OpenID Connect RP-Initiated Logout 1.0 and Back-Channel Logout 1.0. No ID token is kept for it: the provider is told by
`client_id` who asks, and may ask the person once more.
"""

import hashlib
from urllib.parse import urlencode

import structlog

from backend.accounts.service.sessions import SessionService
from backend.core.cookies import Connection
from backend.core.db import Database
from backend.core.identity import Visitor
from backend.federation import repository
from backend.federation.errors import Failure, SignInFailed
from backend.federation.service.sign_in import SignInService
from backend.federation.tokens import TokenRefused

logger = structlog.get_logger(__name__)

AFTER_SIGN_OUT = "/konto"


class SignOutService:
    """Ends sessions that were begun with a provider."""

    def __init__(self, db: Database, sessions: SessionService, sign_in: SignInService, public_url: str) -> None:
        self._db = db
        self._sessions = sessions
        self._sign_in = sign_in
        self._public_url = public_url

    async def sign_out(self, connection: Connection, visitor: Visitor) -> str | None:
        """End this browser's session; returns where to sign out at the provider, None when there is nothing to do."""
        provider_id = None
        if visitor.session_id is not None:
            async with self._db.read() as session:
                provider_id = await repository.provider_of_session(session, visitor.session_id)
        await self._sessions.sign_out(connection, visitor)
        if provider_id is None:
            return None
        try:
            party = self._sign_in.party(provider_id)
            endpoint = (await party.metadata()).end_session_endpoint
        except SignInFailed:  # signed out here all the same
            return None
        if endpoint is None:
            return None
        values = {
            "client_id": party.provider.client_id,
            "post_logout_redirect_uri": f"{self._public_url}{AFTER_SIGN_OUT}",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(values)}"

    async def obey(self, provider_id: str, token: str) -> int:
        """Carry a logout token out; returns how many sessions ended. Raises `TokenRefused`, `SignInFailed`."""
        party = self._sign_in.party(provider_id)
        logout = await party.logout(token)
        async with self._db.write() as session:
            digest = hashlib.sha256(f"{provider_id}\0{logout.token_id}".encode()).digest()
            if not await repository.spend(session, digest, logout.expires_at):
                raise TokenRefused("used before")
            account_id = None
            if logout.subject is not None:
                account = await repository.account_of(session, provider_id, logout.subject)
                if account is None:  # somebody who never came here
                    return 0
                account_id = account.id
            return await repository.end_sessions(
                session, provider_id, account_id=account_id, provider_session=logout.session_id
            )

    def note_refusal(self, provider_id: str, error: TokenRefused | SignInFailed) -> None:
        """Log a logout token that was not carried out."""
        known = {provider.id for provider in self._sign_in.providers}
        reason = error.reason or error.failure.value if isinstance(error, SignInFailed) else str(error)
        logger.warning("logout_refused", provider=provider_id if provider_id in known else "unknown", reason=reason)


def is_outage(error: TokenRefused | SignInFailed) -> bool:
    """True when trying again later may help."""
    return isinstance(error, SignInFailed) and error.failure is Failure.UNREACHABLE
