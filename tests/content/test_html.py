"""Whatever a writer types stays text."""

import json
import re

from backend.content.composing import compose_page
from backend.content.html import Site, render_page
from backend.core.readable import fill_shell
from tests.content.town import Town

SITE = Site(city='A"<b>', app_name="App <i>", url="https://city.example", phone="115")
SHELL = (
    '<!doctype html><html lang="de" dir="ltr"><head><title>App</title>'
    '<meta name="description" content="alt" /></head><body><div id="app"></div><noscript>x</noscript></body></html>'
)
HOSTILE = """</script><script>alert(1)</script>"'&<img src=x onerror=alert(1)>"""


def drawn(town: Town) -> str:
    library = town.load()
    page = compose_page(library, library.pages["hund"], "de", str)
    return fill_shell(SHELL, render_page("key", page, SITE, str, is_expired=False))


def test_hostile_texts_become_no_markup(town: Town) -> None:
    hostile = HOSTILE.replace('"', '\\"')
    town.change("de", "Sie haben einen Hund?", hostile)
    town.change("de", 'title = "Hund anmelden"', f'title = "{hostile[:60]}"')
    town.change("de", 'about = "Steuer für Hunde"', f'about = "{hostile}"')
    town.change("de", "- Melden Sie ihn ab.", "- Melden Sie ihn ab: &lt;img src=x&gt;")  # Markdown reads entities
    html = drawn(town)
    assert "<img" not in html
    assert "alert(1)" in html
    assert re.findall(r"<script[^>]*>", html) == ['<script type="application/ld+json">']
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert json.loads(data)["description"].startswith("</script>")


def test_the_shell_gets_title_language_description_and_text(town: Town) -> None:
    html = drawn(town)
    assert "<title>Hund anmelden · App &lt;i&gt;</title>" in html
    assert '<meta name="description" content="Sie haben einen Hund?' in html
    assert '<link rel="canonical" href="https://city.example/rathaus/hund?sprache=de" />' in html
    assert "<noscript>" not in html
    assert '<div id="app"></div>' not in html
    assert '<ol><li><p>Rufen Sie die <a href="tel:115">115</a> an.</p></li>' in html


def test_a_word_is_linked_to_its_explanation_below(town: Town) -> None:
    html = drawn(town)
    assert '<a class="term" href="#wort-formular">Formular</a>' in html
    assert '<dt id="wort-formular" lang="de">Formular</dt><dd><strong>Blatt zum Ausfüllen</strong>.' in html
