"""The words of a message for each language of the app, and which of them were left in German. Pure."""

from collections.abc import Sequence

import msgspec

from backend.alerts.cap.model import Alert, Info
from backend.alerts.cap.plain import plain_lines, plain_text, steps
from backend.alerts.rules import SEVERITIES, chief

SOURCE_LOCALE = "de"
_PLAIN_GERMAN = "de-simple"
_SIGNATURE = "sender_signature"
_LONG_NAME = "sender_langname"


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """One language. `untranslated` names the parts that the sender left in German."""

    locale: str
    headline: str
    description: tuple[str, ...]
    steps: tuple[str, ...]
    untranslated: tuple[str, ...] = ()


def locale_of(language: str | None) -> str:
    """The app's name for a sender's language: `de-LS` is plain German, `de-DE` is `de`, nothing is English."""
    tag = (language or "en").strip().lower().replace("_", "-")
    return _PLAIN_GERMAN if tag in {"de-ls", _PLAIN_GERMAN} else tag.split("-")[0]


def words(alert: Alert, locales: Sequence[str]) -> list[Words]:
    """The texts in the app's languages, German first."""
    german = _words(chief(alert), SOURCE_LOCALE, None)
    found = [german] if german else []
    for locale in locales:
        infos = [info for info in alert.infos if locale_of(info.language) == locale]
        best = min(infos, key=lambda info: SEVERITIES.index(info.severity), default=None)
        if locale != SOURCE_LOCALE and (translated := _words(best, locale, german)):
            found.append(translated)
    return found


def _words(info: Info | None, locale: str, german: Words | None) -> Words | None:
    if info is None:
        return None
    own = Words(
        locale=locale,
        headline=plain_text(info.headline) or plain_text(info.event) or "",
        description=tuple(plain_lines(info.description)),
        steps=tuple(steps(info.instruction)),
    )
    if german is None:
        return own
    left = [
        part
        for part in ("headline", "description", "steps")
        if (text := getattr(own, part)) and text == getattr(german, part)
    ]
    if german.steps and not own.steps:
        own = msgspec.structs.replace(own, steps=german.steps)
        left.append("steps")
    return msgspec.structs.replace(own, untranslated=tuple(left))


def sender_name(alert: Alert) -> str:
    """Who warns, in one line."""
    info = chief(alert)
    parameters = {pair.name: pair.value for pair in info.parameters} if info else {}
    for text in (info.sender_name if info else None, parameters.get(_LONG_NAME), parameters.get(_SIGNATURE)):
        if lines := plain_lines(text):
            return lines[0]
    return alert.sender


def area_names(alert: Alert) -> list[str]:
    """The areas in the sender's words, each once."""
    found = [plain_text(area.description) for info in alert.infos for area in info.areas]
    return list(dict.fromkeys(name for name in found if name))
