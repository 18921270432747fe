"""Someone notices a mistake and says so, with or without network."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import installed
from tests.e2e.served import Served

OpenPage = Callable[..., Page]


def reports(folder: Path) -> list[tuple[str, str | None]]:
    with sqlite3.connect(folder / "app.db") as database:
        return list(database.execute("SELECT reason, comment FROM place_report"))


def fill(page: Page, comment: str) -> None:
    page.get_by_role("button", name="Stimmt nicht? Melden").click()
    page.get_by_role("radio", name="Die Zeiten stimmen nicht").check()
    page.get_by_role("textbox").fill(comment)
    page.get_by_role("button", name="Meldung senden").click()


def test_a_report_arrives(own_app: Served, open_page: OpenPage, tmp_path: Path) -> None:
    place = own_app.read("places")["places"][0]
    page = open_page(f"{own_app.url}/orte/{place['id']}")

    fill(page, "Seit Mai zu")

    expect(page.get_by_role("dialog")).to_contain_text("Ihre Meldung ist angekommen")
    assert reports(tmp_path) == [("wrongHours", "Seit Mai zu")]


def test_without_a_reason_the_form_says_what_is_missing(own_app: Served, open_page: OpenPage, tmp_path: Path) -> None:
    place = own_app.read("places")["places"][0]
    page = open_page(f"{own_app.url}/orte/{place['id']}")
    page.get_by_role("button", name="Stimmt nicht? Melden").click()

    page.get_by_role("button", name="Meldung senden").click()

    expect(page.get_by_role("alert")).to_contain_text("Bitte wählen Sie aus")
    assert reports(tmp_path) == []


def test_a_report_without_network_waits_and_arrives_exactly_once(
    own_app: Served, open_page: OpenPage, tmp_path: Path
) -> None:
    place = own_app.read("places")["places"][0]
    page = open_page(f"{own_app.url}/orte/{place['id']}")
    installed(page)
    own_app.stop()
    fill(page, "Eingang ist hinten")
    expect(page.get_by_role("dialog")).to_contain_text("sobald Sie Netz haben")
    page.get_by_role("button", name="Fertig").click()
    expect(page.locator("main")).to_contain_text("wartet noch auf Netz")

    own_app.start()
    page.evaluate("navigator.serviceWorker.controller.postMessage('flush')")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("wartet noch auf Netz")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(place["name"])

    assert reports(tmp_path) == [("wrongHours", "Eingang ist hinten")]
