"""The person's own passkeys and recovery code: added, named, removed, used up; dangerous steps only freshly."""

import asyncio

import msgspec
import pytest
from sqlalchemy import select

from backend.accounts import slice as accounts_slice
from backend.accounts.models import Account
from backend.app import build_context
from backend.core.db import Database
from backend.core.ids import new_id
from backend.core.personal_data import Person
from backend.core.policy import SignInRequired
from backend.federation import slice as federation_slice
from backend.passkeys import slice as passkeys_slice
from backend.passkeys.models import RecoveryCode
from backend.passkeys.recovery_code import new_code, read_code
from backend.passkeys.service.ways_in import erase_ways_in, export_ways_in
from backend.settings import Settings
from tests.conftest import FrozenClock
from tests.passkeys.authenticator import Authenticator
from tests.passkeys.conftest import MINE, Browser, OpenBrowser


@pytest.fixture
async def passkey(browser: Browser) -> Authenticator:
    """Signed in as Mira."""
    made = Authenticator()
    await browser.register(made)
    return made


async def test_a_second_passkey_leads_into_the_same_account(
    browser: Browser, open_browser: OpenBrowser, passkey: Authenticator
) -> None:
    second = Authenticator(synced=False)
    added = await browser.add(second)
    assert added.status_code == 201, added.text
    assert added.json()["label"] == "Firefox, Android"
    known = (await browser.options(f"{MINE}/options"))["excludeCredentials"]
    assert len(known) == 2, "an authenticator that is there already says so itself"
    assert known[0]["transports"] == ["internal", "hybrid"]
    elsewhere = open_browser()
    await elsewhere.sign_in(second)
    assert await elsewhere.name() == "Mira"


async def test_adding_the_same_passkey_again_is_told(browser: Browser, passkey: Authenticator) -> None:
    assert (await browser.add(passkey)).json()["code"] == "passkey-known"


async def test_there_is_an_end_to_adding_even_at_once(browser: Browser, passkey: Authenticator) -> None:
    for _ in range(9):
        assert (await browser.add(Authenticator())).status_code == 201
    assert (await browser.post(f"{MINE}/options")).json()["code"] == "too-many-passkeys"


async def test_renaming_is_for_the_owner(browser: Browser, open_browser: OpenBrowser, passkey: Authenticator) -> None:
    (mine,) = (await browser.get(MINE)).json()["passkeys"]
    renamed = await browser.client.patch(f"{MINE}/{mine['id']}", json={"label": " Mein  Handy "})
    assert renamed.status_code == 204
    other = open_browser()
    await other.register(Authenticator(), "Ole")
    foreign = await other.client.patch(f"{MINE}/{mine['id']}", json={"label": "Meins"})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "passkey-not-found")
    assert (await other.client.delete(f"{MINE}/{mine['id']}?evenIfLast=true")).json()["code"] == "passkey-not-found"
    assert (await browser.get(MINE)).json()["passkeys"][0]["label"] == "Mein Handy"
    assert (await browser.client.patch(f"{MINE}/{mine['id']}", json={"label": "\u202e "})).status_code == 400


async def test_the_last_passkey_goes_only_after_a_warning(
    browser: Browser, open_browser: OpenBrowser, passkey: Authenticator
) -> None:
    (mine,) = (await browser.get(MINE)).json()["passkeys"]
    warned = await browser.client.delete(f"{MINE}/{mine['id']}")
    assert (warned.status_code, warned.json()["code"]) == (409, "last-way-in")
    assert (await browser.client.delete(f"{MINE}/{mine['id']}?evenIfLast=true")).status_code == 204
    assert (await browser.get(MINE)).json()["passkeys"] == []
    assert (await open_browser().sign_in(passkey)).json()["code"] == "passkey-refused"
    assert (await browser.post(f"{MINE}/confirmation/options")).json()["code"] == "passkey-refused"


async def test_two_windows_cannot_remove_the_last_two_passkeys_past_the_warning(
    browser: Browser, passkey: Authenticator
) -> None:
    await browser.add(Authenticator())
    ids = [row["id"] for row in (await browser.get(MINE)).json()["passkeys"]]
    answers = await asyncio.gather(*(browser.client.delete(f"{MINE}/{one}") for one in ids))
    assert sorted(answer.status_code for answer in answers) == [204, 409]


async def test_dangerous_steps_need_a_fresh_sign_in_and_a_passkey_makes_it_fresh(
    browser: Browser, open_browser: OpenBrowser, passkey: Authenticator, clock: FrozenClock
) -> None:
    clock.advance(minutes=11)
    (mine,) = (await browser.get(MINE)).json()["passkeys"]
    tries = [
        await browser.post(f"{MINE}/options"),
        await browser.post(MINE, Authenticator().create({"user": {"id": ""}, "rp": {"id": "x"}, "challenge": "AA"})),
        await browser.post(f"{MINE}/recovery-code"),
        await browser.client.delete(f"{MINE}/{mine['id']}"),
    ]
    assert {answer.json()["code"] for answer in tries} == {"fresh-sign-in-required"}

    before = browser.client.cookies["session"]
    proof = passkey.get(await browser.options(f"{MINE}/confirmation/options"))
    assert (await browser.post(f"{MINE}/confirmation", proof)).status_code == 204
    assert browser.client.cookies["session"] != before, "a fresh sign-in is a fresh token"
    assert (await browser.post(f"{MINE}/recovery-code")).status_code == 201
    assert len((await browser.get("/api/v1/me/sessions")).json()["sessions"]) == 1


async def test_nobody_confirms_with_another_persons_passkey(
    browser: Browser, open_browser: OpenBrowser, passkey: Authenticator, clock: FrozenClock
) -> None:
    foreign = Authenticator()
    await open_browser().register(foreign, "Ole")
    clock.advance(minutes=11)
    proof = foreign.get(await browser.options(f"{MINE}/confirmation/options"))
    assert (await browser.post(f"{MINE}/confirmation", proof)).json()["code"] == "passkey-refused"
    assert (await browser.post(f"{MINE}/recovery-code")).json()["code"] == "fresh-sign-in-required"


async def test_what_one_person_began_nobody_else_finishes(browser: Browser, passkey: Authenticator) -> None:
    made = Authenticator().create(await browser.options(f"{MINE}/options"))
    ceremony = browser.client.cookies["ceremony"]
    browser.client.cookies.clear()
    await browser.register(Authenticator(), "Ole")
    browser.client.cookies.set("ceremony", ceremony, domain="app.test")
    assert (await browser.post(MINE, made)).json()["code"] == "passkey-too-late"


async def test_the_printed_code_lets_in_once_and_is_replaced(
    browser: Browser, open_browser: OpenBrowser, database: Database
) -> None:
    code = (await browser.register(Authenticator())).json()["recoveryCode"]
    async with database.read() as session:
        (stored,) = await session.scalars(select(RecoveryCode))
        assert code.encode() not in stored.digest
    new_phone = open_browser()
    answer = await new_phone.recover(code.lower().replace("-", " "))
    assert answer.status_code == 200, answer.text
    me = (await new_phone.get("/api/v1/me")).json()
    assert (me["name"], me["method"]) == ("Mira", "recovery")
    successor = answer.json()["recoveryCode"]
    assert read_code(successor) != code

    assert (await open_browser().recover(code)).json()["code"] == "recovery-code-refused"
    assert (await new_phone.add(Authenticator())).status_code == 201, "a new passkey is the next step"
    assert (await open_browser().recover(successor)).status_code == 200


async def test_a_lost_answer_is_given_again_to_the_same_request_only(
    browser: Browser, open_browser: OpenBrowser, clock: FrozenClock
) -> None:
    code = (await browser.register(Authenticator())).json()["recoveryCode"]
    phone = open_browser()
    lost = (await phone.recover(code, "key-of-my-phone")).json()["recoveryCode"]
    phone.client.cookies.clear()
    again = await phone.recover(code, "key-of-my-phone")
    assert (again.status_code, await phone.name()) == (200, "Mira")
    assert (await open_browser().recover(code, "key-of-a-thief")).json()["code"] == "recovery-code-refused"
    assert (await open_browser().recover(lost)).json()["code"] == "recovery-code-refused", "the last one told counts"
    clock.advance(minutes=11)
    assert (await open_browser().recover(code, "key-of-my-phone")).json()["code"] == "recovery-code-refused"
    assert (await open_browser().recover(again.json()["recoveryCode"])).status_code == 200


async def test_the_same_code_at_once_lets_in_one(browser: Browser, open_browser: OpenBrowser) -> None:
    code = (await browser.register(Authenticator())).json()["recoveryCode"]
    answers = await asyncio.gather(*(open_browser().recover(code) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422]


async def test_a_slip_is_told_with_its_group_and_does_not_use_the_code_up(
    browser: Browser, open_browser: OpenBrowser
) -> None:
    code = (await browser.register(Authenticator())).json()["recoveryCode"]
    groups = code.split("-")
    groups[2] = groups[2][:1] + ("7" if groups[2][1] != "7" else "8") + groups[2][2:]
    other = open_browser()
    slip = await other.recover("-".join(groups))
    assert (slip.status_code, slip.json()["code"]) == (422, "recovery-code-mistyped")
    assert slip.json()["errors"][0]["field"] == "group3"
    assert (await other.recover(code)).status_code == 200


async def test_a_new_code_voids_the_old_one(browser: Browser, open_browser: OpenBrowser) -> None:
    old = (await browser.register(Authenticator())).json()["recoveryCode"]
    new = (await browser.post(f"{MINE}/recovery-code")).json()["recoveryCode"]
    refused = await open_browser().recover(old)
    never_given = await open_browser().recover(new_code())
    assert refused.text == never_given.text, "nobody learns whether a code ever existed"
    assert (await open_browser().recover(new)).status_code == 200


async def test_guessing_codes_is_limited_for_each_address(browser: Browser) -> None:
    codes = [(await browser.recover(new_code())).status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]


async def test_many_addresses_together_get_no_further_with_one_code(
    browser: Browser, open_browser: OpenBrowser
) -> None:
    first = new_code().split("-", maxsplit=1)[0]
    rest = [new_code().split("-", maxsplit=1)[1] for _ in range(6)]
    answers = [await open_browser().recover(f"{first}-{end}") for end in rest]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]


async def test_a_code_of_a_blocked_account_stays_for_later(
    browser: Browser, open_browser: OpenBrowser, database: Database, clock: FrozenClock
) -> None:
    code = (await browser.register(Authenticator())).json()["recoveryCode"]
    async with database.write() as session:
        (account,) = await session.scalars(select(Account))
        account.blocked_at = clock()
    assert (await open_browser().recover(code)).json()["code"] == "account-blocked"
    async with database.write() as session:
        (account,) = await session.scalars(select(Account))
        account.blocked_at = None
    assert (await open_browser().recover(code)).status_code == 200


async def test_coming_back_and_erasing_at_the_same_moment_leave_an_account_with_a_way_in_or_none(
    browser: Browser, open_browser: OpenBrowser, database: Database
) -> None:
    code = (await browser.register(Authenticator())).json()["recoveryCode"]
    back, erased = await asyncio.gather(open_browser().recover(code), browser.client.delete("/api/v1/me/account"))
    assert erased.status_code == 200
    assert back.status_code in {200, 422}, back.text
    async with database.read() as session:
        for table in (Account, RecoveryCode):
            assert (await session.scalars(select(table))).all() == []


async def test_what_is_added_to_an_account_that_was_just_erased_is_no_fault(
    database: Database, clock: FrozenClock, settings: Settings
) -> None:
    context = msgspec.structs.replace(build_context(settings, clock), db=database)
    sessions = accounts_slice.build(context).sessions
    others = federation_slice.build(context, sessions).ways_in
    ways_in = passkeys_slice.build(context, sessions, others).dependencies["ways_in_service"]
    with pytest.raises(SignInRequired):
        await ways_in.renew_code(new_id())
    await context.db.close()


async def test_my_data_shows_the_ways_in_without_any_secret_and_forgets_them(
    browser: Browser, passkey: Authenticator, database: Database
) -> None:
    async with database.read() as session:
        (account,) = await session.scalars(select(Account))
        exported = await export_ways_in(session, Person(account.id))
    assert len(exported) == 2
    assert passkey.credential_id.hex() not in repr(exported)
    async with database.write() as session:
        assert await erase_ways_in(session, Person(account.id)) == 2
    assert (await browser.get(MINE)).json() == {"passkeys": [], "recoveryCodeSince": None, "providers": []}
