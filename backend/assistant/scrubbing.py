"""A question without anything personal, for the editors' list. Pure.

More is taken out than is personal for sure: an editor needs to know what was asked, not by whom. A name that nobody
announces cannot be told from other words; hence the consent, the short text and the short time.
"""

import re

from backend.assistant.personal_data import redact

MAX_KEPT = 160
_GONE = "…"
_NAME_FOLLOWS = (
    "ich heiße",
    "ich heisse",
    "mein name ist",
    "mein name:",
    "name:",
    "my name is",
    "i am called",
    "benim adım",
    "adım",
    "ismim",
    "мене звати",
    "меня зовут",
    "моє ім'я",
    "моё имя",
    "мое имя",
    "اسمي",
    "أنا اسمي",
    "nazywam się",
    "mam na imię",
    "je m'appelle",
    "je m’appelle",
    "mon nom est",
)
_TITLES = (
    "herr",
    "herrn",
    "frau",
    "mr",
    "mrs",
    "ms",
    "pan",
    "pani",
    "monsieur",
    "madame",
    "bay",
    "bayan",
    "пан",
    "пані",
)
_INTRODUCED = re.compile(rf"(?i)(?<!\w)({'|'.join(map(re.escape, _NAME_FOLLOWS))})\s*((?:[^\W\d_][\w'’-]*[ ]?){{1,3}})")
_TITLED = re.compile(rf"(?<!\w)((?i:{'|'.join(_TITLES)})\.?)\s+([^\W\d_a-zа-яіїєґ][\w'’-]+(?:\s[A-ZÄÖÜ][\w'’-]+)?)")
_STREET = re.compile(
    r"(?i)(?<!\w)[\w.-]*(?:straße|strasse|str\.|weg|allee|platz|gasse|ring|damm|wall)\s+\d+\s?[a-z]?(?!\w)"
)
_DATE = re.compile(r"(?<!\d)\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:\d{4}|\d{2})(?!\d)")
_LONG_NUMBER = re.compile(r"(?<!\w)[A-Za-z]{0,3}[\d][\d /.-]{2,}\d(?!\w)|(?<!\w)\w*\d{4,}\w*")
_ADDRESS = re.compile(r"(?i)\b(?:https?://|www\.)\S+|(?<!\w)@\w+")
_BLANKS = re.compile(r"\s+")


def scrub(text: str) -> str:
    """The question, short and without numbers, addresses and announced names; "" when no word is left."""
    kept = redact(text).text
    for pattern in (_ADDRESS, _DATE, _STREET, _LONG_NUMBER):
        kept = pattern.sub(_GONE, kept)
    kept = _INTRODUCED.sub(rf"\1 {_GONE} ", kept)
    kept = _TITLED.sub(rf"\1 {_GONE}", kept)
    kept = _BLANKS.sub(" ", "".join(letter for letter in kept if letter.isprintable() or letter.isspace())).strip()
    if len(kept) > MAX_KEPT:
        kept = kept[:MAX_KEPT].rsplit(" ", 1)[0]
    return kept if any(letter.isalpha() for letter in kept) else ""
