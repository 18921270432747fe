"""The words of an index: surface words, their stems, their letter groups; and how a question is read. Pure."""

import re
from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from backend.assistant.ranking.compounds import CompoundSplitter
from backend.assistant.ranking.sparse import Ints, ragged
from backend.assistant.ranking.typos import TypoRepair
from backend.assistant.ranking.words import letters, raw_words, stemmer, stop_words, word_list

GRAM_SIZES = (3, 4, 5)
MAX_QUESTION_CHARACTERS = 1_000
MAX_QUESTION_WORDS = 40
REPAIRED_WEIGHT = 0.7

_CLAUSE = re.compile(r"[.,;:?!\n]+")
_PARTICLES = frozenset(("ab", "an", "auf", "aus", "bei", "ein", "mit", "nach", "um", "vor", "weg", "zu", "zurück"))


class Question(msgspec.Struct, frozen=True):
    """A question as the index reads it.

    `terms` are stems of the index with their weight; `known` and `content` count the words that the index knows and
    all words that are not stop words; `grams` are letter groups of the index with how often they occur.
    """

    text: str
    terms: dict[int, float]
    grams: dict[int, int]
    content: int
    known: int
    repaired: dict[str, str]


class Lexicon:
    """All words of an index. Fill it with `add`, then `close` it, then read questions."""

    def __init__(self, language: str, *, plain: bool = False) -> None:
        self.language = language
        self._plain = plain
        self._stop = stop_words(language)
        self._stem: Callable[[str], str] = stemmer(language)
        self._numbers: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._grams: dict[str, int] = {}
        self._splitter: CompoundSplitter | None = None
        self._repair = TypoRepair({})
        self.stems_of: tuple[NDArray[np.int64], Ints] = ragged([])
        self.grams_of: tuple[NDArray[np.int64], Ints] = ragged([])

    def add(self, text: str) -> Ints:
        """The words of a text as numbers, without stop words."""
        numbers = self._numbers
        stop = self._stop
        return np.fromiter(
            (numbers.setdefault(word, len(numbers)) for word in raw_words(text, self.language) if word not in stop),
            np.int32,
        )

    def close(self, frequencies: NDArray[np.integer]) -> None:
        """Make stems and letter groups of all words. `frequencies` counts for each word the pages it occurs in."""
        counts = dict(zip(self._numbers, frequencies.tolist(), strict=True))
        if not self._plain:
            self._splitter = (
                CompoundSplitter(counts, word_list("compound_parts.de").split()) if self.language == "de" else None
            )
            self._repair = TypoRepair(counts)
        stems, grams = self._stems, self._grams
        self.stems_of = ragged(
            [[stems.setdefault(stem, len(stems)) for stem in self._stems_of(word)] for word in self._numbers]
        )
        self.grams_of = ragged(
            [
                [] if self._plain else [grams.setdefault(gram, len(grams)) for gram in letter_groups(word)]
                for word in self._numbers
            ]
        )

    @property
    def words(self) -> int:
        return len(self._numbers)

    @property
    def stems(self) -> int:
        return len(self._stems)

    @property
    def grams(self) -> int:
        return len(self._grams)

    def read(self, text: str) -> Question:
        """Read a question. Only its first 1,000 characters and 40 different words count, so that it stays quick."""
        text = text[:MAX_QUESTION_CHARACTERS]
        words = [word for word in raw_words(text, self.language) if word not in self._stop]
        words = list(dict.fromkeys(words))[:MAX_QUESTION_WORDS]
        terms: dict[int, float] = {}
        grams: dict[int, int] = {}
        repaired: dict[str, str] = {}
        known = 0
        for word in words:
            found = self._known(self._stems_of(word))
            weight = 1.0
            if not found and (meant := self._repair.repair(word)) is not None:
                repaired[word] = meant
                found, weight = self._known(self._stems_of(meant)), REPAIRED_WEIGHT
            known += bool(found)
            for stem in found:
                terms[stem] = max(weight, terms.get(stem, 0.0))
            for gram in letter_groups(word):
                if (number := self._grams.get(gram)) is not None:
                    grams[number] = grams.get(number, 0) + 1
        if self.language == "de" and not self._plain:
            for stem in self._rejoined(text):
                terms[stem] = 1.0
        return Question(text, terms, grams, len(words), known, repaired)

    def _rejoined(self, text: str) -> list[int]:
        """Verbs that German takes apart: "melde ... an" is found by "anmelden"."""
        joined: list[str] = []
        for clause in _CLAUSE.split(text):
            words = raw_words(clause, "de")
            if len(words) > 1 and words[-1] in _PARTICLES:
                joined += [f"{words[-1]}{word}" for word in words[:-1] if word not in self._stop]
        return self._known([self._stem(word) for word in joined[:MAX_QUESTION_WORDS]])

    def _known(self, stems: Sequence[str]) -> list[int]:
        return [self._stems[stem] for stem in stems if stem in self._stems]

    def _stems_of(self, word: str) -> list[str]:
        """The stem of a word, and those of its parts where it is a compound."""
        stem = self._stem
        if self._splitter is None:
            return [stem(word)]
        return list(dict.fromkeys([stem(word), *(stem(part) for part in self._splitter.parts(word))]))


def letter_groups(word: str) -> list[str]:
    """All groups of three to five letters of a word with a blank at both ends."""
    padded = f" {letters(word)} "
    return [padded[start : start + size] for size in GRAM_SIZES for start in range(len(padded) - size + 1)]
