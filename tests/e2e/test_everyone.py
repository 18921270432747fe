"""What holds on every screen: readable for everyone, reachable by keyboard, large enough, no foreign host."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PWA, RATHAUS
from tests.e2e.served import Served

OpenPage = Callable[..., Page]
SCREENS = [
    *("/", "/parken", "/parken?zeige=disabled", "{bay}", "{street}", "{garage}"),
    *("/orte", "/orte?accessible=1", "{place}", "/karte", "/warnungen"),
    *("/rathaus", "/rathaus?q=perso", "/rathaus/anmeldung", "/rathaus/notfall", "/impressum", "/barrierefreiheit"),
    *("/fragen", "/fragen/nachrichten", "/suche?q=ausweis"),
    *("/mehr", "/mehr/einstellungen", "/mehr/sprache", "/mehr/installieren", "/mehr/ueber"),
    *("/konto", "/konto/neu", "/konto/notfall"),
    *("/meine-daten", "/privacy", "/offline", "/gibt-es-nicht"),
]
LOOKS = [(locale, wide) for locale in ("de", "de-simple", "ar") for wide in (False, True)]
SMALLEST_PX = 48
# Links inside a sentence and what only a screen reader sees are excepted (WCAG 2.5.8); the map's canvas is no target.
TARGETS = """() => [...document.querySelectorAll('a[href], button, select, input, textarea, summary')]
  .filter((e) => e.checkVisibility({ opacityProperty: true }) && !e.matches('.skip'))
  .filter((e) => !e.closest('p, .maplibregl-ctrl-attrib'))
  .map((e) => [e.closest('label') ?? e.closest(e.matches('.cover') ? '.card' : e.matches('.row-link') ? 'tr' : '*'), e])
  .map(([box, e]) => ({ box: box.getBoundingClientRect(), name: e.outerHTML.slice(0, 90) }))
  .filter(({ box }) => Math.min(box.width, box.height) < %d - 0.5)
  .map(({ box, name }) => `${Math.round(box.width)}x${Math.round(box.height)} ${name}`)"""


@pytest.fixture(scope="module")
def addresses(app: Served) -> dict[str, str]:
    """Addresses of one of each kind of detail screen."""
    sites = app.read("parking/sites")["sites"]
    bay = next(bay for bay in app.bays() if bay["name"] == RATHAUS)
    street = next(site for site in sites if site["kind"] == "street")
    garage = next(site for site in sites if len(site["entrances"]) > 1)
    place = next(place for place in app.read("places")["places"] if place["accessibleToilet"])
    return {
        "bay": f"/parken/platz/{bay['id']}",
        "street": f"/parken/ort/{street['id']}",
        "garage": f"/parken/ort/{garage['id']}",
        "place": f"/orte/{place['id']}",
    }


def settled(page: Page) -> None:
    """The screen has its content: styles and fonts there, no skeleton, a map drawn where there is one."""
    page.wait_for_load_state("load")  # a page without script is readable before its styles have come
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.evaluate("document.fonts.ready")
    if page.locator(".map-box").count():
        expect(page.locator(".map-box[data-ready]")).to_have_count(1, timeout=30_000)


def violations(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate((PWA / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [f"{found['id']}: {node['html'][:120]}" for found in result["violations"] for node in found["nodes"]]


@pytest.mark.parametrize(("locale", "wide"), LOOKS)
def test_axe_finds_nothing_on_any_screen_light_and_dark_and_nothing_is_cut_off(
    app: Served, open_page: OpenPage, addresses: dict[str, str], locale: str, wide: bool
) -> None:
    page = open_page(app.url, locale=locale, wide=wide)
    found: dict[str, Any] = {}
    for screen in SCREENS:
        page.emulate_media(color_scheme="light")
        page.goto(app.url + screen.format_map(addresses))
        settled(page)
        faults = violations(page)
        page.emulate_media(color_scheme="dark")
        faults += violations(page)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if faults or too_wide > 0:
            found[screen] = (faults, too_wide)

    assert found == {}


def test_nobody_is_asked_to_sign_in_to_read(app: Served, open_page: OpenPage, addresses: dict[str, str]) -> None:
    page = open_page(app.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    met: dict[str, str] = {}
    for screen in SCREENS:
        if screen.startswith(("/konto", "/meine-daten")):
            continue
        address = app.url + screen.format_map(addresses)
        page.goto(address)
        settled(page)
        if page.url != address or page.locator("dialog[open], input[type=password]").count():
            met[screen] = page.url
        if page.locator("main").get_by_text("Anmelden", exact=True).count():
            met[screen] = "a sign-in button"

    assert met == {}
    assert [url for url in asked if "/api/v1/me" in url or "/sign-in/" in url] == [], "nobody is even looked up"
    assert page.context.cookies() == []


@pytest.mark.parametrize("wide", [False, True])
def test_everything_to_tap_is_48_px_large(
    app: Served, open_page: OpenPage, addresses: dict[str, str], wide: bool
) -> None:
    page = open_page(app.url, wide=wide)
    found: dict[str, list[str]] = {}
    for screen in SCREENS:
        page.goto(app.url + screen.format_map(addresses))
        settled(page)
        if small := page.evaluate(TARGETS % SMALLEST_PX):
            found[screen] = small

    assert found == {}


def test_the_whole_way_works_with_the_keyboard_alone(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/parken", badge=True)
    expect(page.locator("li.option").first).to_be_visible()

    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.evaluate("document.activeElement.textContent + (document.activeElement.ariaLabel ?? '')")
            if name in focused:
                return
        pytest.fail(f"{name} is not reachable by Tab")

    tab_to("Zum Inhalt")
    page.keyboard.press("Enter")
    tab_to("Für mich")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Für mich")).to_be_focused()
    tab_to("Jetzt frei")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Jetzt frei")).to_have_attribute("aria-pressed", "true")
    tab_to(RATHAUS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    tab_to("Platz beobachten")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Nicht mehr beobachten")).to_be_focused()


def test_the_map_is_drawn_with_pins_and_can_be_skipped(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/karte")
    settled(page)
    expect(page.get_by_role("region", name="Karte der Stadt").first).to_be_visible()
    expect(page.get_by_role("button", name="Karte vergrößern")).to_be_visible()

    page.get_by_role("link", name="Karte überspringen").focus()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.closest('.map') !== null && document.activeElement.tagName") == "SPAN"


def test_text_at_twice_the_size_is_neither_cut_nor_pushed_out(
    app: Served, open_page: OpenPage, addresses: dict[str, str]
) -> None:
    page = open_page(app.url)
    page.evaluate("localStorage.setItem('settings', JSON.stringify({ locale: 'de', textSize: 200 }))")
    found: dict[str, int] = {}
    for screen in SCREENS:
        page.goto(app.url + screen.format_map(addresses))
        settled(page)
        if (too_wide := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            found[screen] = too_wide

    assert found == {}
