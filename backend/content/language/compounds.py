"""Splits long German words at the joints of their parts, so that a writer sees where a hyphen may stand.

The parts are a list of our own (`parts.txt`): what exists elsewhere is GPL, CC BY-SA or without a licence.
An unknown word is not split; a wrong joint would be worse than none.
"""

from functools import lru_cache
from pathlib import Path

LONG_LETTERS = 14
"""A word with this many letters needs a hyphen or a middle dot in Leichte Sprache."""
_LINKS = ("", "s", "n", "en", "es", "er", "e")
_SHORTEST = 3


@lru_cache(maxsize=1)
def _parts() -> frozenset[str]:
    path = Path(__file__).with_name("parts.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def split_compound(word: str) -> list[str]:
    """The parts of a compound, linking letters kept with the part before: "Wohnungs", "geber", "bestätigung".

    A word that is no compound of known parts comes back whole.
    """
    return list(_split(word.lower()) or (word.lower(),))


@lru_cache(maxsize=4096)
def _split(word: str) -> tuple[str, ...] | None:
    """The split with the fewest parts; the last part has to be a word on its own."""
    known = _parts()
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(_SHORTEST, len(word) + 1):
        for start in range(end - _SHORTEST + 1):
            if start in best and _is_part(word[start:end], known, is_last=end == len(word)):
                candidate = (*best[start], word[start:end])
                if end not in best or len(candidate) < len(best[end]):
                    best[end] = candidate
    found = best.get(len(word))
    return found if found and len(found) > 1 else None


def _is_part(piece: str, known: frozenset[str], *, is_last: bool) -> bool:
    if is_last:
        return any(piece.removesuffix(ending) in known for ending in ("", "s", "n", "en", "e", "es"))
    return any(
        piece.endswith(link) and len(piece) - len(link) >= _SHORTEST and piece[: len(piece) - len(link)] in known
        for link in _LINKS
    )


def propose_hyphens(word: str) -> str | None:
    """The word with as few hyphens as bring each piece below the limit; `None` when the joints are not known."""
    parts = split_compound(word)
    if len(parts) == 1:
        return None
    pieces: list[str] = []
    for part in reversed(parts):  # from the end: the last part carries the meaning and stays whole
        if pieces and len(part) + len(pieces[0]) < LONG_LETTERS:
            pieces[0] = part + pieces[0]
        else:
            pieces.insert(0, part)
    if len(pieces) == 1:
        pieces = [parts[0], "".join(parts[1:])]
    is_noun = word[:1].isupper()
    return "-".join(piece.capitalize() if is_noun else piece for piece in pieces)
