"""What an attacker planted in a browser before the sign-in is worth nothing after it; the log tells of each sign-in."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import httpx
import pytest
import structlog
from sqlalchemy import select

from backend.accounts.models import Device
from backend.core.asgi import ASGIApp
from backend.core.db import Database
from tests.conftest import FrozenClock
from tests.passkeys.authenticator import Authenticator
from tests.passkeys.conftest import MINE, Browser
from tests.people import SignedIn, person

ME = "/api/v1/me"
SIGN_OUT = "/api/v1/sign-in/sign-out"
PAGE = {"sec-fetch-site": "same-origin", "user-agent": "Mozilla/5.0 (Android 16) Firefox/145.0"}


@pytest.fixture
async def browser(app: ASGIApp) -> AsyncIterator[Browser]:
    transport = httpx.ASGITransport(app, client=("192.0.2.7", 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://app.test", headers=PAGE) as client:
        yield Browser(client)


@pytest.fixture
async def attacker(database: Database, clock: FrozenClock) -> SignedIn:
    return await person(database, clock, name="Angriff")


async def _register(browser: Browser, _passkey: Authenticator, _code: str) -> httpx.Response:
    return await browser.register(Authenticator(), "Zweites Konto")


async def _sign_in(browser: Browser, passkey: Authenticator, _code: str) -> httpx.Response:
    return await browser.sign_in(passkey)


async def _recover(browser: Browser, _passkey: Authenticator, code: str) -> httpx.Response:
    return await browser.recover(code)


@pytest.mark.parametrize("way", [_register, _sign_in, _recover])
async def test_a_planted_session_ends_with_the_sign_in_and_is_never_taken_over(
    browser: Browser,
    client: httpx.AsyncClient,
    attacker: SignedIn,
    way: Callable[[Browser, Authenticator, str], Awaitable[httpx.Response]],
) -> None:
    passkey = Authenticator()
    code = (await browser.register(passkey)).json()["recoveryCode"]
    await browser.post(SIGN_OUT)
    browser.client.cookies.set("session", attacker.token, domain="app.test", path="/")
    assert (await way(browser, passkey, code)).is_success
    tokens = [cookie.value for cookie in browser.client.cookies.jar if cookie.name == "session"]
    assert attacker.token not in tokens
    assert await browser.name() != "Angriff"
    assert not (await client.get(ME, headers=attacker.headers)).json()["signedIn"], "on the attacker's side too"


async def test_a_confirmation_gives_a_new_token(browser: Browser) -> None:
    passkey = Authenticator()
    await browser.register(passkey)
    before = browser.client.cookies["session"]
    options = await browser.options(f"{MINE}/confirmation/options")
    assert (await browser.post(f"{MINE}/confirmation", passkey.get(options))).status_code == 204
    assert browser.client.cookies["session"] != before


async def test_a_made_up_device_is_not_taken_over(browser: Browser, database: Database) -> None:
    browser.client.cookies.set("device", "P" * 43, domain="app.test", path="/")
    seen = await browser.get(f"{ME}/data")
    assert seen.status_code == 200
    async with database.read() as session:
        assert (await session.scalars(select(Device))).all() == [], "looking makes no device, least of all that one"
    assert not (await browser.get(ME)).json()["hasDevice"]


# -- what the log tells of it


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    with structlog.testing.capture_logs() as captured:
        yield captured  # type: ignore[misc]  # its events are mappings


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_signing_in_confirming_and_signing_out_are_in_the_log_without_the_person(
    browser: Browser, lines: list[dict[str, object]]
) -> None:
    passkey = Authenticator()
    code = (await browser.register(passkey, "Mira")).json()["recoveryCode"]
    options = await browser.options(f"{MINE}/confirmation/options")
    await browser.post(f"{MINE}/confirmation", passkey.get(options))
    await browser.post(SIGN_OUT)
    await browser.sign_in(passkey)
    await browser.recover(code)
    refused = await browser.sign_in(Authenticator())
    assert not refused.is_success
    told = {"signed_in", "confirmed", "signed_out"}
    events = [(line["event"], line.get("method")) for line in lines if line["event"] in told]
    assert events == [
        ("signed_in", "passkey"),
        ("confirmed", None),
        ("signed_out", None),
        ("signed_in", "passkey"),
        ("signed_in", "recovery"),
    ]
    last = [line for line in lines if line["event"] == "request"][-1]
    assert last["problem"] == refused.json()["code"], "a refusal stands in the line of its request"
    assert "Mira" not in json.dumps(lines, default=str)
