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
_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_PROTECTED = re.compile(rf"\b{_SHORT}\.|\b\d{{1,2}}\.(?=\s*(?:\d|{_MONTHS}))|\d\.(?=\d)")
_END = re.compile(r"(?<=[.!?…])[\"“”»]?\s+(?=[\"„«A-ZÄÖÜ0-9*])")
_DOT = "\ue000"
_PHONE = re.compile(r"\[[^\]]*\]\(tel:[^)]*\)")
_BOLD_NEGATION = re.compile(r"\*\*(nicht|kein\w*|nie)\*\*")
_MARKUP = re.compile(
    r"\[\[\w+\|([^\]]*)\]\]|\[([^\]]*)\]\([^)]*\)|\*{1,2}([^*]+)\*{1,2}|^\s*(?:[-*+]|\d+[.)])\s+|^#{1,6}\s+",
    re.MULTILINE,
)


def without_markup(text: str) -> str:
    """Text as readers see it: link texts, no stars, no list signs. A telephone number counts as one short word.

    A negation in bold cannot be overread; it stands in capitals here, so that its rule can tell.
    """
    loud = _BOLD_NEGATION.sub(lambda match: match[1].upper(), _PHONE.sub("115", text))
    return _MARKUP.sub(lambda match: match[1] or match[2] or match[3] or "", loud)


def sentences(text: str) -> Iterator[Sentence]:
    """Sentences of a text; every line begins a new one, as in lists and in Leichte Sprache."""
    for number, line in enumerate(text.splitlines(), 1):
        protected = _PROTECTED.sub(lambda match: match[0].replace(".", _DOT), without_markup(line))
        for part in _END.split(protected):
            sentence = part.replace(_DOT, ".").strip()
            if WORD.search(sentence):
                yield Sentence(sentence, number)
