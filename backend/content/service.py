"""Pages for readers: as data for the app, as HTML for everybody else."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from urllib.parse import parse_qs

import msgspec

from backend.content.composing import compose_index, compose_page, is_outdated
from backend.content.errors import LanguageNotFound, PageNotFound
from backend.content.html import Site, render_index, render_page
from backend.content.library import TOWN_HALL_PATH, Library
from backend.content.schemas import ContentIndex, ContentLibrary, ContentPage
from backend.core.clock import Clock
from backend.core.i18n import N_, Translations
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

    @property
    def texts(self) -> Library:
        """What was read from the files, for the assistant's index."""
        return self._library

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
