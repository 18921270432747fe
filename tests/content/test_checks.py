"""The build refuses what would mislead, and says where."""

from datetime import date

import pytest

from tests.content.town import GERMAN, Town


def test_a_sound_library_has_no_errors(town: Town) -> None:
    assert town.errors() == []


@pytest.mark.parametrize(
    ("locale", "old", "new", "message"),
    [
        ("en", "- Deregister it.\n", "", "misaligned: sections and lists"),
        ("en", '"Fill in the form."', '"Fill in the form.", "Wait."', "misaligned: 3 steps here, 2 in de.md"),
        ("en", 'deadline = "2 weeks after you get the dog."\n', "", "misaligned: 0 deadline"),
        ("en", "- Call [115](tel:115).", "- Call [112](tel:112).", "links that German lacks: ['tel:112']"),
        ("en", "## If the dog is gone\n", "", "misaligned: sections and lists"),
        ("de-simple", 'deadline = "Sie haben 2 Wochen Zeit."\n', "", "misaligned: 0 deadline"),
        ("de", '  "Wie melde ich den Hund ab?",\n', "", "at least 5 sample questions"),
        ("de", '["Hund", "Hundesteuer", "Welpe"]', '["Hund"]', "at least 3 keywords"),
        ("de", "valid_until = 2027-11-01", "valid_until = 2026-10-01", "expired on 2026-10-01"),
        ("de", "Füllen Sie das Formular aus.", "Nehmen Sie ggf. Hilfe.", "abbreviation"),
        ("de-simple", "Melden Sie ihn ab.\n", "Der Hund wird abgemeldet.\n", "passive"),
        ("de-simple", "Melden Sie ihn ab.\n", "Nehmen Sie den Vordruck.\n", "same-word"),
    ],
)
def test_a_breach_is_refused(town: Town, locale: str, old: str, new: str, message: str) -> None:
    town.change(locale, old, new)
    errors = town.errors()
    assert [error for error in errors if message in str(error) and error.path == f"hund/{locale}.md"], errors


def test_a_missing_translation_is_refused(town: Town) -> None:
    (town.pages / "hund" / "en.md").unlink()
    assert [str(error) for error in town.errors()] == ["hund/en.md: error: translation is missing"]


def test_a_page_expires_on_the_day_after_its_last(town: Town) -> None:
    assert town.errors(date(2027, 11, 1)) == []
    assert "expired" in str(town.errors(date(2027, 11, 2)))


def test_plain_german_may_tell_the_steps_anew(town: Town) -> None:
    town.change("de-simple", '["Rufen Sie die Nummer [115](tel:115) an."]', '["Rufen Sie an.", "Fragen Sie.", "Gut."]')
    assert town.errors() == []


def test_the_same_question_on_two_pages_is_refused(town: Town) -> None:
    copy = GERMAN.replace('id = "hund"', 'id = "katze"').replace("Hund", "Katze")
    town.write("de", copy.replace("Wo melde ich meinen Katze an?", "Wo melde ich meinen Hund an"), "katze")
    assert [error for error in town.errors() if "the same question stands in hund/de.md" in str(error)]


def test_a_breach_is_found_on_its_line(town: Town) -> None:
    town.change("de", "- Melden Sie ihn ab.", "- Melden Sie ihn z. B. morgen ab.")
    (error,) = town.errors()
    assert error.line == 26
