"""Signing in through providers over HTTP. A person who comes back from a provider never sees JSON, but a page."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, QueryParameter
from litestar.response import Redirect

from backend.core.errors import InvalidRequest, NotFound, ServiceUnavailable
from backend.core.http import locale_of, problems
from backend.core.i18n import Translations
from backend.core.identity import Visitor
from backend.core.policy import ON_DEVICE, PUBLIC
from backend.core.ratelimit import Rate, RateLimited, rate_limit
from backend.federation.errors import Failure, SignInFailed
from backend.federation.schemas import LogoutRequest, SignedOut, SignInProvider, SignInProviders
from backend.federation.service.sign_in import Answer, SignInService
from backend.federation.service.sign_out import SignOutService, is_outage
from backend.federation.tokens import TokenRefused

FAILURE_PAGE = "/konto"
_ATTEMPTS = Rate(30, per=60)
_LOGOUTS = Rate(60, per=60)
_NO_STORE = {"cache-control": "no-store"}

_Text = Annotated[str | None, QueryParameter(required=False, description="Given by the provider.")]


class SignInController(Controller):
    """Logins of others."""

    path = "/api/v1/sign-in"
    tags = ("Account",)

    @get("/providers", operation_id="listSignInProviders", summary="Logins that may be used here", policy=PUBLIC)
    async def list_providers(
        self,
        request: Request[Any, Any, Any],
        sign_in_service: NamedDependency[SignInService],
        translations: NamedDependency[Translations],
    ) -> Response[SignInProviders]:
        """In the order of the configuration; empty when the city has set up none."""
        locale = locale_of(request, translations)
        shown = [
            SignInProvider(id=provider.id, label=translations.translate(provider.label, locale), demo=provider.demo)
            for provider in sign_in_service.providers
        ]
        return Response(SignInProviders(providers=shown), headers={"vary": "accept-language"})

    @get(
        "/oidc/{provider:str}",
        operation_id="beginSignIn",
        summary="Go to a login",
        policy=ON_DEVICE,
        status_code=302,
        responses=problems(*ON_DEVICE.problems, InvalidRequest),
    )
    async def begin(
        self,
        request: Request[Any, Any, Any],
        sign_in_service: NamedDependency[SignInService],
        provider: FromPath[str],
        return_to: Annotated[
            str | None, QueryParameter(required=False, description="Page of the app to go on with: a local path.")
        ] = None,
        fresh: Annotated[
            bool, QueryParameter(required=False, description="The person shall prove anew who they are (step-up).")
        ] = False,
        lang: Annotated[
            str | None, QueryParameter(required=False, description="Language for the provider's page (BCP 47).")
        ] = None,
    ) -> Redirect:
        """Sends the browser to the provider, or to `/konto?fehler=<code>` when that is not possible."""
        if own := sign_in_service.own_address(provider, request.headers.get("host", "")):
            return Redirect(f"{own}{request.url.path}?{request.url.query}", status_code=302)
        language = _language(lang)
        step = partial(sign_in_service.begin, request, provider, return_to=return_to, fresh=fresh, language=language)
        return await self._redirect(request, sign_in_service, provider, step)

    @get(
        "/oidc/{provider:str}/callback",
        operation_id="completeSignIn",
        summary="Come back from a login",
        policy=ON_DEVICE,
        status_code=302,
        responses=problems(*ON_DEVICE.problems, InvalidRequest),
    )
    async def complete(
        self,
        request: Request[Any, Any, Any],
        sign_in_service: NamedDependency[SignInService],
        provider: FromPath[str],
        code: _Text = None,
        oauth_state: Annotated[str | None, QueryParameter(name="state", required=False)] = None,
        error: _Text = None,
        iss: _Text = None,
    ) -> Redirect:
        """Signs the browser in and sends it on, or to `/konto?fehler=<code>`."""
        answer = Answer(code=code, state=oauth_state, error=error, issuer=iss)
        step = partial(sign_in_service.complete, request, provider, answer)
        return await self._redirect(request, sign_in_service, provider, step)

    async def _redirect(
        self, request: Request[Any, Any, Any], service: SignInService, provider: str, step: Callable[[], Awaitable[str]]
    ) -> Redirect:
        try:
            _limit(request)
            return Redirect(await step(), status_code=302)
        except SignInFailed as error:
            service.note_failure(provider, error)
            return Redirect(f"{FAILURE_PAGE}?{urlencode({'fehler': error.failure.value})}", status_code=302)

    @post(
        "/sign-out",
        operation_id="signOut",
        summary="Sign this browser out, here and at the provider",
        policy=ON_DEVICE,
        status_code=200,
        responses=problems(*ON_DEVICE.problems),
    )
    async def sign_out(
        self,
        request: Request[Any, Any, Any],
        sign_out_service: NamedDependency[SignOutService],
        visitor: NamedDependency[Visitor],
    ) -> SignedOut:
        """Ends the session, however it was begun. With an address to go on to, the provider can end its own."""
        return SignedOut(continue_at=await sign_out_service.sign_out(request, visitor))

    @post(
        "/oidc/{provider:str}/backchannel-logout",
        operation_id="obeyProviderLogout",
        summary="A provider signs somebody out",
        policy=PUBLIC,  # the signed token is what counts; a browser on another site is refused all the same
        status_code=200,
        guards=[rate_limit("provider-logout", _LOGOUTS)],
        responses=problems(InvalidRequest, NotFound, ServiceUnavailable, RateLimited),
    )
    async def obey_logout(
        self,
        sign_in_service: NamedDependency[SignInService],
        sign_out_service: NamedDependency[SignOutService],
        provider: FromPath[str],
        data: Annotated[LogoutRequest, Body(media_type=RequestEncodingType.URL_ENCODED)],
    ) -> Response[None]:
        """OpenID Connect Back-Channel Logout: the signed token names the session or the person."""
        if provider not in {known.id for known in sign_in_service.providers}:
            raise NotFound
        try:
            await sign_out_service.obey(provider, data.logout_token)
        except (TokenRefused, SignInFailed) as error:
            sign_out_service.note_refusal(provider, error)
            raise (ServiceUnavailable if is_outage(error) else InvalidRequest) from error
        return Response(None, headers=_NO_STORE)


def _limit(request: Request[Any, Any, Any]) -> None:
    """As the guard `rate_limit`, but with an answer that a person can read."""
    try:
        request.app.state.limiter.check_connection(request.scope, "sign-in", _ATTEMPTS)
    except RateLimited as error:
        raise SignInFailed(Failure.TOO_MANY) from error


def _language(tag: str | None) -> str | None:
    """A language tag as providers know it: plain German is German to them."""
    text = (tag or "").removesuffix("-simple")
    return text if text and len(text) <= 20 and text.replace("-", "").isalnum() and text.isascii() else None
