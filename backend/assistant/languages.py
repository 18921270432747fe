"""In which of our languages a question is written. The language of the interface is the prior. Pure.

The script decides early; for one or two words no detector is good, so the interface's language stays unless its script
contradicts. Longer texts go to py3langid, restricted to our languages (99.7 % of whole questions, 0.07 ms; lingua needs
three times the memory and is not better). It is loaded at the first need, which costs 0.5 s and 80 MB once; where the
small words already speak for the interface's language it is not needed.
"""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from backend.assistant.ranking.words import stop_words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]  # it ships no types

LATIN = ("de", "en", "tr", "pl", "fr")
CYRILLIC = ("uk", "ru")
ARABIC = ("ar",)
ALL = (*LATIN, *CYRILLIC, *ARABIC)

_ONLY_UKRAINIAN = frozenset("іїєґ")
_ONLY_RUSSIAN = frozenset("ыэёъ")
_ENOUGH_WORDS = 3
_MAX_CHARACTERS = 300
_SURE = 0.7
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str, interface: str) -> str:
    """The language of a text, one of `ALL`. `interface` is the language the person reads the app in."""
    shown = interface if interface in ALL else "de"
    words = _WORD.findall(text[:_MAX_CHARACTERS])
    candidates = _by_script(words, shown)
    if len(candidates) == 1:
        return candidates[0]
    if len(words) < _ENOUGH_WORDS:
        return shown if shown in candidates else candidates[0]
    if shown in candidates and _speaks_for(words, shown, candidates):
        return shown
    return _by_statistics(" ".join(words), shown, candidates)


def load() -> None:
    """Load the detector now, in a thread, so that the first person who needs it makes nobody wait."""
    _detector()


def _speaks_for(words: list[str], shown: str, candidates: tuple[str, ...]) -> bool:
    """True if the small words are more of the interface's language than of any other: no need to load a detector."""
    counts = {name: sum(word.lower() in stop_words(name) for word in words) for name in candidates}
    return all(counts[shown] > count for name, count in counts.items() if name != shown)


def _by_script(words: list[str], shown: str) -> tuple[str, ...]:
    """The languages that most of the letters belong to. Without letters it is the interface's."""
    counts = {"LATIN": 0, "CYRILLIC": 0, "ARABIC": 0}
    letters = "".join(words).lower()
    for letter in letters:
        script = unicodedata.name(letter, "").split(" ", 1)[0]
        if script in counts:
            counts[script] += 1
    if not any(counts.values()):
        return (shown,)
    most = max(counts, key=lambda script: counts[script])
    if most == "ARABIC":
        return ARABIC
    if most == "LATIN":
        return LATIN
    ukrainian = sum(letter in _ONLY_UKRAINIAN for letter in letters)
    russian = sum(letter in _ONLY_RUSSIAN for letter in letters)
    if ukrainian == russian:
        ukrainian, russian = (sum(word.lower() in stop_words(name) for word in words) for name in CYRILLIC)
    if ukrainian == russian:
        return CYRILLIC
    return ("uk",) if ukrainian > russian else ("ru",)


def _by_statistics(text: str, shown: str, candidates: tuple[str, ...]) -> str:
    ranked = [(name, share) for name, share in _detector().rank(text) if name in candidates]
    best, share = ranked[0]
    total = sum(value for _, value in ranked) or 1.0
    return best if shown not in candidates or share / total >= _SURE else shown


@cache
def _detector() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 -- loaded when the first person needs it

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(list(ALL))
    return found
