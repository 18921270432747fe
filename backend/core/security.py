"""Headers that keep a page what it is: no inline code, no foreign origins, no framing, no sniffing.

OWASP ASVS 5, chapter 3 (web front-end security).
"""

from urllib.parse import urlsplit

from backend.core.asgi import ASGIApp, Receive, Scope, Send
from backend.core.snapshots import date_header
from backend.settings import Settings

Headers = list[tuple[bytes, bytes]]


def map_origins(settings: Settings) -> list[str]:
    """Origins the configured base map is loaded from; none for the schematic map and for files of our own."""
    urls = [settings.map.style_url.removeprefix("pmtiles://"), *settings.map.extra_hosts]
    parts = [urlsplit(url) for url in urls]
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts if part.scheme in {"http", "https"}})


def content_security_policy(settings: Settings) -> str:
    """The policy for every answer: only ourselves, plus the configured map hosts."""
    hosts = "".join(f" {origin}" for origin in map_origins(settings))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data:{hosts}",
            "font-src 'self'",
            f"connect-src 'self'{hosts}",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def security_headers(settings: Settings) -> Headers:
    """Headers for every answer."""
    headers = [
        ("content-security-policy", content_security_policy(settings)),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("permissions-policy", "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"),
        ("cross-origin-opener-policy", "same-origin"),
    ]
    if settings.public_url.startswith("https://"):
        headers.append(("strict-transport-security", "max-age=31536000; includeSubDomains"))
    return [(name.encode(), value.encode()) for name, value in headers]


def data_headers(settings: Settings) -> Headers:
    """Headers for answers that are data and never a page: what only pages heed is left out, for speed."""
    kept = {b"x-content-type-options", b"strict-transport-security"}
    shared = [pair for pair in security_headers(settings) if pair[0] in kept]
    return [(b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"), *shared]


OPEN_DATA_HEADERS: Headers = [(b"access-control-allow-origin", b"*")]
"""Public reads are open data: any page may fetch them, without credentials."""


class SecurityHeaders:
    """Adds the headers to every answer of the layers below, unless they set their own."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._headers = security_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry point."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Scope) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                extra = [pair for pair in (*self._headers, date_header()) if pair[0] not in present]
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
