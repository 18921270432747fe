"""Answers only to its own name: a forged Host header reaches nothing (OWASP ASVS 5, 4.1.3 and 13.4).

Addresses that we write ourselves come from `public_url`, never from the request. This layer keeps caches in front of us
and careless code later from learning a foreign name. Health and metrics answer to any name: probes use addresses.
"""

from urllib.parse import urlsplit

from backend.core.asgi import ASGIApp, Receive, Scope, Send
from backend.core.errors import PROBLEM_MEDIA_TYPE, Problem, encode_problem
from backend.core.i18n import N_, Translations
from backend.settings import Settings

_PROBES = ("/health/", "/metrics")


class UnknownHost(Problem):
    """The request names a host that this app does not answer to (RFC 9110, section 15.5.20)."""

    code = "unknown-host"
    status = 421
    title = N_("Falsche Adresse")
    detail = N_("Unter diesem Namen gibt es die App nicht.")


class AllowedHosts:
    """In production only the host of `public_url` is served; while developing every name is."""

    def __init__(self, app: ASGIApp, settings: Settings, translations: Translations) -> None:
        self._app = app
        self._host = urlsplit(settings.public_url).netloc.lower().encode() if settings.production else None
        self._translations = translations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry point."""
        if self._host is None or scope["type"] != "http" or self._is_known(scope):
            await self._app(scope, receive, send)
            return
        body = encode_problem(UnknownHost().document(self._translations, "de"))
        headers = [
            (b"content-type", PROBLEM_MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": UnknownHost.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _is_known(self, scope: Scope) -> bool:
        if scope["path"].startswith(_PROBES):
            return True
        named = [value.lower() for name, value in scope["headers"] if name == b"host"]
        return named == [self._host]  # two Host headers are an attack by themselves (RFC 9112, section 3.2)
