"""Cleaning of single texts from open data: spaces, streets, links, opening hours, contact details. Pure."""

import re
from typing import Any
from urllib.parse import urlsplit

CONTACT_KEYS = frozenset(
    {
        "phone",
        "telephone",
        "telefon",
        "tel",
        "fon",
        "mobile",
        "mobil",
        "handy",
        "fax",
        "telefax",
        "tax",
        "email",
        "mail",
    }
    | {"e-mail", "contact", "kontakt"}
)
"""Fields that hold contact details. One layer spells its fax field `tax`."""

_EMAIL = r"[\w.+-]+@[\w-]+\.[\w.]+"
_LABELLED_PHONE = r"\b(?:Tel|Telefon|Fon|Fax|Telefax|Mobil|Handy)\b[\s.:]*[\d(+]"
_AREA_CODE = r"(?:\(0\d{2,5}\)|\b0\d{3,5}\s?[/-]|\+49[\s(\d]|\b0\s\d{2}\s\d{2}\s?/)"
_PHONE = rf"{_AREA_CODE}\s*\d(?:[\s/-]?\d){{3,}}"
_CONTACT = re.compile(f"{_EMAIL}|{_LABELLED_PHONE}|{_PHONE}", re.IGNORECASE)

_DAYS = "montags?|dienstags?|mittwochs?|mitwochs?|donnerstags?|freitags?|samstags?|sonntags?"
_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_SEASON = rf"(?:\d{{1,2}}\.\s)?(?:{_MONTHS})\sbis"
_HOURS_START = re.compile(
    rf"\b(?:geöffnet|täglich|werktags|wochentags|während der Ausstellungen|{_SEASON}|{_DAYS})\b", re.IGNORECASE
)
_HOURS_PROOF = re.compile(r"\d|rund um die Uhr|geöffnet", re.IGNORECASE)
_BARE_DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_LOOSE_DASH = re.compile(r"(?<=[a-zäöüß])\s*-\s+(?=[A-ZÄÖÜ])")
_STREET_SUFFIX = re.compile(r"(?P<head>[\wäöüÄÖÜß.-]*?)(?P<dash>[- ]{0,2})(?P<s>[sS])tr(?:\.|asse\b)\s*(?=\d|$)")


def squeeze(text: str) -> str:
    """One space between words and none around; also for no-break spaces and line breaks."""
    return " ".join(text.split())


def contains_contact(text: str) -> bool:
    """True if the text holds an e-mail address or a telephone number."""
    return _CONTACT.search(text) is not None


def texts_of(value: Any) -> list[str]:
    """All texts in a property value, which may be a list."""
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def clean_street(text: str) -> str:
    """Spaces as in print: "Saumstraße 9  ,9 a" becomes "Saumstraße 9, 9 a"."""
    return re.sub(r"\s*,\s*", ", ", squeeze(text)).strip(" ,")


def complete_street(street: str) -> str:
    """Written out: "Nordstr. 53" becomes "Nordstraße 53", "Kölner Strasse 667" becomes "Kölner Straße 667"."""

    def written_out(match: re.Match[str]) -> str:
        head, dash, letter = match["head"], match["dash"].replace("- ", "-"), match["s"]
        return f"{head}{dash}{letter}traße "

    return squeeze(_STREET_SUFFIX.sub(written_out, _LOOSE_DASH.sub("-", street)))


def clean_web(text: str) -> str | None:
    """An http(s) address, completed where the scheme is missing; None if it is no address."""
    address = text.strip().rstrip(".")
    if not address.lower().startswith(("http://", "https://")):
        if not _BARE_DOMAIN.fullmatch(address):
            return None
        address = f"http://{address}"
    if any(character.isspace() for character in address) or not urlsplit(address).hostname:
        return None
    return address


def clean_postcode(value: object) -> str | None:
    """Five digits as text, whatever type the source uses."""
    text = squeeze(str(value)) if value is not None else ""
    return text if len(text) == 5 and text.isascii() and text.isdigit() else None


def split_hours(text: str) -> tuple[str | None, str | None]:
    """A description into what it is and when it is open: ("Sparkasse", "montags bis freitags 7:00 - 20:30")."""
    start = _HOURS_START.search(text)
    if start is None or not _HOURS_PROOF.search(text[start.start() :]):
        return text or None, None
    about = text[: start.start()].strip(" ,;")
    return about or None, text[start.start() :]


def house_numbers(street: str) -> frozenset[str]:
    """The house numbers in a street line: "Girmesdyk 17/19" gives 17 and 19."""
    return frozenset(re.findall(r"(?<=[\s/-])\d+", street))


def mask_contacts(text: str) -> str:
    """The text with e-mail addresses and telephone numbers blotted out."""
    return re.sub(rf"{_EMAIL}|{_PHONE}", "[…]", text, flags=re.IGNORECASE)
