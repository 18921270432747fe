"""Someone sees what is stored, takes it along, forgets the device: by keyboard, in Arabic, without network."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from backend.core.clock import utc_now
from backend.core.db import Database
from tests.e2e.conftest import installed, text
from tests.e2e.served import Served
from tests.e2e.test_everyone import settled, violations
from tests.people import SignedIn, person

OpenPage = Callable[..., Page]


def stored(folder: Path) -> tuple[int, int]:
    """How many reports and devices the server has."""
    with sqlite3.connect(folder / "app.db") as database:
        counts = [database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("place_report", "device")]
    return counts[0], counts[1]


def report(page: Page, app: Served) -> None:
    """Send a note from this browser, as the form does."""
    place = app.read("places")["places"][0]["id"]
    status = page.evaluate(
        """async ([path, key]) => (await fetch(path, { method: 'POST',
          body: '{"reason":"closed","comment":"Seit Mai zu"}',
          headers: { 'content-type': 'application/json', 'idempotency-key': key } })).status""",
        [f"/api/v1/places/{place}/reports", "e2e-" + place[:8]],
    )
    assert status == 201


def tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if name in page.evaluate("document.activeElement.textContent"):
            return
    pytest.fail(f"{name} is not reachable by Tab")


@pytest.mark.parametrize("locale", ["de", "ar"])
def test_forgetting_the_device_with_the_keyboard_alone(
    own_app: Served, open_page: OpenPage, tmp_path: Path, locale: str
) -> None:
    page = open_page(f"{own_app.url}/mehr", locale=locale, badge=True)
    installed(page)
    report(page, own_app)
    assert stored(tmp_path) == (1, 1)
    tab_to(page, text(locale, "Meine Daten"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(text(locale, "Meine Daten"))
    expect(page.get_by_role("heading", level=2).first).to_have_text(text(locale, "Von diesem Gerät"))
    expect(page.locator("main h3")).to_have_count(2)
    assert violations(page) == []

    tab_to(page, text(locale, "Dieses Gerät vergessen"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []
    tab_to(page, text(locale, "Löschen"))
    page.keyboard.press("Enter")

    expect(page.get_by_text(text(locale, "Bei uns ist nichts über Sie gespeichert."))).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=text(locale, "Die Daten sind gelöscht."))).to_have_count(1)
    assert stored(tmp_path) == (0, 0)
    assert [cookie["name"] for cookie in page.context.cookies()] == []
    kept = page.evaluate("Object.keys(localStorage)")
    assert kept == ["settings"]
    assert page.evaluate("caches.open('snapshots').then((cache) => cache.keys()).then((keys) => keys.length)") == 0
    assert page.locator("html").get_attribute("lang") == locale, "the language stays"


def test_the_downloads_hold_what_was_sent_in_the_language_of_the_app(own_app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{own_app.url}/mehr", locale="ar")
    report(page, own_app)
    page.goto(f"{own_app.url}/meine-daten")
    with page.expect_download() as started:
        page.get_by_role("link", name=text("ar", "Als Datei speichern")).click()
    export = json.loads(Path(started.value.path()).read_text(encoding="utf-8"))
    records = {entry["key"]: entry["records"] for entry in export["classes"]}
    assert records["place_report"][0]["comment"] == "Seit Mai zu"
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=text("ar", "Zum Lesen öffnen")).click()
    readable = opened.value
    expect(readable.get_by_text("Seit Mai zu")).to_be_visible()
    assert readable.locator("html").get_attribute("dir") == "rtl"
    assert readable.evaluate("getComputedStyle(document.querySelector('main').parentElement).maxWidth") != "none"


def test_a_report_that_waited_for_the_network_belongs_to_the_device_too(
    own_app: Served, open_page: OpenPage, tmp_path: Path
) -> None:
    place = own_app.read("places")["places"][0]
    page = open_page(f"{own_app.url}/orte/{place['id']}")
    installed(page)
    own_app.stop()
    page.get_by_role("button", name="Stimmt nicht? Melden").click()
    page.get_by_role("radio", name="Die Zeiten stimmen nicht").check()
    page.get_by_role("button", name="Meldung senden").click()
    expect(page.get_by_role("dialog")).to_contain_text("sobald Sie Netz haben")
    page.get_by_role("button", name="Fertig").click()
    own_app.start()
    page.evaluate("navigator.serviceWorker.controller.postMessage('flush')")
    expect(page.get_by_text("wartet noch auf Netz")).to_have_count(0)

    page.goto(f"{own_app.url}/meine-daten")

    expect(page.get_by_role("heading", name="Ihre Meldungen zu Orten")).to_be_visible()
    assert stored(tmp_path) == (1, 1)


def test_without_network_the_notice_is_readable_and_forgetting_says_what_is_missing(
    own_app: Served, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{own_app.url}/mehr")
    installed(page)
    report(page, own_app)
    page.goto(f"{own_app.url}/mehr")
    page.goto(f"{own_app.url}/privacy")
    expect(page.get_by_role("heading", name="Ihre Meldungen zu Orten")).to_be_visible()
    page.goto(f"{own_app.url}/meine-daten")
    settled(page)
    own_app.stop()

    page.goto(f"{own_app.url}/privacy")
    expect(page.get_by_role("heading", name="Ihre Meldungen zu Orten")).to_be_visible()
    page.goto(f"{own_app.url}/meine-daten")
    expect(page.get_by_text("Ohne Netz können wir nicht nachsehen.")).to_be_visible()
    page.get_by_role("button", name="Dieses Gerät vergessen").click()
    page.get_by_role("button", name="Löschen", exact=True).click()

    expect(page.get_by_role("status").filter(has_text="brauchen wir Netz")).to_have_count(1)
    assert stored(tmp_path) == (1, 1), "not reached, and said so"
    own_app.start()
    page.get_by_role("button", name="Dieses Gerät vergessen").click()
    page.get_by_role("button", name="Löschen", exact=True).click()
    expect(page.get_by_text("Bei uns ist nichts über Sie gespeichert.")).to_be_visible()
    assert stored(tmp_path) == (0, 0)


def sign_in(page: Page, app: Served, folder: Path, *, ago: timedelta) -> None:
    """A session of a new account in this browser, as the sign-in would leave it."""

    async def make() -> SignedIn:
        database = Database(f"sqlite:///{folder / 'app.db'}")
        try:
            return await person(database, utc_now, signed_in_ago=ago)
        finally:
            await database.close()

    # the browser's driver already runs a loop in this thread
    with ThreadPoolExecutor(1) as thread:
        token = thread.submit(lambda: asyncio.run(make())).result().token
    page.context.add_cookies([{"name": "session", "value": token, "url": app.url, "httpOnly": True, "sameSite": "Lax"}])


def test_data_move_to_the_account_when_the_person_says_so_and_go_with_it(
    own_app: Served, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{own_app.url}/mehr")
    report(page, own_app)
    sign_in(page, own_app, tmp_path, ago=timedelta(minutes=20))
    page.goto(f"{own_app.url}/meine-daten")
    expect(page.get_by_role("dialog")).to_contain_text("Daten dieses Geräts ins Konto übernehmen?")
    assert violations(page) == []
    page.get_by_role("button", name="Ja, übernehmen").click()
    account = page.get_by_role("region", name="In Ihrem Konto")
    expect(account.get_by_role("heading", name="Ihre Meldungen zu Orten")).to_be_visible()
    page.reload()
    expect(account).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.get_by_role("button", name="Konto löschen").click()
    page.get_by_role("button", name="Löschen", exact=True).click()
    once_more = page.get_by_role("dialog", name="Bitte melden Sie sich noch einmal an")
    expect(once_more).to_be_visible()
    assert violations(page) == []
    once_more.get_by_role("button", name="Abbrechen").click()
    expect(once_more).to_have_count(0)
    with sqlite3.connect(tmp_path / "app.db") as database:
        database.execute("UPDATE account_session SET authenticated_at = last_seen_at")
    page.get_by_role("button", name="Behalten").click()
    page.get_by_role("button", name="Konto löschen").click()
    page.get_by_role("button", name="Löschen", exact=True).click()

    expect(page.get_by_text("Bei uns ist nichts über Sie gespeichert.")).to_be_visible()
    assert stored(tmp_path) == (0, 0)
    assert page.context.cookies() == []


def test_the_screens_speak_every_language(app: Served) -> None:
    notices = {
        locale: httpx.get(f"{app.url}/api/v1/privacy/{locale}").raise_for_status().json()
        for locale in app.read("city")["locales"]
    }
    first = {notice["classes"][0]["why"] for notice in notices.values()}
    assert len(first) >= len(notices) - 1, "de and de-simple may agree"
