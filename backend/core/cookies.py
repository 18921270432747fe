"""Cookies: named by what they are, as strict as the browser allows, written once per answer.

OWASP ASVS 5, 3.3: `HttpOnly`, `SameSite`, and over HTTPS `Secure` with the prefix `__Host-`, which ties the cookie to
this very host. Guards and services queue a cookie; one hook of the app writes it.
"""

from datetime import timedelta
from typing import Any, Literal

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from backend.core.asgi import Scope
from backend.settings import Settings

_QUEUE = "queued_cookies"
Connection = ASGIConnection[Any, Any, Any, Any]


class CookieJar:
    """Reads and writes the app's own cookies."""

    def __init__(self, settings: Settings) -> None:
        self._secure = settings.public_url.startswith("https://")

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self._secure else name

    def read(self, connection: Connection, name: str) -> str | None:
        """The value of our cookie `name`, or None."""
        return connection.cookies.get(self._name(name)) or None

    def write(
        self,
        connection: Connection,
        name: str,
        value: str,
        *,
        age: timedelta | None,
        same_site: Literal["lax", "strict"] = "lax",
    ) -> None:
        """Queue a cookie for the answer. `age` None: gone when the browser closes."""
        cookie = Cookie(
            key=self._name(name),
            value=value,
            max_age=None if age is None else int(age.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite=same_site,
        )
        queue: dict[str, Cookie] = connection.scope["state"].setdefault(_QUEUE, {})
        queue[cookie.key] = cookie

    def clear(self, connection: Connection, name: str) -> None:
        """Queue the removal of a cookie."""
        self.write(connection, name, "", age=timedelta(0))


async def write_queued_cookies(message: Any, scope: Scope) -> None:
    """Hook `before_send` of the app: adds the queued cookies to the answer, also to an error."""
    if message["type"] != "http.response.start":
        return
    queue: dict[str, Cookie] = scope.get("state", {}).pop(_QUEUE, {})
    if queue:  # only routes that look at the visitor queue cookies, and their answers are private anyway
        headers = [cookie.to_encoded_header() for cookie in queue.values()]
        message["headers"] = [*message["headers"], *headers]
