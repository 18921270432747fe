"""Reads `content/pages`: one Markdown file for each page and language, its front matter in TOML between `+++` lines.

Every fault names file, field and line, so that a writer finds it without knowing the code.
"""

import re
import tomllib
from collections.abc import Hashable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from backend.content.markdown import MarkdownFault, parse_body, parse_line
from backend.content.schemas import PageSource, PageText
from backend.core.pages import Section, Span

SOURCE_LOCALE = "de"
_FENCE = "+++"
_MOST_REMEMBERED = 2_000
"""Files; a page in nine languages is nine of them."""
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)$")
_FIELD = re.compile(r"`\$\.([a-z_]+)")
_UNKNOWN = re.compile(r"(?:unknown|required) field `([^`]+)`")
T = TypeVar("T")


class ContentFault(ValueError):
    """A file in `content` is wrong. `path` is relative to the folder of pages; `line` counts from 1 in the file."""

    def __init__(self, path: str, message: str, *, line: int | None = None, field: str | None = None) -> None:
        self.path, self.line, self.field, self.message = path, line, field, message
        where = f"{path}:{line}" if line else path
        super().__init__(f"{where}: {field}: {message}" if field else f"{where}: {message}")


class PageFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file, read. `source` is set for German; lines of the front matter are parsed in `lines`."""

    path: str
    locale: str
    text: PageText
    source: PageSource | None
    sections: list[Section]
    lines: dict[str, list[list[Span]]]
    raw: str
    """The whole file, for whoever wants to say on which line something stands."""

    def line_of(self, field: str) -> int | None:
        """Where a field of the front matter begins."""
        return find_line(self.raw, field)


def find_line(raw: str, field: str) -> int | None:
    """The line on which a front matter field stands, as a key or as a table."""
    pattern = re.compile(rf"^(?:{re.escape(field)}\s*=|\[\[?{re.escape(field)}\]?\])")
    return next((number for number, line in enumerate(raw.splitlines(), 1) if pattern.match(line)), None)


def read_page(folder: Path, path: Path, values: Mapping[str, str]) -> PageFile:
    """Read and check one file; `values` fill the gaps. Raises `ContentFault`.

    A file that has not changed is not read again: parsing all of them costs more than the rest of a start.
    """
    name = path.relative_to(folder).as_posix()
    return _parsed(name, path.read_text(encoding="utf-8"), tuple(sorted(values.items())))


@lru_cache(maxsize=_MOST_REMEMBERED)
def _parsed(name: str, raw: str, gaps: tuple[tuple[str, str], ...]) -> PageFile:
    path, values = Path(name), dict(gaps)
    matter, body, body_at = _split(name, raw)
    text = _convert(name, raw, matter, PageSource if path.stem == SOURCE_LOCALE else PageText)
    if text.id != path.parent.name:
        raise ContentFault(name, f"says {text.id!r}, the folder {path.parent.name!r}", line=_at(raw, "id"), field="id")
    if (text.translation == "source") != (path.stem == SOURCE_LOCALE):
        message = f'"source" is for {SOURCE_LOCALE}.md and only for it'
        raise ContentFault(name, message, line=_at(raw, "translation"), field="translation")
    try:
        sections = parse_body(body, values)
    except MarkdownFault as fault:
        raise ContentFault(name, str(fault), line=body_at + fault.line) from fault
    return PageFile(
        path=name,
        locale=path.stem,
        text=text,
        source=text if isinstance(text, PageSource) else None,
        sections=sections,
        lines=_lines(name, raw, text, values),
        raw=raw,
    )


def read_table(path: Path, kind: type[T]) -> T:
    """Read a TOML file that belongs to the pages. Raises `ContentFault`."""
    try:
        return cast("T", _table(path.read_text(encoding="utf-8"), cast("Hashable", kind)))
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ContentFault(path.name, str(error)) from error


@lru_cache(maxsize=_MOST_REMEMBERED)
def _table(raw: str, kind: Any) -> Any:
    return msgspec.convert(tomllib.loads(raw), kind)


def _at(raw: str, field: str) -> int | None:
    return find_line(raw, field)


def _split(name: str, raw: str) -> tuple[dict[str, object], str, int]:
    """Front matter, body, and the number of lines before the body."""
    lines = raw.splitlines()
    if not lines or lines[0].strip() != _FENCE:
        raise ContentFault(name, f"begins with a line {_FENCE}, then the front matter", line=1)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == _FENCE), None)
    if end is None:
        raise ContentFault(name, f"the front matter is not closed by a line {_FENCE}", line=1)
    try:
        matter = tomllib.loads("\n".join(lines[1:end]))
    except tomllib.TOMLDecodeError as error:
        found = _TOML_LINE.search(str(error))
        raise ContentFault(name, f"no TOML: {error}", line=int(found[1]) + 1 if found else None) from error
    return matter, "\n".join(lines[end + 1 :]), end + 1


def _convert(name: str, raw: str, matter: dict[str, object], kind: type[PageText]) -> PageText:
    try:
        return msgspec.convert(matter, kind)
    except msgspec.ValidationError as error:
        message = str(error)
        found = _UNKNOWN.search(message) or _FIELD.search(message)
        field = found[1] if found else None
        if field and kind is PageText and field in PageSource.__struct_fields__ and "unknown field" in message:
            message = f"holds for all languages and stands in {SOURCE_LOCALE}.md only"
        raise ContentFault(name, message, line=(find_line(raw, field) if field else None) or 1, field=field) from error


def _lines(name: str, raw: str, text: PageText, values: Mapping[str, str]) -> dict[str, list[list[Span]]]:
    """Front matter texts that may hold inline Markdown."""
    given: dict[str, list[str]] = {
        "audience": [text.audience] if text.audience else [],
        "deadline": [text.deadline] if text.deadline else [],
        "fee": [text.fee] if text.fee else [],
        "steps": text.steps,
        "documents": text.documents,
    }
    parsed: dict[str, list[list[Span]]] = {}
    for field, lines in given.items():
        try:
            parsed[field] = [parse_line(line, values) for line in lines]
        except MarkdownFault as fault:
            raise ContentFault(name, str(fault), line=find_line(raw, field), field=field) from fault
    return parsed
