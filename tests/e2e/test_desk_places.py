"""Editors, administrators and members: places, notes, people, organisations and the log, in a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from backend.core.identity import Role
from backend.core.ids import new_id
from tests.e2e.conftest import text
from tests.e2e.served import Served
from tests.e2e.test_desk import at_desk, sign_in, tab_to
from tests.e2e.test_everyone import SMALLEST_PX, TARGETS, settled, violations
from tests.people import SignedIn

OpenPage = Callable[..., Page]
GARAGE = "Parkhaus am Rathaus (P1)"
LIBRARY = "Mediothek"


@pytest.fixture
def editor(own_app: Served, tmp_path: Path) -> SignedIn:
    return sign_in(tmp_path, Role.EDITOR)


@pytest.fixture
def admin(own_app: Served, tmp_path: Path) -> SignedIn:
    return sign_in(tmp_path, Role.ADMIN)


def place_id(app: Served, name: str) -> str:
    return next(str(place["id"]) for place in app.read("places")["places"] if place["name"] == name)


def desk(app: Served, by: SignedIn, method: str, path: str, version: int | None = None, **body: object) -> Any:
    """Ask the desk's API as somebody else at another desk would."""
    headers = by.headers if version is None else by.headers | {"if-match": f'"v{version}"'}
    answer = httpx.request(method, f"{app.url}/api/v1/{path}", json=body or None, headers=headers)
    return answer.raise_for_status().json()


def note(app: Served, place: str, comment: str) -> str:
    """A note about a place, as somebody sends it from the app."""
    answer = httpx.post(
        f"{app.url}/api/v1/places/{place}/reports",
        json={"reason": "wrongHours", "comment": comment},
        headers={"idempotency-key": new_id().hex},
    )
    return str(answer.raise_for_status().json()["id"])


class Manager:
    """Somebody with a club, at the API. The session gets a new token when the rights change, as in a browser."""

    def __init__(self, api: httpx.Client) -> None:
        self._api = api
        self._club = ""

    @property
    def token(self) -> str:
        """The present token of the session."""
        return str([cookie.value for cookie in self._api.cookies.jar if cookie.name == "session"][-1])

    def found(self, name: str) -> str:
        """Make a club; returns its id."""
        body = {"name": name, "kind": "organiser"}
        answer = self._api.post("organisations", json=body, headers={"idempotency-key": new_id().hex})
        self._club = str(answer.raise_for_status().json()["id"])
        return self._club

    def invite(self) -> str:
        """The secret of a fresh invitation."""
        answer = self._api.post(f"organisations/{self._club}/invitations", json={"manages": True})
        return str(answer.raise_for_status().json()["token"])


@pytest.fixture
def manager(own_app: Served, tmp_path: Path) -> Iterator[Manager]:
    headers, cookies = {"sec-fetch-site": "same-origin"}, {"session": sign_in(tmp_path).token}
    with httpx.Client(base_url=f"{own_app.url}/api/v1/", headers=headers, cookies=cookies) as api:
        yield Manager(api)


@pytest.mark.parametrize("wide", [True, False])
def test_an_editor_corrects_an_opening_hour_with_the_keyboard_alone(
    own_app: Served, open_page: OpenPage, editor: SignedIn, wide: bool
) -> None:
    garage = place_id(own_app, GARAGE)
    page = at_desk(open_page, own_app, editor, "/orte", wide=wide)
    expect(page.locator("[data-row]").first).to_be_visible()
    tab_to(page, "durchsuchen")
    page.keyboard.type("Parkhaus am Rathaus")
    expect(page.locator("[data-row]")).to_have_count(1)
    tab_to(page, GARAGE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(GARAGE)
    tab_to(page, "Öffnungszeiten")
    page.keyboard.press("Control+a")
    page.keyboard.type("täglich 6 bis 23 Uhr")
    tab_to(page, "Grund")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bitte nennen Sie einen Grund.")).to_be_visible()
    page.keyboard.type("Aushang am Haus")
    page.keyboard.press("Enter")
    expect(page.get_by_text("In den Daten der Stadt: täglich 24 Stunden")).to_be_visible()
    expect(page.get_by_text("Ort geändert").first).to_be_visible()
    own_app.until(lambda: own_app.read(f"places/{garage}")["hoursText"] == "täglich 6 bis 23 Uhr")
    page.goto(f"{own_app.url}/orte/{garage}")
    expect(page.get_by_text("täglich 6 bis 23 Uhr")).to_be_visible()
    expect(page.get_by_text("von der Stadt geändert am")).to_be_visible()


def test_two_people_edit_one_place_and_the_second_chooses(
    own_app: Served, open_page: OpenPage, editor: SignedIn
) -> None:
    garage = place_id(own_app, GARAGE)
    page = at_desk(open_page, own_app, editor, f"/orte/{garage}", wide=True)
    page.get_by_label("Öffnungszeiten").fill("montags")
    page.get_by_label("Hinweis").fill("Mein Hinweis")
    page.get_by_label("Grund").fill("Anruf")
    desk(
        own_app,
        editor,
        "PATCH",
        f"desk/places/{garage}",
        0,
        hoursText="dienstags",
        street="Neue Straße 1",
        reason="Test",
    )
    page.get_by_role("button", name="Speichern").click()
    dialog = page.get_by_role("dialog", name="Jemand war schneller")
    expect(dialog.get_by_role("group")).to_have_count(2)
    dialog.get_by_role("group", name="Öffnungszeiten").get_by_role("radio", name="Jetzt gespeichert").check()
    dialog.get_by_role("button", name="Auswahl speichern").click()
    expect(page.get_by_text("Gespeichert. Alle sehen es jetzt.")).to_be_visible()
    saved = desk(own_app, editor, "GET", f"desk/places/{garage}")
    assert (saved["hoursText"], saved["note"], saved["street"]) == ("dienstags", "Mein Hinweis", "Neue Straße 1")


def test_two_entries_become_one_and_two_again(own_app: Served, open_page: OpenPage, editor: SignedIn) -> None:
    kept, gone = place_id(own_app, LIBRARY), place_id(own_app, GARAGE)
    page = at_desk(open_page, own_app, editor, f"/orte/{kept}/zusammenlegen?mit={gone}", wide=True)
    page.get_by_role("group", name="Öffnungszeiten").get_by_role("radio", name="täglich 24 Stunden").check()
    page.get_by_label("Grund").fill("steht doppelt drin")
    page.get_by_role("button", name="Zusammenlegen", exact=True).click()
    expect(page.get_by_text("Ort mit einem anderen zusammengelegt").first).to_be_visible()
    own_app.until(lambda: httpx.get(f"{own_app.url}/api/v1/places/{gone}").status_code == 307)
    page.goto(f"{own_app.url}/orte/{gone}")
    expect(page.get_by_role("heading", level=1)).to_have_text(LIBRARY)
    expect(page).to_have_url(f"{own_app.url}/orte/{kept}")
    page.goto(f"{own_app.url}/desk/orte/{gone}")
    page.get_by_role("button", name="Zurücknehmen").click()
    dialog = page.get_by_role("dialog", name="Änderung zurücknehmen?")
    dialog.get_by_label("Grund").fill("doch zwei Häuser")
    dialog.get_by_role("button", name="Zurücknehmen").click()
    expect(page.get_by_role("heading", name="Angaben ändern")).to_be_visible()
    own_app.until(lambda: httpx.get(f"{own_app.url}/api/v1/places/{gone}").status_code == 200)
    assert own_app.read(f"places/{kept}")["hoursText"] != "täglich 24 Stunden"


def test_a_note_is_answered_for_everybody_to_read(own_app: Served, open_page: OpenPage, editor: SignedIn) -> None:
    garage = place_id(own_app, GARAGE)
    note(own_app, garage, "Sonntags ist zu")
    page = at_desk(open_page, own_app, editor, "/orte/meldungen")
    expect(page.get_by_text("Sonntags ist zu")).to_be_visible()
    page.get_by_role("button", name="Antworten").click()
    dialog = page.get_by_role("dialog", name="Meldung beantworten")
    dialog.get_by_role("button", name="Antworten").click()
    expect(dialog.get_by_text("Bitte wählen Sie aus, was daraus wird.")).to_be_visible()
    dialog.get_by_role("radio", name="erledigt").check()
    dialog.get_by_label("Antwort für alle").fill("Danke, das steht jetzt richtig da.")
    dialog.get_by_role("button", name="Antworten").click()
    expect(page.get_by_text("Keine Meldungen")).to_be_visible()
    own_app.until(lambda: bool(own_app.read(f"places/{garage}")["answers"]))
    page.goto(f"{own_app.url}/orte/{garage}")
    expect(page.get_by_text("Danke, das steht jetzt richtig da.")).to_be_visible()


def test_an_administrator_gives_a_role_and_takes_it_back_from_the_log(
    own_app: Served, open_page: OpenPage, admin: SignedIn, tmp_path: Path
) -> None:
    someone = sign_in(tmp_path)
    page = at_desk(open_page, own_app, admin, f"/personen/{someone.account_id}", wide=True)
    form = page.get_by_role("form", name="Rollen")
    form.get_by_role("checkbox", name="Redaktion").check()
    form.get_by_label("Grund").fill("neu im Team")
    form.get_by_role("button", name="Rollen speichern").click()
    expect(page.get_by_text("Rollen geändert").first).to_be_visible()
    assert "editor" in desk(own_app, someone, "GET", "me")["roles"]
    page.goto(f"{own_app.url}/desk/protokoll")
    expect(page.get_by_text("Protokoll vollständig. Zahl der Einträge: 1")).to_be_visible()
    page.get_by_role("button", name="Einzelheiten").click()
    dialog = page.get_by_role("dialog", name="Rollen geändert")
    expect(dialog.get_by_text("Redaktion")).to_be_visible()
    dialog.get_by_role("button", name="Zurücknehmen").click()
    undo = page.get_by_role("dialog", name="Änderung zurücknehmen?")
    undo.get_by_label("Grund").fill("Irrtum")
    undo.get_by_role("button", name="Zurücknehmen").click()
    expect(page.get_by_text("Schon zurückgenommen.")).to_be_visible()
    assert "editor" not in desk(own_app, someone, "GET", "me")["roles"]


def test_a_club_is_made_verified_and_joined_by_invitation(
    own_app: Served, open_page: OpenPage, admin: SignedIn, tmp_path: Path
) -> None:
    founder, friend = sign_in(tmp_path), sign_in(tmp_path)
    page = at_desk(open_page, own_app, founder)
    page.goto(f"{own_app.url}/konto/organisation/neu")
    page.get_by_label("Name").fill("Chor am Westwall")
    page.get_by_role("button", name="Anlegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chor am Westwall")
    expect(page.get_by_text("wird noch geprüft")).to_be_visible()
    page.get_by_role("button", name="Link machen").click()
    link = page.get_by_label("Link zum Weitergeben").input_value()

    office = at_desk(open_page, own_app, admin, "/organisationen", wide=True)
    office.get_by_role("link", name="Chor am Westwall").click()
    office.get_by_role("radio", name="von der Stadt bestätigt").check()
    office.get_by_label("Grund").fill("steht im Vereinsregister")
    office.get_by_role("button", name="Speichern").click()
    expect(office.get_by_text("Verein oder Betrieb geändert").first).to_be_visible()

    other = at_desk(open_page, own_app, friend)
    other.goto(link)
    expect(other.get_by_role("heading", level=2)).to_have_text("Chor am Westwall")
    assert "#" not in other.url, "the secret leaves the address at once"
    other.get_by_role("button", name="Mitmachen").click()
    expect(other.get_by_text("von der Stadt bestätigt")).to_be_visible()
    expect(other.get_by_role("region", name="Mitglieder").get_by_role("listitem")).to_have_count(2)


@pytest.mark.parametrize(
    ("locale", "dark", "wide"),
    [("de", False, True), ("de", True, False), ("ar", True, True), ("ar", False, False)],
)
def test_these_screens_are_readable_for_everyone(
    own_app: Served, open_page: OpenPage, admin: SignedIn, manager: Manager, locale: str, dark: bool, wide: bool
) -> None:
    garage, library = place_id(own_app, GARAGE), place_id(own_app, LIBRARY)
    note(own_app, garage, "Sonntags ist zu")
    desk(own_app, admin, "PATCH", f"desk/places/{garage}", 0, hoursText="montags", reason="Test")
    club_id, invited = manager.found("Chor"), manager.invite()
    page = at_desk(open_page, own_app, admin, locale=locale, dark=dark, wide=wide)
    expect(page.get_by_role("heading", level=1)).to_have_text(text(locale, "Übersicht"))
    screens = [
        *("/desk/orte", "/desk/orte/meldungen", f"/desk/orte/{garage}", f"/desk/orte/{garage}/zusammenlegen"),
        f"/desk/orte/{garage}/zusammenlegen?mit={library}",
        *("/desk/personen", f"/desk/personen/{admin.account_id}"),
        *("/desk/organisationen", f"/desk/organisationen/{club_id}", "/desk/protokoll"),
    ]
    own = ["/konto/organisation/neu", f"/konto/organisation/{club_id}", f"/konto/einladung#{invited}"]
    found: dict[str, object] = {}
    for screen in [*screens, *own]:
        if screen == own[0]:
            page.context.add_cookies([{"name": "session", "value": manager.token, "url": own_app.url}])
        page.goto(own_app.url + screen)
        settled(page)
        faults = violations(page)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        small = page.evaluate(TARGETS % SMALLEST_PX)
        if faults or small or too_wide > 0:
            found[screen] = (faults, small, too_wide)
    assert found == {}
