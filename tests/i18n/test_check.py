"""Each way a translation can be wrong is found and named."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools.i18n.check import catalogue_faults, find_faults
from tools.i18n.layout import empty_catalogue, po_path, write_catalogue

PLURAL = ("{n} Platz frei in {street}", "{n} Plätze frei in {street}")


def template(*sources: str | tuple[str, ...]) -> Catalog:
    result = Catalog(charset="utf-8", fuzzy=False)
    for source in sources:
        result.add(source)
    return result


def faults(
    tag: str,
    source: str | tuple[str, ...],
    text: str | tuple[str, ...],
    *,
    flags: tuple[str, ...] = (),
    allowed: set[str] | None = None,
) -> list[str]:
    catalogue = empty_catalogue(tag)
    catalogue.add(source, text, flags=flags)
    return list(catalogue_faults(catalogue, template(source), tag, allowed or set()))


def test_a_good_translation_has_no_faults() -> None:
    assert faults("en", "Frei bei {street}", "Free at {street}") == []
    assert faults("en", PLURAL, ("{n} space free in {street}", "{n} spaces free in {street}")) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "missing"),
        ("  ", "missing"),
        ("Free at", "placeholders [] instead of ['street']"),
        ("Free at {strasse}", "placeholders ['strasse'] instead of ['street']"),
        ("Frei bei {street}", "same as German"),
    ],
)
def test_a_wrong_text_is_named(text: str, why: str) -> None:
    found = faults("en", "Frei bei {street}", text)
    assert len(found) == 1
    assert found[0].startswith("“Frei bei {street}”: " + why)


def test_a_guess_is_no_translation() -> None:
    assert faults("en", "Karte", "Map", flags=("fuzzy",)) == ["“Karte”: fuzzy"]


def test_arabic_may_say_two_in_words_but_keeps_the_street() -> None:
    forms = (
        "لا في {street}",
        "واحد في {street}",
        "اثنان في {street}",
        "{n} في {street}",
        "{n} في {street}",
        "{n} في {street}",
    )
    assert faults("ar", PLURAL, forms) == []
    assert "placeholders" in faults("ar", PLURAL, ("لا", *forms[1:]))[0]


def test_an_empty_plural_form_is_missing() -> None:
    assert faults("en", PLURAL, ("{n} space free in {street}", ""))[0].endswith("missing")


def test_names_may_stay_as_they_are() -> None:
    assert faults("en", "Demo", "Demo") != []
    assert faults("en", "Demo", "Demo", allowed={"Demo"}) == []


def test_a_text_of_placeholders_only_is_the_same_everywhere() -> None:
    assert faults("en", "{a} · {b}", "{a} · {b}") == []


def test_texts_nobody_uses_any_more_are_found() -> None:
    catalogue = empty_catalogue("en")
    catalogue.add("Alt", "Old")
    assert list(catalogue_faults(catalogue, template(), "en", set())) == ["“Alt”: no longer used"]


def test_a_new_text_is_found_in_a_whole_project(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "city.toml").write_text('locales = ["de", "en"]\n')
    source = tmp_path / "pwa" / "src"
    source.mkdir(parents=True)
    (source / "page.tsx").write_text("<p>Don't: {t('Karte')} {t('Hallo ' + name)}</p>\n")
    for domain in ("backend", "pwa"):
        write_catalogue(po_path(tmp_path, "en", domain), empty_catalogue("en"))
    assert find_faults(tmp_path) == [
        "pwa/src/page.tsx:1: t(): text glued with +",
        "translations/en/LC_MESSAGES/pwa.po: “Karte”: not in the file, run `python -m tools.i18n update`",
    ]
