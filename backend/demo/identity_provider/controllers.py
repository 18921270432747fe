"""HTTP of the demo provider. Not part of the API document: it is no interface of the app."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from backend.core.city import CityConfig
from backend.core.i18n import Translations
from backend.core.policy import PUBLIC
from backend.demo.identity_provider.page import STYLE, choose_page, refused_page
from backend.demo.identity_provider.people import BY_SUBJECT
from backend.demo.identity_provider.provider import PATH, Authorization, DemoProvider, RequestRefused

_PAGE_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
}
_NO_STORE = {"cache-control": "no-store"}


class DemoPage:
    """The page in the reader's language: the one the app asked for, else the browser's."""

    def __init__(self, city: CityConfig, translations: Translations) -> None:
        self._app_name = city.app_name
        self._translations = translations

    def choose(self, request: Request[Any, Any, Any], asked: Authorization) -> Response[str]:
        """All people."""
        locale = self._translations.negotiate(asked.ui_locales or request.headers.get("accept-language"))
        page = choose_page(asked, self._app_name, locale, lambda text: self._translations.translate(text, locale))
        return Response(page, media_type="text/html", headers=_PAGE_HEADERS)

    def refused(self, request: Request[Any, Any, Any]) -> Response[str]:
        """For requests that are none of ours."""
        locale = self._translations.negotiate(request.headers.get("accept-language"))
        page = refused_page(self._app_name, locale, lambda text: self._translations.translate(text, locale))
        return Response(page, media_type="text/html", status_code=400, headers=_PAGE_HEADERS)


def _authorization(values: Mapping[str, Any]) -> Authorization:
    names = Authorization.__struct_fields__
    return msgspec.convert({name: str(values[name])[:2000] for name in names if name in values}, Authorization)


class DemoSignInController(Controller):
    """The provider's endpoints."""

    path = PATH
    include_in_schema = False

    @get("/.well-known/openid-configuration", policy=PUBLIC)
    async def discovery(self, demo_provider: NamedDependency[DemoProvider]) -> dict[str, Any]:
        """What the provider can do and where."""
        return demo_provider.discovery()

    @get("/jwks", policy=PUBLIC)
    async def keys(self, demo_provider: NamedDependency[DemoProvider]) -> dict[str, Any]:
        """The key of this start."""
        return demo_provider.keys()

    @get("/page.css", policy=PUBLIC, media_type="text/css")
    async def style(self) -> str:
        """How the page looks."""
        return STYLE

    @get("/authorize", policy=PUBLIC)
    async def choose(
        self,
        request: Request[Any, Any, Any],
        demo_provider: NamedDependency[DemoProvider],
        demo_page: NamedDependency[DemoPage],
    ) -> Response[str]:
        """The page with all people."""
        asked = _authorization(request.query_params)
        try:
            demo_provider.check(asked)
        except RequestRefused:
            return demo_page.refused(request)
        return demo_page.choose(request, asked)

    @post("/authorize", policy=PUBLIC)
    async def chosen(
        self,
        request: Request[Any, Any, Any],
        demo_provider: NamedDependency[DemoProvider],
        demo_page: NamedDependency[DemoPage],
    ) -> Response[Any]:
        """Back to the app as the person that was chosen."""
        form = await request.form()
        try:
            address = demo_provider.answer(_authorization(form), BY_SUBJECT.get(str(form.get("person", ""))))
        except RequestRefused:
            return demo_page.refused(request)
        return Redirect(address, status_code=303, headers=_NO_STORE)

    @post("/token", policy=PUBLIC, status_code=200)
    async def token(
        self, request: Request[Any, Any, Any], demo_provider: NamedDependency[DemoProvider]
    ) -> Response[dict[str, Any]]:
        """An ID token for a code."""
        form = await request.form()
        try:
            answer = demo_provider.redeem({name: str(value) for name, value in form.items()})
        except RequestRefused as error:
            return Response({"error": str(error)}, status_code=400, headers=_NO_STORE)
        return Response(answer, headers=_NO_STORE)

    @get("/end-session", policy=PUBLIC)
    async def end_session(
        self, request: Request[Any, Any, Any], demo_provider: NamedDependency[DemoProvider]
    ) -> Redirect:
        """The provider keeps no session of its own, so there is nothing to end."""
        wanted = str(request.query_params.get("post_logout_redirect_uri", ""))
        return Redirect(demo_provider.after_logout(wanted), status_code=302, headers=_NO_STORE)
