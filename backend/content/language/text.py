"""Cuts German text into sentences and words, with their places."""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

Level = Literal["es", "ls"]
Severity = Literal["error", "warning"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A breach: which rule, where, why it matters, and what to write instead."""

    rule: str
    severity: Severity
    line: int
    excerpt: str
    reason: str
    proposal: str


class Sentence(msgspec.Struct, frozen=True):
    """A sentence and the line it begins on, counted from 1."""

    text: str
    line: int

    @property
    def words(self) -> list[str]:
        """Words in order; a hyphen or a middle dot joins, it does not part."""
        return WORD.findall(self.text)


WORD = re.compile(r"[^\W_]+(?:[-·\u00ad][^\W_]+)*")
_SHORT = r"(?:z\. ?B|d\. ?h|u\. ?a|i\. ?d\. ?R|o\. ?Ä|bzw|ggf|usw|etc|ca|Nr|Abs|Art|Str|Tel|vgl|evtl|inkl|Dr|St)"
_PROTECTED = re.compile(rf"\b{_SHORT}\.|\b\d{{1,2}}\.(?=\s*(?:\d|[A-ZÄÖÜ][a-zäöü]))|\d\.(?=\d)")
_END = re.compile(r"(?<=[.!?…])[\"“”»]?\s+(?=[\"„«A-ZÄÖÜ0-9*])")
_DOT = "\ue000"
_MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|\*{1,2}([^*]+)\*{1,2}|^\s*(?:[-*+]|\d+[.)])\s+|^#{1,6}\s+", re.MULTILINE)


def without_markup(text: str) -> str:
    """Text as readers see it: link texts, no stars, no list signs."""
    return _MARKUP.sub(lambda match: match[1] or match[2] or "", text)


def sentences(text: str) -> Iterator[Sentence]:
    """Sentences of a text; every line begins a new one, as in lists and in Leichte Sprache."""
    for number, line in enumerate(text.splitlines(), 1):
        protected = _PROTECTED.sub(lambda match: match[0].replace(".", _DOT), without_markup(line))
        for part in _END.split(protected):
            sentence = part.replace(_DOT, ".").strip()
            if WORD.search(sentence):
                yield Sentence(sentence, number)
