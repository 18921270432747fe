"""Personal data in what people type: found, named and taken out before anything is searched or logged. Pure."""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What was found."""

    IBAN = "iban"
    EMAIL = "email"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    TAX_ID = "tax_id"
    INSURANCE_NUMBER = "insurance_number"


class Redacted(msgspec.Struct, frozen=True):
    """A text without personal data, and what was in it, each kind once."""

    text: str
    kinds: tuple[Kind, ...]


_REPLACEMENT = "…"
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE)
_SHORTEST_IBAN = 15
_GERMAN_IBAN = re.compile(r"DE\d{20}")  # also with a mistyped digit
_EMAIL = re.compile(r"[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
# With a country code or a leading zero and at least eight digits; 115 and 116 117 are none.
_PHONE = re.compile(r"(?<![\w+])(?:\+|00|0)\d(?:[ /().-]{0,2}\d){6,13}(?!\w)")
_DOCUMENT = re.compile(r"\b[CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{8}\d?D?\b")
_TAX_ID = re.compile(r"(?<!\d)\d(?: ?\d){10}(?!\d)")
_INSURANCE = re.compile(r"\b\d{2} ?\d{6} ?[A-Z] ?\d{3}\b")
_HELPLINES = {"08001110111", "08001110222", "08000116016", "116116", "116117", "116016", "116111"}


def redact(text: str) -> Redacted:
    """Take personal data out of a text. Check digits tell an account or a tax id from a random number."""
    found: list[tuple[int, int, Kind]] = []
    for kind, spans in _FINDERS:
        for start, end in spans(text):
            if all(end <= other_start or start >= other_end for other_start, other_end, _ in found):
                found.append((start, end, kind))
    pieces: list[str] = []
    place = 0
    for start, end, _ in sorted(found):
        pieces += [text[place:start], _REPLACEMENT]
        place = end
    kinds = dict.fromkeys(kind for _, _, kind in sorted(found))
    return Redacted("".join([*pieces, text[place:]]), tuple(kinds))


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    """ISO 13616. Words may follow right behind the number: the longest beginning with right check digits counts."""
    for match in _IBAN.finditer(text):
        for end in range(match.end(), match.start() + _SHORTEST_IBAN - 1, -1):
            number = _bare(text[match.start() : end])
            at_word_end = end == len(text) or not text[end].isalnum()
            if at_word_end and len(number) >= _SHORTEST_IBAN and (_checks(number) or _GERMAN_IBAN.fullmatch(number)):
                yield match.start(), end
                break


def _checks(iban: str) -> bool:
    """Letters as numbers, the first four characters at the end, remainder 1 when divided by 97."""
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def _emails(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _EMAIL.finditer(text)) if "@" in text else iter(())


def _matching(pattern: re.Pattern[str], holds: Callable[[str], bool]) -> Callable[[str], Iterator[tuple[int, int]]]:
    return lambda text: (match.span() for match in pattern.finditer(text) if holds(_bare(match[0])))


def _bare(number: str) -> str:
    return "".join(character for character in number if character.isascii() and character.isalnum()).upper()


def _tax_id(number: str) -> bool:
    """The check digit of the German tax id (ISO 7064, MOD 11,10); it never begins with 0."""
    product = 10
    for digit in number[:10]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return number[0] != "0" and (11 - product) % 10 == int(number[10])


def _document(number: str) -> bool:
    """A German identity card, passport or residence permit: nine characters with at least two digits and a letter."""
    digits = sum(character.isdigit() for character in number)
    return digits >= 2


def _phone(number: str) -> bool:
    return number not in _HELPLINES and number.lstrip("0") not in _HELPLINES


def _always(_number: str) -> bool:
    return True


_FINDERS: tuple[tuple[Kind, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (Kind.EMAIL, _emails),
    (Kind.IBAN, _ibans),
    (Kind.INSURANCE_NUMBER, _matching(_INSURANCE, _always)),
    (Kind.TAX_ID, _matching(_TAX_ID, _tax_id)),
    (Kind.PHONE, _matching(_PHONE, _phone)),
    (Kind.ID_NUMBER, _matching(_DOCUMENT, _document)),
)
