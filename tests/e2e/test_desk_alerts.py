"""The city warns: one officer writes, another releases, and a resident's phone shows it."""

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from backend.core.identity import Role
from tests.e2e.served import Served
from tests.e2e.test_desk import at_desk, sign_in, tab_to
from tests.e2e.test_everyone import violations

OpenPage = Callable[..., Page]
STEP = "Schließen Sie Fenster und Türen."


def test_two_officers_release_a_warning_and_a_resident_sees_it(
    own_app: Served, open_page: OpenPage, tmp_path: Path
) -> None:
    author, second = sign_in(tmp_path, Role.OFFICER), sign_in(tmp_path, Role.OFFICER)
    page = at_desk(open_page, own_app, author, "/warnungen", wide=True)
    tab_to(page, "Neue Warnung")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Stadtmitte")).to_be_visible()
    tab_to(page, "Was ist passiert?")
    page.keyboard.type("Rauch")
    tab_to(page, "Stadtmitte")
    page.keyboard.press("Space")
    expect(page.locator("[data-preview]")).to_contain_text("Rauch und Brandgeruch – ")
    page.get_by_role("button", name="Українська").click()
    expect(page.locator("[data-preview]")).to_contain_text("Зачиніть вікна й двері.")
    assert violations(page) == []
    page.get_by_label("Grund").focus()
    page.keyboard.type("Anruf der Feuerwehr")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Freigabe")).to_be_visible()
    expect(page.get_by_text("Eine zweite Person gibt diese Warnung frei.")).to_be_visible()
    expect(page.get_by_role("button", name="Jetzt warnen")).to_have_count(0)
    tab_to(page, "Zur Freigabe senden")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Wartet auf Freigabe")).to_be_visible()
    expect(page.locator("[data-reach]")).to_have_text("0 Handys bekommen die Meldung.")
    assert violations(page) == []

    other = at_desk(open_page, own_app, second, page.url.partition("/desk")[2], wide=True)
    expect(other.locator("[data-preview]")).to_contain_text(STEP)
    tab_to(other, "Jetzt warnen")
    released = time.monotonic()
    other.keyboard.press("Enter")
    expect(other.get_by_role("link", name="In der App ansehen")).to_be_visible()
    phone = open_page(own_app.url)
    phone.goto(f"{own_app.url}/warnungen")
    phone.get_by_role("link", name="Rauch und Brandgeruch").first.click()
    expect(phone.get_by_text(STEP)).to_be_visible()
    print(f"from release to the steps on a resident's phone: {time.monotonic() - released:.1f} s")
    assert violations(other) == []
