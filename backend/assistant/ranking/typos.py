"""Mistyped words: the nearest word that the index knows. Pure."""

from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_SHORTEST = 5
_TWO_MISTAKES_FROM = 10


class TypoRepair:
    """Finds words of a vocabulary that differ by one typing mistake, or two from ten letters on.

    Words are kept by length and by first letter, so that a look-up compares a few hundred and not a hundred thousand.
    `frequencies` are words with the number of pages they occur in: of equally near words the commoner is meant.
    """

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = frequencies
        self._by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in frequencies:
            if len(word) >= _SHORTEST - 1 and not word.isdigit():
                self._by_start[word[0], len(word)].append(word)

    def repair(self, word: str) -> str | None:
        """The word that was probably meant, or None. Short words and numbers are never repaired."""
        if len(word) < _SHORTEST or any(letter.isdigit() for letter in word):
            return None
        allowed = 1 if len(word) < _TWO_MISTAKES_FROM else 2
        # A slip in the first letter is mostly a swap ("nAmeldung") or a letter too much.
        candidates = [
            near
            for first in dict.fromkeys(word[:2])
            for length in range(len(word) - allowed, len(word) + allowed + 1)
            for near in self._by_start.get((first, length), ())
        ]
        close = extract(word, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=20)
        if not close:
            return None
        best, _, _ = min(close, key=lambda found: (found[1], -self._frequencies[found[0]], found[0]))
        return best
