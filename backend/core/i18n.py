"""Language on the server: gettext catalogues, the same home as the app's (`translations/`).

Source language is German, written in the code and marked with `N_`. Outside we speak BCP 47 (`de-simple`), gettext and
Babel call the same thing `de@simple`; any other spelling would silently become plain German.
"""

import gettext
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from pathlib import Path

import msgspec
from babel import Locale
from babel.core import UnknownLocaleError

SOURCE_LOCALE = "de"
_DOMAIN = "backend"


def N_(message: str) -> str:  # noqa: N802 -- the name gettext tools know for "mark, do not translate yet"
    """Mark `message` for translation and return it unchanged."""
    return message


def gettext_id(tag: str) -> str:
    """`de-simple` to `de@simple`."""
    return tag.replace("-", "@") if tag.endswith("-simple") else tag.replace("-", "_")


class AcceptedLanguage(msgspec.Struct, frozen=True):
    """One entry of an Accept-Language header (RFC 9110, section 12.5.4)."""

    tag: str
    quality: float


def parse_accept_language(header: str) -> list[AcceptedLanguage]:
    """Entries by falling quality; at most ten, broken ones left out."""
    entries: list[AcceptedLanguage] = []
    for part in header[:500].split(",")[:10]:
        tag, _, rest = part.strip().partition(";")
        try:
            quality = float(rest.strip().removeprefix("q=")) if rest.strip().startswith("q=") else 1.0
        except ValueError:
            continue
        if tag and 0 < quality <= 1:
            entries.append(AcceptedLanguage(tag.strip().lower(), quality))
    return sorted(entries, key=lambda entry: -entry.quality)


def negotiate(header: str | None, available: Sequence[str]) -> str:
    """The best of `available` (BCP 47 tags) for an Accept-Language header; German when nothing fits."""
    by_tag = {tag.lower(): tag for tag in available}
    for entry in parse_accept_language(header or ""):
        if entry.tag in by_tag:
            return by_tag[entry.tag]
        language = entry.tag.partition("-")[0]
        if language in by_tag:
            return by_tag[language]
    return SOURCE_LOCALE if SOURCE_LOCALE in by_tag else available[0]


class Translations:
    """Loads catalogues on first use and translates messages."""

    def __init__(self, folder: Path, locales: Iterable[str]) -> None:
        self.folder = folder
        self.locales = tuple(locales)
        self._catalogues: dict[str, gettext.NullTranslations] = {}

    def translate(self, message: str, tag: str) -> str:
        """`message` in the language `tag`; the German source where a translation is missing."""
        if tag not in self._catalogues:
            self._catalogues[tag] = gettext.translation(
                _DOMAIN, str(self.folder), languages=[gettext_id(tag)], fallback=True
            )
        return self._catalogues[tag].gettext(message) if message else message

    def negotiate(self, header: str | None) -> str:
        """The language to answer in."""
        return negotiate(header, self.locales)


def text_direction(tag: str) -> str:
    """`rtl` or `ltr`."""
    try:
        return Locale.parse(gettext_id(tag)).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


current_locale: ContextVar[str] = ContextVar("current_locale", default=SOURCE_LOCALE)
"""Language of the request that is being answered."""
