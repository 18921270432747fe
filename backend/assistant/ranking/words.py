"""From text to words and stems, by language. Pure.

Stems are Snowball's (PyStemmer). Snowball has no Ukrainian; there we cut endings ourselves, because the dictionary of
simplemma costs 67 MB and 0.4 s for one language and finds no more (see docs/dev/search.md).
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib import resources

import Stemmer  # type: ignore[import-not-found]  # PyStemmer has no types

ALGORITHMS = {
    "de": "german",
    "en": "english",
    "tr": "turkish",
    "ru": "russian",
    "ar": "arabic",
    "pl": "polish",
    "fr": "french",
}
LANGUAGES = (*ALGORITHMS, "uk")

_WORD = re.compile(r"[^\W_]+")
_INNER_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`](?=\w)")
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ـ": None})
_CYRILLIC = str.maketrans({"ё": "е", "ґ": "г"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ı": "i", "ł": "l"})
_MAX_WORD = 60

_SHORTEST_STEM = 3


def language_of(locale: str) -> str:
    """The language of a locale: "de@simple" and "de-AT" are "de". One that we cannot stem is returned as it is."""
    return re.split(r"[@_-]", locale, maxsplit=1)[0].lower()


def raw_words(text: str, language: str) -> list[str]:
    """The words of a text in lower case, in order, with the letters that people mix up made one."""
    lowered = unicodedata.normalize("NFKC", text).replace("İ", "i").casefold()
    if language in {"uk", "ru"}:
        lowered = _INNER_APOSTROPHE.sub("", lowered).translate(_CYRILLIC)
    elif language == "ar":
        lowered = _without_marks(lowered).translate(_ARABIC)
    return [word[:_MAX_WORD] for word in _WORD.findall(lowered)]


def _without_marks(text: str) -> str:
    return "".join(character for character in text if not unicodedata.combining(character))


def letters(word: str) -> str:
    """A word in letters without dots and accents, for comparing by letters: "Müll" and "Muell" are the same."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word.translate(_UMLAUTS))
    return _without_marks(decomposed)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Words that say nothing about the topic, as `raw_words` gives them. Empty for languages we have no list of."""
    return frozenset(raw_words(word_list(f"stop.{language}"), language))


@cache
def word_list(name: str) -> str:
    """A list of words that lies beside the code, separated by blanks. Empty where there is none."""
    file = resources.files(__package__) / "wordlists" / f"{name}.txt"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def stemmer(language: str) -> Callable[[str], str]:
    """A function from a word to its stem. For an unknown language it gives the word itself."""
    if language == "uk":
        return _ukrainian_stem
    algorithm = ALGORITHMS.get(language)
    if algorithm is None:
        return letters
    stem: Callable[[str], str] = Stemmer.Stemmer(algorithm).stemWord
    if language == "ar":
        # The end of a feminine word is written with two dots or without, and Snowball cuts only one of them.
        return lambda word: stem(word).rstrip("هة") or word
    return stem


@cache
def _ukrainian_endings() -> tuple[str, ...]:
    """Case and number endings of nouns and adjectives and the commonest of verbs, the longest first."""
    return tuple(sorted(word_list("endings.uk").split(), key=len, reverse=True))


def _ukrainian_stem(word: str) -> str:
    for ending in _ukrainian_endings():
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
