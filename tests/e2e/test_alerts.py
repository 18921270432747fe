"""Someone is warned: a senior in Einfach mode, a newcomer, a phone without network, someone at the edge of the area."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from backend.alerts.cap.model import Area, NamedValue
from tests.alerts.kit import follow_up
from tests.alerts.source import Source
from tests.alerts.test_feeds import say
from tests.e2e.conftest import installed, text
from tests.e2e.served import Served
from tests.e2e.test_everyone import SMALLEST_PX, TARGETS, settled, violations
from tests.e2e.warned import HUELS, STEPS, UERDINGEN, named, warned_app, warning
from tests.e2e.warned import text as words

OpenPage = Callable[..., Page]
HEADLINE = "Starkregen im Test"
WARNED = (
    warning(
        "mow.DE-1",
        words(),
        words(language="en", headline="Heavy rain in a test", instruction="Stay inside."),
        words(language="ar", headline="أمطار غزيرة", instruction="ابقوا في المنزل."),
    ),
)


@pytest.fixture(scope="module")
def warned(built: None, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One app for tests that change nothing, with a warning for Uerdingen."""
    with warned_app(tmp_path_factory.mktemp("warned"), template, *WARNED) as (served, _):
        yield served


@pytest.fixture
def own_warned(built: None, template: Path, tmp_path: Path) -> Iterator[tuple[Served, Source]]:
    with warned_app(tmp_path, template, *WARNED) as both:
        yield both


VOICE = """
window.spoken = [];
const voice = { lang: 'de-DE', name: 'Test', default: true, localService: true, voiceURI: 'test' };
speechSynthesis.getVoices = () => [voice];
speechSynthesis.speak = ({ text }) => spoken.push(text);
Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false } });
"""
"""A voice, on a page that nobody has touched yet: the test's own scripts would count as a touch."""


def choose(page: Page, **settings: object) -> None:
    """Change the choices kept on the device and open the page again."""
    page.evaluate(
        "(more) => { localStorage.settings = JSON.stringify({ ...JSON.parse(localStorage.settings), ...more }) }",
        settings,
    )
    page.reload()


def kept_by_the_worker(page: Page, path: str) -> None:
    """Wait until this answer opens without network."""
    kept = page.evaluate(
        """async (path) => {
          const cache = await caches.open('snapshots');
          for (let turn = 0; turn < 200; turn += 1) {
            if (await cache.match(path)) return true;
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          return false;
        }""",
        path,
    )
    assert kept


def banner(page: Page, locale: str = "de") -> Locator:
    """The warnings on top of a screen."""
    return page.get_by_role("region", name=text(locale, "Warnungen"))


def test_a_senior_in_einfach_mode_reads_what_to_do_and_says_so(warned: Served, open_page: OpenPage) -> None:
    page = open_page(warned.url)
    page.add_init_script(VOICE)
    choose(page, mode="einfach")

    expect(page.get_by_role("heading", level=1)).to_have_text("Große Gefahr")  # it opened by itself
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    steps = page.get_by_role("region", name="Das sollen Sie jetzt tun").get_by_role("listitem")
    expect(steps).to_have_text(STEPS)
    expect(page.get_by_role("link", name="Notruf 112")).to_have_attribute("href", "tel:112")
    assert page.evaluate("spoken") == []  # browsers speak only after the first touch
    page.get_by_role("heading", name=HEADLINE).click()
    page.wait_for_function("(step) => spoken.includes(step)", arg=STEPS[1])
    page.get_by_role("button", name="Ich habe es verstanden").click()
    expect(page.get_by_role("button", name="Verstanden")).to_have_attribute("aria-pressed", "true")

    page.goto(warned.url)
    expect(banner(page)).to_contain_text(HEADLINE)
    expect(banner(page)).not_to_contain_text("Gilt bis")  # small now, and still there
    expect(page.get_by_role("link", name="Warnungen", exact=True)).to_be_visible()
    expect(page.get_by_text("Keine Warnung aktiv")).to_have_count(0)


def test_who_is_deaf_and_new_here_feels_it_and_reads_it_all_in_ukrainian(
    built: None, template: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    """Nothing depends on sound: there is none. What the codes of the federal feed say is there in the own language."""
    codes = (NamedValue("instructionCode", "BBK-ISC-082"),)
    german = words(instruction="Es besteht keine Gefahr.", parameters=codes)
    with warned_app(tmp_path, template, warning("mow.DE-1", german)) as (served, source):
        page = open_page(served.url, locale="uk")
        page.add_init_script(
            "delete window.speechSynthesis; window.shaken = []; navigator.vibrate = (p) => shaken.push(p)"
        )
        page.reload()
        expect(banner(page, "uk").locator(".icon").first).to_be_visible()
        page.locator("h1").click()
        say(source, warning("mow.DE-1", german), warning("mow.DE-2", german))
        served.until(lambda: len(served.read("alerts")["alerts"]) == 2)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.wait_for_function("shaken.length > 0")

        banner(page, "uk").get_by_role("link").first.click()

        todo = page.get_by_role("region", name=text("uk", "Das sollen Sie jetzt tun"))
        expect(todo.get_by_role("listitem")).to_have_text(["Небезпеки немає."])
        expect(todo).to_contain_text(text("uk", "Diesen Text haben wir übersetzt, nicht der Absender."))
        expect(todo.locator("ol")).to_have_attribute("lang", "uk")


def test_a_newcomer_reads_the_frame_in_ukrainian_and_the_text_in_a_language_there_is(
    warned: Served, open_page: OpenPage
) -> None:
    page = open_page(warned.url, locale="uk")
    expect(banner(page, "uk")).to_contain_text(text("uk", "Große Gefahr"))
    banner(page, "uk").get_by_role("link").click()
    todo = page.get_by_role("region", name=text("uk", "Das sollen Sie jetzt tun"))
    expect(todo.locator("ol")).to_have_attribute("lang", "en")
    expect(page.locator("main")).to_contain_text(text("uk", "Nicht alles gibt es in Ihrer Sprache."))

    page.get_by_role("button", name="العربية").click()

    todo = page.get_by_role("region", name=text("ar", "Das sollen Sie jetzt tun"))
    expect(todo.get_by_role("listitem")).to_have_text(["ابقوا في المنزل."])
    assert page.evaluate("document.documentElement.dir") == "rtl"


def test_a_phone_without_network_since_yesterday_has_the_instructions_and_claims_nothing(
    own_warned: tuple[Served, Source], open_page: OpenPage
) -> None:
    served, _ = own_warned
    page = open_page(served.url)
    installed(page)
    expect(banner(page)).to_be_visible()
    address = banner(page).get_by_role("link").get_attribute("href")
    kept_by_the_worker(page, f"/api/v1/alerts/{(address or '').rpartition('/')[2]}")
    page.context.set_offline(True)
    page.goto(f"{served.url}{address}")
    expect(page.get_by_role("region", name="Das sollen Sie jetzt tun").get_by_role("listitem")).to_have_text(STEPS)
    expect(page.locator("svg.area-map")).to_be_visible()

    page.clock.install(time=datetime.now(UTC) + timedelta(hours=20))
    page.goto(f"{served.url}/warnungen")

    expect(page.locator("main")).to_contain_text("Warnungen lassen sich gerade nicht prüfen")
    expect(page.locator("main")).to_contain_text("Keine Verbindung.")
    expect(page.locator("li.alert-row").first).to_contain_text("Galt bis")
    expect(page.get_by_text("Keine Warnung aktiv")).to_have_count(0)
    page.goto(served.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Warnungen lassen sich gerade nicht prüfen")).to_be_visible()
    expect(banner(page)).to_have_count(0)


@pytest.mark.parametrize(
    ("position", "verdict"), [(UERDINGEN, "Sie sind im Warngebiet"), (HUELS, "Sie sind nicht im Warngebiet")]
)
def test_whether_one_is_affected_is_decided_on_the_phone(
    warned: Served, open_page: OpenPage, position: dict[str, float], verdict: str
) -> None:
    page = open_page(warned.url)
    page.context.grant_permissions(["geolocation"], origin=warned.url)
    page.context.set_geolocation(position)  # type: ignore[arg-type]
    banner(page).get_by_role("link").click()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))

    page.get_by_role("button", name="Bin ich betroffen?").click()

    expect(page.get_by_role("region", name="Wo gilt die Warnung?")).to_contain_text(verdict)
    expect(page.locator("svg.area-map .area-me")).to_have_count(1)
    assert [
        request for request in sent if str(position["latitude"]) in request or "lat" in request.split("?")[-1]
    ] == []


def test_the_all_clear_is_as_calm_as_the_warning_was_loud(
    own_warned: tuple[Served, Source], open_page: OpenPage
) -> None:
    served, source = own_warned
    page = open_page(served.url)
    expect(banner(page).get_by_role("link")).to_have_class("banner tone-severe")
    over = follow_up(WARNED[0], "mow.DE-2", "Cancel", sent=datetime.now(UTC).replace(microsecond=0))
    say(source, named(over, "mow.DE-2"))
    served.until(lambda: served.read("alerts")["alerts"][0]["state"] == "allClear")

    installed(page)
    from_cache = "fetch('/api/v1/alerts').then((answer) => answer.headers.get('x-from-cache'))"
    assert page.evaluate(from_cache) is None  # the worker asks the network first, an old warning must not stand
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(banner(page).get_by_role("link")).to_have_class("banner tone-clear")
    expect(banner(page)).to_contain_text("Entwarnung")
    banner(page).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entwarnung")
    expect(page.get_by_role("region", name="Verlauf").get_by_role("listitem")).to_have_count(2)


def test_only_the_chosen_stadtteile_put_a_warning_on_top(warned: Served, open_page: OpenPage) -> None:
    page = open_page(f"{warned.url}/warnungen")
    page.get_by_text("Für welche Stadtteile?").first.click()
    page.get_by_role("button", name="Hüls", exact=True).click()
    expect(page.get_by_role("heading", name="In anderen Stadtteilen")).to_be_visible()
    page.goto(warned.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(banner(page)).to_have_count(0)

    page.goto(f"{warned.url}/warnungen")
    page.get_by_text("Für welche Stadtteile?").first.click()
    page.get_by_role("button", name="Uerdingen").click()
    page.goto(warned.url)
    expect(banner(page)).to_contain_text("Ihr Stadtteil ist betroffen")


def test_a_hundred_warnings_stay_readable(built: None, template: Path, tmp_path: Path, open_page: OpenPage) -> None:
    city = (Area(description="Stadt", geocodes=(NamedValue("AGS", "05114000"),)),)
    many = [warning(f"mow.DE-{number}", words(headline=f"Warnung {number}", areas=city)) for number in range(100)]
    with warned_app(tmp_path, template, *many) as (served, _):
        page = open_page(served.url)
        expect(banner(page).get_by_role("link")).to_have_count(3)
        banner(page).get_by_role("link", name="Alle Warnungen ansehen").click()
        expect(page.locator("li.alert-row")).to_have_count(20)
        page.get_by_role("button", name="Alle Warnungen ansehen").click()
        expect(page.locator("li.alert-row")).to_have_count(100)


def test_without_a_source_nothing_is_called_safe_and_the_demo_says_that_it_is_one(
    own_app: Served, open_page: OpenPage
) -> None:
    page = open_page(own_app.url)
    expect(page.get_by_text("Hier werden noch keine Warnungen geprüft")).to_be_visible()
    expect(page.get_by_text("Keine Warnung aktiv")).to_have_count(0)
    expect(banner(page)).to_have_count(0)


@pytest.mark.parametrize("locale", ["de", "de-simple", "ar"])
@pytest.mark.parametrize(("mode", "dark"), [("normal", False), ("normal", True), ("einfach", False)])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    warned: Served, open_page: OpenPage, locale: str, mode: str, dark: bool
) -> None:
    page = open_page(warned.url, locale=locale, dark=dark)
    (summary,) = warned.read("alerts")["alerts"]
    story, revision = summary["id"], summary["revision"]
    if mode == "einfach":  # where what has not been read opens by itself
        page.evaluate("(seen) => { localStorage['device:alerts-understood'] = JSON.stringify([seen]) }", revision)
    choose(page, mode=mode)
    found = {}
    for screen in ("/", "/warnungen", f"/warnungen/{story}", "/warnungen/gibt-es-nicht"):
        page.goto(warned.url + screen)
        settled(page)
        if screen == "/":
            expect(banner(page, locale)).to_be_visible()
        if screen == "/warnungen":
            page.locator("details summary").first.click()
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        small = page.evaluate(TARGETS % SMALLEST_PX)
        if (faults := violations(page)) or too_wide > 0 or small:
            found[screen] = (faults, too_wide, small)

    assert found == {}


def test_text_at_twice_the_size_stays_on_the_screen(warned: Served, open_page: OpenPage) -> None:
    page = open_page(warned.url)
    choose(page, textSize=200)
    story = warned.read("alerts")["alerts"][0]["id"]
    for screen in ("/", "/warnungen", f"/warnungen/{story}"):
        page.goto(warned.url + screen)
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, screen
