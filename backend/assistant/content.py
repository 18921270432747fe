"""Reads what the city says to its assistant: `content/assistant/*.toml`."""

import tomllib
from functools import lru_cache
from pathlib import Path

import msgspec

from backend.assistant.index import Terms
from backend.assistant.intents import LiveIntents, LivePhrases
from backend.assistant.rules import Card, Order, Talk

_REMEMBERED = 4
"""Texts whose phrases are kept ready: those of the city, and what tests bring."""


class _Crisis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cards: tuple[Card, ...]


def read_order(folder: Path) -> Order:
    """The order of decisions from `folder`. Raises msgspec.ValidationError that names the faulty field."""
    return _order(_text(folder / "crisis.toml"), _text(folder / "talk.toml"))


@lru_cache(maxsize=_REMEMBERED)
def _order(crisis: str, talk: str) -> Order:
    cards = msgspec.convert(tomllib.loads(crisis), _Crisis).cards
    return Order(cards, msgspec.convert(tomllib.loads(talk), Talk))


def read_intents(folder: Path) -> LiveIntents:
    """What is answered from live data. Raises msgspec.ValidationError that names the faulty field."""
    return _intents(_text(folder / "live.toml"))


@lru_cache(maxsize=_REMEMBERED)
def _intents(live: str) -> LiveIntents:
    return LiveIntents(msgspec.convert(tomllib.loads(live), LivePhrases))


def read_terms(folder: Path) -> Terms:
    """Words by page and language for pages that are not written in it. Raises msgspec.ValidationError."""
    return _terms(_text(folder / "terms.toml"))


@lru_cache(maxsize=_REMEMBERED)
def _terms(terms: str) -> Terms:
    return msgspec.convert(tomllib.loads(terms), dict[str, dict[str, tuple[str, ...]]])


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
