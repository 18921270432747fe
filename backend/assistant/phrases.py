"""Finds phrases in what people type, in any of our scripts, with typing mistakes. Pure.

A phrase is words in a row. "word*" is a beginning, "..." stands for up to four words, "." for the end of a sentence.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

MAX_CHARACTERS = 10_000
_MAX_REPAIRED_WORDS = 200
_GAP = 4
_MAX_WORD = 40
_REPAIR_FROM = 7
_REPAIR_TO = 6
_END = "."
_ANY = "..."
_TOKEN = re.compile(r"[^\W_]+|[.!?؟…\n]+")
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "ґ": "г"})
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": None})
_WRITTEN_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))
# What Arabic writes together with a word: "and", "with", "to", "the".
_ATTACHED = re.compile(r"(?:[وف]?(?:[بك]?ال|لل)|[وف])(?=\w{3}|(?:لا|لم)$)")


def tokens(text: str) -> list[str]:
    """The words of a text in one spelling, and "." for each end of a sentence and the end of the text."""
    lowered = unicodedata.normalize("NFC", text[:MAX_CHARACTERS].replace("İ", "i")).casefold()
    lowered = _APOSTROPHES.sub("", lowered).translate(_LETTERS).translate(_ARABIC)
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(mark))
    for written, letter in _WRITTEN_OUT:
        bare = bare.replace(written, letter)
    return [*(_token(token) for token in _TOKEN.findall(bare)), _END]


def _token(token: str) -> str:
    if not token[0].isalnum():
        return _END
    attached = _ATTACHED.match(token)
    return token[attached.end() if attached else 0 :][:_MAX_WORD]


class Phrase(msgspec.Struct, frozen=True):
    """A phrase ready to be compared, with what it stands for."""

    parts: tuple[str, ...]
    meaning: str


class Found(msgspec.Struct, frozen=True):
    """A meaning that was found, with the positions of the words from `start` to before `end`."""

    meaning: str
    start: int
    end: int


class PhraseFinder:
    """Looks for many phrases at once. `phrases` are (text, meaning)."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._by_word: dict[str, list[Phrase]] = defaultdict(list)
        self._by_beginning: dict[str, list[Phrase]] = defaultdict(list)
        words: set[str] = set()
        starred: set[str] = set()
        for text, meaning in phrases:
            parts = _parts(text)
            first = parts[0]
            index = self._by_beginning if first.endswith("*") else self._by_word
            index[first.rstrip("*")].append(Phrase(parts, meaning))
            words.update(part for part in parts if not part.endswith("*"))
            starred.update(part for part in parts if part.endswith("*"))
        self._long = sorted(word for word in words if len(word) >= _REPAIR_TO)
        self._known = words
        self._beginnings = {word[:-1] for word in starred}
        self._shortest = min(map(len, self._by_beginning), default=0)

    def find(self, text: str) -> list[Found]:
        """All phrases of a text in the order they begin."""
        words = self._repaired(tokens(text))
        found: list[Found] = []
        for start in range(len(words)):
            for phrase in self._beginning_at(words[start]):
                end = _match(words, start, phrase.parts)
                if end is not None:
                    found.append(Found(phrase.meaning, start, end))
        return found

    def _is_known(self, word: str) -> bool:
        return word in self._known or any(word[:size] in self._beginnings for size in range(3, len(word) + 1))

    def _beginning_at(self, word: str) -> list[Phrase]:
        found = list(self._by_word.get(word, ()))
        for size in range(self._shortest, len(word) + 1) if self._by_beginning else ():
            found += self._by_beginning.get(word[:size], ())
        return found

    def _repaired(self, words: list[str]) -> list[str]:
        """Long words that nearly are words of a phrase count as those."""
        fixed = list(words)
        for place, word in enumerate(words[:_MAX_REPAIRED_WORDS]):
            if len(word) < _REPAIR_FROM or self._is_known(word):
                continue
            near = extractOne(word, self._long, scorer=OSA.distance, score_cutoff=1)
            if near is not None and near[0][0] == word[0]:
                fixed[place] = near[0]
        return fixed


def _parts(text: str) -> tuple[str, ...]:
    parts: list[str] = []
    for piece in text.split():
        if piece in {_ANY, _END}:
            parts.append(piece)
            continue
        pieces = tokens(piece)[:-1]
        parts += pieces
        if piece.endswith("*"):
            parts[-1] += "*"
    return tuple(parts)


def _match(words: Sequence[str], start: int, parts: Sequence[str]) -> int | None:
    """Where a phrase that begins at `start` ends, or None."""
    place = start
    for number, part in enumerate(parts):
        if part == _ANY:
            ends = (_match(words, place + gap, parts[number + 1 :]) for gap in range(_GAP + 1))
            return next((end for end in ends if end is not None), None)
        if place >= len(words) or not _same(words[place], part):
            return None
        place += 1
    return place


def _same(word: str, part: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
