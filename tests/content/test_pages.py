"""The genuine pages: complete, plain, sourced, in the languages promised."""

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from backend.cli import main
from backend.content.checks import find_problems
from backend.content.composing import compose_page
from backend.content.library import Library, load_library
from backend.content.linting import measure_pages, missing_operator_values
from backend.core.city import load_city
from tests.content.town import CONTENT, Town

LOCALES = load_city(CONTENT).locales
FIRST = (
    "anmeldung",
    "umzug",
    "notfall",
    "behindertenparkausweis",
    "arzt-nachts",
    "haeusliche-gewalt",
    "wohngeld",
    "aufenthaltstitel",
    "deutschkurs",
    "geburt",
    "kita",
)
# Numbers that federal law or the assignment of the project vouches for; any other one would be invented.
PHONES = {"tel:115", "tel:112", "tel:110", "tel:116117", "tel:116016", "tel:08001110111"}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(CONTENT, LOCALES)


def test_nothing_is_refused_on_the_day_of_the_last_check(library: Library) -> None:
    newest = max(file.text.checked_on for page in library.pages.values() for file in page.files.values())
    assert [str(problem) for problem in find_problems(library, newest) if problem.severity == "error"] == []


def test_the_first_pages_exist_in_all_languages_and_say_that_nobody_has_checked_them(library: Library) -> None:
    for page_id in FIRST:
        page = library.pages[page_id]
        assert tuple(page.files) == LOCALES
        assert {file.text.translation for locale, file in page.files.items() if locale != "de"} == {"machine"}


def test_plain_german_is_never_called_checked_without_a_name(library: Library) -> None:
    files = [page.files["de-simple"] for page in library.pages.values()]
    assert [file.path for file in files if file.text.translation == "checked" and not file.text.ls_checked_by] == []


def test_every_page_keeps_the_readability_of_its_level(library: Library) -> None:
    hard = [(path, figure) for path, figure in measure_pages(library) if figure.lix > 40 or figure.flesch < 60]
    assert hard == []


def test_only_telephone_numbers_that_are_vouched_for_are_named(library: Library) -> None:
    texts = [file.raw for page in library.pages.values() for file in page.files.values()]
    assert {link for text in texts for link in re.findall(r"tel:\d+", text)} <= PHONES
    # no street, no price, no e-mail address slipped in
    assert not [text for text in texts if re.search(r"\d ?(€|Euro\b)|\w@\w|straße \d", text)]


def test_the_deadline_of_the_law_stands_on_the_page_in_every_language(library: Library) -> None:
    german = library.pages["anmeldung"]
    assert "§ 17 BMG" in {law.paragraph for law in german.source.legal}
    for locale, file in german.files.items():
        assert re.search(r"\b2\b|أسبوعين|أسبوعان", file.text.deadline or ""), locale


def test_the_glossary_explains_at_least_sixty_words_in_all_languages(library: Library) -> None:
    terms = library.glossary.terms.values()
    assert len(terms) >= 60
    assert {tuple(term.in_words) for term in terms} == {LOCALES}


def test_a_word_of_the_office_is_marked_once_and_explained_in_the_readers_language(library: Library) -> None:
    page = compose_page(library, library.pages["anmeldung"], "ar", str)
    marked = [
        span.term
        for section in page.sections
        for block in section.blocks
        for line in (block.spans, *block.items)
        for span in line
        if span.kind == "term"
    ]
    assert marked.count("wohnungsgeberbestaetigung") == 1
    (term,) = (term for term in page.terms if term.id == "wohnungsgeberbestaetigung")
    assert (term.word, term.plain) == ("Wohnungsgeberbestätigung", "تأكيد المؤجّر")


def test_what_only_the_city_knows_is_a_visible_gap(library: Library) -> None:
    page = compose_page(library, library.pages["impressum"], "de", str)
    gaps = [span.text for section in page.sections for block in section.blocks for span in block.spans]
    assert "Name der Stelle, die das Angebot betreibt" in gaps
    assert "operator_name" in missing_operator_values(CONTENT)


def test_a_page_with_an_address_of_its_own_has_a_screen_there(library: Library) -> None:
    routes = (CONTENT.parent / "pwa/src/app/routes.ts").read_text(encoding="utf-8")
    addresses = {page.source.address for page in library.pages.values() if page.source.address}
    assert addresses == {"/impressum", "/barrierefreiheit"}
    assert [address for address in addresses if f"path: '{address}'" not in routes] == []
    # the screen finds such a page by its address
    assert [page.id for page in library.pages.values() if page.source.address not in {None, f"/{page.id}"}] == []


def test_places_of_pages_exist(library: Library) -> None:
    kinds = (CONTENT / "places/categories.toml").read_text(encoding="utf-8")
    named = {category for page in library.pages.values() for category in page.source.places}
    assert [category for category in named if f'id = "{category}"' not in kinds] == []


def test_groups_and_facets_speak_every_language(library: Library) -> None:
    names = [group.title for group in library.groups] + [facet.question for facet in library.facets]
    names += [value.title for facet in library.facets for value in facet.value]
    assert {tuple(name) for name in names} == {LOCALES}


def test_the_command_refuses_a_broken_folder_and_names_the_line(town: Town) -> None:
    (town.content / "city.toml").write_text((CONTENT / "city.toml").read_text(encoding="utf-8"), encoding="utf-8")
    resources = town.content / "resources"
    resources.mkdir()
    (resources / "content").symlink_to(town.content)
    environment = {"APP_RESOURCES_DIR": str(resources)}
    assert CliRunner().invoke(main, ["check-content"], env=environment).exit_code == 0
    town.change("de", "- Melden Sie ihn ab.", "- Melden Sie ihn ggf. ab.")
    result = CliRunner().invoke(main, ["check-content"], env=environment)
    assert result.exit_code == 1
    assert "hund/de.md:26: error: abbreviation: 'ggf.'" in result.output


def test_the_checker_reads_any_text_at_a_chosen_level(tmp_path: Path) -> None:
    letter = tmp_path / "brief.txt"
    letter.write_text("Guten Tag.\nDer Antrag wird geprüft.\n", encoding="utf-8")
    mild = CliRunner().invoke(main, ["lint-language", str(letter)])
    strict = CliRunner().invoke(main, ["lint-language", "--level", "ls", str(letter)])
    assert (mild.exit_code, strict.exit_code) == (0, 1)
    assert ":2: error: passive" in strict.output


def test_pages_do_not_outlive_their_check_by_more_than_thirteen_months(library: Library) -> None:
    spans = {page.id: page.source.valid_until - page.files["de"].text.checked_on for page in library.pages.values()}
    assert {page_id for page_id, span in spans.items() if span.days > 400} == set()
    assert min(page.source.valid_until for page in library.pages.values()) > date(2026, 11, 25)
