"""Browsers for tests of signing in: each with its own cookies."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import httpx
import pytest

from backend.core.asgi import ASGIApp
from tests.passkeys.authenticator import Authenticator

SIGN_IN = "/api/v1/sign-in/passkey"
MINE = "/api/v1/me/passkeys"


class Browser:
    """A browser with our page open; every browser comes from an address of its own."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.client.post(path, json=body)

    async def recover(self, code: str, key: str | None = None) -> httpx.Response:
        headers = {"idempotency-key": key or uuid4().hex}
        return await self.client.post(f"{SIGN_IN}/recovery", json={"code": code}, headers=headers)

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def options(self, path: str, body: Any = None) -> dict[str, Any]:
        answer = await self.post(path, body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["publicKey"]
        return found

    async def register(self, passkey: Authenticator, name: str = "Mira") -> httpx.Response:
        options = await self.options(f"{SIGN_IN}/registration/options", {"name": name})
        return await self.post(f"{SIGN_IN}/registration", passkey.create(options))

    async def sign_in(self, passkey: Authenticator) -> httpx.Response:
        return await self.post(SIGN_IN, passkey.get(await self.options(f"{SIGN_IN}/options")))

    async def add(self, passkey: Authenticator) -> httpx.Response:
        return await self.post(MINE, passkey.create(await self.options(f"{MINE}/options")))

    async def name(self) -> str | None:
        """Who is signed in."""
        found: str | None = (await self.get("/api/v1/me")).json()["name"]
        return found


OpenBrowser = Callable[[], Browser]


@pytest.fixture
async def open_browser(app: ASGIApp) -> AsyncIterator[OpenBrowser]:
    """`open_browser()`: one more browser."""
    async with AsyncExitStack() as stack:
        opened: list[httpx.AsyncClient] = []

        def open_one() -> Browser:
            transport = httpx.ASGITransport(app, client=(f"192.0.2.{len(opened) + 1}", 50_000))
            headers = {"sec-fetch-site": "same-origin", "user-agent": "Mozilla/5.0 (Android 16) Firefox/145.0"}
            client = httpx.AsyncClient(transport=transport, base_url="http://app.test", headers=headers)
            stack.push_async_callback(client.aclose)
            opened.append(client)
            return Browser(client)

        yield open_one


@pytest.fixture
def browser(open_browser: OpenBrowser) -> Browser:
    return open_browser()
