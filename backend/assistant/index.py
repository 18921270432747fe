"""The index over the town hall's pages: one ranker for each language, built in a thread and renewed with the texts.

A page that is missing in a language is still found in it: by curated terms (`content/assistant/terms.toml`) and by its
German words, which people type in any language. It is then offered in German, and marked.
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
import structlog

from backend.assistant.languages import ALL
from backend.assistant.languages import load as load_detector
from backend.assistant.ranking.documents import Document
from backend.assistant.ranking.ranker import Ranker
from backend.core.pages import PageWords, TownHallPages

logger = structlog.get_logger(__name__)

SOURCE = "de"
Terms = Mapping[str, Mapping[str, Sequence[str]]]
"""From page id to language to the words that mean it."""


class LanguageIndex(msgspec.Struct, frozen=True):
    """A language: the ranker over all pages, and the ids of those that are written in it."""

    language: str
    ranker: Ranker
    written: frozenset[str]


def documents_in(pages: TownHallPages, language: str, terms: Terms) -> list[Document]:
    """All pages as they are searched in a language: its own texts, and a stand-in for each page that it lacks."""
    own = {words.id: words for words in pages.words(language)}
    german = {words.id: words for words in pages.words(SOURCE)}
    return [
        _document(own[page_id]) if page_id in own else _stand_in(german[page_id], language, terms.get(page_id, {}))
        for page_id in pages.ids()
        if page_id in own or page_id in german
    ]


def _document(words: PageWords) -> Document:
    return Document(words.id, words.title, words.text, words.keywords, words.questions, words.language)


def _stand_in(german: PageWords, language: str, terms: Mapping[str, Sequence[str]]) -> Document:
    """Its text stays out: German sentences would only add words that mean something else in this language."""
    found = tuple(terms.get(language, ()))
    return Document(german.id, " ".join(found[:1]), "", (*found, german.title, *german.keywords), (), language)


class PageIndex:
    """All languages. A question that comes before its language is ready waits for that one only."""

    def __init__(self, pages: TownHallPages, terms: Terms) -> None:
        self._pages = pages
        self._terms = terms
        self._ready: dict[str, LanguageIndex] = {}
        self._turn = asyncio.Lock()
        self._building: asyncio.Task[None] | None = None
        self._is_outdated = False

    async def start(self) -> None:
        """Begin to build, and return at once: an app that starts does not wait for the index."""
        self._pages.on_change(self.renew)
        self.renew()

    async def stop(self) -> None:
        """Give up building."""
        if self._building is not None:
            self._building.cancel()
            await asyncio.gather(self._building, return_exceptions=True)

    def renew(self) -> None:
        """Texts have changed: build anew. Until that is done the old index answers."""
        self._is_outdated = True
        if self._building is None or self._building.done():
            self._building = asyncio.create_task(self._build_all(), name="assistant index")

    async def settled(self) -> None:
        """Return when nothing is left to build."""
        if self._building is not None:
            await asyncio.gather(self._building)

    async def language(self, language: str) -> LanguageIndex:
        """The index of a language, one of `languages.ALL`."""
        if language not in self._ready:
            async with self._turn:
                if language not in self._ready:
                    await self._build(language)
        return self._ready[language]

    async def _build_all(self) -> None:
        try:
            while self._is_outdated:
                self._is_outdated = False
                for language in ALL:
                    async with self._turn:
                        await self._build(language)
        except Exception:  # the old index goes on answering; a language without one is tried again when asked
            logger.exception("assistant_index_failed")
            return
        await asyncio.to_thread(load_detector)
        logger.info("assistant_index_built", pages=len(self._pages.ids()))

    async def _build(self, language: str) -> None:
        self._ready[language] = await asyncio.to_thread(build_language, self._pages, language, self._terms)


def build_language(pages: TownHallPages, language: str, terms: Terms) -> LanguageIndex:
    """The index of one language."""
    written = frozenset(words.id for words in pages.words(language))
    return LanguageIndex(language, _ranker(tuple(documents_in(pages, language, terms)), language), written)


@lru_cache(maxsize=len(ALL))
def _ranker(documents: tuple[Document, ...], language: str) -> Ranker:
    """A language whose texts have not changed is not built again when another one has."""
    return Ranker(documents, language)
