"""Pages on the wire and in files. A text is a tree of blocks and spans: nobody ever inserts markup as text."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct, field

from backend.core.pages import PAGE_ID, ContentPage, PageKind, Translation
from backend.core.schema import Schema

Line = Annotated[str, Meta(min_length=1, max_length=400)]
Word = Annotated[str, Meta(min_length=2, max_length=60)]


# ---- files: the front matter of content/pages/<page-id>/<locale>.md


class LegalSource(Struct, frozen=True, forbid_unknown_fields=True):
    """A paragraph a statement rests on: "§ 17 BMG", what it is about, where to read it."""

    paragraph: Annotated[str, Meta(min_length=3, max_length=80)]
    about: Annotated[str, Meta(min_length=3, max_length=160)]
    url: Annotated[str, Meta(pattern="^https://")] | None = None


class PageText(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What each language says for itself. Lines may use *emphasis*, **strong** and [links](https://...)."""

    id: Annotated[str, Meta(pattern=PAGE_ID, max_length=60)]
    title: Annotated[str, Meta(min_length=3, max_length=70)]
    summary: Annotated[str, Meta(min_length=20, max_length=400)]
    """The short answer; plain text, for it also stands in lists and in search engines."""
    translation: Translation
    checked_on: date
    """Day on which a person last compared this text with its source."""
    audience: Line | None = None
    steps: list[Line] = []
    documents: list[Line] = []
    fee: Line | None = None
    deadline: Line | None = None
    keywords: list[Word] = []
    """Words people really type, also slang and misspellings."""
    sample_questions: list[Annotated[str, Meta(min_length=8, max_length=160)]] = []
    ls_checked_by: str | None = None
    """Who of the target group has read the plain text; only people fill this in."""


class PageSource(PageText, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The German file: its text, and what holds for all languages."""

    kind: PageKind
    group: str
    source: Annotated[str, Meta(min_length=3, max_length=200)]
    source_url: Annotated[str, Meta(pattern="^https://")] | None = None
    valid_until: date
    """Last day on which this may be shown without a warning."""
    changed_on: date | None = None
    """Day of the last change of meaning; translations checked before it are outdated."""
    legal: list[LegalSource] = []
    asks: dict[str, str] = {}
    """Facet to value (see facets.toml): what tells this page from its neighbours when the assistant asks back."""
    related: list[str] = []
    places: list[str] = []
    """Categories of places that help: their lists are linked from the page."""
    address: Annotated[str, Meta(pattern=r"^/[a-z-]+$")] | None = None
    """Path of its own in the app (statements); default: the town hall's path with the id."""


# ---- the wire


class PageEntry(Schema):
    """What a list shows of a page. `language` is that of the text: German where a translation is missing."""

    id: str
    path: str
    title: str
    summary: str
    kind: PageKind
    group: str
    keywords: list[str]
    language: str
    translation: Translation | None
    checked_on: date
    valid_until: date


class PageGroup(Schema):
    """A heading of the list, in the reader's language. `icon` is a Lucide name."""

    id: str
    title: str
    icon: str


class ContentIndex(Schema):
    """All pages in one language, in the order of the screen."""

    locale: str
    groups: list[PageGroup]
    pages: list[PageEntry]


class ContentLibrary(Schema):
    """Every page of one language in one answer, for phones that want to read without network."""

    locale: str
    pages: list[ContentPage] = field(default_factory=list)
