"""Signing in and coming back: staff by the city's login, residents by passkey, on the way to something else."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from backend.core.clock import utc_now
from backend.core.db import Database
from tests.e2e.conftest import RATHAUS
from tests.e2e.served import Served
from tests.e2e.test_account import Person, faults, make_old
from tests.e2e.test_desk import bay_id, in_database
from tests.e2e.test_my_data import report
from tests.people import SignedIn, organisation, person

OpenPage = Callable[..., Page]
OFFICER = "K. Beispiel"
MOVE = "Daten dieses Geräts ins Konto übernehmen?"


@pytest.fixture
def demo(built: None, template: Path, tmp_path: Path) -> Iterator[Served]:
    """The demo with its own provider, to sign in to."""
    served = Served(tmp_path, template, APP_DEMO="true")
    served.start()
    yield served
    served.stop()


def choose(me: Person, name: str) -> None:
    """On the provider's page, which has no script: be this person."""
    expect(me.page.locator("main ul button").first).to_be_visible()
    for _ in range(20):
        me.page.keyboard.press("Tab")
        if me.page.evaluate("document.activeElement.textContent").startswith(name):
            me.page.keyboard.press("Enter")
            return
    pytest.fail(f"{name} is not reachable by Tab")


@pytest.mark.parametrize(("locale", "wide"), [("de", True), ("ar", False)])
def test_staff_come_by_the_citys_login_do_one_thing_and_leave_with_the_keyboard_alone(
    demo: Served, open_page: OpenPage, locale: str, wide: bool
) -> None:
    rathaus = bay_id(demo, RATHAUS)
    page = open_page(f"{demo.url}/desk/sensoren/plaetze/{rathaus}", locale=locale, wide=wide)
    me = Person(page, locale)
    me.press("Anmelden")
    me.heading("Konto")
    found = {"signed out": faults(page)}
    me.press("Anmelden")  # the city's login; its name follows
    expect(page).to_have_url(re.compile("/api/demo/sign-in/authorize"))
    assert page.locator("html").get_attribute("lang") == locale
    assert page.locator("html").get_attribute("dir") == ("rtl" if locale == "ar" else "ltr")
    found["provider"] = faults(page)
    choose(me, OFFICER)

    expect(page).to_have_url(f"{demo.url}/desk/sensoren/plaetze/{rathaus}")
    expect(page.get_by_role("heading", level=1)).to_have_text(RATHAUS)
    page.get_by_label(me.say("Grund")).wait_for()
    me.write("Baustelle")
    page.keyboard.press("Enter")
    me.sees("Stellplatz gesperrt")
    demo.until(lambda: demo.bay(rathaus)["status"] == "closed")

    me.press_containing(OFFICER)
    me.is_signed_in_as(OFFICER)
    expect(page.get_by_role("link", name=me.say("Arbeitsbereich"))).to_have_attribute("href", "/desk")
    found["account"] = faults(page)
    me.press("Abmelden")
    expect(page.get_by_role("link", name=me.say("Konto anlegen"))).to_be_visible()
    expect(page).to_have_url(f"{demo.url}/konto")
    assert page.context.cookies() == []
    assert found == {"signed out": [], "provider": [], "account": []}


def test_an_important_step_of_somebody_without_a_passkey_goes_through_the_login_they_have(
    demo: Served, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{demo.url}/konto")
    me = Person(page, "de")
    me.press("Anmelden")
    choose(me, OFFICER)
    me.is_signed_in_as(OFFICER)
    expect(page.get_by_role("button", name="Neuen Code anlegen")).to_be_visible()
    make_old(tmp_path)
    me.press("Neuen Code anlegen")
    dialog = page.get_by_role("dialog", name="Bitte melden Sie sich noch einmal an")
    expect(dialog.get_by_role("link", name="Demo-Anmeldung")).to_be_visible()
    expect(dialog.get_by_role("button", name="Mit Passkey bestätigen")).to_have_count(0)
    assert faults(page) == []
    me.press("Anmelden")
    choose(me, OFFICER)
    me.is_signed_in_as(OFFICER)
    me.press("Neuen Code anlegen")
    me.read_code()


def test_a_login_of_the_city_that_belongs_to_nobody_is_not_offered_for_an_important_step(
    demo: Served, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{demo.url}/konto")
    me = Person(page, "de")
    me.make_account("Mira")
    me.press("Ich habe den Code")
    expect(page.get_by_role("button", name="Neuen Code anlegen")).to_be_visible()
    make_old(tmp_path)
    me.press("Neuen Code anlegen")
    dialog = page.get_by_role("dialog", name="Bitte melden Sie sich noch einmal an")
    expect(dialog.get_by_role("button", name="Mit Passkey bestätigen")).to_be_visible()
    expect(dialog.get_by_role("link")).to_have_count(0)


def test_the_device_is_asked_about_once_wherever_the_city_login_leads(demo: Served, open_page: OpenPage) -> None:
    page = open_page(f"{demo.url}/desk")
    report(page, demo)
    me = Person(page, "de")
    me.press("Anmelden")
    me.heading("Konto")
    me.press("Anmelden")
    choose(me, OFFICER)
    expect(page).to_have_url(f"{demo.url}/desk")
    expect(page.get_by_role("dialog", name=MOVE)).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "POST" and "device-data" in answer.url):
        me.press("Nein, hier lassen")
    expect(page.get_by_role("dialog")).to_have_count(0)
    with page.expect_response(lambda answer: answer.request.method == "GET" and "device-data" in answer.url) as asked:
        page.reload()
    assert asked.value.json()["ask"] is False
    expect(page.get_by_role("heading", name="Übersicht")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_new_account_leads_back_and_the_question_waits_for_the_code(own_app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{own_app.url}/meine-daten")
    report(page, own_app)
    me = Person(page, "de")
    me.press("Anmelden")
    me.make_account("Mira")
    expect(page.get_by_role("dialog")).to_have_count(0)
    me.press("Ich habe den Code")
    expect(page).to_have_url(f"{own_app.url}/meine-daten")
    expect(page.get_by_role("dialog", name=MOVE)).to_be_visible()
    me.press("Ja, übernehmen")
    account = page.get_by_role("region", name="In Ihrem Konto")
    expect(account.get_by_role("heading", name="Ihre Meldungen zu Orten")).to_be_visible()


def test_an_invitation_waits_while_the_person_makes_an_account(
    own_app: Served, open_page: OpenPage, tmp_path: Path
) -> None:
    async def add(database: Database) -> tuple[str, SignedIn]:
        club = await organisation(database, utc_now)
        ago = timedelta(minutes=1)
        return str(club), await person(database, utc_now, member_of=club, manages=True, signed_in_ago=ago)

    club, manager = in_database(tmp_path, add)
    url = f"{own_app.url}/api/v1/organisations/{club}/invitations"
    token = httpx.post(url, json={}, headers=manager.headers).raise_for_status().json()["token"]
    page = open_page(f"{own_app.url}/konto/einladung#{token}")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    me = Person(page, "de")
    me.press("Anmelden")
    me.make_account("Mira")
    me.press("Ich habe den Code")
    expect(page).to_have_url(f"{own_app.url}/konto/einladung")
    me.press("Mitmachen")
    expect(page).to_have_url(f"{own_app.url}/konto/organisation/{club}")
    assert [address for address in sent if token in address] == [], "the secret is in no address"


def test_a_link_cannot_choose_a_foreign_place_to_come_back_to(own_app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{own_app.url}/konto?zurueck=//evil.example/")
    me = Person(page, "de")
    me.make_account("Mira")
    me.press("Ich habe den Code")
    expect(page).to_have_url(f"{own_app.url}/konto")
    me.is_signed_in_as("Mira")
