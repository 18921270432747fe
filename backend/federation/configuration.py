"""The providers of this installation: one TOML file, named by a setting; see docs/ops/sign-in.md."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.core.identity import CITY_ROLES, Role
from backend.core.outgoing import origin
from backend.settings import Settings, secret_variable

Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Signatures that a provider makes with a key of its own. A shared secret (HS256) or none is never believed."""
ClientAuthentication = Literal["client_secret_basic", "client_secret_post", "none"]
ClaimPath = tuple[str, ...]


class ProvidersError(ValueError):
    """The file cannot be used; the message names the place."""


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """One identity provider. `roles` maps values of the claim at `role_claim` to city roles."""

    id: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = ""
    client_authentication: ClientAuthentication = "client_secret_basic"
    scopes: tuple[str, ...] = ("openid", "profile")
    algorithms: tuple[Algorithm, ...] = ("RS256", "PS256", "ES256")
    name_claim: ClaimPath = ("name",)
    role_claim: ClaimPath = ()
    roles: Mapping[str, Role] = {}
    origins: tuple[str, ...] = ()
    """Further origins of its endpoints; that of the issuer is always one."""
    demo: bool = False

    @property
    def role_source(self) -> str:
        """`source` of the roles that this provider gives."""
        return f"{ROLE_SOURCE_PREFIX}{self.id}"


ROLE_SOURCE_PREFIX = "claim:"


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
    label: Annotated[str, Meta(min_length=1, max_length=60)]
    issuer: str
    client_id: Annotated[str, Meta(min_length=1)]
    client_secret_file: str = ""
    client_secret_variable: str = ""
    client_authentication: ClientAuthentication = "client_secret_basic"
    scopes: tuple[str, ...] = ("openid", "profile")
    algorithms: Annotated[tuple[Algorithm, ...], Meta(min_length=1)] = ("RS256", "PS256", "ES256")
    name_claim: ClaimPath = ("name",)
    role_claim: ClaimPath = ()
    roles: dict[str, Role] = {}
    origins: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    providers: tuple[_Entry, ...] = ()


def load_providers(settings: Settings) -> tuple[Provider, ...]:
    """The configured providers, none without a file. Raises `ProvidersError`."""
    if not settings.sign_in.providers_file:
        return ()
    path = Path(settings.sign_in.providers_file)
    try:
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProvidersError(f"{path.name}: {error}") from error
    names = [entry.id for entry in file.providers]
    if len(names) != len(set(names)):
        raise ProvidersError(f"{path.name}: an id is used twice")
    return tuple(_provider(entry, path, settings) for entry in file.providers)


def _provider(entry: _Entry, path: Path, settings: Settings) -> Provider:
    where = f"{path.name}: {entry.id}"
    if outside := set(entry.roles.values()) - CITY_ROLES:
        raise ProvidersError(f"{where}: roles are not city roles: {', '.join(sorted(outside))}")
    if "openid" not in entry.scopes:
        raise ProvidersError(f"{where}: scopes need openid")
    for address in (entry.issuer, *entry.origins):
        try:
            origin(address)
        except ValueError as error:
            raise ProvidersError(f"{where}: {address!r} is {error}") from error
        if settings.production and not address.startswith("https://"):
            raise ProvidersError(f"{where}: production needs https, not {address!r}")
    secret = _secret(entry, where)
    if bool(secret) == (entry.client_authentication == "none"):
        raise ProvidersError(f"{where}: client_authentication and secret do not go together")
    return Provider(
        id=entry.id,
        label=entry.label,
        issuer=entry.issuer,
        client_id=entry.client_id,
        client_secret=secret,
        client_authentication=entry.client_authentication,
        scopes=entry.scopes,
        algorithms=entry.algorithms,
        name_claim=entry.name_claim,
        role_claim=entry.role_claim,
        roles=entry.roles,
        origins=entry.origins,
    )


def _secret(entry: _Entry, where: str) -> str:
    if entry.client_secret_file:
        try:
            return Path(entry.client_secret_file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ProvidersError(f"{where}: the secret cannot be read: {error.strerror}") from error
    return secret_variable(entry.client_secret_variable) if entry.client_secret_variable else ""
