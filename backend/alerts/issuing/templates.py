"""`content/alerts/phrases.toml` and `content/alerts/templates/`: the texts of the city's own warnings.

Everything is checked when it is loaded: each text in every language of the app, with the same placeholders in all.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec

from backend.alerts.cap.model import Category, Certainty, ResponseType, Severity, Urgency

Texts = dict[str, Annotated[str, msgspec.Meta(min_length=3, max_length=300)]]
Review = Literal["machine", "human"]
"""Who made sure of the translations."""

_FRAMES: Mapping[str, frozenset[str]] = {
    "exercise": frozenset({"headline"}),
    "exercise_note": frozenset(),
    "all_clear": frozenset({"headline"}),
    "until": frozenset({"until"}),
    "whole_city": frozenset(),
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
T = TypeVar("T")


class TemplatesError(ValueError):
    """A template or the shared phrases are wrong; the message says where."""


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all templates share: sentences around them, and steps by name."""

    review: Review
    frame: dict[str, Texts]
    step: dict[str, Texts]


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event type. `headline` and `what` hold `{place}`; steps are names in the phrases."""

    review: Review
    categories: tuple[Category, ...]
    response_types: tuple[ResponseType, ...]
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    steps: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=6)]
    all_clear_steps: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=6)]
    event: Texts
    headline: Texts
    what: Texts


class Templates(msgspec.Struct, frozen=True):
    """All of it, ready to use; `events` by key."""

    phrases: Phrases
    events: Mapping[str, Template]

    def steps(self, keys: Sequence[str], locale: str) -> list[str]:
        """The steps in one language."""
        return [self.phrases.step[key][locale] for key in keys]

    def frame(self, key: str, locale: str, **values: str) -> str:
        """A shared sentence in one language."""
        return fill(self.phrases.frame[key][locale], **values)


def fill(text: str, **values: str) -> str:
    """`{name}` replaced once; braces in the values mean nothing."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def load_templates(folder: Path, locales: Sequence[str]) -> Templates:
    """Everything below `content/alerts`. Raises `TemplatesError`."""
    phrases = _read(folder / "phrases.toml", Phrases)
    if set(phrases.frame) != set(_FRAMES):
        raise TemplatesError(f"phrases.toml: frames differ: {sorted(set(phrases.frame) ^ set(_FRAMES))}")
    for key, texts in phrases.frame.items():
        _check(f"phrases.toml: {key}", texts, locales, _FRAMES[key])
    for key, texts in phrases.step.items():
        _check(f"phrases.toml: {key}", texts, locales, frozenset())
    events = {path.stem: _template(path, phrases, locales) for path in sorted((folder / "templates").glob("*.toml"))}
    return Templates(phrases, events)


def _template(path: Path, phrases: Phrases, locales: Sequence[str]) -> Template:
    made = _read(path, Template)
    if unknown := {*made.steps, *made.all_clear_steps} - set(phrases.step):
        raise TemplatesError(f"{path.name}: steps that phrases.toml does not know: {sorted(unknown)}")
    _check(f"{path.name}: event", made.event, locales, frozenset())
    _check(f"{path.name}: headline", made.headline, locales, frozenset({"place"}))
    _check(f"{path.name}: what", made.what, locales, frozenset({"place"}))
    return made


def _read(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise TemplatesError(f"{path.name}: {error}") from error


def _check(where: str, texts: Texts, locales: Sequence[str], placeholders: frozenset[str]) -> None:
    if set(texts) != set(locales):
        raise TemplatesError(f"{where}: languages differ: {sorted(set(texts) ^ set(locales))}")
    for locale, text in texts.items():
        if set(_PLACEHOLDER.findall(text)) != placeholders:
            raise TemplatesError(f"{where}: {locale}: placeholders are not {sorted(placeholders)}")
