"""Providers by configuration: what is wrong is named at the start, and what is gone counts no longer."""

from pathlib import Path

import httpx
import msgspec
import pytest
from sqlalchemy import func, select

from backend.accounts.models import Account
from backend.app import create_app
from backend.core.db import Database
from backend.federation.configuration import ProvidersError, load_providers
from backend.settings import Settings, SignInSettings
from tests.asgi import running
from tests.conftest import FrozenClock
from tests.federation.conftest import FORGED, settings_with
from tests.federation.forger import Forger
from tests.federation.test_forged_answers import ME, START, sign_in, with_

SOUND = """
[[providers]]
id = "stadt"
label = "Stadtkonto"
issuer = "https://login.example/realms/stadt"
client_id = "app"
client_secret_variable = "TEST_SIGN_IN_SECRET"
role_claim = ["realm_access", "roles"]
[providers.roles]
"app-desk" = "officer"
"""


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SIGN_IN_SECRET", "a secret of the environment")


def _load(folder: Path, text: str, *, production: bool = False) -> None:
    settings = settings_with("sqlite:///unused", folder, text)
    providers = load_providers(msgspec.structs.replace(settings, production=production))
    assert providers[0].client_secret == "a secret of the environment"


def test_a_provider_is_read_with_its_secret(tmp_path: Path, secret: None) -> None:
    _load(tmp_path, SOUND, production=True)


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ('"officer"', '"resident"', "not city roles: resident"),
        ('"officer"', '"merchant"', "not city roles: merchant"),
        ('"officer"', '"king"', "king"),
        ("https://login", "http://login", "https"),
        ("https://login.example", "ftp://login.example", "not an HTTP address"),
        ("https://login.example", "https://user@login.example", "not an HTTP address"),
        ('id = "stadt"', 'id = "Stadt Amt"', "id"),
        ('client_id = "app"', 'client_id = "app"\nscopes = ["profile"]', "openid"),
        ('client_id = "app"', 'client_id = "app"\nalgorithms = ["HS256"]', "HS256"),
        ('client_id = "app"', 'client_id = "app"\nclient_authentication = "none"', "do not go together"),
        ('client_secret_variable = "TEST_SIGN_IN_SECRET"', "", "do not go together"),
        ('client_secret_variable = "TEST_SIGN_IN_SECRET"', 'client_secret_file = "/nowhere"', "cannot be read"),
        ('label = "Stadtkonto"', 'label = "Stadtkonto"\nlogo = "x"', "logo"),
        ("[[providers]]", "[[provider]]", "provider"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, secret: None, wrong: str, right: str, named: str) -> None:
    assert wrong in SOUND
    with pytest.raises(ProvidersError, match=named) as caught:
        _load(tmp_path, SOUND.replace(wrong, right), production=True)
    assert "a secret of the environment" not in str(caught.value)


def test_an_id_is_used_once(tmp_path: Path, secret: None) -> None:
    with pytest.raises(ProvidersError, match="twice"):
        _load(tmp_path, SOUND + SOUND)


@pytest.fixture
def settings(forger: Forger, database_url: str, tmp_path: Path) -> Settings:
    two = FORGED.format(issuer=forger.issuer) + FORGED.format(issuer=forger.issuer).replace('"forger"', '"second"')
    return settings_with(database_url, tmp_path, two)


async def test_providers_are_listed_in_their_order_with_nothing_secret(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/sign-in/providers")).json() == {
        "providers": [
            {"id": "forger", "label": "Fälscher", "demo": False},
            {"id": "second", "label": "Fälscher", "demo": False},
        ]
    }


async def test_the_same_subject_at_two_providers_is_two_people(
    client: httpx.AsyncClient, database: Database, forger: Forger
) -> None:
    assert await sign_in(client, forger) == "/"
    asked = httpx.URL((await client.get("/api/v1/sign-in/oidc/second")).headers["location"]).params
    foreign = await client.get(f"{START}/callback", params={"code": "any", "state": asked["state"]})
    assert foreign.headers["location"] == "/konto?fehler=expired", "a state belongs to its provider"
    asked = httpx.URL((await client.get("/api/v1/sign-in/oidc/second")).headers["location"]).params
    forger.nonce = asked["nonce"]
    params = {"code": "any", "state": asked["state"]}
    assert (await client.get("/api/v1/sign-in/oidc/second/callback", params=params)).headers["location"] == "/"
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Account)) == 2


async def test_what_a_former_provider_gave_is_taken_back_at_the_start(
    client: httpx.AsyncClient, database: Database, forger: Forger, settings: Settings, clock: FrozenClock
) -> None:
    forger.claims = with_(realm={"groups": ["app-admin"]})
    assert await sign_in(client, forger) == "/"
    cookie = {"cookie": f"session={client.cookies['session']}"}
    async with running(create_app(settings, clock)) as same:
        transport = httpx.ASGITransport(same, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://app.test", headers=cookie) as again:
            assert "admin" in (await again.get(ME)).json()["roles"], "a restart changes nothing"
    without = msgspec.structs.replace(settings, sign_in=SignInSettings())
    async with running(create_app(without, clock)) as later:
        transport = httpx.ASGITransport(later, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://app.test", headers=cookie) as again:
            assert (await again.get(ME)).json()["signedIn"] is False


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_blocked_account_stays_outside(
    client: httpx.AsyncClient, database: Database, forger: Forger, clock: FrozenClock
) -> None:
    assert await sign_in(client, forger) == "/"
    async with database.write() as session:
        account = await session.scalar(select(Account))
        assert account is not None
        account.blocked_at = clock()
    assert await sign_in(client, forger) == "/konto?fehler=account-blocked"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_too_many_sign_ins_are_told_in_the_app(client: httpx.AsyncClient) -> None:
    first = (await client.get(START)).headers["location"]
    assert first.startswith("http://127.0.0.1")
    later = [(await client.get("/api/v1/sign-in/oidc/nobody")).headers["location"] for _ in range(40)]
    assert later[-1] == "/konto?fehler=rate-limited"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/%2Fevil.example"])
async def test_nobody_is_sent_to_another_site(client: httpx.AsyncClient, forger: Forger, wanted: str) -> None:
    assert await sign_in(client, forger, str(httpx.URL("", params={"return_to": wanted}))) == "/"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_callback_is_at_the_configured_address_whatever_the_request_says(
    client: httpx.AsyncClient,
) -> None:
    there = (await client.get(START, headers={"host": "evil.example"})).headers["location"]
    assert httpx.URL(there).params["redirect_uri"].startswith("http://app.test/")
