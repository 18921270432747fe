"""A faulty file is refused with its name, the field and the line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.content.files import ContentFault
from backend.content.markdown import MarkdownFault, parse_body, parse_line, plain_text
from tests.content.town import Town


def test_a_sound_page_is_read_in_all_its_languages(town: Town) -> None:
    page = town.load().pages["hund"]
    assert list(page.files) == ["de", "de-simple", "en"]
    assert page.path == "/rathaus/hund"
    assert [section.title for section in page.files["en"].sections] == ["If the dog is gone"]


@pytest.mark.parametrize(
    ("locale", "old", "new", "field", "line"),
    [
        ("de", 'source = "Satzung der Stadt"\n', "", "source", 1),
        ("de", 'kind = "service"', 'kind = "shop"', "kind", 3),
        ("de", "valid_until = 2027-11-01", 'valid_until = "bald"', "valid_until", 11),
        ("de", 'title = "Hund anmelden"', 'titel = "Hund anmelden"', "titel", 5),
        ("de", 'id = "hund"', 'id = "katze"', "id", 2),
        ("de", 'group = "home"', 'group = "pets"', "group", 4),
        ("de", 'keywords = ["Hund"', 'related = ["katze"]\nkeywords = ["Hund"', "related", 14),
        ("de", 'keywords = ["Hund"', 'asks = { move = "up" }\nkeywords = ["Hund"', "asks", 14),
        ("de", "[115](tel:115) an.", "[115](javascript:alert) an.", "steps", 8),
        ("en", 'translation = "machine"', 'translation = "source"', "translation", 8),
        ("en", 'keywords = ["dog"', 'valid_until = 2030-01-01\nkeywords = ["dog"', "valid_until", 9),
    ],
)
def test_a_wrong_field_is_named_with_its_line(
    town: Town, locale: str, old: str, new: str, field: str, line: int
) -> None:
    town.change(locale, old, new)
    with pytest.raises(ContentFault) as caught:
        town.load()
    assert (caught.value.path, caught.value.field, caught.value.line) == (f"hund/{locale}.md", field, line)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("+++\nid", "id", 1),
        ('deadline = "2', "deadline = 2", 7),
        ("## Wenn der", "# Wenn der", 24),
        ("- Melden Sie ihn ab.", "![Hund](/hund.png)", 26),
        ("- Melden Sie ihn ab.", "<b>Melden</b> Sie ihn ab.", 26),
        ("- Melden Sie ihn ab.", "> Melden Sie ihn ab.", 26),
    ],
)
def test_broken_text_is_named_with_its_line(town: Town, old: str, new: str, line: int) -> None:
    town.change("de", old, new)
    with pytest.raises(ContentFault) as caught:
        town.load()
    assert (caught.value.path, caught.value.line) == ("hund/de.md", line)


def test_a_page_without_german_is_refused(town: Town) -> None:
    (town.pages / "hund" / "de.md").unlink()
    with pytest.raises(ContentFault, match=r"de\.md is missing"):
        town.load()


def test_a_language_the_app_does_not_speak_is_refused(town: Town) -> None:
    town.write("nl", (town.pages / "hund" / "en.md").read_text(encoding="utf-8"))
    with pytest.raises(ContentFault, match="nl"):
        town.load()


def test_a_value_of_the_city_fills_its_gap_and_a_missing_one_stays_visible() -> None:
    filled = parse_line("Name: [[operator_name|Name der Stelle]].", {"operator_name": "Stadt A & B"})
    gap = parse_line("Name: [[operator_name|Name der Stelle]].", {"operator_name": ""})
    assert plain_text(filled) == "Name: Stadt A & B."
    assert [(span.kind, span.text) for span in gap] == [("text", "Name: "), ("gap", "Name der Stelle"), ("text", ".")]


def hrefs(text: str) -> set[str]:
    """Links of a text; a text that is refused has none."""
    try:
        sections = parse_body(text)
    except MarkdownFault:
        return set()
    lines = [line for section in sections for block in section.blocks for line in (block.spans, *block.items)]
    return {span.href for line in lines for span in line if span.href}


@given(
    st.text(max_size=300), st.sampled_from(["", "javascript:", "data:text/html,", "//", "http://", "vbscript:", "/"])
)
def test_any_text_is_read_or_refused_and_never_becomes_a_strange_link(text: str, scheme: str) -> None:
    for link in hrefs(f"{text}\n\n[x]({scheme}{text})"):
        assert link.startswith(("https://", "tel:", "/", "#"))
        assert not link.startswith("//")
