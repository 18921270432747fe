"""People look something up: in their language, in plain German, without script, without network, on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import installed, text
from tests.e2e.served import Served

OpenPage = Callable[..., Page]
_KEPT = """async (path) => {
  const cache = await caches.open('snapshots');
  for (let left = 300; !(await cache.match(path, { ignoreVary: true })); left--) {
    if (left === 0) throw new Error(`${path} is not kept`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""
TITLES = {"de": "Wohnung anmelden", "de-simple": "Die neue Wohnung anmelden", "ar": "تسجيل المسكن الجديد"}


@pytest.mark.parametrize("locale", list(TITLES))
def test_from_start_to_the_answer(app: Served, open_page: OpenPage, locale: str) -> None:
    page = open_page(app.url, locale=locale)
    page.get_by_role("link", name=text(locale, "Rathaus"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("searchbox").fill("Anmeldung")
    page.get_by_role("link", name=TITLES[locale]).click()

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(TITLES[locale])
    expect(heading).to_be_focused()
    assert page.evaluate("document.documentElement.dir") == ("rtl" if locale == "ar" else "ltr")
    expect(page.locator("ol.steps > li")).to_have_count(4)
    expect(page.locator("main")).to_contain_text("§ 17 BMG")
    expect(page.locator("main")).to_contain_text("Bundesmeldegesetz")


def test_a_word_of_the_office_is_explained_on_a_tap(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/rathaus/anmeldung", locale="tr")
    word = page.get_by_role("button", name="Wohnungsgeberbestätigung")
    word.click()
    expect(page.get_by_role("dialog")).to_contain_text("Ev sahibi belgesi")
    page.keyboard.press("Escape")
    expect(word).to_be_focused()


def test_the_language_of_one_page_can_be_changed_and_shared(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/rathaus/anmeldung")
    page.get_by_role("link", name="Einfache Sprache").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES["de-simple"])
    assert page.url.endswith("?sprache=de-simple")
    page.goto(f"{app.url}/rathaus/anmeldung?sprache=ar")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(TITLES["ar"])
    assert heading.get_attribute("lang") == "ar"
    # the app around it keeps the reader's language
    expect(page.get_by_role("button", name="Drucken")).to_be_visible()


def test_a_page_that_is_not_translated_says_so(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/rathaus/ausweis-verloren", locale="uk")
    expect(page.locator(".notice")).to_contain_text("Цієї сторінки ще немає вашою мовою")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Ausweis oder Pass verloren")
    assert heading.get_attribute("lang") == "de"


@pytest.mark.parametrize("locale", list(TITLES))
def test_it_reads_the_same_without_javascript(app: Served, browser: Browser, locale: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="de-DE", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{app.url}/rathaus")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rathaus")
    page.goto(f"{app.url}/rathaus/anmeldung?sprache={locale}")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[locale])
    expect(page.locator("ol > li")).to_have_count(4)
    page.get_by_role("link", name="Wohnungsgeber").first.click()
    assert "#wort-wohnungsgeberbestaetigung" in page.url
    context.close()


def test_every_page_opens_without_network_after_one_visit_to_the_app(own_app: Served, open_page: OpenPage) -> None:
    page = open_page(own_app.url)  # the start screen alone
    installed(page)
    page.evaluate(_KEPT, "/api/v1/content/de/all")
    own_app.stop()
    page.goto(f"{own_app.url}/rathaus/ausweis-verloren")  # never opened before
    expect(page.get_by_role("heading", level=1)).to_have_text("Ausweis oder Pass verloren")
    expect(page.locator(".notice").first).to_contain_text("Sie lesen die gespeicherte Seite.")
    page.goto(f"{own_app.url}/rathaus")
    page.get_by_role("searchbox").fill("perso")
    expect(page.get_by_role("link", name="Ausweis oder Pass verloren")).to_be_visible()


def test_an_unknown_page_leads_back_to_the_list(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/rathaus/gibt-es-nicht")
    page.get_by_role("link", name="Alle Seiten ansehen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rathaus")


def test_paper_shows_the_text_and_none_of_the_buttons(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/rathaus/anmeldung")
    expect(page.get_by_role("button", name="Drucken")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Drucken")).to_be_hidden()
    expect(page.get_by_role("navigation").first).to_be_hidden()
    expect(page.locator("ol.steps")).to_be_visible()


_VOICE = """
  window.spoken = [];
  const voices = [{ lang: 'ar-SA', name: 'one' }];
  const speak = (utterance) => { window.spoken.push([utterance.lang, utterance.text]); };
  const cancel = () => { window.spoken.push(['', 'cancel']); };
  const value = { getVoices: () => voices, speak, cancel, addEventListener() {} };
  Object.defineProperty(window, 'speechSynthesis', { value });
"""


def test_a_page_is_read_aloud_in_its_own_language(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/rathaus/anmeldung")
    expect(page.get_by_role("button", name="Drucken")).to_be_visible()
    assert page.get_by_role("button", name="Vorlesen").count() == 0  # no German voice here, and a wrong one is worse
    page.context.add_init_script(_VOICE)
    page.goto(f"{app.url}/rathaus/anmeldung?sprache=ar")
    button = page.get_by_role("button", name="Vorlesen")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    spoken = [line for line in page.evaluate("window.spoken") if line[0]]
    assert {language for language, _ in spoken} == {"ar"}
    assert any("هل انتقلتم إلى المدينة؟" in line for _, line in spoken)
    button.click()
    assert page.evaluate("window.spoken.at(-1)") == ["", "cancel"]
    expect(button).to_have_attribute("aria-pressed", "false")
