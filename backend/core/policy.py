"""Who may call a route, stated as data on the route itself and enforced in one place.

`@get(..., policy=SIGNED_IN)`; a controller may state one for all its handlers with `opt = allow(PUBLIC)`. A route
without a policy keeps the app from starting: what nobody thought about is closed (OWASP ASVS 5, 8.1 and 8.2).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, cast
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from backend.core.asgi import Scope
from backend.core.clock import CLOCK_SKEW, Clock
from backend.core.errors import Forbidden, Problem
from backend.core.i18n import N_
from backend.core.identity import ANONYMOUS, Role, Visitor
from backend.settings import Settings

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_VISITOR = "visitor"
_PRIVATE = "private"
STEP_UP_AGE = timedelta(minutes=10)


class SignInRequired(Problem):
    """This needs a signed-in person, and nobody is."""

    code = "sign-in-required"
    status = 401
    title = N_("Bitte melden Sie sich an")
    detail = N_("Dafür brauchen Sie ein Konto.")


class FreshSignInRequired(Problem):
    """Signed in, but too long ago for an action of this weight (RFC 9470)."""

    code = "fresh-sign-in-required"
    status = 401
    title = N_("Bitte melden Sie sich noch einmal an")
    detail = N_("Das ist ein wichtiger Schritt. Bitte zeigen Sie noch einmal, dass Sie es sind.")


class CrossSiteRefused(Problem):
    """The request was sent from another site, or does not say where it comes from."""

    code = "cross-site-refused"
    status = 403
    title = N_("Nicht erlaubt")
    detail = N_("Diese Anfrage kam nicht aus unserer App. Bitte laden Sie die App neu.")


class Audience(StrEnum):
    """Kinds of callers a policy can name."""

    PUBLIC = "public"
    """Everybody; the visitor is not even looked at."""
    MACHINE = "machine"
    """Programs that prove themselves with a secret; the route's own guard checks it."""
    DEVICE = "device"
    """Everybody; a device may have an identity, and the route may give it one."""
    ACCOUNT = "account"
    """Signed-in people."""
    STAFF = "staff"
    """People with one of the city roles."""
    MEMBER = "member"
    """People with one of the roles inside the organisation that the path names (`organisation_id`)."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """Who may call a route. `max_age`: how long ago the sign-in may be."""

    audience: Audience
    roles: frozenset[Role] = frozenset()
    manages: bool = False
    max_age: timedelta | None = None

    def freshly(self, max_age: timedelta = STEP_UP_AGE) -> "Policy":
        """The same, but only shortly after signing in (step-up)."""
        return msgspec.structs.replace(self, max_age=max_age)

    @property
    def needs_account(self) -> bool:
        """True where an anonymous visitor is refused."""
        return self.audience in {Audience.ACCOUNT, Audience.STAFF, Audience.MEMBER}

    @property
    def problems(self) -> tuple[type[Problem], ...]:
        """What a route with this policy may answer, for its documentation."""
        if self.audience in {Audience.PUBLIC, Audience.MACHINE}:
            return ()
        if self.audience is Audience.DEVICE:
            return (CrossSiteRefused,)
        if self.max_age is None:
            return (SignInRequired, Forbidden, CrossSiteRefused)
        return (SignInRequired, FreshSignInRequired, Forbidden, CrossSiteRefused)

    def refusal(self, visitor: Visitor, now: datetime, organisation_id: UUID | None = None) -> type[Problem] | None:
        """Why this visitor may not, or None. Pure."""
        if not self.needs_account:
            return None
        if not visitor.is_signed_in:
            return SignInRequired
        if not self._fits(visitor, organisation_id):
            return Forbidden
        if self.max_age is not None and not _is_recent(visitor.authenticated_at, now, self.max_age):
            return FreshSignInRequired
        return None

    def _fits(self, visitor: Visitor, organisation_id: UUID | None) -> bool:
        if self.audience is Audience.ACCOUNT:
            return True
        if self.audience is Audience.STAFF:
            return bool(self.roles & visitor.roles)
        if Role.ADMIN in visitor.roles:
            return True
        membership = visitor.memberships.get(organisation_id) if organisation_id else None
        return (
            membership is not None and bool(self.roles & membership.roles) and (membership.manages or not self.manages)
        )


def _is_recent(moment: datetime | None, now: datetime, age: timedelta) -> bool:
    return moment is not None and -CLOCK_SKEW <= now - moment <= age


PUBLIC = Policy(audience=Audience.PUBLIC)
MACHINE = Policy(audience=Audience.MACHINE)
ON_DEVICE = Policy(audience=Audience.DEVICE)
SIGNED_IN = Policy(audience=Audience.ACCOUNT)


def staff(*roles: Role) -> Policy:
    """People with one of these city roles. An administrator is named like everybody else."""
    return Policy(audience=Audience.STAFF, roles=frozenset(roles))


def member(*roles: Role, manages: bool = False) -> Policy:
    """People with one of these roles in the organisation of the path, and administrators."""
    return Policy(audience=Audience.MEMBER, roles=frozenset(roles), manages=manages)


def allow(policy: Policy) -> dict[str, Any]:
    """`opt = allow(PUBLIC)`: the policy of a controller's handlers that state none of their own."""
    return {"policy": policy}


# -- enforcement


def policy_of(handler: BaseRouteHandler) -> Policy | None:
    """The policy a handler states."""
    return cast("Policy | None", handler.opt.get("policy"))


def require_policies(app: Litestar) -> None:
    """Raise `LookupError` unless every route states its policy. OPTIONS is answered by the framework itself."""
    missing = sorted(
        f"{', '.join(sorted(handler.http_methods))} {route.path}"
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler) and policy_of(handler) is None and handler.http_methods != {"OPTIONS"}
    )
    if missing:
        raise LookupError(f"routes without a policy: {'; '.join(missing)}")


class Identify(Protocol):
    """Finds out who a connection belongs to, from its cookies. Never raises for cookies that mean nothing."""

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Visitor:
        """The visitor; `ANONYMOUS` without any cookie of ours, and then without asking the database."""
        ...


class PolicyGuard:
    """The one guard of the whole app. Looks at the visitor only where the policy asks for one."""

    def __init__(self, settings: Settings, identify: Identify, clock: Clock) -> None:
        self._origin = origin_of(settings.public_url)
        self._strict_host = settings.production
        self._identify = identify
        self._clock = clock

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        """Let the request through, or raise the problem that says why not."""
        policy = policy_of(handler)
        if policy is None:
            if connection.scope.get("method") == "OPTIONS":
                return
            raise Forbidden
        if policy.audience is Audience.MACHINE:
            return
        if connection.scope.get("method") not in _SAFE_METHODS:
            self._refuse_other_sites(connection)
        if policy.audience is Audience.PUBLIC:
            return
        connection.state[_PRIVATE] = True
        visitor = await self._identify(connection)
        refusal = policy.refusal(visitor, self._clock(), _organisation(connection))
        if refusal is not None:
            raise refusal(headers={"www-authenticate": "Session"} if refusal.status == 401 else None)
        connection.state[_VISITOR] = visitor

    def _refuse_other_sites(self, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        """Defence against cross-site request forgery, signing in included (Fetch Metadata, else Origin)."""
        site = connection.headers.get("sec-fetch-site")
        if site is not None:
            if site != "same-origin":
                raise CrossSiteRefused
            return
        origin = connection.headers.get("origin")
        if origin is not None:
            own_host = None if self._strict_host else connection.headers.get("host")
            if origin != self._origin and urlsplit(origin).netloc != own_host:
                raise CrossSiteRefused
            return
        if connection.headers.get("cookie"):  # browsers always say where a write comes from; programs have no cookies
            raise CrossSiteRefused


async def keep_private_answers_private(message: Any, scope: Scope) -> None:
    """Hook `before_send` of the app: what depends on who asks is stored nowhere, not even by our service worker."""
    if message["type"] == "http.response.start" and scope.get("state", {}).get(_PRIVATE):
        present = {name.lower() for name, _ in message["headers"]}
        if b"cache-control" not in present:
            message["headers"] = [*message["headers"], (b"cache-control", b"no-store")]


def origin_of(url: str) -> str:
    """Scheme, host and port, as browsers write an origin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _organisation(connection: ASGIConnection[Any, Any, Any, Any]) -> UUID | None:
    value = connection.path_params.get("organisation_id")
    return value if isinstance(value, UUID) else None


def provide_visitor(request: Request[Any, Any, Any]) -> Visitor:
    """The dependency `visitor`: whoever the policy let in."""
    return cast("Visitor", request.state.get(_VISITOR, ANONYMOUS))


def routes_by_policy(app: Litestar) -> Iterable[tuple[str, str, Policy]]:
    """Method, path template and policy of every route; for the matrix test and the documentation."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            policy = policy_of(handler) if isinstance(handler, HTTPRouteHandler) else None
            if policy is not None:
                for method in sorted(cast("HTTPRouteHandler", handler).http_methods):
                    yield str(method), route.path, policy
