"""Reads what the city says to its assistant: `content/assistant/*.toml`."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from backend.assistant.index import Terms
from backend.assistant.intents import LiveIntents, LivePhrases
from backend.assistant.rules import Card, Order, Talk


class _Crisis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cards: tuple[Card, ...]


def read_order(folder: Path) -> Order:
    """The order of decisions from `folder`. Raises msgspec.ValidationError that names the faulty field."""
    crisis = msgspec.convert(_read(folder / "crisis.toml"), _Crisis)
    talk = msgspec.convert(_read(folder / "talk.toml"), Talk)
    return Order(crisis.cards, talk)


def read_intents(folder: Path) -> LiveIntents:
    """What is answered from live data. Raises msgspec.ValidationError that names the faulty field."""
    return LiveIntents(msgspec.convert(_read(folder / "live.toml"), LivePhrases))


def read_terms(folder: Path) -> Terms:
    """Words by page and language for pages that are not written in it. Raises msgspec.ValidationError."""
    return msgspec.convert(_read(folder / "terms.toml"), dict[str, dict[str, tuple[str, ...]]])


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
