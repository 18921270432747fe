"""What is searched: pages, and the passages they are cut into. Pure."""

import re
from collections.abc import Iterator, Sequence

import msgspec

PASSAGE_WORDS = 120
"""A passage is about a paragraph or a short section: enough to be understood alone, short enough to be quoted."""

_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*")
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])\s+")


class Document(msgspec.Struct, frozen=True):
    """A page in one language. `text` is Markdown or plain. Keywords and sample questions are found, not shown."""

    id: str
    title: str
    text: str
    keywords: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    locale: str = "de"


class Passage(msgspec.Struct, frozen=True):
    """A piece of a page that can be quoted, with the heading it stands under ("" before the first heading)."""

    heading: str
    text: str


def passages(text: str, limit: int = PASSAGE_WORDS) -> list[Passage]:
    """Cut a text at headings, then paragraphs, then sentences, into passages of at most about `limit` words.

    Nothing is lost: every line except the heading marks is in exactly one passage. An empty text gives none.
    """
    found: list[Passage] = []
    for heading, paragraphs in _sections(text):
        pieces = [piece for paragraph in paragraphs for piece in _pieces(paragraph, limit)]
        found += [Passage(heading, joined) for joined in _joined(pieces, limit)]
    return found


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    heading, lines = "", list[str]()
    for line in text.splitlines():
        match = _HEADING.fullmatch(line.strip())
        if match is None:
            lines.append(line)
            continue
        yield heading, _paragraphs(lines)
        heading, lines = match[1], []
    yield heading, _paragraphs(lines)


def _paragraphs(lines: Sequence[str]) -> list[str]:
    return [block.strip() for block in re.split(r"\n\s*\n", "\n".join(lines)) if block.strip()]


def _pieces(paragraph: str, limit: int) -> Iterator[str]:
    """The paragraph itself, or its lines, sentences and at last words where it is too long."""
    if len(paragraph.split()) <= limit:
        yield paragraph
        return
    parts = paragraph.splitlines()
    if len(parts) == 1:
        parts = _SENTENCE_END.split(paragraph)
    if len(parts) == 1:
        words = paragraph.split()
        yield from (" ".join(words[start : start + limit]) for start in range(0, len(words), limit))
        return
    for part in parts:
        yield from _pieces(part, limit)


def _joined(pieces: Sequence[str], limit: int) -> Iterator[str]:
    """Neighbours put together as long as they fit."""
    held: list[str] = []
    size = 0
    for piece in pieces:
        length = len(piece.split())
        if held and size + length > limit:
            yield "\n".join(held)
            held, size = [], 0
        held.append(piece)
        size += length
    if held:
        yield "\n".join(held)
