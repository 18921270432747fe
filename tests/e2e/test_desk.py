"""Staff at the desk: a device is assigned, a bay closed and opened again, with the keyboard alone, in any look."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from playwright.sync_api import Page, expect

from backend.core.clock import utc_now
from backend.core.db import Database
from backend.core.identity import Role
from tests.e2e.conftest import AGE, RATHAUS, SENSORS, text
from tests.e2e.served import Served
from tests.e2e.test_everyone import SMALLEST_PX, TARGETS, settled, violations
from tests.people import SignedIn, person

OpenPage = Callable[..., Page]
T = TypeVar("T")
WITHOUT_SENSOR = "Behindertenparkplatz Finanzamt"
UNKNOWN = "0a0b0c0d0e0f0001"


def in_database(folder: Path, use: Callable[[Database], Awaitable[T]]) -> T:
    """Let `use` read or write the app's database."""

    async def run() -> T:
        database = Database(f"sqlite:///{folder / 'app.db'}")
        try:
            return await use(database)
        finally:
            await database.close()

    # the browser's library keeps a loop running in this thread
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, run()).result()


def sign_in(folder: Path, *roles: Role) -> SignedIn:
    """A person with a session, written into the app's database."""
    ago = timedelta(minutes=1)
    return in_database(folder, lambda db: person(db, utc_now, roles=roles, name="K. Beispiel", signed_in_ago=ago))


@pytest.fixture
def officer(own_app: Served, tmp_path: Path) -> SignedIn:
    return sign_in(tmp_path, Role.OFFICER)


def at_desk(open_page: OpenPage, app: Served, by: SignedIn, path: str = "", **look: object) -> Page:
    page = open_page(app.url, **look)
    page.context.add_cookies([{"name": "session", "value": by.token, "url": app.url}])
    page.goto(f"{app.url}/desk{path}")
    return page


def tab_to(page: Page, name: str, limit: int = 80) -> None:
    """Press Tab until something with this name has the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(document.activeElement.labels?.[0]?.textContent ?? '') + document.activeElement.textContent"
            " + (document.activeElement.ariaLabel ?? '')"
        )
        if name in focused:
            return
    pytest.fail(f"{name} is not reachable by Tab")


def bay_id(app: Served, name: str) -> str:
    return next(str(bay["id"]) for bay in app.bays() if bay["name"] == name)


def device_id(app: Served, by: SignedIn, dev_eui: str) -> str:
    answer = httpx.get(f"{app.url}/api/v1/desk/sensors/devices?q={dev_eui}", headers=by.headers)
    return str(answer.json()["items"][0]["id"])


def test_without_a_sign_in_the_desk_says_where_to_go(own_app: Served, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(f"{own_app.url}/desk/sensoren")
    expect(page.get_by_role("link", name="Anmelden")).to_have_attribute("href", "/konto?zurueck=%2Fdesk%2Fsensoren")
    resident = sign_in(tmp_path)
    page = at_desk(open_page, own_app, resident)
    expect(page.get_by_role("heading", level=2)).to_have_text("Hier gibt es nichts für Sie zu tun")
    editor = sign_in(tmp_path, Role.EDITOR)
    page = at_desk(open_page, own_app, editor, "/sensoren")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dafür fehlt Ihnen die Berechtigung")
    expect(page.get_by_role("navigation").get_by_role("link", name="Sensoren")).to_have_count(0)


@pytest.mark.parametrize("wide", [True, False])
def test_a_bay_is_closed_and_the_closing_taken_back_with_the_keyboard_alone(
    own_app: Served, open_page: OpenPage, officer: SignedIn, wide: bool
) -> None:
    rathaus = bay_id(own_app, RATHAUS)
    page = at_desk(open_page, own_app, officer, "/sensoren/plaetze", wide=wide)
    expect(page.locator("[data-row]").first).to_be_visible()
    tab_to(page, "durchsuchen")
    page.keyboard.type("Rathaus 3")
    expect(page.locator("[data-row]")).to_have_count(1)
    tab_to(page, RATHAUS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(RATHAUS)
    tab_to(page, "Grund")
    page.keyboard.type("Baustelle")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Stellplatz gesperrt").first).to_be_visible()
    own_app.until(lambda: own_app.bay(rathaus)["status"] == "closed")
    # The history's button comes before the message's, which takes the change back without asking.
    history = page.get_by_role("region", name="Verlauf")
    expect(history.get_by_role("button", name="Zurücknehmen")).to_be_visible()
    tab_to(page, "Zurücknehmen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Änderung zurücknehmen?")).to_be_visible()
    tab_to(page, "Grund")
    page.keyboard.type("Versehen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Zurückgenommen: Stellplatz gesperrt")).to_be_visible()
    expect(page.get_by_role("heading", name="Verlauf")).to_be_focused()
    own_app.until(lambda: own_app.bay(rathaus)["status"] == "free")


def test_what_was_just_done_is_taken_back_from_the_message(
    own_app: Served, open_page: OpenPage, officer: SignedIn
) -> None:
    rathaus = bay_id(own_app, RATHAUS)
    page = at_desk(open_page, own_app, officer, f"/sensoren/plaetze/{rathaus}")
    page.get_by_label("Grund").fill("Baustelle")
    page.get_by_role("button", name="Sperren").click()
    page.locator(".toast").get_by_role("button", name="Zurücknehmen").click()
    expect(page.get_by_text("Grund: Gleich zurückgenommen")).to_be_visible()
    expect(page.get_by_role("button", name="Sperren")).to_be_visible()


def test_a_device_moves_to_another_bay_with_the_keyboard_alone(
    own_app: Served, open_page: OpenPage, officer: SignedIn
) -> None:
    target = bay_id(own_app, WITHOUT_SENSOR)
    device = device_id(own_app, officer, SENSORS[RATHAUS])
    page = at_desk(open_page, own_app, officer, f"/sensoren/geraete/{device}", wide=True)
    tab_to(page, "Anderen Platz wählen")
    page.keyboard.press("Enter")
    tab_to(page, "Platz suchen")
    page.keyboard.type("Finanzamt")
    expect(page.get_by_role("radio", name=WITHOUT_SENSOR)).to_be_visible()
    tab_to(page, RATHAUS)  # the one radio that is chosen; arrows reach the others
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=WITHOUT_SENSOR)).to_be_checked()
    tab_to(page, "Grund")
    page.keyboard.type("Sensor versetzt")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Gerät geändert").first).to_be_visible()
    own_app.say_until(target, SENSORS[RATHAUS], occupied=True, age=timedelta())
    assert own_app.bay(bay_id(own_app, RATHAUS))["status"] == "unknown", "what a device that left said last is no news"


def test_two_people_edit_one_device_and_the_second_chooses(
    own_app: Served, open_page: OpenPage, officer: SignedIn
) -> None:
    device = device_id(own_app, officer, SENSORS[RATHAUS])
    address = f"{own_app.url}/api/v1/desk/sensors/devices/{device}"
    page = at_desk(open_page, own_app, officer, f"/sensoren/geraete/{device}", wide=True)
    page.get_by_label("Name", exact=True).fill("Meiner")
    page.get_by_label("Grund").fill("Umbau")
    now = httpx.get(address, headers=officer.headers).json()["device"]
    body = {"name": "Ihrer", "profile": now["profile"], "inService": False, "target": None, "reason": "schneller"}
    headers = officer.headers | {"if-match": '"v1"'}
    httpx.put(address, json=body, headers=headers).raise_for_status()
    page.get_by_role("button", name="Speichern").click()
    dialog = page.get_by_role("dialog", name="Jemand war schneller")
    expect(dialog.get_by_role("group")).to_have_count(3)
    dialog.get_by_role("group", name="Betrieb").get_by_role("radio", name="Jetzt gespeichert").check()
    dialog.get_by_role("group", name="Platz").get_by_role("radio", name="Jetzt gespeichert").check()
    dialog.get_by_role("button", name="Auswahl speichern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meiner")
    saved = httpx.get(address, headers=officer.headers).json()["device"]
    assert (saved["name"], saved["inService"], saved["target"], saved["version"]) == ("Meiner", False, None, 3)


def test_an_unknown_device_is_registered(own_app: Served, open_page: OpenPage, officer: SignedIn) -> None:
    own_app.say(UNKNOWN, occupied=True, age=AGE)
    page = at_desk(open_page, own_app, officer, "/sensoren/quarantaene")
    page.get_by_role("button", name="Gerät anmelden").click()
    dialog = page.get_by_role("dialog", name="Gerät anmelden")
    dialog.get_by_role("button", name="Gerät anmelden").click()
    expect(dialog.get_by_text("Bitte nennen Sie einen Grund.")).to_be_visible()
    dialog.get_by_label("Name").fill("Neu am Bahnhof")
    dialog.get_by_label("Modell").select_option(label="Bosch Parking Lot Sensor TPS110")
    dialog.get_by_label("Grund").fill("Einbau")
    dialog.get_by_role("button", name="Gerät anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Neu am Bahnhof")


@pytest.mark.parametrize(
    ("locale", "dark", "wide"),
    [("de", False, True), ("de", True, False), ("ar", True, True), ("ar", False, False)],
)
def test_every_screen_of_the_desk_is_readable_for_everyone(
    own_app: Served, open_page: OpenPage, officer: SignedIn, locale: str, dark: bool, wide: bool
) -> None:
    own_app.say(UNKNOWN, occupied=True, age=AGE)
    bay, device = bay_id(own_app, RATHAUS), device_id(own_app, officer, SENSORS[RATHAUS])
    page = at_desk(open_page, own_app, officer, locale=locale, dark=dark, wide=wide)
    expect(page.get_by_role("heading", level=1)).to_have_text(text(locale, "Übersicht"))
    found: dict[str, object] = {}
    screens = ["", "/sensoren", f"/sensoren/geraete/{device}", "/sensoren/quarantaene", "/sensoren/plaetze"]
    for screen in [*screens, f"/sensoren/plaetze/{bay}", "/system"]:
        page.goto(f"{own_app.url}/desk{screen}")
        settled(page)
        faults = violations(page)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        small = page.evaluate(TARGETS % SMALLEST_PX)
        if faults or small or too_wide > 0:
            found[screen] = (faults, small, too_wide)

    assert found == {}
