"""The closed lists behind the rules, read from `words.toml`."""

import tomllib
from pathlib import Path

import msgspec


class WordLists(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """See the notes in the file."""

    subjunctive: frozenset[str]
    preterite: frozenset[str]
    negations: frozenset[str]
    metaphors: tuple[str, ...]
    cross_references: tuple[str, ...]
    number_words: dict[str, str]
    abbreviations: dict[str, str]
    officialese: dict[str, str]


WORDS = msgspec.convert(tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8")), WordLists)
