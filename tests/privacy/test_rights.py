"""See, take along, erase, move: over HTTP, always about whoever asks and nobody else."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from backend.accounts.models import Account, AccountSession, Device
from backend.core.db import Database
from backend.core.identity import Role
from backend.places.models import PlaceReport
from tests.conftest import FrozenClock
from tests.people import person
from tests.privacy.conftest import Browser, NewBrowser

DATA = "/api/v1/me/data"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


async def owners(database: Database) -> list[tuple[Any, Any]]:
    async with database.read() as session:
        rows = await session.execute(select(PlaceReport.account_id, PlaceReport.device_id).order_by(PlaceReport.id))
        return [(row[0], row[1]) for row in rows]


async def count(database: Database, table: type) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_report_makes_a_device_that_can_see_it_and_nothing_else_does(
    client: httpx.AsyncClient, database: Database, report: Any
) -> None:
    assert (await client.get(DATA)).json() == {"device": [], "account": []}
    assert await count(database, Device) == 0
    answer = await report({})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie.replace("Lax", "lax")
    client.cookies.clear()
    mine = (await client.get(DATA, headers={"cookie": cookie.partition(";")[0]})).json()
    assert {entry["key"]: entry["records"] for entry in mine["device"]} == {"device": 1, "place_report": 1}
    assert next(entry["until"] for entry in mine["device"] if entry["key"] == "place_report").startswith("180 Tage")


async def test_a_repeated_report_belongs_to_whoever_has_its_key_when_the_first_answer_got_lost(
    client: httpx.AsyncClient, database: Database, report: Any
) -> None:
    key = str(uuid4())
    await report({}, key=key)
    client.cookies.clear()
    again = await report({}, key=key)
    client.cookies.clear()
    cookie = again.headers["set-cookie"].partition(";")[0]
    mine = (await client.get(DATA, headers={"cookie": cookie})).json()
    assert {entry["key"] for entry in mine["device"]} == {"device", "place_report"}
    assert await count(database, PlaceReport) == 1


async def test_signed_in_people_own_their_reports_without_a_device(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, report: Any
) -> None:
    mine = await person(database, clock)
    await report(mine.headers)
    assert await owners(database) == [(mine.account_id, None)]
    assert await count(database, Device) == 0


async def test_texts_come_in_the_language_that_was_asked_for(
    client: httpx.AsyncClient, new_browser: NewBrowser, report: Any
) -> None:
    browser = await new_browser()
    await report(browser.headers)
    texts = set()
    for language in ("de", "en", "ar"):
        answer = await client.get(DATA, headers=browser.headers | {"accept-language": language})
        texts.add(answer.json()["device"][1]["why"])
        notice = (await client.get(f"/api/v1/privacy/{language}")).json()
        texts.add(notice["classes"][0]["what"])
    assert len(texts) == 6, "a text is not translated"
    assert (await client.get("/api/v1/privacy/xx")).status_code == 404


async def test_nobody_exports_another_persons_data(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, new_browser: NewBrowser, report: Any
) -> None:
    anna = await new_browser(await person(database, clock, name="Anna"))
    ben = await new_browser(await person(database, clock, name="Ben"))
    lone = await new_browser()
    await report(anna.headers, "von Anna")
    await report(lone.headers, "vom Gerät")
    for headers, own, foreign in (
        (ben.headers, "Ben", ("Anna", "vom Gerät")),
        (lone.headers, "vom Gerät", ("Anna", "Ben")),
        (anna.headers, "von Anna", ("Ben", "vom Gerät")),
    ):
        for path in ("download", "readable"):
            text = (await client.get(f"{DATA}/{path}", headers=headers)).text
            assert own in text
            assert not [word for word in foreign if word in text]
    anonymous = (await client.get(f"{DATA}/download")).json()
    assert anonymous["classes"] == []
    device = {"cookie": f"device={anna.token[:-2]}xx; session={ben.person.token[:-2]}xx"}  # type: ignore[union-attr]
    assert (await client.get(f"{DATA}/download", headers=device)).json()["classes"] == []


async def test_the_downloads_are_complete_and_the_page_runs_nothing(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, new_browser: NewBrowser, report: Any
) -> None:
    browser = await new_browser(await person(database, clock, name="<script>alert(1)</script>"))
    await report(browser.headers, "<img src=x onerror=alert(1)>")
    answer = await client.get(f"{DATA}/download", headers=browser.headers)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    classes = {entry["key"]: entry["records"] for entry in answer.json()["classes"]}
    assert set(classes) == {"account", "account_session", "device", "place_report"}
    assert classes["place_report"][0]["comment"] == "<img src=x onerror=alert(1)>"
    page = await client.get(f"{DATA}/readable?locale=ar", headers=browser.headers)
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    assert 'dir="rtl"' in page.text
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert "<b>" not in page.text
    assert "&lt;img src=x" in page.text


async def test_forgetting_a_device_erases_its_data_signs_out_and_may_be_repeated(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, new_browser: NewBrowser, report: Any
) -> None:
    mine, other = await new_browser(), await new_browser()
    await report(mine.headers, "meins")
    await report(other.headers, "deins")
    someone = await person(database, clock)
    signed_in = Browser(mine.device_id, mine.token, someone)
    first = await client.delete("/api/v1/me/device", headers=signed_in.headers)
    assert first.json() == {"erased": 2}
    cookies = first.headers.get_list("set-cookie")
    assert {cookie.partition("=")[0] for cookie in cookies if "Max-Age=0" in cookie} == {"device", "session"}
    assert await owners(database) == [(None, other.device_id)]
    assert await count(database, AccountSession) == 0
    assert await count(database, Account) == 1, "the account stays"
    again = await client.delete("/api/v1/me/device", headers=mine.headers)
    assert (again.status_code, again.json()) == (200, {"erased": 0})
    assert (await client.delete("/api/v1/me/device")).json() == {"erased": 0}
    refused = await client.delete("/api/v1/me/device", headers=other.headers | {"sec-fetch-site": "cross-site"})
    assert refused.json()["code"] == "cross-site-refused"


async def test_erasing_an_account_needs_a_fresh_sign_in_and_takes_everything_along(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, new_browser: NewBrowser, report: Any
) -> None:
    stale = await person(database, clock, signed_in_ago=timedelta(minutes=11))
    refused = await client.delete("/api/v1/me/account", headers=stale.headers)
    assert (refused.status_code, refused.json()["code"]) == (401, "fresh-sign-in-required")
    mine = await person(database, clock)
    phone = await new_browser(mine, account_id=mine.account_id)
    tablet = await new_browser(account_id=mine.account_id)
    await report(phone.headers, "vom Konto")
    await report(tablet.headers, "vom Tablet, abgemeldet")
    kept = await new_browser()
    await report(kept.headers, "von jemand anderem")
    answer = await client.delete("/api/v1/me/account", headers=phone.headers)
    assert answer.json() == {"erased": 6}, "account, session, two devices, two reports"
    assert await owners(database) == [(None, kept.device_id)]
    assert (await count(database, Account), await count(database, Device)) == (1, 1)
    assert (await client.delete("/api/v1/me/account", headers=phone.headers)).status_code == 401


async def test_erasing_twice_at_once_happens_once(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, report: Any
) -> None:
    mine = await person(database, clock)
    await report(mine.headers)
    answers = await asyncio.gather(
        *(client.delete("/api/v1/me/account", headers=mine.headers) for _ in range(4)), return_exceptions=False
    )
    erased = [answer.json()["erased"] for answer in answers if answer.status_code == 200]
    assert sum(erased) == 3
    assert {answer.status_code for answer in answers} <= {200, 401}
    assert (await count(database, Account), await count(database, PlaceReport)) == (0, 0)


async def test_the_last_administrator_stays_and_of_two_who_leave_at_once_one_does(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    first = await person(database, clock, roles={Role.ADMIN})
    refused = await client.delete("/api/v1/me/account", headers=first.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "last-administrator")
    second = await person(database, clock, roles={Role.ADMIN})
    answers = await asyncio.gather(
        *(client.delete("/api/v1/me/account", headers=someone.headers) for someone in (first, second))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert await count(database, Account) == 1


@pytest.mark.parametrize("move", [True, False])
async def test_a_person_is_asked_once_whether_data_of_the_device_move(
    client: httpx.AsyncClient,
    database: Database,
    clock: FrozenClock,
    new_browser: NewBrowser,
    report: Any,
    move: bool,
) -> None:
    path = "/api/v1/me/device-data"
    alone = await new_browser()
    mine = await person(database, clock)
    browser = Browser(alone.device_id, alone.token, mine)
    assert (await client.get(path, headers=alone.headers)).status_code == 401
    assert (await client.get(path, headers=browser.headers)).json() == {"ask": False, "records": 0}
    await report(alone.headers)
    assert (await client.get(path, headers=browser.headers)).json() == {"ask": True, "records": 1}
    answers = await asyncio.gather(*(client.post(path, json={"move": move}, headers=browser.headers) for _ in range(3)))
    assert sorted(answer.json()["moved"] for answer in answers) == [0, 0, int(move)]
    expected = (mine.account_id, None) if move else (None, alone.device_id)
    assert await owners(database) == [expected]
    assert (await client.get(path, headers=browser.headers)).json()["ask"] is False
    late = await client.post(path, json={"move": not move}, headers=browser.headers)
    assert late.json() == {"moved": 0}
    assert await owners(database) == [expected], "the first answer counts"
