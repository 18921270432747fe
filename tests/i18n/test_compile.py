"""PO files become what the browser and the server read, plural by plural."""

import json
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from backend.core.i18n import Translations
from tools.i18n.compile import PluralClashError, compile_all, plural_categories, to_json
from tools.i18n.layout import (
    ROOT,
    all_catalogues,
    empty_catalogue,
    po_path,
    read_catalogue,
    write_catalogue,
)

CITY = 'locales = ["de", "de-simple", "en", "ar"]\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "city.toml").write_text(CITY)
    return tmp_path


def catalogue(
    tag: str, *messages: tuple[str | tuple[str, ...], str | tuple[str, ...]], context: str | None = None
) -> Catalog:
    result = empty_catalogue(tag)
    for source, text in messages:
        result.add(source, text, context=context)
    return result


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ar", {"zero": 0, "one": 1, "two": 2, "few": 3, "other": 4, "many": 5}),
        ("tr", {"one": 0, "other": 0}),
        ("pl", {"one": 0, "few": 1, "many": 2, "other": 2}),
        ("uk", {"one": 0, "few": 1, "many": 2, "other": 2}),
        ("ru", {"one": 0, "few": 1, "many": 2, "other": 2}),
        ("en", {"one": 0, "other": 1}),
        ("de-simple", {"one": 0, "other": 1}),
    ],
)
def test_plural_forms_are_found_by_asking_both_rules(tag: str, expected: dict[str, int]) -> None:
    assert plural_categories(empty_catalogue(tag), tag) == expected


def test_french_thousands_and_millions_get_a_form() -> None:
    categories = plural_categories(empty_catalogue("fr"), "fr")
    assert categories["one"] == 0
    assert categories["other"] == categories["many"] == 1


def test_a_plural_rule_that_contradicts_the_language_stops_the_build() -> None:
    broken = empty_catalogue("pl")
    broken._num_plurals, broken._plural_expr = 2, "(n > 10)"
    with pytest.raises(PluralClashError, match="pl: category"):
        plural_categories(broken, "pl")


def test_arabic_many_and_other_are_not_swapped() -> None:
    forms = ("صفر", "واحد", "اثنان", "قليل", "آخر", "كثير")
    assert to_json(catalogue("ar", (("{n} Platz", "{n} Plätze"), forms)), "ar") == {
        "{n} Platz\0{n} Plätze": {
            "zero": "صفر",
            "one": "واحد",
            "two": "اثنان",
            "few": "قليل",
            "other": "آخر",
            "many": "كثير",
        }
    }


def test_contexts_and_gaps_in_the_json() -> None:
    source = catalogue("en", ("Parken", "Park"), context="verb")
    source.add("Leer", "")
    source.add("Geraten", "Guessed", flags=["fuzzy"])
    source.add(("{n} Tag", "{n} Tage"), ("{n} day", ""))
    assert to_json(source, "en") == {"verb\u0004Parken": "Park"}


def test_server_and_app_speak_plain_german_and_not_german(project: Path) -> None:
    text = "Diesen Ort kennen wir nicht."
    write_catalogue(
        po_path(project, "de-simple", "backend"), catalogue("de-simple", (text, "Wir kennen den Ort nicht."))
    )
    write_catalogue(po_path(project, "de-simple", "pwa"), catalogue("de-simple", ("Karte", "Stadt-Karte")))
    compile_all(project)
    server = Translations(project / "translations", ("de", "de-simple"))
    assert server.translate(text, "de-simple") == "Wir kennen den Ort nicht."
    assert server.translate(text, "de") == text
    app = json.loads((project / "pwa/src/core/i18n/catalogues/de-simple.json").read_text())
    assert app == {"Karte": "Stadt-Karte"}


def test_a_language_without_texts_still_compiles(project: Path) -> None:
    names = {path.name for path in compile_all(project)}
    assert names == {"de-simple.json", "en.json", "ar.json", "backend.mo"}


def test_the_same_content_is_always_the_same_file(project: Path) -> None:
    path = po_path(project, "en", "pwa")
    assert write_catalogue(path, catalogue("en", ("Karte", "Map")))
    before = path.read_text()
    assert not write_catalogue(path, catalogue("en", ("Karte", "Map")))
    assert path.read_text() == before
    assert "Date" not in before


def test_committed_catalogues_have_the_plurals_of_their_language() -> None:
    for tag, _domain, path in all_catalogues(ROOT):
        committed = plural_categories(read_catalogue(path, tag), tag)
        assert committed == plural_categories(empty_catalogue(tag), tag), path
