"""What a certified provider never sends is refused, whatever it looks like. The forger is honest but for one thing."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from sqlalchemy import func, select

from backend.accounts.models import Account
from backend.core.db import Database
from backend.settings import Settings
from tests.conftest import FrozenClock
from tests.federation.conftest import FORGED, settings_with
from tests.federation.forger import Claims, Forger

START = "/api/v1/sign-in/oidc/forger"
ME = "/api/v1/me"
REFUSED = "/konto?fehler=provider-refused"
UNREACHABLE = "/konto?fehler=provider-unreachable"

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def settings(forger: Forger, database_url: str, tmp_path: Path) -> Settings:
    return settings_with(database_url, tmp_path, FORGED.format(issuer=forger.issuer))


async def begin(client: httpx.AsyncClient, forger: Forger, query: str = "") -> str:
    """Begin a sign-in; returns its state."""
    answer = await client.get(f"{START}{query}")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    forger.nonce = asked["nonce"][0]
    return asked["state"][0]


async def come_back(client: httpx.AsyncClient, state: str, **more: str) -> str:
    """The provider's redirect into the app; returns where the app sends the browser."""
    answer = await client.get(f"{START}/callback", params={"code": "any", "state": state, **more})
    assert answer.status_code == 302
    return str(answer.headers["location"])


async def sign_in(client: httpx.AsyncClient, forger: Forger, query: str = "") -> str:
    """A whole sign-in; returns where it ends."""
    return await come_back(client, await begin(client, forger, query))


def without(name: str) -> Callable[[Claims], Claims]:
    """Claims that lack one."""
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def with_(**changes: Any) -> Callable[[Claims], Claims]:
    """Claims of which some are different."""
    return lambda claims: {**claims, **changes}


def later(name: str, **duration: float) -> Callable[[Claims], Claims]:
    """A time claim that lies this much after the provider's present."""
    return lambda claims: {**claims, name: claims["iat"] + int(timedelta(**duration).total_seconds())}


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param(with_(iss="http://127.0.0.1:1"), id="another issuer"),
        pytest.param(with_(aud="another-app"), id="another audience"),
        pytest.param(with_(aud=["another-app"]), id="a list of other audiences"),
        pytest.param(with_(aud=["city-app", "another-app"]), id="two audiences and no azp"),
        pytest.param(with_(azp="another-app"), id="issued to another party"),
        pytest.param(with_(nonce="of an earlier answer"), id="a replayed nonce"),
        pytest.param(without("nonce"), id="no nonce"),
        pytest.param(without("sub"), id="no subject"),
        pytest.param(with_(sub=""), id="an empty subject"),
        pytest.param(with_(sub="x" * 256), id="an endless subject"),
        pytest.param(with_(sub=7), id="a number as subject"),
        pytest.param(with_(sub="a\x00b"), id="a subject that no database takes"),
        pytest.param(without("exp"), id="no end"),
        pytest.param(without("iat"), id="no beginning"),
        pytest.param(with_(exp=float("inf")), id="never ends"),
        pytest.param(later("exp", seconds=-121), id="expired two minutes ago"),
        pytest.param(later("iat", seconds=121), id="issued in the future"),
        pytest.param(later("nbf", seconds=121), id="not valid yet"),
    ],
)
async def test_claims_that_do_not_fit_are_refused(
    client: httpx.AsyncClient, database: Database, forger: Forger, lie: Callable[[Claims], Claims]
) -> None:
    forger.claims = lie
    assert await sign_in(client, forger) == REFUSED
    assert (await client.get(ME)).json()["signedIn"] is False
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Account)) == 0


@pytest.mark.parametrize(
    "honest",
    [
        pytest.param(lambda claims: claims, id="as it should be"),
        pytest.param(with_(aud=["city-app", "another-app"], azp="city-app"), id="two audiences and azp"),
        pytest.param(later("exp", seconds=-119), id="expired less than two minutes ago"),
        pytest.param(lambda claims: {**claims, "iat": claims["iat"] + 119}, id="issued just now by a fast clock"),
    ],
)
async def test_claims_within_the_rules_are_accepted(
    client: httpx.AsyncClient, forger: Forger, honest: Callable[[Claims], Claims]
) -> None:
    forger.claims = honest
    assert await sign_in(client, forger) == "/"
    assert (await client.get(ME)).json()["signedIn"] is True


def _tampered(token: str) -> str:
    head, body, signature = token.split(".")
    other = "A" if body[20] != "A" else "B"
    return f"{head}.{body[:20]}{other}{body[21:]}.{signature}"


def _unsigned(claims: Claims) -> str:
    token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("any long secret that nobody believes in"))
    return f"eyJhbGciOiJub25lIn0.{token.split('.')[1]}."


def _signed_with_public_key(forger: Forger, claims: Claims) -> str:
    secret = OctKey.import_key(forger.key.as_pem(private=False).decode().replace("-----", ""))
    return jwt.encode({"alg": "HS256", "kid": "first"}, claims, secret)


def _signed_another_way(forger: Forger, claims: Claims) -> str:
    """With a published key of a kind that the configuration does not allow."""
    rsa = RSAKey.generate_key(2048, {"kid": "rsa"})
    forger.published = [forger.key, rsa]
    return jwt.encode({"alg": "RS256", "kid": "rsa"}, claims, rsa)


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param(lambda forger, claims: _tampered(forger.honestly(claims)), id="changed afterwards"),
        pytest.param(lambda _, claims: _unsigned(claims), id="not signed at all"),
        pytest.param(_signed_with_public_key, id="signed with the public key as a secret"),
        pytest.param(_signed_another_way, id="an algorithm that is not allowed here"),
        pytest.param(
            lambda forger, claims: forger.honestly(claims, key=ECKey.generate_key("P-256")),
            id="another key of that name",
        ),
        pytest.param(lambda forger, claims: forger.honestly(claims, header={"kid": "nobody's"}), id="an unknown key"),
        pytest.param(
            lambda forger, claims: forger.honestly(claims, header={"typ": "logout+jwt"}), id="another kind of token"
        ),
        pytest.param(lambda *_: "no token", id="no token"),
        pytest.param(lambda *_: "a" * 20_000, id="an endless token"),
    ],
)
async def test_signatures_that_prove_nothing_are_refused(
    client: httpx.AsyncClient, forger: Forger, sign: Callable[[Forger, Claims], str]
) -> None:
    forger.sign = lambda claims: sign(forger, claims)
    assert await sign_in(client, forger) == REFUSED
    assert (await client.get(ME)).json()["signedIn"] is False


async def test_unknown_keys_make_us_look_again_but_not_all_the_time(
    client: httpx.AsyncClient, forger: Forger, clock: FrozenClock
) -> None:
    assert await sign_in(client, forger) == "/"
    new = ECKey.generate_key("P-256", {"kid": "second"})
    forger.published = [new]
    forger.sign = lambda claims: forger.honestly(claims, header={"kid": "second"}, key=new)
    clock.advance(seconds=31)
    assert await sign_in(client, forger) == "/"
    forger.sign = lambda claims: forger.honestly(claims, header={"kid": "third"})
    for _ in range(5):
        assert await sign_in(client, forger) == REFUSED
    assert forger.asked.count("/jwks") == 2


async def test_a_token_of_an_earlier_sign_in_is_refused(client: httpx.AsyncClient, forger: Forger) -> None:
    kept: list[str] = []

    def keep(claims: Claims) -> str:
        kept.append(forger.honestly(claims))
        return kept[0]

    forger.sign = keep
    assert await sign_in(client, forger) == "/"
    assert await sign_in(client, forger) == REFUSED


async def test_a_state_counts_once_for_ten_minutes_with_its_own_provider(
    client: httpx.AsyncClient, forger: Forger, clock: FrozenClock
) -> None:
    assert await come_back(client, "made up") == "/konto?fehler=expired"
    state = await begin(client, forger)
    clock.advance(minutes=9, seconds=59)
    assert await come_back(client, state) == "/"
    assert await come_back(client, state) == "/konto?fehler=expired"
    state = await begin(client, forger)
    clock.advance(minutes=10)
    assert await come_back(client, state) == "/konto?fehler=expired"
    assert (await client.get("/api/v1/sign-in/oidc/nobody")).headers["location"] == "/konto?fehler=unknown-provider"


async def test_an_answer_in_the_name_of_another_provider_is_refused(client: httpx.AsyncClient, forger: Forger) -> None:
    state = await begin(client, forger)
    assert await come_back(client, state, iss="https://elsewhere.example") == REFUSED
    assert "/token" not in forger.asked, "the code never left"


@pytest.mark.parametrize(
    "stale",
    [
        pytest.param(lambda claims: {**claims, "auth_time": claims["iat"] - 10_800}, id="three hours ago"),
        pytest.param(without("auth_time"), id="the provider does not say when"),
    ],
)
async def test_step_up_needs_a_sign_in_that_is_fresh_at_the_provider_too(
    client: httpx.AsyncClient, forger: Forger, stale: Callable[[Claims], Claims]
) -> None:
    forger.claims = stale
    assert await sign_in(client, forger, "?fresh=true") == REFUSED
    assert await sign_in(client, forger) == "/"
    signed_in_at = (await client.get(ME)).json()["authenticatedAt"]
    assert signed_in_at < forger.clock().isoformat(), "an old sign-in there is no fresh one here"
    forger.claims = lambda claims: claims
    assert await sign_in(client, forger, "?fresh=true") == "/"


@pytest.mark.parametrize(
    "groups",
    [
        ["app-admins"],
        ["admin"],
        ["officer"],
        [" app-admin"],
        ["APP-ADMIN"],
        "app-admin app-desk",
        {"app-admin": True},
        [["app-admin"]],
        None,
    ],
)
async def test_values_that_are_not_mapped_give_no_role(client: httpx.AsyncClient, forger: Forger, groups: Any) -> None:
    forger.claims = with_(realm={"groups": groups}, groups=["app-admin"], roles=["admin"])
    assert await sign_in(client, forger) == "/"
    assert (await client.get(ME)).json()["roles"] == ["resident"]


async def test_roles_are_what_the_last_sign_in_said(client: httpx.AsyncClient, forger: Forger) -> None:
    forger.claims = with_(realm={"groups": ["app-admin", "app-desk"]})
    assert await sign_in(client, forger) == "/"
    assert (await client.get(ME)).json()["roles"] == ["admin", "officer", "resident"]
    forger.claims = with_(realm={"groups": ["app-desk"]})
    assert await sign_in(client, forger) == "/"
    assert (await client.get(ME)).json()["roles"] == ["officer", "resident"]
    forger.claims = without("realm")
    assert await sign_in(client, forger) == "/"
    assert (await client.get(ME)).json()["roles"] == ["resident"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"issuer": "https://elsewhere.example"}, id="another issuer"),
        pytest.param({"token_endpoint": "http://169.254.169.254/token"}, id="a token endpoint in our own network"),
        pytest.param({"jwks_uri": "file:///etc/passwd"}, id="keys from a file"),
        pytest.param({"authorization_endpoint": "javascript:alert(1)"}, id="a script as a page"),
        pytest.param({"end_session_endpoint": "https://elsewhere.example/out"}, id="another place to sign out"),
    ],
)
async def test_addresses_outside_the_configured_origins_are_never_used(
    client: httpx.AsyncClient, forger: Forger, change: dict[str, str]
) -> None:
    forger.discovery = lambda document: document | change
    assert (await client.get(START)).headers["location"] == REFUSED


async def test_redirects_and_endless_answers_are_not_followed(
    client: httpx.AsyncClient, forger: Forger, clock: FrozenClock
) -> None:
    forger.discovery = lambda _: f"{forger.issuer}/elsewhere"
    assert (await client.get(START)).headers["location"] == UNREACHABLE
    assert "/elsewhere" not in forger.asked
    clock.advance(seconds=6)
    forger.discovery = lambda document: document | {"filler": "x" * 300_000}
    assert (await client.get(START)).headers["location"] == UNREACHABLE


async def test_a_provider_that_does_not_answer_is_left_alone_for_a_moment(
    client: httpx.AsyncClient, forger: Forger, clock: FrozenClock
) -> None:
    forger.discovery = lambda _: f"{forger.issuer}/elsewhere"
    for _ in range(3):
        assert (await client.get(START)).headers["location"] == UNREACHABLE
    assert len(forger.asked) == 1
    forger.discovery = lambda document: document
    clock.advance(seconds=6)
    assert await sign_in(client, forger) == "/"


async def test_a_provider_that_keeps_us_waiting_keeps_nobody_waiting_for_long(
    client: httpx.AsyncClient, forger: Forger, clock: FrozenClock
) -> None:
    state = await begin(client, forger)
    forger.silent.set()
    began = time.monotonic()
    assert await come_back(client, state) == UNREACHABLE
    clock.advance(hours=2)
    assert (await client.get("/api/v1/me")).status_code == 200
    assert time.monotonic() - began < 8.5


@pytest.mark.parametrize("answer", [[], {}, {"id_token": 5}, {"error": "invalid_grant"}, {"error": "x\ninjected"}])
async def test_answers_that_are_no_tokens_are_refused(client: httpx.AsyncClient, forger: Forger, answer: Any) -> None:
    forger.token_answer = lambda _: answer
    assert await sign_in(client, forger) == REFUSED


@pytest.mark.parametrize(
    ("said", "shown"),
    [("  Erika\n\tMuster\x00 ", "Erika Muster"), ("x" * 200, "x" * 80), (7, None), ("\u202eevil", "evil")],
)
async def test_names_become_one_short_line(
    client: httpx.AsyncClient, forger: Forger, said: Any, shown: str | None
) -> None:
    forger.claims = with_(name=said)
    assert await sign_in(client, forger) == "/"
    assert (await client.get(ME)).json()["name"] == shown
