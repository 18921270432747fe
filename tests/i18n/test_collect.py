"""What the collectors find, and what they refuse."""

import io

import pytest

from tools.i18n.collect import KEYWORDS
from tools.i18n.labels import extract_labels
from tools.i18n.typescript import extract_typescript, find_calls


def texts(source: str) -> list[object]:
    found = extract_typescript(io.BytesIO(source.encode()), KEYWORDS, ("i18n:",), {})
    return [message for _line, _function, message, _notes in found]


def notes(source: str) -> list[list[str]]:
    return [note for *_rest, note in extract_typescript(io.BytesIO(source.encode()), KEYWORDS, ("i18n:",), {})]


def faults(source: str) -> list[str]:
    return [call.fault for call in find_calls(source) if call.fault]


def test_finds_every_function_with_its_arguments() -> None:
    source = "t('Eins'); nt('{n} Platz', '{n} Plätze', n); tc('verb', 'Parken'); const KINDS = [N_('Drei')];"
    assert texts(source) == ["Eins", ("{n} Platz", "{n} Plätze"), ("verb", "Parken"), "Drei"]


def test_an_apostrophe_in_the_markup_hides_nothing() -> None:
    source = (
        """<p>Don't <b title={t('Hinweis')}>{t('Vor dem Haus')}</b></p>\n<i>it's</i>{nt("{n} Tag", "{n} Tage", 3)}"""
    )
    assert texts(source) == ["Hinweis", "Vor dem Haus", ("{n} Tag", "{n} Tage")]


def test_a_pattern_that_looks_like_a_comment_hides_nothing() -> None:
    source = "import.meta.glob('./catalogues/*.json');\nconst url = 'https://example.org'; t('Danach'); /* t('nie') */"
    assert texts(source) == ["Danach"]


def test_calls_in_comments_are_no_texts() -> None:
    assert texts("/** `t('Hallo {name}', { name })` */\n// t('auch nicht')\nt('doch')") == ["doch"]


@pytest.mark.parametrize(
    "source", ["split('a')", "object.t('a')", "export function nt(singular, plural) {}", "left('a')"]
)
def test_other_functions_are_left_alone(source: str) -> None:
    assert texts(source) == []
    assert faults(source) == []


def test_escapes_become_what_people_see() -> None:
    assert texts(r"t('Das ist Lisas Rad: \'Blitz\'\u00a0'); t(`ein \`Wort\``)") == [
        "Das ist Lisas Rad: 'Blitz'\u00a0",
        "ein `Wort`",
    ]


def test_a_call_over_several_lines_is_one_text() -> None:
    assert texts("nt(\n  '{n} Platz',\n  '{n} Plätze',\n  count,\n)") == [("{n} Platz", "{n} Plätze")]


def test_a_note_reaches_the_translators_from_the_same_line_or_the_one_before() -> None:
    assert notes("/* i18n: button on the map */\nt('Los')") == [["button on the map"]]
    assert notes("t('Los') // i18n: go") == [["go"]]
    assert notes("{/* i18n: a share\n     button */}\n<b>{t('Los')}</b>") == [["a share button"]]
    assert notes("/* i18n: far away */\n\n\nt('Los')") == [[]]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("t('Noch ' + n + ' Minuten')", "glued"),
        ("t(`Noch ${n} Minuten`)", "template"),
        ("t(isOpen ? 'offen' : 'zu')", "chosen"),
        ("nt('{n} Platz', plural, n)", "one argument"),
        ("t('')", "empty"),
    ],
)
def test_texts_that_cannot_be_collected_are_refused(source: str, why: str) -> None:
    assert texts(source) == []
    assert [why in fault for fault in faults(source)] == [True]


def test_a_variable_is_allowed_because_its_text_is_marked_elsewhere() -> None:
    assert texts("t(label); t(kind.label, { n: a + b })") == []
    assert faults("t(label); t(kind.label, { n: a + b })") == []


def test_a_fallback_that_is_marked_by_itself_is_allowed() -> None:
    source = "t(kind?.label ?? N_('Ort')); t(kind?.label ?? '')"
    assert texts(source) == ["Ort"]
    assert faults(source) == []


def test_labels_of_the_content_are_collected() -> None:
    toml = b"""# label = "nie"
# i18n: a kind of place
label = "Krankenhaus"
name = "Helios"
x = { icon = "cross", label = "Polizei" }
"""
    found = list(extract_labels(io.BytesIO(toml), KEYWORDS, ("i18n:",), {}))
    assert found == [(3, "N_", "Krankenhaus", ["a kind of place"]), (5, "N_", "Polizei", [])]
