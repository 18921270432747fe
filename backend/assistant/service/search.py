"""Use case: one search over everything that slices have registered, in groups."""

import asyncio
from collections.abc import Sequence

import structlog

from backend.assistant.index import SOURCE, PageIndex
from backend.assistant.languages import detect
from backend.assistant.ranking.ranker import Ranking
from backend.assistant.ranking.words import language_of
from backend.assistant.schemas import SearchGroup, SearchHit, SearchResults
from backend.assistant.service.questions import QuestionService
from backend.core.i18n import N_, Translations
from backend.core.pages import TownHallPages
from backend.core.searching import Found, FoundGroup, Searchable

logger = structlog.get_logger(__name__)

GROUP_HITS = 8
_LEAST_COVERED = 0.34
"""Below a third of the question's weight a page has one of its words by chance."""


class PageSearch:
    """The town hall's pages as a group of the search, found by the assistant's own engine."""

    group = "content"
    label = N_("Rathaus")

    def __init__(self, pages: TownHallPages, index: PageIndex) -> None:
        self._pages = pages
        self._index = index

    async def search(self, text: str, locale: str, limit: int) -> FoundGroup:
        """See `core.searching.Searchable`."""
        ranking = await self._rank(text, locale, limit)
        if ranking is None:
            return FoundGroup((), 0)
        best = ranking.hits[0].score
        pages = [self._pages.page(locale, hit.document.id) for hit in ranking.hits if hit.score >= best / 2]
        found = [
            Found(id=page.id, title=page.title, path=page.path, text=page.summary, language=page.language)
            for page in pages
        ]
        return FoundGroup(found, len(found))

    async def _rank(self, text: str, locale: str, limit: int) -> Ranking | None:
        """In the language of the words, else in that of the screen or in German: words of the office are German."""
        for language in dict.fromkeys((detect(text, language_of(locale)), language_of(locale), SOURCE)):
            ranking = (await self._index.language(language)).ranker.search(text, limit)
            if ranking.hits and ranking.evidence.covered >= _LEAST_COVERED:
                return ranking
        return None


class SearchService:
    """Asks every group and puts the answers together."""

    def __init__(self, groups: Sequence[Searchable], questions: QuestionService, translations: Translations) -> None:
        self._groups = tuple(groups)
        self._questions = questions
        self._translations = translations

    async def search(self, text: str, locale: str) -> SearchResults:
        """Groups with hits, the one with the best claim first: pages, then as they were registered."""
        locale = self._questions.known_locale(locale)
        found = await asyncio.gather(*(self._ask(group, text, locale) for group in self._groups))
        return SearchResults(cards=self._questions.cards(text, locale), groups=[group for group in found if group.hits])

    async def _ask(self, group: Searchable, text: str, locale: str) -> SearchGroup:
        title = self._translations.translate(group.label, locale)
        try:
            found = await group.search(text, locale, GROUP_HITS) if text.strip() else FoundGroup((), 0)
        except Exception:  # one group that fails must not hide what the others have found
            logger.exception("search_group_failed", group=group.group)
            found = FoundGroup((), 0)
        hits = [
            SearchHit(id=hit.id, title=hit.title, text=hit.text, path=hit.path, language=hit.language)
            for hit in found.hits
        ]
        return SearchGroup(group=group.group, title=title, hits=hits, total=found.total)
