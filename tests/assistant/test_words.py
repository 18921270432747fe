import pytest

from backend.assistant.ranking.compounds import CompoundSplitter
from backend.assistant.ranking.lexicon import letter_groups
from backend.assistant.ranking.typos import TypoRepair
from backend.assistant.ranking.words import LANGUAGES, language_of, letters, raw_words, stemmer, stop_words


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Anmeldung", "Anmeldungen"),
        ("de", "Häuser", "Haeuser"),
        ("en", "registered", "registering"),
        ("tr", "belgeler", "belgelerin"),
        ("uk", "посвідчення", "посвідченням"),
        ("uk", "квартиру", "квартири"),
        ("ru", "документы", "документов"),
        ("ar", "الإقامة", "إقامة"),
        ("ar", "الاقامه", "الإقامة"),
        ("pl", "dokumenty", "dokumentów"),
        ("fr", "inscription", "inscriptions"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, one: str, other: str) -> None:
    stem = stemmer(language)
    assert [stem(word) for word in raw_words(one, language)] == [stem(word) for word in raw_words(other, language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_small_words(language: str) -> None:
    assert len(stop_words(language)) > 60


def test_an_unknown_language_is_compared_as_it_is_written() -> None:
    assert stemmer("xx")("Örtlich") == letters("Örtlich")
    assert stop_words("xx") == frozenset()


@pytest.mark.parametrize(("locale", "language"), [("de@simple", "de"), ("de-AT", "de"), ("EN_gb", "en"), ("uk", "uk")])
def test_a_locale_belongs_to_a_language(locale: str, language: str) -> None:
    assert language_of(locale) == language


def test_ukrainian_words_are_not_cut_at_their_apostrophe() -> None:
    assert raw_words("Моє ім’я, сім'я", "uk") == ["моє", "імя", "сімя"]


def test_arabic_is_read_without_vowel_marks_and_with_one_alef() -> None:
    assert raw_words("أَنَا إلى المَدينة", "ar") == ["انا", "الي", "المدينة"]


def test_letters_are_the_same_with_umlauts_and_without() -> None:
    assert letters("müll") == letters("muell")
    assert set(letter_groups("ab")) == {" ab", "ab ", " ab "}


TOWN_WORDS = {
    "sperrmüll": 3,
    "abholung": 5,
    "bewohner": 4,
    "parken": 9,
    "ausweis": 12,
    "steuer": 6,
    "hund": 7,
    "wohnung": 8,
}


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("sperrmüllabholung", {"sperrmüll", "abholung"}),
        ("hundesteuer", {"hund", "steuer"}),
        ("bewohnerausweis", {"bewohner", "ausweis"}),
        ("schwerbehindertenausweis", {"ausweis"}),
        ("wohnung", set()),
        ("entschuldigung", set()),
        ("123456789", set()),
    ],
)
def test_compounds_are_taken_apart_with_the_words_of_the_pages(word: str, parts: set[str]) -> None:
    assert set(CompoundSplitter(TOWN_WORDS).parts(word)) == parts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ausweiß", "ausweis"),
        ("auswies", "ausweis"),
        ("usaweis", None),
        ("sperrmül", "sperrmüll"),
        ("hnud", None),  # too short: could be anything
        ("zebra", None),
        ("ausweis1", None),
    ],
)
def test_a_mistyped_word_is_repaired_only_when_it_is_near(typed: str, meant: str | None) -> None:
    assert TypoRepair(TOWN_WORDS).repair(typed) == meant
