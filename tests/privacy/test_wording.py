"""Classes of data in words, in every language of the city."""

import pytest

from backend.core.city import load_city
from backend.core.i18n import Translations
from backend.privacy.wording import Wording
from tests.conftest import REPOSITORY

CITY = load_city(REPOSITORY / "content")


def wording(locale: str) -> Wording:
    return Wording(Translations(REPOSITORY / "translations", CITY.locales), locale, CITY.timezone)


@pytest.mark.parametrize("locale", CITY.locales)
def test_a_time_is_told_in_words_of_the_language(locale: str) -> None:
    words = {days: wording(locale).period(days) for days in (2, 30, 180, 400, 730)}
    assert not [text for text in words.values() if "duration" in text]
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize(
    ("locale", "days", "words"),
    [("de", 730, "2 Jahre"), ("de", 400, "400 Tage"), ("ru", 2, "2 дня"), ("ar", 2, "يومان")],
)
def test_the_largest_unit_that_says_it_exactly(locale: str, days: int, words: str) -> None:
    assert wording(locale).period(days) == words
