"""Each rule finds its breach and leaves sound German alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.content.language.checker import check_text
from backend.content.language.compounds import propose_hyphens, split_compound
from backend.content.language.readability import measure, syllables
from backend.content.language.text import Level, sentences

PLAIN = "Sie haben 2 Wochen Zeit.\nRufen Sie die Nummer [115](tel:115) an.\nDas Amt prüft den Antrag."


def found(text: str, level: Level) -> dict[str, str]:
    """Rules that were broken, with their severity."""
    return {finding.rule: finding.severity for finding in check_text(text, level)}


@pytest.mark.parametrize("level", ["ls", "es"])
def test_plain_german_passes(level: Level) -> None:
    assert check_text(PLAIN, level) == []


LEICHT = [
    ("Sie gehen mit Ihrem Pass und dem Brief heute noch zum Amt in der Stadt.", "sentence-length", "error"),
    ("Sie gehen mit dem Brief heute noch zum Amt.", "sentence-length", "warning"),
    ("Sie warten, weil das Amt prüft.", "one-thought", "warning"),
    ("Das ist die Adresse des Vermieters.", "genitive", "warning"),
    ("Das ist die Adresse der Mutter.", "genitive", "warning"),
    ("Sie könnten fragen.", "subjunctive", "error"),
    ("Der Antrag wird geprüft.", "passive", "error"),
    ("Das wurde Ihnen gegeben.", "passive", "error"),
    ("Kommen Sie nicht zu spät.", "negation", "warning"),
    ("Er kam gestern.", "preterite", "error"),
    ("Das ist die Geburtsurkunde.", "long-word", "error"),
    ("Sie haben zwei Wochen.", "number-word", "error"),
    ("Von 9-12 Uhr.", "range", "error"),
    ("Das steht in Teil IV.", "roman", "error"),
    ("Das sind 30 % mehr.", "hard-number", "warning"),
    ("Zum Beispiel bzw. auch so.", "abbreviation", "error"),
    ("Der Pass (oder Ausweis).", "sign", "error"),
    ("Bitte siehe Seite 3.", "cross-reference", "error"),
    ("Wir gehen Hand in Hand.", "metaphor", "warning"),
    ("Zahlen Sie unverzüglich.", "officialese", "error"),
]


@pytest.mark.parametrize(("text", "rule", "severity"), LEICHT)
def test_a_breach_of_leichte_sprache_is_found(text: str, rule: str, severity: str) -> None:
    assert found(text, "ls").get(rule) == severity


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Sie warten auf das Amt.", "one-thought"),
        ("Das ist die Adresse vom Vermieter.", "genitive"),
        ("Sie möchten fragen.", "subjunctive"),
        ("Sie werden 16 Jahre alt.", "passive"),
        ("Kommen Sie **nicht** zu spät.", "negation"),
        ("Sie sind gekommen.", "preterite"),
        ("Sie haben den Ausweis verloren.", "preterite"),
        ("Das ist die Geburts-Urkunde.", "long-word"),
        ("Das ist die Geburts·urkunde.", "long-word"),
        ("Sie haben eine Woche.", "number-word"),
        ("Von 9 bis 12 Uhr.", "range"),
        ("Ich bin da.", "roman"),
        ("Rufen Sie [0800 1110111](tel:08001110111) an.", "hard-number"),
        ("Am 3. Mai ist es so weit.", "abbreviation"),
        ("Zahlen Sie sofort.", "officialese"),
    ],
)
def test_sound_german_is_left_alone(text: str, rule: str) -> None:
    assert rule not in found(text, "ls")


@pytest.mark.parametrize(
    ("text", "rule", "severity"),
    [
        (" ".join(["Wort"] * 21) + ".", "sentence-length", "error"),
        (" ".join(["Wort"] * 16) + ".", "sentence-length", "warning"),
        ("Der Antrag wird geprüft.", "passive", "warning"),
        ("Die Wohnungsgeberbestätigung.", "long-word", "warning"),
        ("Das gilt z. B. heute.", "abbreviation", "error"),
        ("Die Prüfung der Anmeldung braucht Zeit und Geduld und eine Bestätigung.", "nominal-style", "warning"),
    ],
)
def test_einfache_sprache_is_milder(text: str, rule: str, severity: str) -> None:
    assert found(text, "es").get(rule) == severity


def test_rules_of_leichte_sprache_do_not_bother_general_readers() -> None:
    assert not {"genitive", "subjunctive", "negation", "preterite", "one-thought", "roman"} & set(
        found("Die Adresse des Amts könnte nicht stimmen, weil er im Teil IV ging.", "es")
    )


def test_a_finding_says_where_why_and_what_instead() -> None:
    (finding,) = check_text("Alles gut.\nEs gilt ggf. noch.", "es", first_line=10)
    assert (finding.line, finding.excerpt, finding.proposal) == (11, "ggf.", "vielleicht")
    assert finding.reason


def test_a_word_has_one_name() -> None:
    findings = check_text("Nehmen Sie den Vordruck.", "ls", preferred={"Vordruck": "Formular"})
    assert [(finding.rule, finding.proposal) for finding in findings] == [("same-word", "Formular")]
    assert check_text("Nehmen Sie die Vordrucke.", "ls", preferred={"Vordruck": "Formular"}) == []


@pytest.mark.parametrize(
    ("word", "parts", "proposal"),
    [
        ("Wohnungsgeberbestätigung", ["wohnungsgeber", "bestätigung"], "Wohnungsgeber-Bestätigung"),
        ("Schwerbehindertenausweis", ["schwer", "behinderten", "ausweis"], "Schwer-Behinderten-Ausweis"),
        ("Aufenthaltserlaubnis", ["aufenthalts", "erlaubnis"], "Aufenthalts-Erlaubnis"),
        ("Behindertenparkplätzen", ["behinderten", "park", "plätzen"], "Behinderten-Parkplätzen"),
        ("Xylophonverleihung", ["xylophonverleihung"], None),
    ],
)
def test_long_words_are_split_at_their_joints_or_not_at_all(word: str, parts: list[str], proposal: str | None) -> None:
    assert (split_compound(word), propose_hyphens(word)) == (parts, proposal)


@given(st.text(alphabet="abcdeghilmnorstuäöüß", min_size=1, max_size=40))
def test_splitting_loses_no_letter(word: str) -> None:
    assert "".join(split_compound(word)) == word.lower()
    proposal = propose_hyphens(word)
    assert proposal is None or (proposal.replace("-", "") == word and len(proposal) > len(word))


@given(st.text(max_size=400), st.sampled_from(["es", "ls"]))
def test_any_text_gets_an_answer_with_lines_inside_it(text: str, level: Level) -> None:
    lines = len(text.splitlines())
    assert all(1 <= finding.line <= lines for finding in check_text(text, level))


@given(st.lists(st.sampled_from(PLAIN.splitlines()), min_size=1, max_size=20))
def test_plain_lines_stay_plain_in_any_order(lines: list[str]) -> None:
    assert check_text("\n".join(lines), "ls") == []


def test_dates_and_abbreviations_do_not_end_a_sentence() -> None:
    texts = [sentence.text for sentence in sentences("Am 25. November ist z. B. Markt. Kommen Sie! Lizenz 1.2. Gut.")]
    assert texts == ["Am 25. November ist z. B. Markt.", "Kommen Sie!", "Lizenz 1.2.", "Gut."]


def test_readability_tells_easy_from_hard() -> None:
    easy = measure("Sie haben 2 Wochen Zeit. Gehen Sie zum Amt.")
    hard = measure("Die Inanspruchnahme sozialversicherungsrechtlicher Leistungen bedarf vorheriger Genehmigung.")
    assert easy is not None
    assert hard is not None
    assert easy.lix < 30 < 50 < hard.lix
    assert easy.flesch > 80 > 0 > hard.flesch
    assert (syllables("Ausweis"), syllables("Bürgerbüro"), measure("...")) == (2, 4, None)
