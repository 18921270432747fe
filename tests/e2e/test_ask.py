"""People ask the city: in Ukrainian, read aloud in the Einfach mode, in danger, in Arabic, without network."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import RATHAUS, installed, text
from tests.e2e.served import Served
from tests.e2e.test_everyone import violations
from tests.e2e.test_town_hall import _KEPT

OpenPage = Callable[..., Page]
_GERMAN_VOICE = """
  window.spoken = [];
  const speak = (utterance) => { window.spoken.push([utterance.lang, utterance.text]); };
  const value = { getVoices: () => [{ lang: 'de-DE' }], speak, cancel() {}, addEventListener() {} };
  Object.defineProperty(window, 'speechSynthesis', { value });
"""


def ask(page: Page, question: str) -> None:
    """Type a question, send it by the keyboard, and wait until the heading of the answer has the focus."""
    field = page.locator("form.ask textarea")
    field.fill(question)
    field.press("Enter")
    expect(page.locator(".turn").first).to_contain_text(question)
    expect(page.locator(".turn").first.locator("h2").first).to_be_focused()


def test_a_newcomer_asks_in_ukrainian_and_reads_the_page(app: Served, open_page: OpenPage) -> None:
    page = open_page(app.url, locale="uk")
    page.get_by_role("searchbox").fill("анмельдунг реєстрація житла")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    page.get_by_role("button", name=text("uk", "Als Frage stellen")).click()
    expect(page.locator(".turn h2").first).to_be_focused()

    ask(page, "Як зареєструвати нове житло?")
    answer = page.locator(".turn").first
    choice = answer.get_by_role("button", name="Реєстрація")
    if choice.count():  # a question back is a good answer, too
        choice.first.click()
    expect(answer.locator("ol.steps > li").first).to_be_visible()
    expect(answer).to_contain_text("Bundesmeldegesetz")
    expect(answer).to_contain_text("2026")
    assert answer.locator("[data-answer]").get_attribute("lang") == "uk"
    assert violations(page) == []

    answer.get_by_role("button", name=text("uk", "Andere Sprache")).click()
    page.get_by_role("dialog").get_by_role("button", name="Deutsch", exact=True).click()
    expect(answer.locator("h2").first).to_be_focused()
    assert answer.locator("[data-answer]").get_attribute("lang") == "de"
    answer.get_by_role("button", name=text("uk", "Einfache Sprache")).click()
    expect(answer.locator("[data-answer]")).to_have_attribute("lang", "de-simple")
    answer.get_by_role("button", name=text("uk", "Ja")).click()
    expect(answer).to_contain_text(text("uk", "Danke!"))

    answer.get_by_role("link", name=text("uk", "Mehr dazu lesen")).click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert "/rathaus/" in page.url
    page.go_back()
    expect(page.locator(".turn")).to_have_count(2)  # the talk is still there
    page.get_by_role("button", name=text("uk", "Fragen und Antworten löschen")).click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("form.ask textarea")).to_be_focused()


def test_a_senior_is_read_the_answer_and_a_person_in_danger_gets_the_number(app: Served, open_page: OpenPage) -> None:
    page = open_page(app.url)
    page.context.add_init_script(_GERMAN_VOICE)
    page.evaluate("localStorage.setItem('settings', JSON.stringify({ locale: 'de', mode: 'einfach' }))")
    page.goto(app.url)
    page.get_by_role("link", name="Eine Frage stellen").click()
    ask(page, "Mein Ausweis ist weg.")
    title = page.locator(".turn h2").first.inner_text()
    assert title in [line for _, line in page.evaluate("window.spoken")]
    reading = page.get_by_role("button", name="Vorlesen").last
    expect(reading).to_have_attribute("aria-pressed", "true")
    reading.click()
    expect(reading).to_have_attribute("aria-pressed", "false")

    ask(page, "ich will nicht mehr leben")
    newest = page.locator(".turn").first
    calls = newest.get_by_role("link")
    expect(calls.first).to_have_attribute("href", "tel:08001110111")
    expect(newest.locator("[data-answer]")).to_have_count(0)
    assert violations(page) == []

    ask(page, "Meine IBAN ist DE89370400440532013000")
    expect(page.locator(".turn").first).to_contain_text("keine persönlichen Daten")
    kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])")
    assert [word for word in ("IBAN", "Ausweis", "leben") if word in kept] == []


def test_a_driver_finds_a_bay_and_writes_to_the_city(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/fragen", locale="ar")
    page.get_by_role("button", name=text("ar", "Wo ist ein Behindertenparkplatz frei?")).click()
    bay = page.get_by_role("link", name=re.compile(RATHAUS))
    expect(bay).to_contain_text(text("ar", "frei"))
    expect(page.locator(".turn h2").first).to_be_focused()
    assert violations(page) == []
    bay.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(RATHAUS)
    page.go_back()

    ask(page, "Wie züchtet man Orchideen im Gewächshaus?")
    page.locator(".turn").first.get_by_role("button", name=text("ar", "Mit einem Menschen sprechen")).click()
    letter = page.get_by_role("dialog")
    expect(letter.get_by_role("textbox")).to_have_value(re.compile("Orchideen"))
    send = letter.get_by_role("button", name=text("ar", "Nachricht senden"))
    send.click()
    expect(letter.get_by_role("alert")).not_to_be_empty()
    letter.get_by_role("checkbox").last.check()
    assert violations(page) == []
    send.click()
    expect(letter).to_contain_text(text("ar", "Ihre Nachricht ist angekommen."))
    letter.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(text("ar", "Meine Nachrichten"))
    expect(page.locator("main")).to_contain_text("Orchideen")


def test_without_network_the_device_searches_what_it_keeps(app: Served, open_page: OpenPage) -> None:
    page = open_page(app.url)
    installed(page)
    page.evaluate(_KEPT, "/api/v1/content/de")
    page.context.set_offline(True)
    page.goto(f"{app.url}/fragen")
    ask(page, "Ausweis verloren")
    newest = page.locator(".turn").first
    expect(newest.get_by_role("link", name="Notruf 112")).to_be_visible()
    newest.get_by_role("link", name="In den gespeicherten Seiten suchen").click()
    expect(page.get_by_role("link", name="Ausweis oder Pass verloren")).to_be_visible()
    expect(page.locator(".notice").first).to_contain_text("auf Ihrem Gerät gespeichert")
