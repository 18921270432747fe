"""A resident with a passkey: makes an account, leaves, comes back, prepares for a lost phone, recovers. No mouse."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import text
from tests.e2e.passkeys import VirtualDevice
from tests.e2e.served import Served
from tests.e2e.test_everyone import SMALLEST_PX, TARGETS, settled, violations

OpenPage = Callable[..., Page]
_MAX_TABS = 60
_FOCUSED = "(document.activeElement.querySelector('.list-title') ?? document.activeElement).textContent.trim()"


class Person:
    """Somebody who uses the keyboard only, in one language."""

    def __init__(self, page: Page, locale: str) -> None:
        self.page = page
        self.locale = locale
        self.device = VirtualDevice(page)

    def say(self, message: str, **values: object) -> str:
        return text(self.locale, message, **values)

    def tab_to(self, message: str) -> None:
        name = self.say(message)
        for _ in range(_MAX_TABS):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(_FOCUSED)
            if focused == name or focused.startswith(f"{name}:"):
                return
        pytest.fail(f"{name} is not reachable by Tab")

    def press(self, message: str) -> None:
        self.tab_to(message)
        self.page.keyboard.press("Enter")

    def press_containing(self, name: str) -> None:
        """Press what has this name, whatever stands around it."""
        for _ in range(_MAX_TABS):
            self.page.keyboard.press("Tab")
            if name in self.page.evaluate(_FOCUSED):
                self.page.keyboard.press("Enter")
                return
        pytest.fail(f"{name} is not reachable by Tab")

    def write(self, words: str) -> None:
        for _ in range(_MAX_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.matches('main .input, dialog .input')"):
                self.page.keyboard.press("ControlOrMeta+a")
                self.page.keyboard.type(words)
                return
        pytest.fail("no field is reachable by Tab")

    def sees(self, message: str, **values: object) -> None:
        expect(self.page.get_by_text(self.say(message, **values)).first).to_be_visible()

    def heading(self, message: str) -> Locator:
        found = self.page.get_by_role("heading", level=1, name=self.say(message), exact=True)
        expect(found).to_be_visible()
        return found

    def make_account(self, name: str) -> str:
        """From the account screen to the printed code; returns the code."""
        self.press("Konto anlegen")
        self.heading("Konto anlegen")
        self.write(name)
        self.press("Passkey anlegen")
        return self.read_code()

    def read_code(self) -> str:
        expect(self.heading("Ihr Notfall-Code")).to_be_focused()
        code = "-".join(self.page.locator("ol.code li").all_inner_texts())
        assert len(code) == 41
        return code

    def is_signed_in_as(self, name: str) -> None:
        expect(self.page.get_by_role("heading", level=2, name=name)).to_be_visible()


def make_old(folder: Path) -> None:
    """Every sign-in was a quarter of an hour ago."""
    with sqlite3.connect(folder / "app.db") as database:
        database.execute("UPDATE account_session SET authenticated_at = datetime(authenticated_at, '-15 minutes')")


def faults(page: Page) -> list[str]:
    settled(page)
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    small = page.evaluate(TARGETS % SMALLEST_PX)
    return [*violations(page), *small, *([f"{too_wide} px too wide"] if too_wide > 0 else [])]


@pytest.mark.parametrize("locale", ["de", "ar"])
def test_a_resident_never_needs_a_password_nor_a_mouse(
    own_app: Served, open_page: OpenPage, tmp_path: Path, locale: str
) -> None:
    page = open_page(f"{own_app.url}/mehr", locale=locale)
    me = Person(page, locale)
    me.press("Konto")
    me.heading("Konto")
    code = me.make_account("Mira")
    assert faults(page) == []
    me.press("Ich habe den Code")
    me.is_signed_in_as("Mira")
    assert faults(page) == []

    me.press("Abmelden")
    me.press("Mit Passkey anmelden")
    me.is_signed_in_as("Mira")

    make_old(tmp_path)
    me.device.lose()
    me.device.plug_in()  # a second device; the first is at home
    me.press("Weiteren Passkey anlegen")
    expect(page.get_by_role("dialog")).to_contain_text(me.say("Bitte melden Sie sich noch einmal an"))
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name=me.say("Weiteren Passkey anlegen"))).to_be_focused()
    me.press("Abmelden")

    me.press("Notfall-Code benutzen")
    me.heading("Notfall-Code benutzen")
    me.write(code[:12] + ("7" if code[12] != "7" else "8") + code[13:])
    me.press("Anmelden")
    me.sees("In Gruppe {n} stimmt etwas nicht.", n=3)
    assert faults(page) == []
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(code.lower().replace("-", " "))
    me.press("Anmelden")
    assert me.read_code() != code
    me.press("Ich habe den Code")
    me.is_signed_in_as("Mira")
    me.sees("Angemeldet mit Notfall-Code")
    me.press("Weiteren Passkey anlegen")
    expect(page.locator(".key-row").filter(has_text=me.say("Umbenennen"))).to_have_count(2)
    assert me.device.passkeys == 1
    assert faults(page) == []

    me.press("Abmelden")
    me.press("Mit Passkey anmelden")
    me.sees("Angemeldet mit Passkey")


def test_an_important_step_asks_once_more_and_then_goes_on(
    own_app: Served, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{own_app.url}/konto")
    me = Person(page, "de")
    me.make_account("Ole")
    me.press("Ich habe den Code")
    me.press("Umbenennen")
    me.write("Mein Handy")
    me.press("Speichern")
    expect(page.locator(".key-row").first).to_contain_text("Mein Handy")

    make_old(tmp_path)
    me.press("Neuen Code anlegen")
    me.press("Mit Passkey bestätigen")
    me.read_code()
    me.press("Ich habe den Code")

    me.press("Entfernen")
    me.press("Entfernen")
    expect(page.get_by_role("dialog")).to_contain_text("Ohne diesen Passkey kommen Sie nur noch mit einem Notfall-Code")
    me.press("Trotzdem entfernen")
    me.sees("Sie haben noch keinen Passkey.")


def test_a_person_signs_another_browser_out(own_app: Served, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(f"{own_app.url}/konto")
    me = Person(page, "de")
    code = me.make_account("Ole")
    other = open_page(f"{own_app.url}/konto/notfall")
    other.get_by_label("Ihr Notfall-Code").fill(code)
    other.get_by_role("button", name="Anmelden").click()
    other.get_by_role("button", name="Ich habe den Code").click()
    expect(other.get_by_role("heading", name="Ole")).to_be_visible()

    me.press("Ich habe den Code")
    expect(page.get_by_text("Dieser Browser")).to_have_count(1)
    me.press("Überall sonst abmelden")
    expect(page.get_by_role("button", name="Überall sonst abmelden")).to_have_count(0)
    other.reload()
    expect(other.get_by_role("button", name="Mit Passkey anmelden")).to_be_visible()


def test_what_does_not_work_is_said_in_words(own_app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{own_app.url}/konto?fehler=cancelled")
    me = Person(page, "de")
    expect(page.get_by_role("alert")).to_contain_text("Abgebrochen. Es ist nichts passiert.")
    me.device.refuse()
    me.press("Konto anlegen")
    me.press("Passkey anlegen")
    me.sees("Bitte schreiben Sie einen Namen.")
    me.write("Ole")
    me.press("Passkey anlegen")
    expect(page.get_by_role("alert")).to_contain_text("Abgebrochen. Es ist nichts passiert.")
    own_app.stop()
    me.press("Passkey anlegen")
    expect(page.get_by_role("alert")).to_contain_text("Kein Netz. Dafür brauchen Sie Internet.")


def test_a_browser_without_passkeys_offers_what_it_can(app: Served, open_page: OpenPage) -> None:
    page = open_page(app.url)
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(f"{app.url}/konto")
    expect(page.get_by_text("Dieser Browser kann keine Passkeys.")).to_be_visible()
    expect(page.get_by_role("button", name="Mit Passkey anmelden")).to_have_count(0)
    expect(page.get_by_role("link", name="Notfall-Code benutzen")).to_be_visible()


@pytest.mark.parametrize("look", [{"mode": "einfach"}, {"textSize": 200}, {"theme": "dark", "contrast": "more"}])
@pytest.mark.parametrize("locale", ["de-simple", "ar"])
def test_the_account_reads_well_in_every_look(
    own_app: Served, open_page: OpenPage, locale: str, look: dict[str, object]
) -> None:
    page = open_page(own_app.url, locale=locale)
    page.evaluate("look => localStorage.setItem('settings', JSON.stringify(look))", {"locale": locale, **look})
    page.goto(f"{own_app.url}/konto")
    me = Person(page, locale)
    found = {"signed out": faults(page)}
    me.make_account("Müller-Lüdenscheidt-Hohenzollern " * 2)
    found["code"] = faults(page)
    me.press("Ich habe den Code")
    found["signed in"] = faults(page)
    assert found == {"signed out": [], "code": [], "signed in": []}
