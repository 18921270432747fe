"""Signing in: the way to the provider, the way back, and the person it leads to."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import structlog

from backend.accounts import repository as accounts
from backend.accounts.models import Account
from backend.accounts.secrets import new_token, token_digest
from backend.accounts.service.sessions import SessionService
from backend.core.audit import AuditLog
from backend.core.clock import Clock
from backend.core.cookies import Connection, CookieJar
from backend.core.db import Database, Session
from backend.core.identity import ANONYMOUS
from backend.core.ids import new_id
from backend.core.metrics import Metrics
from backend.federation import repository, rules
from backend.federation.configuration import ROLE_SOURCE_PREFIX, Provider
from backend.federation.errors import Failure, SignInFailed
from backend.federation.models import SignInAttempt
from backend.federation.service.relying_party import Question, RelyingParty
from backend.federation.tokens import Claims, Expected

logger = structlog.get_logger(__name__)

COOKIE = "sign-in"
_UNABLE = frozenset({"server_error", "temporarily_unavailable"})


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider sends back through the browser. Nothing of it is believed yet."""

    code: str | None
    state: str | None
    error: str | None
    issuer: str | None


class SignInService:
    """Begins and completes sign-ins. `public_url` is the app's own address, whatever the request says."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        cookies: CookieJar,
        sessions: SessionService,
        audit: AuditLog,
        metrics: Metrics,
        public_url: str,
        parties: Mapping[str, RelyingParty],
    ) -> None:
        self._db = db
        self._clock = clock
        self._cookies = cookies
        self._sessions = sessions
        self._audit = audit
        self._public_url = public_url
        self._parties = parties
        self._outcomes = metrics.counter("sign_ins", "Sign-ins through providers", "provider", "outcome")

    @property
    def providers(self) -> tuple[Provider, ...]:
        """The configured providers, in their order."""
        return tuple(party.provider for party in self._parties.values())

    def party(self, provider_id: str) -> RelyingParty:
        """The provider of this name. Raises `SignInFailed`."""
        if provider_id not in self._parties:
            raise SignInFailed(Failure.UNKNOWN_PROVIDER)
        return self._parties[provider_id]

    def note_failure(self, provider_id: str, error: SignInFailed) -> None:
        """Count and log a sign-in that did not work."""
        name = provider_id if provider_id in self._parties else "unknown"
        self._outcomes.labels(name, error.failure.value).inc()
        logger.warning("sign_in_failed", provider=name, failure=error.failure.value, reason=error.reason)

    def _redirect_uri(self, provider_id: str) -> str:
        return f"{self._public_url}/api/v1/sign-in/oidc/{provider_id}/callback"

    # -- there

    def own_address(self, provider_id: str, host: str) -> str | None:
        """Where to begin instead: the demo is opened as 127.0.0.1 and as localhost, but a cookie knows only one."""
        own = urlsplit(self._public_url).netloc
        names = {own.partition(":")[0], host.partition(":")[0]}
        is_detour = provider_id in self._parties and self._parties[provider_id].provider.demo
        return self._public_url if is_detour and host != own and names == {"localhost", "127.0.0.1"} else None

    async def begin(
        self, connection: Connection, provider_id: str, *, return_to: str | None, fresh: bool, language: str | None
    ) -> str:
        """Remember a sign-in for this browser; returns the provider's address. Raises `SignInFailed`."""
        party = self.party(provider_id)
        state, nonce, verifier = new_token(), new_token(), new_token()
        question = Question(
            redirect_uri=self._redirect_uri(provider_id),
            state=state,
            nonce=nonce,
            code_verifier=verifier,
            fresh=fresh,
            language=language,
        )
        address = await party.authorization_url(question)
        browser = self._browser_secret(connection)
        now = self._clock()
        attempt = SignInAttempt(
            state_digest=token_digest(state),
            browser_digest=token_digest(browser),
            provider=provider_id,
            nonce=nonce,
            code_verifier=verifier,
            return_to=rules.local_path(return_to),
            fresh=fresh,
            started_at=now,
            expires_at=now + rules.ATTEMPT_AGE,
        )
        async with self._db.write() as session:
            await repository.add_attempt(session, attempt)
        self._cookies.write(connection, COOKIE, browser, age=rules.ATTEMPT_AGE)
        return address

    def _browser_secret(self, connection: Connection) -> str:
        """One secret for all sign-ins that this browser has under way, so that two tabs do not disturb each other."""
        present = self._cookies.read(connection, COOKIE)
        return present if present is not None and len(present) == len(new_token()) else new_token()

    # -- and back

    async def complete(self, connection: Connection, provider_id: str, answer: Answer) -> str:
        """Sign the browser in; returns the page to go on with. Raises `SignInFailed`."""
        party = self.party(provider_id)
        attempt = await self._take_attempt(connection, provider_id, answer.state)
        await party.check_sender(answer.issuer)
        if answer.error is not None or not answer.code:
            raise SignInFailed(_failure(answer.error), "the provider said no")
        token = await party.exchange(answer.code, attempt.code_verifier, self._redirect_uri(provider_id))
        expected = Expected(
            issuer=party.provider.issuer,
            client_id=party.provider.client_id,
            nonce=attempt.nonce,
            authenticated_since=attempt.started_at if attempt.fresh else None,
        )
        claims = await party.claims(token, expected)
        async with self._db.write() as session:
            account = await self.link(session, party.provider, claims)
            if account.blocked_at is not None:
                raise SignInFailed(Failure.BLOCKED)
            await self._sessions.open(
                session,
                connection,
                account,
                method=repository.METHOD,
                provider=provider_id,
                provider_session=claims.get("sid"),
                authenticated_at=rules.authenticated_at(claims, self._clock()),
            )
        self._cookies.clear(connection, COOKIE)
        self._outcomes.labels(provider_id, "ok").inc()
        return attempt.return_to

    async def _take_attempt(self, connection: Connection, provider_id: str, state: str | None) -> SignInAttempt:
        browser = self._cookies.read(connection, COOKIE)
        if not state or browser is None:
            raise SignInFailed(Failure.EXPIRED, "no state, or another browser")
        async with self._db.write() as session:
            attempt = await repository.take_attempt(session, provider_id, token_digest(state), token_digest(browser))
        if attempt is None:
            raise SignInFailed(Failure.EXPIRED, "unknown state")
        if not attempt.started_at - timedelta(minutes=2) <= self._clock() < attempt.expires_at:
            raise SignInFailed(Failure.EXPIRED, "too late")
        return attempt

    # -- the person

    async def link(self, session: Session, provider: Provider, claims: Claims) -> Account:
        """The account of a subject, made at the first sign-in, with exactly the roles that the claims give now."""
        now = self._clock()
        new = Account(
            id=new_id(),
            name=rules.display_name(claims, provider.name_claim),
            demo=provider.demo,
            created_at=now,
            last_signed_in_on=now.date(),
        )
        account = await repository.link(session, provider.id, claims["sub"], new)
        roles = rules.mapped_roles(claims, provider.role_claim, provider.roles)
        before = (await accounts.roles_by_source(session, account.id)).get(provider.role_source, frozenset())
        if await accounts.replace_roles(session, account.id, provider.role_source, roles, now):
            await accounts.must_rotate(session, account.id)
            await self._audit.record(
                session,
                ANONYMOUS,
                "roles.claimed",
                ("person", account.id),
                before={"roles": sorted(before), "source": provider.role_source},
                after={"roles": sorted(roles), "source": provider.role_source},
            )
        return account

    async def providers_of(self, session: Session, account_id: UUID) -> Sequence[str]:
        """See `core.ways_in.OtherWaysIn`."""
        linked = {row.provider for row in await repository.logins_of(session, account_id)}
        return [provider_id for provider_id in self._parties if provider_id in linked]

    # -- housekeeping

    async def drop_rights_of_others(self) -> None:
        """What came from a provider that is not configured any more counts no longer (the demo's, for one)."""
        sources = [provider.role_source for provider in self.providers]
        async with self._db.write() as session:
            gone = await repository.drop_rights_of_others(session, list(self._parties), sources, ROLE_SOURCE_PREFIX)
        if gone:
            logger.warning("rights_of_former_providers_dropped", count=gone)

    async def forget_expired(self) -> None:
        """Delete sign-ins that nobody finished, and logout tokens past their time."""
        async with self._db.write() as session:
            await repository.delete_expired(session, self._clock())


def _failure(error: str | None) -> Failure:
    if error == "access_denied":
        return Failure.CANCELLED
    return Failure.UNREACHABLE if error in _UNABLE else Failure.REFUSED
