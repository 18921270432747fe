"""Mounts the demo provider, and only ever in the demo."""

from collections.abc import Callable
from typing import Any, cast

import httpx2
from litestar import Litestar
from litestar.di import Provide

from backend.core.asgi import ASGIApp
from backend.core.context import Context, Slice
from backend.demo.identity_provider.controllers import DemoPage, DemoSignInController
from backend.demo.identity_provider.page import TITLE
from backend.demo.identity_provider.people import GROUP_ROLES
from backend.demo.identity_provider.provider import DemoProvider, as_configured
from backend.federation.slice import Embedded


class DemoIdentitySlice(Slice, frozen=True, kw_only=True):
    """The slice with the provider as the relying party sees it."""

    embedded: Embedded


def build(context: Context) -> DemoIdentitySlice:
    """Wire the provider. Raises `RuntimeError` in production: anybody could be anybody."""
    settings = context.settings
    if settings.production or not settings.demo:
        raise RuntimeError("the demo's sign-in is for the demo only")
    provider = DemoProvider(settings.public_url, context.clock)
    parts: dict[str, Any] = {"demo_provider": provider, "demo_page": DemoPage(context.city, context.translations)}
    return DemoIdentitySlice(
        controllers=[DemoSignInController],
        dependencies=parts,
        embedded=Embedded(as_configured(provider, TITLE, GROUP_ROLES), _in_process(parts)),
    )


def _constant(value: Any) -> Callable[[], Any]:
    def provide() -> Any:
        return value

    return provide


def _in_process(parts: dict[str, Any]) -> httpx2.ASGITransport:
    """The provider's HTTP without a network: behind a proxy the app may not reach its own public address."""
    provided = {name: Provide(_constant(value), sync_to_thread=False) for name, value in parts.items()}
    app = Litestar(
        route_handlers=[DemoSignInController], dependencies=provided, openapi_config=None, logging_config=None
    )
    return httpx2.ASGITransport(cast("ASGIApp", app))  # the same interface, typed more narrowly
