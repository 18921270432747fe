"""What a provider signed: whether it is genuine, meant for us, in time, and the answer to our question.

OpenID Connect Core 1.0, section 3.1.3.7, and Back-Channel Logout 1.0, section 2.6. Signatures by joserfc.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry

from backend.core.clock import CLOCK_SKEW

Claims = Mapping[str, Any]
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_MAX_TOKEN = 16 * 1024
_MAX_IDENTIFIER = 255
_KEY_TYPES = frozenset({"RSA", "EC", "OKP"})
_SIGNATURE_USES = frozenset({None, "sig"})


class TokenRefused(Exception):
    """The token proves nothing. The message says which rule it breaks, in words of ours."""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What an ID token has to fit to. `authenticated_since`: the person must have proved who they are after that."""

    issuer: str
    client_id: str
    nonce: str
    authenticated_since: datetime | None = None


def read_keys(document: Mapping[str, Any]) -> KeySet:
    """Public signature keys of a JWK set; whatever else it holds is left out (RFC 7517, section 5)."""
    keys: list[Key] = []
    for entry in document.get("keys", ()):
        if not isinstance(entry, dict) or entry.get("kty") not in _KEY_TYPES:
            continue
        if entry.get("use") not in _SIGNATURE_USES:
            continue
        try:
            keys += KeySet.import_key_set({"keys": [entry]}).keys
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return KeySet(keys)


def key_id(token: str) -> str | None:
    """The key that a token says it is signed with. Raises `TokenRefused` for what is no signed token."""
    if len(token) > _MAX_TOKEN:
        raise TokenRefused("too long")
    try:
        kid = jws.extract_compact(token.encode()).headers().get("kid")
    except (JoseError, ValueError) as error:
        raise TokenRefused("not a signed token") from error
    if kid is not None and not isinstance(kid, str):
        raise TokenRefused("not a signed token")
    return kid


def read_signed(token: str, keys: KeySet, algorithms: Sequence[str], kinds: frozenset[str]) -> Claims:
    """Claims of a token signed by one of `keys`. `kinds`: allowed `typ` headers, in lower case."""
    try:
        decoded = jwt.decode(token, keys, algorithms=list(algorithms))
    except (JoseError, ValueError) as error:
        raise TokenRefused(f"signature: {type(error).__name__}") from error
    kind = decoded.header.get("typ", "jwt")
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") not in kinds:
        raise TokenRefused("another kind of token")
    return decoded.claims


ID_TOKEN_KINDS = frozenset({"jwt"})
LOGOUT_TOKEN_KINDS = frozenset({"jwt", "logout+jwt"})


def check_id_token(claims: Claims, expected: Expected, now: datetime) -> None:
    """Raise `TokenRefused` unless the claims answer our question now."""
    _check(
        claims,
        now,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": expected.nonce},
    )
    _check_identifiers(claims)
    audience, party = claims["aud"], claims.get("azp")
    several = isinstance(audience, list) and len(audience) > 1
    if party != expected.client_id and (party is not None or several):
        raise TokenRefused("azp")
    if expected.authenticated_since is not None:
        _check_fresh(claims.get("auth_time"), expected.authenticated_since)


def _check_fresh(auth_time: object, since: datetime) -> None:
    if isinstance(auth_time, bool) or not isinstance(auth_time, int | float):
        raise TokenRefused("auth_time is missing")
    if not auth_time >= (since - CLOCK_SKEW).timestamp():  # also refuses what is not a number
        raise TokenRefused("auth_time")


class Logout(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a logout token signs out: a session, or all of a subject."""

    token_id: str
    expires_at: datetime
    subject: str | None
    session_id: str | None


def check_logout_token(claims: Claims, issuer: str, client_id: str, now: datetime) -> Logout:
    """What a logout token asks for. Raises `TokenRefused`."""
    _check(
        claims,
        now,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        iat={"essential": True},
        exp={"essential": True},
        jti={"essential": True},
        events={"essential": True},
    )
    _check_identifiers(claims)
    events = claims["events"]
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise TokenRefused("events")
    if "nonce" in claims:  # would be an ID token in disguise
        raise TokenRefused("nonce")
    subject, session_id = claims.get("sub"), claims.get("sid")
    if not subject and not session_id:
        raise TokenRefused("neither sub nor sid")
    expires_at = min(now + timedelta(days=1), datetime.fromtimestamp(min(claims["exp"], 4e9), now.tzinfo))
    if claims["exp"] > expires_at.timestamp() + 1:  # it would have to be remembered for ever
        raise TokenRefused("exp is too far away")
    return Logout(
        token_id=claims["jti"],
        expires_at=expires_at + CLOCK_SKEW,
        subject=subject or None,
        session_id=session_id or None,
    )


def _check(claims: Claims, now: datetime, **options: ClaimsOption) -> None:
    registry = JWTClaimsRegistry(now=int(now.timestamp()), leeway=int(CLOCK_SKEW.total_seconds()), **options)
    try:
        registry.validate(dict(claims))
    except JoseError as error:
        raise TokenRefused(f"claims: {type(error).__name__} {getattr(error, 'claim', '')}".strip()) from error


def _check_identifiers(claims: Claims) -> None:
    for name in ("sub", "sid", "jti"):
        value = claims.get(name)
        if value is None:
            continue
        if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= _MAX_IDENTIFIER:
            raise TokenRefused(name)
