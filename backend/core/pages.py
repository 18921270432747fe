"""Pages of the town hall as slices hand them to each other, and the seam through which they do. Wired by the app.

A text is a tree of blocks and spans: nobody ever inserts markup as text.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal, Protocol

import msgspec
from msgspec import field

from backend.core.schema import Schema

PageKind = Literal["service", "life-situation", "statement"]
Translation = Literal["source", "checked", "machine"]
SpanKind = Literal["text", "strong", "emphasis", "link", "term", "gap"]
PAGE_ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
BlockKind = Literal["paragraph", "list", "steps"]
NoticeKind = Literal["machine", "missing", "outdated"]


class Span(Schema):
    """A piece of a line. `href` for links; `term` is the id of a glossary entry; a `gap` is missing in this city."""

    text: str
    kind: SpanKind = "text"
    href: str | None = None
    term: str | None = None


class Block(Schema):
    """A paragraph (`spans`), a list or numbered steps (`items`)."""

    kind: BlockKind
    spans: list[Span] = field(default_factory=list)
    items: list[list[Span]] = field(default_factory=list)


class Section(Schema):
    """A heading with what stands below. `id` is stable: audience, deadline, fee, steps, documents, or `text-1` ..."""

    id: str
    title: str
    blocks: list[Block]


class Notice(Schema):
    """What readers must know about this text, in their language."""

    kind: NoticeKind
    text: str


class Law(Schema):
    """A paragraph this page rests on."""

    paragraph: str
    about: str
    url: str | None


class ExplainedTerm(Schema):
    """A word of the office. `word` is German as on forms, `plain` and `text` are in the reader's language."""

    id: str
    word: str
    plain: str
    text: str


class PageLink(Schema):
    """Another page."""

    id: str
    title: str
    path: str


class ContentPage(Schema):
    """One page. Headings and notices are in `locale`, texts in `language`; which differ without a translation."""

    id: str
    path: str
    locale: str
    language: str
    available: list[str]
    title: str
    summary: str
    kind: PageKind
    group: str
    translation: Translation | None
    ls_checked_by: str | None
    notices: list[Notice]
    sections: list[Section]
    terms: list[ExplainedTerm]
    law_title: str
    laws: list[Law]
    related: list[PageLink]
    places: list[str]
    source: str
    source_url: str | None
    checked_on: date
    valid_until: date


class PageWords(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is found by in one language. `text` is plain with `## ` before the titles of its sections."""

    id: str
    language: str
    title: str
    text: str
    keywords: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


class FacetWords(msgspec.Struct, frozen=True):
    """What may be asked back to tell pages apart, in one language: the question and its answers by id."""

    id: str
    question: str
    values: Mapping[str, str]


class TownHallPages(Protocol):
    """All pages, in the memory of this process."""

    @property
    def locales(self) -> Sequence[str]:
        """The languages that readers may choose."""

    def ids(self) -> Sequence[str]:
        """All pages that the assistant may answer with."""

    def words(self, locale: str) -> Sequence[PageWords]:
        """The pages that are written in this language, and only those."""

    def page(self, locale: str, page_id: str) -> ContentPage:
        """A page as it is read; German where the translation is missing. Raises `PageNotFound`."""

    def asks(self, page_id: str) -> Mapping[str, str]:
        """Facets of a page with its value."""

    def facet(self, facet_id: str, locale: str) -> FacetWords:
        """A question back. Raises `KeyError`."""

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` each time after texts have changed."""
