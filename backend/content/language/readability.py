"""Readability figures: a trend for editors, never a verdict alone.

LIX: Björnsson 1968. Flesch for German: Amstad 1978.
"""

import re

import msgspec

from backend.content.language.text import sentences

_VOWELS = re.compile(r"(?:eu|äu|au|ei|ai|ie|[aeiouyäöü])")
_LONG_WORD = 6


class Readability(msgspec.Struct, frozen=True):
    """`lix`: below 30 very easy, above 50 hard. `flesch`: above 60 easy, below 30 very hard."""

    sentences: int
    words: int
    lix: float
    flesch: float


def syllables(word: str) -> int:
    """Groups of vowels, at least one; good to a few per cent in German."""
    return max(1, len(_VOWELS.findall(word.lower())))


def measure(text: str) -> Readability | None:
    """Figures for a text; `None` without a word."""
    found = [sentence.words for sentence in sentences(text)]
    words = [part for sentence in found for word in sentence for part in re.split(r"[-·]", word)]
    if not words:
        return None
    length = len(words) / len(found)
    long = sum(len(word) > _LONG_WORD for word in words) / len(words)
    per_word = sum(syllables(word) for word in words) / len(words)
    return Readability(len(found), len(words), round(length + 100 * long, 1), round(180 - length - 58.5 * per_word, 1))
