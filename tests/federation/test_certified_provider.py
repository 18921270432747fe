"""Signing in with a real, certified provider: there, back, out, and what happens when it is down or has new keys."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from backend.accounts.models import Account
from backend.app import create_app
from backend.core.db import Database
from backend.settings import Settings
from tests.asgi import running
from tests.conftest import FrozenClock
from tests.federation.certified import Browser, CertifiedProvider, LogoutInbox, query_of
from tests.federation.conftest import certified_settings

START = "/api/v1/sign-in/oidc/stadt"
ME = "/api/v1/me"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def clock() -> FrozenClock:
    """The present: the provider has a clock of its own."""
    return FrozenClock(datetime.now(UTC))


@pytest.fixture
def settings(running_provider: CertifiedProvider, database_url: str, tmp_path: Path) -> Settings:
    return certified_settings(running_provider, database_url, tmp_path)


async def test_a_person_signs_in_and_comes_back_to_the_page(browser: Browser) -> None:
    there = await browser.begin(f"{START}?return_to=/parken?x=1")
    asked = query_of(there)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    back = await browser.sign_in(there, "erika")
    assert await browser.come_back(back) == "/parken?x=1"
    me = (await browser.app.get(ME)).json()
    assert (me["signedIn"], me["name"], me["roles"], me["method"]) == (True, "Person erika", ["resident"], "oidc")


async def test_groups_become_exactly_the_mapped_roles(browser: Browser) -> None:
    await browser.come_back(await browser.sign_in(await browser.begin(START), "mitarbeit-1"))
    assert (await browser.app.get(ME)).json()["roles"] == ["officer", "resident"]


async def test_an_answer_counts_once(browser: Browser) -> None:
    back = await browser.sign_in(await browser.begin(START), "erika")
    assert await browser.come_back(back) == "/"
    assert await browser.come_back(back) == "/konto?fehler=expired"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_an_answer_counts_only_in_the_browser_that_asked(browser: Browser, app: object) -> None:
    back = await browser.sign_in(await browser.begin(START), "attacker")
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_001))
    async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as victim:
        other = Browser(victim)
        await other.begin(START)
        assert await other.come_back(back) == "/konto?fehler=expired"
        assert (await victim.get(ME)).json()["signedIn"] is False
        await other.close()


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_turning_back_at_the_provider_is_no_error_of_ours(browser: Browser) -> None:
    asked = query_of(await browser.begin(START))
    answer = {"error": "access_denied", "state": asked["state"]}
    without_sender = await browser.app.get(f"{START}/callback", params=answer)
    assert without_sender.headers["location"] == "/konto?fehler=provider-refused", "it announces `iss`"
    there = await browser.begin(START)
    issuer = str(httpx.URL(there).copy_with(raw_path=b"")).rstrip("/")
    answer = {"error": "access_denied", "state": query_of(there)["state"], "iss": issuer}
    assert (await browser.app.get(f"{START}/callback", params=answer)).headers["location"] == "/konto?fehler=cancelled"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_planted_session_is_worth_nothing_after_signing_in(browser: Browser) -> None:
    await browser.come_back(await browser.sign_in(await browser.begin(START), "erika"))
    before = browser.app.cookies["session"]
    await browser.come_back(await browser.sign_in(await browser.begin(START), "erika"))
    assert browser.app.cookies["session"] != before
    old = await browser.app.get(ME, headers={"cookie": f"session={before}"})
    assert "session" in old.headers["set-cookie"], "the cookie is taken back"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_step_up_asks_for_the_password_again(browser: Browser, clock: FrozenClock) -> None:
    await browser.come_back(await browser.sign_in(await browser.begin(START), "erika"))
    there = await browser.begin(f"{START}?fresh=true")
    assert (query_of(there)["prompt"], query_of(there)["max_age"]) == ("login", "0")
    page = await browser.provider.get(there, follow_redirects=True)
    assert 'name="password"' in page.text, "although the provider knows the browser"
    clock.set(datetime.now(UTC))
    assert await browser.come_back(await browser.sign_in(await browser.begin(f"{START}?fresh=true"), "erika")) == "/"


async def test_two_first_sign_ins_at_once_make_one_account(app: object, browser: Browser, database: Database) -> None:
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_002))
    async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as second:
        other = Browser(second)
        backs = [await one.sign_in(await one.begin(START), "mitarbeit-both") for one in (browser, other)]
        pages = await asyncio.gather(browser.come_back(backs[0]), other.come_back(backs[1]))
        assert pages == ["/", "/"]
        roles = [(await one.app.get(ME)).json()["roles"] for one in (browser, other)]
        assert roles == [["officer", "resident"]] * 2
        await other.close()
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Account)) == 1


async def test_signing_out_here_goes_on_to_the_provider_and_back(browser: Browser) -> None:
    await browser.come_back(await browser.sign_in(await browser.begin(START), "erika"))
    answer = await browser.app.post("/api/v1/sign-in/sign-out", headers=SAME_ORIGIN)
    assert (await browser.app.get(ME)).json()["signedIn"] is False
    assert await browser.sign_out_at_provider(answer.json()["continueAt"]) == "http://app.test/konto"


async def test_the_provider_signs_a_person_out(
    browser: Browser, logout_inbox: LogoutInbox, machine: httpx.AsyncClient
) -> None:
    await browser.come_back(await browser.sign_in(await browser.begin(START), "erika"))
    issuer = str(httpx.URL(await browser.begin(START)).copy_with(raw_path=b"")).rstrip("/")
    logout_inbox.clear()
    await browser.sign_out_at_provider(f"{issuer}/session/end")
    token = await asyncio.to_thread(logout_inbox.tokens.get, timeout=10)
    assert (await browser.app.get(ME)).json()["signedIn"] is True
    sent = await machine.post(f"{START}/backchannel-logout", data={"logout_token": token})
    assert (sent.status_code, sent.headers["cache-control"]) == (200, "no-store")
    assert (await browser.app.get(ME)).json()["signedIn"] is False
    again = await machine.post(f"{START}/backchannel-logout", data={"logout_token": token})
    assert again.status_code == 400, "a token counts once"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("seconds", "page"),
    [(-110, "/"), (-130, "/konto?fehler=provider-refused"), (165, "/"), (190, "/konto?fehler=provider-refused")],
)
async def test_clocks_may_differ_by_two_minutes(
    browser: Browser, clock: FrozenClock, seconds: float, page: str
) -> None:
    """The provider's tokens live a minute: 165 s ahead is within expiry and two minutes, 190 s is not."""
    clock.advance(seconds=seconds)
    back = await browser.sign_in(await browser.begin(START), "erika")
    assert await browser.come_back(back) == page


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_new_keys_are_found_and_an_outage_is_told(
    own_provider: CertifiedProvider, database_url: str, tmp_path: Path, clock: FrozenClock
) -> None:
    settings = certified_settings(own_provider, database_url, tmp_path)
    async with running(create_app(settings, clock)) as app:
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_003))
        async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as client:
            browser = Browser(client)
            assert await browser.come_back(await browser.sign_in(await browser.begin(START), "erika")) == "/"
            own_provider.stop()
            own_provider.start()
            clock.advance(seconds=31)
            browser.provider.cookies.clear()
            assert await browser.come_back(await browser.sign_in(await browser.begin(START), "erika")) == "/"
            back = await browser.sign_in(await browser.begin(START), "erika")
            own_provider.stop()
            assert await browser.come_back(back) == "/konto?fehler=provider-unreachable"
            assert (await client.get(ME)).json()["signedIn"] is True, "who was signed in stays so"
            clock.advance(hours=2)
            assert await browser.begin(START) == "/konto?fehler=provider-unreachable"
            own_provider.start()
            clock.set(datetime.now(UTC))
            clock.advance(seconds=10)
            assert (await browser.begin(START)).startswith(own_provider.issuer)
            await browser.close()
