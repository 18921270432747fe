"""Providers for tests: a certified one, and one that sends what a certified one never would."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from backend.core.asgi import ASGIApp
from backend.settings import SensorSettings, Settings, SignInSettings
from tests.conftest import REPOSITORY, FrozenClock
from tests.federation.certified import APP, Browser, CertifiedProvider, LogoutInbox
from tests.federation.forger import Forger

FORGER_ID = "forger"
CERTIFIED_ID = "stadt"
CERTIFIED = """
[[providers]]
id = "stadt"
label = "Stadtkonto"
issuer = "{issuer}"
client_id = "city-app"
client_secret_file = "{secret}"
algorithms = ["RS256"]
role_claim = ["groups"]
[providers.roles]
"app-desk" = "officer"
"""
FORGED = """
[[providers]]
id = "forger"
label = "Fälscher"
issuer = "{issuer}"
client_id = "city-app"
client_authentication = "none"
algorithms = ["ES256"]
role_claim = ["realm", "groups"]
[providers.roles]
"app-desk" = "officer"
"app-admin" = "admin"
"""


@pytest.fixture(scope="session")
def logout_inbox() -> Iterator[LogoutInbox]:
    """Where the certified provider sends its logout tokens."""
    inbox = LogoutInbox()
    yield inbox
    inbox.close()


@pytest.fixture(scope="session")
def running_provider(logout_inbox: LogoutInbox) -> Iterator[CertifiedProvider]:
    """One process for all tests that leave it as it is."""
    provider = CertifiedProvider(CERTIFIED_ID, logout_inbox)
    try:
        provider.start()
        yield provider
    finally:
        provider.stop()


@pytest.fixture
def own_provider(logout_inbox: LogoutInbox) -> Iterator[CertifiedProvider]:
    """A provider of the test's own to stop and start."""
    provider = CertifiedProvider(CERTIFIED_ID, logout_inbox)
    try:
        provider.start()
        yield provider
    finally:
        provider.stop()


@pytest.fixture
def forger(clock: FrozenClock) -> Iterator[Forger]:
    """A provider that sends what it is told to."""
    forger = Forger(clock)
    yield forger
    forger.close()


def settings_with(database_url: str, folder: Path, text: str) -> Settings:
    """Settings of an app with these providers."""
    file = folder / "providers.toml"
    file.write_text(text, encoding="utf-8")
    return Settings(
        database_url=database_url,
        resources_dir=str(REPOSITORY),
        public_url=APP,
        sensors=SensorSettings(webhook_secret="test-webhook-secret"),
        sign_in=SignInSettings(providers_file=str(file)),
    )


def certified_settings(provider: CertifiedProvider, database_url: str, folder: Path) -> Settings:
    """Settings of an app that knows the certified provider."""
    secret = folder / "secret"
    secret.write_text(f"{provider.client_secret}\n", encoding="utf-8")
    return settings_with(database_url, folder, CERTIFIED.format(issuer=provider.issuer, secret=secret))


@pytest.fixture
async def machine(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """The provider as the app's client: without anybody's cookies."""
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_009))
    async with httpx.AsyncClient(transport=transport, base_url=APP) as opened:
        yield opened


@pytest.fixture
async def browser(client: httpx.AsyncClient) -> AsyncIterator[Browser]:
    """A person's browser."""
    browser = Browser(client)
    yield browser
    await browser.close()
