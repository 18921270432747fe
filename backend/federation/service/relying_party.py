"""The app as relying party of one provider: what the provider publishes, its keys, and the exchange of a code.

OpenID Connect Core 1.0 and Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (`iss`). The OAuth exchange is Authlib's.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx2
import msgspec
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]  # has no type hints
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]  # has no type hints
from joserfc.jwk import KeySet

from backend.core.clock import Clock
from backend.core.outgoing import FAILURES, Outgoing
from backend.federation import tokens
from backend.federation.configuration import Provider
from backend.federation.errors import Failure, SignInFailed
from backend.federation.tokens import Claims, TokenRefused

_METADATA_AGE = timedelta(hours=1)
_KEYS_AGE = timedelta(hours=1)
_REFETCH_PAUSE = timedelta(seconds=30)
"""An unknown key makes us look again, but not more often than this: anybody can send a token with an unknown key."""
_FAILURE_PAUSE = timedelta(seconds=5)
"""A provider that just did not answer is not asked again for this long; waiting people would queue up."""
_DISCOVERY = "/.well-known/openid-configuration"


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What we use of a provider's discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False


class _Keys(msgspec.Struct, frozen=True):
    keys: KeySet
    fetched_at: datetime


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One authorization request."""

    redirect_uri: str
    state: str
    nonce: str
    code_verifier: str
    fresh: bool
    language: str | None


class RelyingParty:
    """One provider as the app sees it. `transport`: the provider runs within this process (the demo)."""

    def __init__(self, provider: Provider, clock: Clock, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self.provider = provider
        self._clock = clock
        self._outgoing = Outgoing((provider.issuer, *provider.origins), transport=transport)
        self._metadata: tuple[Metadata, datetime] | None = None
        self._keys: _Keys | None = None
        self._failed_at: datetime | None = None
        self._lock = asyncio.Lock()

    # -- what the provider publishes

    async def metadata(self) -> Metadata:
        """The discovery document, an hour old at most. Raises `SignInFailed`."""
        async with self._lock:
            now = self._clock()
            if self._metadata is None or not timedelta() <= now - self._metadata[1] < _METADATA_AGE:
                address = f"{self.provider.issuer.rstrip('/')}{_DISCOVERY}"
                self._metadata = (self._checked(await self._fetch(address, Metadata)), now)
            return self._metadata[0]

    def _checked(self, metadata: Metadata) -> Metadata:
        if metadata.issuer != self.provider.issuer:
            raise SignInFailed(Failure.REFUSED, "discovery names another issuer")
        used = (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri)
        logout = (metadata.end_session_endpoint,) if metadata.end_session_endpoint else ()
        if not all(self._outgoing.allows(address) for address in (*used, *logout)):
            raise SignInFailed(Failure.REFUSED, "discovery names an origin that is not configured")
        return metadata

    async def _fetch(self, address: str, kind: Any) -> Any:
        now = self._clock()
        if self._failed_at is not None and timedelta() <= now - self._failed_at < _FAILURE_PAUSE:
            raise SignInFailed(Failure.UNREACHABLE, "did not answer a moment ago")
        try:
            document = await self._outgoing.get_json(address, kind)
        except FAILURES as error:
            self._failed_at = now
            raise SignInFailed(Failure.UNREACHABLE, type(error).__name__) from error
        self._failed_at = None
        return document

    async def _keys_for(self, key_id: str | None) -> KeySet:
        """The provider's keys, looked up again when `key_id` is not among them."""
        address = (await self.metadata()).jwks_uri
        async with self._lock:
            now, known = self._clock(), self._keys
            if known is None or now - known.fetched_at >= _wait_for(known.keys, key_id):
                document = await self._fetch(address, Mapping[str, Any])
                known = self._keys = _Keys(tokens.read_keys(document), now)
            return known.keys

    # -- the way there and back

    def _client(self, redirect_uri: str) -> Any:
        provider = self.provider
        return AsyncOAuth2Client(
            client_id=provider.client_id,
            client_secret=provider.client_secret or None,
            token_endpoint_auth_method=provider.client_authentication,
            scope=" ".join(provider.scopes),
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            **self._outgoing.client_options(),
        )

    async def authorization_url(self, question: Question) -> str:
        """Where the browser goes to sign in. Raises `SignInFailed`."""
        metadata = await self.metadata()
        extra: dict[str, Any] = {"nonce": question.nonce}
        if question.fresh:
            extra |= {"prompt": "login", "max_age": "0"}
        if question.language:
            extra["ui_locales"] = question.language
        async with self._client(question.redirect_uri) as client:
            address, _state = client.create_authorization_url(
                metadata.authorization_endpoint, state=question.state, code_verifier=question.code_verifier, **extra
            )
        return str(address)

    async def check_sender(self, issuer: str | None) -> None:
        """The answer comes from this provider and no other (mix-up, RFC 9207). Raises `SignInFailed`."""
        announced = (await self.metadata()).authorization_response_iss_parameter_supported
        if issuer != self.provider.issuer and (issuer is not None or announced):
            raise SignInFailed(Failure.REFUSED, "iss parameter")

    async def exchange(self, code: str, code_verifier: str, redirect_uri: str) -> str:
        """The ID token for a code. Nothing else of the answer is used. Raises `SignInFailed`."""
        endpoint = (await self.metadata()).token_endpoint
        try:
            async with self._outgoing.deadline(), self._client(redirect_uri) as client:
                answer = await client.fetch_token(
                    endpoint, grant_type="authorization_code", code=code, code_verifier=code_verifier
                )
        except OAuthError as error:
            raise SignInFailed(Failure.REFUSED, "the code was refused") from error
        except FAILURES as error:
            raise SignInFailed(Failure.UNREACHABLE, type(error).__name__) from error
        except ValueError as error:
            raise SignInFailed(Failure.REFUSED, "not a token answer") from error
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise SignInFailed(Failure.REFUSED, "no ID token")
        return token

    async def claims(self, token: str, expected: tokens.Expected) -> Claims:
        """The claims of a genuine ID token that answers our question. Raises `SignInFailed`."""
        try:
            claims = await self._genuine(token, tokens.ID_TOKEN_KINDS)
            tokens.check_id_token(claims, expected, self._clock())
        except TokenRefused as error:
            raise SignInFailed(Failure.REFUSED, str(error)) from error
        return claims

    async def logout(self, token: str) -> tokens.Logout:
        """What a genuine logout token asks for. Raises `TokenRefused`, or `SignInFailed` without the keys."""
        claims = await self._genuine(token, tokens.LOGOUT_TOKEN_KINDS)
        return tokens.check_logout_token(claims, self.provider.issuer, self.provider.client_id, self._clock())

    async def _genuine(self, token: str, kinds: frozenset[str]) -> Claims:
        keys = await self._keys_for(tokens.key_id(token))
        return tokens.read_signed(token, keys, self.provider.algorithms, kinds)


def _wait_for(keys: KeySet, key_id: str | None) -> timedelta:
    """How old the keys may be: less when the one we need is missing."""
    known = {key.kid for key in keys}
    return _KEYS_AGE if key_id in known or (key_id is None and len(known) == 1) else _REFETCH_PAUSE
