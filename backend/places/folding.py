"""One spelling for comparison: case, umlauts, ß, accents, "Str.", Turkish and Arabic letter variants. Pure."""

import re
import unicodedata

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_VARIANTS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "ة": "ه", "ى": "ي"})
_WORD = re.compile(r"[^\W_]+")


def _lower(text: str) -> str:
    # A Turkish "İ" is an i with a dot, which casefold turns into two characters.
    return unicodedata.normalize("NFC", text.replace("İ", "i")).casefold()


def _bare(text: str) -> str:
    """Without accents and dots: "ö" becomes "o", "й" becomes "и", "أ" becomes "ا"."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_VARIANTS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _street(word: str) -> str:
    """A word that ends in "str" is a street: "koenigstr" becomes "koenigstrasse"."""
    return f"{word}asse" if word.endswith("str") else word


def fold(text: str) -> str:
    """The text in one spelling, umlauts written out: "Königstr. 5" becomes "koenigstrasse 5"."""
    folded = _bare(_lower(text).translate(_UMLAUTS))
    return " ".join(_street(word) for word in _WORD.findall(folded))


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return fold(text).split()


def spellings(word: str) -> set[str]:
    """Folded spellings of one word: with umlauts written out, and without dots ("könig": koenig, konig)."""
    lowered = _lower(word)
    found = {_bare(lowered.translate(_UMLAUTS)), _bare(lowered)}
    return {_street("".join(_WORD.findall(spelling))) for spelling in found} - {""}


def raw_words(text: str) -> list[str]:
    """The words of a text as written, for `spellings`."""
    return _WORD.findall(unicodedata.normalize("NFC", text))
