"""What people read: the sender's words, marked where they stayed German, and ours for the codes of instructions."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from backend.alerts.cap.model import Alert, NamedValue
from backend.alerts.instructions import Instructions, InstructionsError, load_instructions
from backend.alerts.texts import Words, words
from backend.core.city import CityConfig
from tests.alerts.conftest import CONTENT
from tests.alerts.kit import alert, info
from tests.alerts.test_cap_files import FOLDER, load

REAL = "kde-fpas__mow.DE-HE-KS-SE106-20250313-106-001.json"
TABLE = CONTENT / "alerts" / "instructions.toml"
CODES = (NamedValue("instructionCode", "BBK-ISC-009 BBK-ISC-082 shortCode:BBK-ISC-011"),)
MEDIA, SAFE = "Informieren Sie sich in den Medien, zum Beispiel im Lokalradio.", "Es besteht keine Gefahr."


@pytest.fixture
def instructions(city: CityConfig) -> Instructions:
    return load_instructions(TABLE, city.locales)


def told(message: Alert, city: CityConfig, instructions: Instructions) -> dict[str, Words]:
    return {text.locale: text for text in words(message, city.locales, instructions)}


def test_only_codes_of_real_messages_are_translated_with_the_german_found_there(instructions: Instructions) -> None:
    files = "".join(path.read_text(errors="replace") for path in FOLDER.iterdir())
    for one in tomllib.loads(TABLE.read_text())["instruction"]:
        assert one["code"] in files
        assert one["texts"]["de"] in files
    assert instructions.codes == {"BBK-ISC-009", "BBK-ISC-082"}


def test_a_real_message_says_what_to_do_in_all_nine_languages(city: CityConfig, instructions: Instructions) -> None:
    found = told(load(REAL), city, instructions)
    assert set(found) == set(city.locales)
    assert {len(text.steps) for locale, text in found.items() if locale != "de"} == {2}
    assert found["uk"].steps == (
        "Стежте за повідомленнями в медіа, наприклад на місцевому радіо.",
        "Небезпеки немає.",
    )
    assert (found["uk"].ours, found["uk"].untranslated) == (("steps",), ("headline", "description"))
    assert found["de-simple"].ours == ("steps",)  # the sender's plain German was the German
    assert found["ar"].ours == ("steps",)  # the sender's Arabic lacked a sentence
    assert (found["fr"].ours, found["fr"].steps[1]) == ((), "Il n'y a pas de danger.")  # the sender's own words
    assert (found["de"].ours, found["de"].untranslated) == ((), ())


@pytest.mark.parametrize(
    ("instruction", "parameters"),
    [
        (f"{MEDIA}<br/>{SAFE}", ()),  # no code
        (f"{MEDIA}<br/>Verlassen Sie das Haus.", CODES),  # says something else than its codes
        (f"{SAFE}", (NamedValue("instructionCode", "BBK-ISC-009"),)),  # another code
        (f"{SAFE}", (NamedValue("instructionCode", "shortCode:BBK-ISC-082"),)),
    ],
)
def test_what_a_code_does_not_say_word_for_word_stays_german(
    city: CityConfig, instructions: Instructions, instruction: str, parameters: tuple[NamedValue, ...]
) -> None:
    message = alert(infos=(info(instruction=instruction, parameters=parameters), info(language="EN", instruction=None)))
    found = told(message, city, instructions)
    assert set(found) == {"de", "en"}
    assert (found["en"].steps, found["en"].ours) == (found["de"].steps, ())
    assert "steps" in found["en"].untranslated


def test_the_name_of_a_language_in_place_of_a_sentence_is_never_shown(
    city: CityConfig, instructions: Instructions
) -> None:
    arabic = info(language="AR", instruction="ابقوا في المنزل. AR_SA")
    found = told(alert(infos=(info(), arabic)), city, instructions)
    assert found["ar"].steps == ("ابقوا في المنزل.",)


@pytest.mark.parametrize(
    "text",
    [
        "[[instruction]]\ncode = 'BBK-ISC-009'\n[instruction.texts]\nde = 'Nur deutsch.'",
        "[[instruction]]\ncode = 'x'\n[instruction.texts]\nde = 'Text'",
        "broken",
    ],
)
def test_a_table_that_lacks_a_language_is_refused(tmp_path: Path, city: CityConfig, text: str) -> None:
    path = tmp_path / "instructions.toml"
    path.write_text(text)
    with pytest.raises(InstructionsError, match=r"instructions\.toml"):
        load_instructions(path, city.locales)


def test_a_headline_left_in_german_is_not_passed_off_as_another_language(city: CityConfig) -> None:
    same = info(language="AR")
    found = {text.locale: text for text in words(alert(infos=(info(), same)), city.locales)}
    assert "headline" in found["ar"].untranslated
    assert msgspec.structs.replace(found["ar"], locale="de", untranslated=()) == found["de"]
