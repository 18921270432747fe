"""Pages for readers: as data for the app, as HTML for everybody else."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from urllib.parse import parse_qs

import msgspec

from backend.content.composing import compose_index, compose_page, in_language, is_outdated, words_of
from backend.content.errors import LanguageNotFound, PageNotFound
from backend.content.html import Site, render_index, render_page
from backend.content.library import TOWN_HALL_PATH, Library, Page
from backend.content.schemas import ContentIndex, ContentLibrary
from backend.core.clock import Clock
from backend.core.i18n import N_, Translations
from backend.core.pages import ContentPage, FacetWords, PageWords
from backend.core.readable import ReadablePage
from backend.core.vitals import Vital

CONTENT_PATH = "/api/v1/content"
LANGUAGE_PARAMETER = "sprache"


class Served(msgspec.Struct, frozen=True):
    """A public read: its address, the name of its kind for the metrics, and how its body is made."""

    path: str
    route: str
    make: Callable[[], Awaitable[bytes]]


class ContentService:
    """All pages, composed on first use and kept: files change only with a new start."""

    def __init__(self, library: Library, translations: Translations, site: Site, clock: Clock) -> None:
        self._library = library
        self._translations = translations
        self._site = site
        self._clock = clock
        self._pages: dict[tuple[str, str], ContentPage] = {}
        self._readable: dict[str, ReadablePage] = {}
        self._by_path = {page.path: page.id for page in library.pages.values()}
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """See `core.pages.TownHallPages`."""
        self._listeners.append(listener)

    def replace(self, library: Library) -> None:
        """Show other texts from now on, and tell whoever keeps something that was made of the old ones."""
        self._library = library
        self._pages.clear()
        self._readable.clear()
        self._by_path = {page.path: page.id for page in library.pages.values()}
        for listener in self._listeners:
            listener()

    def library_pages(self) -> Mapping[str, Page]:
        """The texts as writers wrote them, by page."""
        return self._library.pages

    @property
    def locales(self) -> Sequence[str]:
        """The languages that readers may choose."""
        return self._translations.locales

    def ids(self) -> Sequence[str]:
        """All pages."""
        return tuple(self._library.pages)

    def words(self, locale: str) -> Sequence[PageWords]:
        """See `core.pages.TownHallPages`."""
        return [
            words_of(self.page(locale, page.id), page.files[locale].text)
            for page in self._library.pages.values()
            if locale in page.files
        ]

    def asks(self, page_id: str) -> Mapping[str, str]:
        """See `core.pages.TownHallPages`."""
        return self._library.pages[page_id].source.asks

    def facet(self, facet_id: str, locale: str) -> FacetWords:
        """See `core.pages.TownHallPages`. Raises `KeyError`."""
        facet = {facet.id: facet for facet in self._library.facets}[facet_id]
        return FacetWords(
            facet.id, in_language(facet.question, locale), {v.id: in_language(v.title, locale) for v in facet.value}
        )

    def index(self, locale: str) -> ContentIndex:
        """The list of pages. Raises `LanguageNotFound`."""
        self._check(locale)
        return compose_index(self._library, locale)

    def library(self, locale: str) -> ContentLibrary:
        """All pages of a language. Raises `LanguageNotFound`."""
        self._check(locale)
        return ContentLibrary(locale=locale, pages=[self.page(locale, page_id) for page_id in self._library.pages])

    def page(self, locale: str, page_id: str) -> ContentPage:
        """One page. Raises `LanguageNotFound` and `PageNotFound`."""
        self._check(locale)
        if page_id not in self._library.pages:
            raise PageNotFound
        key = (locale, page_id)
        if key not in self._pages:
            page = self._library.pages[page_id]
            self._pages[key] = compose_page(self._library, page, locale, self._say(locale))
        return self._pages[key]

    def snapshots(self) -> Iterator[Served]:
        """Every public read."""

        for locale in self._translations.locales:
            root = f"{CONTENT_PATH}/{locale}"
            yield Served(root, f"{CONTENT_PATH}/{{locale}}", _encoded(self.index, locale))
            yield Served(f"{root}/all", f"{CONTENT_PATH}/{{locale}}/all", _encoded(self.library, locale))
            for page_id in self._library.pages:
                make = _encoded(self.page, locale, page_id)
                yield Served(f"{root}/{page_id}", f"{CONTENT_PATH}/{{locale}}/{{page_id}}", make)

    async def vitals(self) -> Sequence[Vital]:
        """How old the pages are, for the desk."""
        pages = self._library.pages.values()
        expired = sum(page.source.valid_until < self._clock().date() for page in pages)
        outdated = sum(is_outdated(page, file) for page in pages for file in page.files.values())
        return [
            Vital(
                key="content",
                label=N_("Rathaus"),
                state="late" if expired or outdated else "ok",
                detail=N_("Seiten: {pages}. Abgelaufen: {expired}. Übersetzungen veraltet: {outdated}."),
                figures={"pages": len(pages), "expired": expired, "outdated": outdated},
            )
        ]

    def find_readable(self, path: str, query: str, accept_language: str) -> ReadablePage | None:
        """The page at an address of the app as HTML, in the language of the link or else of the browser."""
        path = path.rstrip("/")
        page_id = self._by_path.get(path)
        if page_id is None and path != TOWN_HALL_PATH:
            return None
        wanted = parse_qs(query).get(LANGUAGE_PARAMETER, [""])[0]
        locale = wanted if wanted in self._translations.locales else self._translations.negotiate(accept_language)
        today = self._clock().date()
        is_expired = page_id is not None and self._library.pages[page_id].source.valid_until < today
        key = f"{path}?{locale}{'&expired' if is_expired else ''}"
        if key not in self._readable:
            say = self._say(locale)
            if page_id is None:
                self._readable[key] = render_index(key, self.index(locale), self._site, say)
            else:
                page = self.page(locale, page_id)
                self._readable[key] = render_page(key, page, self._site, say, is_expired=is_expired)
        return self._readable[key]

    def _say(self, locale: str) -> Callable[[str], str]:
        return lambda message: self._translations.translate(message, locale)

    def _check(self, locale: str) -> None:
        if locale not in self._translations.locales:
            raise LanguageNotFound


def _encoded(make: Callable[..., msgspec.Struct], *arguments: str) -> Callable[[], Awaitable[bytes]]:
    async def build() -> bytes:
        return msgspec.json.encode(make(*arguments))

    return build
