"""Reads what the city says in a crisis and what is not a question to it: `content/assistant/*.toml`."""

import tomllib
from pathlib import Path

import msgspec

from backend.assistant.rules import Card, Order, Talk


class _Crisis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cards: tuple[Card, ...]


def read_order(folder: Path) -> Order:
    """The order of decisions from `folder`. Raises msgspec.ValidationError that names the faulty field."""
    crisis = msgspec.convert(tomllib.loads((folder / "crisis.toml").read_text(encoding="utf-8")), _Crisis)
    talk = msgspec.convert(tomllib.loads((folder / "talk.toml").read_text(encoding="utf-8")), Talk)
    return Order(crisis.cards, talk)
