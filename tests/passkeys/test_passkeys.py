"""Passkeys over HTTP with a software authenticator: what lets people in, and all that does not."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from backend.accounts.models import Account, AccountSession
from backend.core.db import Base, Database
from backend.passkeys.models import Passkey, WebauthnChallenge
from tests.conftest import FrozenClock
from tests.passkeys.authenticator import Authenticator
from tests.passkeys.conftest import MINE, SIGN_IN, Browser, OpenBrowser


async def count(database: Database, table: type[Base]) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_name_is_all_an_account_needs(browser: Browser, open_browser: OpenBrowser, database: Database) -> None:
    passkey = Authenticator()
    answer = await browser.register(passkey, "  Mira\n Ö. ")
    assert answer.status_code == 201, answer.text
    assert (answer.json()["name"], await browser.name()) == ("Mira Ö.", "Mira Ö.")
    assert answer.headers["cache-control"] == "no-store", "it holds a secret"

    elsewhere = open_browser()
    assert await elsewhere.name() is None
    assert (await elsewhere.sign_in(passkey)).status_code == 200
    me = (await elsewhere.get("/api/v1/me")).json()
    assert (me["name"], me["method"], me["roles"]) == ("Mira Ö.", "passkey", ["resident"])
    assert await count(database, WebauthnChallenge) == 0


async def test_the_browser_is_asked_for_a_discoverable_passkey_and_a_verified_person(browser: Browser) -> None:
    made = await browser.options(f"{SIGN_IN}/registration/options", {"name": "Mira"})
    assert made["authenticatorSelection"]["residentKey"] == "required"
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert (made["rp"]["id"], made["attestation"]) == ("localhost", "none")
    asked = await browser.options(f"{SIGN_IN}/options")
    assert (asked["rpId"], asked["allowCredentials"], asked["userVerification"]) == ("localhost", [], "required")


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200b", "x" * 81])
async def test_an_account_without_a_name_is_not_begun(browser: Browser, name: str) -> None:
    answer = await browser.post(f"{SIGN_IN}/registration/options", {"name": name})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-request")


Wrong = Callable[[Authenticator], None]


def of_another_site(passkey: Authenticator) -> None:
    passkey.origin = "http://localhost.example:8000"


def without_pin(passkey: Authenticator) -> None:
    passkey.verified = False


def inside_a_frame(passkey: Authenticator) -> None:
    passkey.cross_origin = True


@pytest.mark.parametrize("wrong", [of_another_site, without_pin, inside_a_frame])
async def test_a_wrong_ceremony_makes_no_account_and_opens_none(
    browser: Browser, open_browser: OpenBrowser, database: Database, wrong: Wrong
) -> None:
    bad = Authenticator()
    wrong(bad)
    refused = await browser.register(bad)
    assert (refused.status_code, refused.json()["code"]) == (422, "passkey-refused")
    assert await count(database, Account) == 0

    good = Authenticator()
    await browser.register(good)
    wrong(good)
    thief = open_browser()
    refused = await thief.sign_in(good)
    assert (refused.status_code, refused.json()["code"]) == (422, "passkey-refused")
    assert await thief.name() is None


async def test_a_passkey_for_another_host_is_refused(browser: Browser, open_browser: OpenBrowser) -> None:
    options = await browser.options(f"{SIGN_IN}/registration/options", {"name": "Mira"})
    made = await browser.post(f"{SIGN_IN}/registration", Authenticator().create(options, rp_id="evil.example"))
    assert made.json()["code"] == "passkey-refused"

    passkey = Authenticator()
    await browser.register(passkey)
    other = open_browser()
    proof = passkey.get(await other.options(f"{SIGN_IN}/options"), rp_id="evil.example")
    assert (await other.post(SIGN_IN, proof)).json()["code"] == "passkey-refused"


async def test_all_refusals_look_the_same(browser: Browser, open_browser: OpenBrowser) -> None:
    passkey, stranger = Authenticator(), Authenticator()
    await browser.register(passkey)
    forged = passkey.copy()
    forged.key = stranger.key
    other_owner = passkey.copy()
    other_owner.user_handle = bytes(16)
    answers = [await open_browser().sign_in(wrong) for wrong in (stranger, forged, other_owner)]
    bodies = {(answer.status_code, answer.text) for answer in answers}
    assert len(bodies) == 1, bodies


async def test_a_proof_counts_once(browser: Browser, open_browser: OpenBrowser) -> None:
    passkey = Authenticator()
    await browser.register(passkey)
    proof = passkey.get(await browser.options(f"{SIGN_IN}/options"))
    assert (await browser.post(SIGN_IN, proof)).status_code == 200
    assert (await browser.post(SIGN_IN, proof)).json()["code"] == "passkey-too-late"
    await browser.options(f"{SIGN_IN}/options")  # another challenge is open, and the old proof does not fit it
    assert (await browser.post(SIGN_IN, proof)).json()["code"] == "passkey-refused"


async def test_a_failed_try_uses_the_challenge_up(browser: Browser) -> None:
    passkey = Authenticator()
    await browser.register(passkey)
    options = await browser.options(f"{SIGN_IN}/options")
    cookies = dict(browser.client.cookies)
    assert (await browser.post(SIGN_IN, Authenticator().get(options))).json()["code"] == "passkey-refused"
    browser.client.cookies.update(cookies)  # a client that keeps what it was told to forget
    assert (await browser.post(SIGN_IN, passkey.get(options))).json()["code"] == "passkey-too-late"


async def test_a_challenge_belongs_to_one_browser_and_one_purpose(browser: Browser, open_browser: OpenBrowser) -> None:
    passkey = Authenticator()
    await browser.register(passkey)
    proof = passkey.get(await browser.options(f"{SIGN_IN}/options"))
    assert (await open_browser().post(SIGN_IN, proof)).json()["code"] == "passkey-too-late"
    confirm = passkey.get(await browser.options(f"{MINE}/confirmation/options"))
    assert (await browser.post(SIGN_IN, confirm)).json()["code"] == "passkey-too-late"


async def test_after_five_minutes_it_is_too_late(browser: Browser, clock: FrozenClock) -> None:
    passkey = Authenticator()
    await browser.register(passkey)
    proof = passkey.get(await browser.options(f"{SIGN_IN}/options"))
    clock.advance(minutes=5)
    assert (await browser.post(SIGN_IN, proof)).json()["code"] == "passkey-too-late"


async def test_a_copied_counter_is_refused_and_shown_to_the_owner(browser: Browser, open_browser: OpenBrowser) -> None:
    key = Authenticator(synced=False)
    await browser.register(key)
    copy = key.copy()
    assert (await browser.sign_in(key)).status_code == 200
    thief = open_browser()
    assert (await thief.sign_in(copy)).json()["code"] == "passkey-refused"
    assert await thief.name() is None
    (shown,) = (await browser.get(MINE)).json()["passkeys"]
    assert (shown["mayBeCopied"], shown["isBackedUp"]) == (True, False)
    assert (await browser.sign_in(key)).status_code == 200, "the owner still gets in"


async def test_a_synced_passkey_does_not_count_and_may_not_stop_being_synced(browser: Browser) -> None:
    passkey = Authenticator(synced=True)
    await browser.register(passkey)
    assert (await browser.sign_in(passkey)).status_code == 200
    assert (await browser.get(MINE)).json()["passkeys"][0]["isBackedUp"] is True
    passkey.synced = False
    assert (await browser.sign_in(passkey)).json()["code"] == "passkey-refused"


async def test_a_blocked_account_is_told_to_its_owner_only(
    browser: Browser, open_browser: OpenBrowser, database: Database, clock: FrozenClock
) -> None:
    passkey = Authenticator()
    await browser.register(passkey)
    async with database.write() as session:
        (account,) = await session.scalars(select(Account))
        account.blocked_at = clock()
    assert (await open_browser().sign_in(passkey)).json()["code"] == "account-blocked"
    forged = passkey.copy()
    forged.key = Authenticator().key
    assert (await open_browser().sign_in(forged)).json()["code"] == "passkey-refused"


async def test_the_same_proof_sent_twice_at_once_opens_one_session(browser: Browser, database: Database) -> None:
    passkey = Authenticator()
    await browser.register(passkey)
    proof = passkey.get(await browser.options(f"{SIGN_IN}/options"))
    answers = await asyncio.gather(*(browser.post(SIGN_IN, proof) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert await count(database, AccountSession) == 1


async def test_one_credential_never_becomes_two_accounts(
    browser: Browser, open_browser: OpenBrowser, database: Database
) -> None:
    passkey = Authenticator()
    browsers = [browser, *(open_browser() for _ in range(3))]
    answers = await asyncio.gather(*(one.register(passkey) for one in browsers))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]
    assert (await count(database, Account), await count(database, Passkey)) == (1, 1)


async def test_two_browsers_with_one_passkey_are_both_let_in(browser: Browser, open_browser: OpenBrowser) -> None:
    passkey = Authenticator()
    await browser.register(passkey)
    answers = await asyncio.gather(*(open_browser().sign_in(passkey) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [200, 200, 200]


async def test_signing_in_is_limited_for_each_address(browser: Browser, open_browser: OpenBrowser) -> None:
    stranger = Authenticator()
    for _ in range(30):
        await browser.sign_in(stranger)
    limited = await browser.post(f"{SIGN_IN}/options")
    assert (limited.status_code, limited.json()["code"]) == (429, "rate-limited")
    assert (await open_browser().post(f"{SIGN_IN}/options")).status_code == 200


async def test_making_accounts_is_limited_for_each_address(browser: Browser) -> None:
    codes = [(await browser.register(Authenticator())).status_code for _ in range(11)]
    assert codes == [201] * 10 + [429]


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
@pytest.mark.parametrize("junk", ["AA", "e30", "gg" * 40, "oWNmbXRkbm9uZQ"])
async def test_malformed_proofs_are_refused_without_a_fault(browser: Browser, part: str, junk: str) -> None:
    passkey = Authenticator()
    await browser.register(passkey)
    proof = passkey.get(await browser.options(f"{SIGN_IN}/options"))
    proof["response"][part] = junk
    assert (await browser.post(SIGN_IN, proof)).json()["code"] == "passkey-refused"


@pytest.mark.parametrize("junk", ["AA", "e30", "gg" * 40, "oWNmbXRkbm9uZQ"])
async def test_malformed_attestations_are_refused_without_a_fault(browser: Browser, junk: str) -> None:
    made = Authenticator().create(await browser.options(f"{SIGN_IN}/registration/options", {"name": "M"}))
    made["response"]["attestationObject"] = junk
    assert (await browser.post(f"{SIGN_IN}/registration", made)).json()["code"] == "passkey-refused"


async def test_another_site_cannot_sign_anybody_in(browser: Browser) -> None:
    browser.client.headers["sec-fetch-site"] = "cross-site"
    for path in ("/options", "/registration/options", "", "/registration", "/recovery"):
        answer = await browser.post(SIGN_IN + path, {"name": "x"})
        assert answer.json()["code"] == "cross-site-refused"
