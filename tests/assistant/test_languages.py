import subprocess
import sys

import pytest

from backend.assistant.evaluation.golden import read_golden
from backend.assistant.languages import ALL, detect
from tests.assistant.town import ROOT


@pytest.mark.parametrize(
    ("text", "interface", "language"),
    [
        ("Wo kann ich meine neue Wohnung anmelden?", "en", "de"),
        ("Where do I register my new flat?", "de", "en"),
        ("Yeni evimi nereye kaydettirebilirim?", "de", "tr"),
        ("Де зареєструвати нову квартиру?", "ru", "uk"),
        ("Где зарегистрировать новую квартиру?", "uk", "ru"),
        ("أين أسجل شقتي الجديدة؟", "de", "ar"),
        ("Gdzie mogę zameldować nowe mieszkanie?", "de", "pl"),
        ("Où puis-je déclarer mon nouveau logement ?", "de", "fr"),
    ],
)
def test_a_whole_question_tells_its_language(text: str, interface: str, language: str) -> None:
    assert detect(text, interface) == language


@pytest.mark.parametrize("interface", ["de", "en", "tr", "pl", "fr"])
def test_one_or_two_words_are_taken_for_the_language_of_the_interface(interface: str) -> None:
    assert detect("Reisepass", interface) == interface


@pytest.mark.parametrize(
    ("text", "interface", "language"),
    [
        ("паспорт", "de", "uk"),
        ("паспорт", "ru", "ru"),
        ("їжа", "ru", "uk"),
        ("объявление", "uk", "ru"),
        ("جواز", "de", "ar"),
        ("Reisepass", "ar", "de"),
        ("ummelden", "uk", "de"),
    ],
)
def test_the_script_decides_where_the_interface_cannot_be_right(text: str, interface: str, language: str) -> None:
    assert detect(text, interface) == language


@pytest.mark.parametrize("text", ["", "123", "😀😀", "?!", "\u202e", "漢字"])
def test_without_letters_we_know_the_interface_is_believed(text: str) -> None:
    assert detect(text, "tr") == "tr"


def test_an_interface_we_do_not_know_counts_as_german() -> None:
    assert detect("Reisepass", "xx") == "de"
    assert detect("Ausweis neu", "de@simple") == "de"


def test_a_wall_of_text_is_quick() -> None:
    assert detect("Wo kann ich mich anmelden? " * 1000, "de") == "de"


@pytest.mark.parametrize("interface", ALL)
def test_golden_questions_of_three_words_and_more_are_told_apart(interface: str) -> None:
    asked = [
        (one.question, language)
        for language in ALL
        for one in read_golden(ROOT / f"golden/{language}.jsonl")
        if len(one.question.split()) >= 3
    ]
    right = sum(detect(question, interface) == language for question, language in asked)
    assert right / len(asked) >= 0.97


def test_the_detector_is_not_loaded_before_somebody_needs_it() -> None:
    program = (
        "import sys; from backend.assistant.languages import detect; from backend.assistant.ranking import ranker;"
        "detect('Wo kann ich mich anmelden?', 'de'); detect('паспорт', 'ru');"
        "print({'py3langid', 'sentence_transformers', 'scipy'} & {name.partition('.')[0] for name in sys.modules})"
    )
    shown = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
