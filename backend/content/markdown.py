"""A small, safe part of Markdown as blocks and spans: paragraphs, lists, `##` headings, emphasis, links.

CommonMark 0.31, read by markdown-it-py. Whatever is not in the list above (HTML, pictures, quotes, code) is an error
that names its line, never text that looks broken on a phone. `[[key|What is missing]]` stands for a value of the
city's `operator.toml`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from backend.core.pages import Block, Section, Span, SpanKind

_MARKDOWN = MarkdownIt("commonmark")
setattr(_MARKDOWN, "validateLink", lambda url: True)  # noqa: B010 -- a method to mypy; we judge links: `_SAFE_LINK`
_SAFE_LINK = re.compile(r"^(https://|tel:\+?[0-9]+$|/[a-z0-9]|#[a-z])")
_GAP = re.compile(r"\[\[(?P<key>[a-z_]+)\|(?P<label>[^\]|]+)\]\]")
_LISTS: dict[str, str] = {"bullet_list_open": "list", "ordered_list_open": "steps"}


class MarkdownFault(ValueError):
    """Markdown we do not take. `line` counts from 1 in the text that was given."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def parse_line(text: str, values: Mapping[str, str] | None = None) -> list[Span]:
    """One line of inline Markdown. Raises `MarkdownFault`."""
    token = _MARKDOWN.parseInline(text)[0]
    return list(_spans(token.children or (), values or {}, 1))


def parse_body(text: str, values: Mapping[str, str] | None = None) -> list[Section]:
    """Sections below `##` headings; text before the first heading has an empty title. Raises `MarkdownFault`."""
    sections: list[Section] = []
    tokens = _MARKDOWN.parse(text)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        line = (token.map or [0])[0] + 1
        if token.type == "heading_open":
            if token.tag != "h2":
                raise MarkdownFault("headings are written with ##", line)
            title = "".join(span.text for span in _spans(tokens[at + 1].children or (), {}, line))
            sections.append(Section(id=f"text-{len(sections) + 1}", title=title, blocks=[]))
            at += 3
            continue
        if not sections:
            sections.append(Section(id="text-1", title="", blocks=[]))
        block, at = _block(tokens, at, values or {})
        sections[-1].blocks.append(block)
    return sections


def plain_text(spans: Sequence[Span]) -> str:
    """The words alone."""
    return "".join(span.text for span in spans)


def _block(tokens: Sequence[Token], at: int, values: Mapping[str, str]) -> tuple[Block, int]:
    token = tokens[at]
    line = (token.map or [0])[0] + 1
    if token.type == "paragraph_open":
        return Block(kind="paragraph", spans=list(_spans(tokens[at + 1].children or (), values, line))), at + 3
    if token.type in _LISTS:
        return _list(tokens, at, values)
    raise MarkdownFault(f"not allowed here: {token.type.removesuffix('_open')}", line)


def _list(tokens: Sequence[Token], at: int, values: Mapping[str, str]) -> tuple[Block, int]:
    block = Block(kind="list" if tokens[at].type == "bullet_list_open" else "steps", items=[])
    closing = tokens[at].type.replace("_open", "_close")
    at += 1
    while tokens[at].type != closing:
        token = tokens[at]
        if token.type == "inline":
            block.items.append(list(_spans(token.children or (), values, (token.map or [0])[0] + 1)))
        elif token.type in _LISTS:
            raise MarkdownFault("a list inside a list is hard to read", (token.map or [0])[0] + 1)
        elif token.type not in {"list_item_open", "list_item_close", "paragraph_open", "paragraph_close"}:
            raise MarkdownFault(f"not allowed in a list: {token.type}", (token.map or [0])[0] + 1)
        at += 1
    return block, at + 1


def _spans(tokens: Sequence[Token], values: Mapping[str, str], line: int) -> Iterator[Span]:
    kind: SpanKind = "text"
    href: str | None = None
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            yield Span(text=" ", kind=kind, href=href)
        elif token.type == "text":
            yield from _fill(token.content, kind, href, values)
        elif token.type in {"strong_open", "em_open"}:
            kind = "strong" if token.type == "strong_open" else "emphasis"
        elif token.type == "link_open":
            kind, href = "link", str(token.attrs["href"])
            if not _SAFE_LINK.match(href):
                raise MarkdownFault(f"links lead to https://, tel: or a page of this app, not to {href}", line)
        elif token.type in {"strong_close", "em_close", "link_close"}:
            kind, href = "text", None
        else:
            raise MarkdownFault(f"not allowed in a line: {token.type}", line)


def _fill(text: str, kind: SpanKind, href: str | None, values: Mapping[str, str]) -> Iterator[Span]:
    """Text with the city's own values put in; a value that is missing stays visible as a gap."""
    done = 0
    for match in _GAP.finditer(text):
        if match.start() > done:
            yield Span(text=text[done : match.start()], kind=kind, href=href)
        value = values.get(match["key"], "")
        yield Span(text=value, kind=kind, href=href) if value else Span(text=match["label"], kind="gap")
        done = match.end()
    if done < len(text):
        yield Span(text=text[done:], kind=kind, href=href)
