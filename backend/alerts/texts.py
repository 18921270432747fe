"""The words of a message for each language of the app: which were left in German, which are translated by us. Pure."""

import re
from collections.abc import Sequence

import msgspec

from backend.alerts.cap.model import Alert, Info
from backend.alerts.cap.plain import plain_lines, plain_text, steps
from backend.alerts.instructions import NONE, Instructions
from backend.alerts.rules import SEVERITIES, chief

SOURCE_LOCALE = "de"
_PLAIN_GERMAN = "de-simple"
_SIGNATURE = "sender_signature"
_LONG_NAME = "sender_langname"
_GAP = re.compile(r"^[A-Z]{2}_[A-Z]{2}\.?$")
"""The name of a language stands in federal texts where the translation of a sentence is missing."""


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """One language. `untranslated` names the parts the sender left in German, `ours` those that this app translated."""

    locale: str
    headline: str
    description: tuple[str, ...]
    steps: tuple[str, ...]
    untranslated: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()


def locale_of(language: str | None) -> str:
    """The app's name for a sender's language: `de-LS` is plain German, `de-DE` is `de`, nothing is English."""
    tag = (language or "en").strip().lower().replace("_", "-")
    return _PLAIN_GERMAN if tag in {"de-ls", _PLAIN_GERMAN} else tag.split("-")[0]


def words(alert: Alert, locales: Sequence[str], instructions: Instructions = NONE) -> list[Words]:
    """The texts in the app's languages, German first."""
    source = chief(alert)
    german = _words(source, SOURCE_LOCALE)
    if german is None:
        return []
    found = [german]
    for locale in locales:
        if locale == SOURCE_LOCALE:
            continue
        infos = [info for info in alert.infos if locale_of(info.language) == locale]
        best = min(infos, key=lambda info: SEVERITIES.index(info.severity), default=None)
        own = _beside(german, _words(best, locale))
        ours = instructions.steps(source, german.steps, locale) if _lacks_steps(own, best) else ()
        if ours:
            own = _with_our_steps(own or _beside(german, msgspec.structs.replace(german, locale=locale)), ours)
        if own is not None:
            found.append(own)
    return found


def _words(info: Info | None, locale: str) -> Words | None:
    if info is None:
        return None
    return Words(
        locale=locale,
        headline=plain_text(info.headline) or plain_text(info.event) or "",
        description=tuple(plain_lines(info.description)),
        steps=tuple(step for step in steps(info.instruction) if not _GAP.match(step)),
    )


def _beside(german: Words, own: Words | None) -> Words | None:
    """The same with what was left in German marked; steps that are missing are the German ones."""
    if own is None:
        return None
    left = [
        part
        for part in ("headline", "description", "steps")
        if (text := getattr(own, part)) and text == getattr(german, part)
    ]
    if german.steps and not own.steps:
        own = msgspec.structs.replace(own, steps=german.steps)
        left.append("steps")
    return msgspec.structs.replace(own, untranslated=tuple(left))


def _lacks_steps(own: Words | None, info: Info | None) -> bool:
    if own is None or info is None or "steps" in own.untranslated:
        return True
    return any(_GAP.match(step) for step in steps(info.instruction))


def _with_our_steps(own: Words | None, ours: tuple[str, ...]) -> Words:
    assert own is not None
    left = tuple(part for part in own.untranslated if part != "steps")
    return msgspec.structs.replace(own, steps=ours, untranslated=left, ours=("steps",))


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
