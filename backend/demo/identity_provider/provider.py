"""The protocol side of the demo provider: OpenID Connect code flow with PKCE, one client, no refresh, no secrets kept.

Key and codes live in memory, so the demo runs in one web process.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
from joserfc import jwt
from joserfc.jwk import ECKey

from backend.core.clock import Clock
from backend.demo.identity_provider.people import DemoPerson
from backend.federation.configuration import Algorithm, Provider

PATH = "/api/demo/sign-in"
CLIENT_ID = "city-app"
_ALGORITHM: Algorithm = "ES256"
_CODE_AGE = timedelta(minutes=1)
_TOKEN_AGE = timedelta(minutes=5)
_MAX_CODES = 1000


class RequestRefused(Exception):
    """The request is not one that this provider answers; the message is an OAuth error code."""


class Authorization(msgspec.Struct, frozen=True, kw_only=True):
    """An authorization request of our own app."""

    client_id: str = ""
    redirect_uri: str = ""
    response_type: str = ""
    scope: str = ""
    state: str = ""
    nonce: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""
    ui_locales: str = ""


class _Code(msgspec.Struct, frozen=True):
    request: Authorization
    person: DemoPerson
    issued_at: datetime


class DemoProvider:
    """Issuer, key and open codes. `public_url` is the app's own address."""

    def __init__(self, public_url: str, clock: Clock) -> None:
        self.issuer = f"{public_url}{PATH}"
        self._public_url = public_url
        self._clock = clock
        self._key = ECKey.generate_key("P-256", auto_kid=True)
        self._codes: dict[str, _Code] = {}

    def discovery(self) -> dict[str, Any]:
        """The discovery document (OpenID Connect Discovery 1.0, section 3)."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end-session",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [_ALGORITHM],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile"],
            "claims_supported": ["sub", "name", "groups", "auth_time"],
            "authorization_response_iss_parameter_supported": True,
        }

    def keys(self) -> dict[str, Any]:
        """The public key as a JWK set."""
        return {"keys": [{**self._key.as_dict(private=False), "use": "sig", "alg": _ALGORITHM}]}

    def check(self, request: Authorization) -> None:
        """Raise `RequestRefused` for a request that is not from our own app; then nobody is sent anywhere."""
        callback = f"{self._public_url}/api/v1/sign-in/oidc/{PROVIDER_ID}/callback"
        if request.client_id != CLIENT_ID or request.redirect_uri != callback:
            raise RequestRefused("invalid_request")
        fits = request.response_type == "code" and "openid" in request.scope.split()
        if not fits or request.code_challenge_method != "S256" or not request.code_challenge:
            raise RequestRefused("invalid_request")

    def answer(self, request: Authorization, person: DemoPerson | None) -> str:
        """Where the browser goes back to: with a code for `person`, or with the news that nobody was chosen."""
        self.check(request)
        values = {"state": request.state, "iss": self.issuer}
        if person is None:
            values["error"] = "access_denied"
        else:
            values["code"] = self._issue(request, person)
        return f"{request.redirect_uri}?{urlencode(values)}"

    def _issue(self, request: Authorization, person: DemoPerson) -> str:
        now = self._clock()
        self._codes = {code: kept for code, kept in self._codes.items() if now - kept.issued_at < _CODE_AGE}
        if len(self._codes) >= _MAX_CODES:
            self._codes.clear()
        code = secrets.token_urlsafe(24)
        self._codes[code] = _Code(request, person, now)
        return code

    def redeem(self, form: Mapping[str, str]) -> dict[str, Any]:
        """The answer of the token endpoint. Raises `RequestRefused`."""
        code = self._codes.pop(form.get("code", ""), None)
        now = self._clock()
        if form.get("grant_type") != "authorization_code" or form.get("client_id") != CLIENT_ID or code is None:
            raise RequestRefused("invalid_grant")
        challenge = urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        proven = secrets.compare_digest(challenge.rstrip(b"="), code.request.code_challenge.encode())
        if not proven or now - code.issued_at >= _CODE_AGE or form.get("redirect_uri") != code.request.redirect_uri:
            raise RequestRefused("invalid_grant")
        return {
            "access_token": secrets.token_urlsafe(24),
            "token_type": "Bearer",
            "expires_in": int(_TOKEN_AGE.total_seconds()),
            "id_token": self._id_token(code, now),
        }

    def _id_token(self, code: _Code, now: datetime) -> str:
        claims = {
            "iss": self.issuer,
            "sub": code.person.subject,
            "aud": CLIENT_ID,
            "iat": int(now.timestamp()),
            "exp": int((now + _TOKEN_AGE).timestamp()),
            "auth_time": int(code.issued_at.timestamp()),
            "nonce": code.request.nonce,
            "name": code.person.name,
            "groups": list(code.person.groups),
        }
        return jwt.encode({"alg": _ALGORITHM, "kid": self._key.kid}, claims, self._key)

    def after_logout(self, wanted: str) -> str:
        """Where the browser goes after signing out: back into the app only."""
        return wanted if wanted == f"{self._public_url}/konto" else self._public_url


PROVIDER_ID = "demo"


def as_configured(provider: DemoProvider, label: str, roles: Mapping[str, Any]) -> Provider:
    """The demo provider as if it stood in the file of providers."""
    return Provider(
        id=PROVIDER_ID,
        label=label,
        issuer=provider.issuer,
        client_id=CLIENT_ID,
        client_authentication="none",
        algorithms=(_ALGORITHM,),
        role_claim=("groups",),
        roles=roles,
        demo=True,
    )
