"""German compounds taken apart: "Sperrmüllabholung" is found by "Sperrmüll" and by "Abholung". Pure.

The parts are words of the indexed pages themselves, so the splitter knows the town's own words and needs no dictionary
(those that exist are under licences we do not want to ship). A short own list (`own_parts`) adds heads that office
words end in.
After P. Koehn and K. Knight, "Empirical Methods for Compound Splitting", 2003: of all splits the one whose parts are
the most frequent.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

_LINKS = ("", "s", "n", "en", "es", "er", "e", "ens")
_SHORTEST_PART = 4
_SHORTEST_WORD = 8
_SHORTEST_HEAD_ALONE = 5
_DEEPEST = 3


class CompoundSplitter:
    """Splits words into parts known from the vocabulary.

    `frequencies` are lower-case words with the number of pages they occur in.
    """

    def __init__(self, frequencies: Mapping[str, int], own_parts: Iterable[str] = ()) -> None:
        self._frequencies = {
            word: count for word, count in frequencies.items() if len(word) >= _SHORTEST_PART and word.isalpha()
        }
        for part in own_parts:
            self._frequencies.setdefault(part, 1)
        self.parts = lru_cache(maxsize=4096)(self._parts)

    def _parts(self, word: str) -> tuple[str, ...]:
        """All parts of a compound, also those of parts, without the word itself. () for a word that is none."""
        return tuple(dict.fromkeys(self._split(word, _DEEPEST)))

    def _split(self, word: str, depth: int) -> list[str]:
        if depth == 0 or len(word) < _SHORTEST_WORD or not word.isalpha():
            return []
        best = self._best_pair(word)
        if best is None:
            head = self._known_head(word)
            return [] if head is None else [head, *self._split(head, depth - 1)]
        return [found for part in best for found in (part, *self._split(part, depth - 1))]

    def _best_pair(self, word: str) -> tuple[str, str] | None:
        best: tuple[str, str] | None = None
        best_score = 0
        for cut in range(3, len(word) - 2):
            head = word[cut:]
            weight = self._frequencies.get(head, 0)
            if not weight:
                continue
            modifier = self._modifier(word[:cut])
            if modifier is None:
                continue
            score = weight * self._frequencies[modifier]
            if score > best_score:
                best, best_score = (modifier, head), score
        return best

    def _modifier(self, text: str) -> str | None:
        """The known word at the front of a compound, without the letters that link it to the next."""
        best: str | None = None
        for link in _LINKS:
            if not text.endswith(link):
                continue
            bare = text[: len(text) - len(link)]
            # "Schul-" and "Kranken-" lose or gain letters in compounds; "Schule" and "krank" still are the word.
            for candidate in (bare, f"{bare}e"):
                count = self._frequencies.get(candidate, 0)
                if count and (best is None or count > self._frequencies[best]):
                    best = candidate
        return best

    def _known_head(self, word: str) -> str | None:
        """The longest known end of a word whose beginning nobody knows."""
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_HEAD_ALONE + 1):
            if word[cut:] in self._frequencies:
                return word[cut:]
        return None
