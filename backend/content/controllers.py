"""HTTP of the content slice. Answers are snapshots: the handlers are their documentation and fallback."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from backend.content.errors import LanguageNotFound, PageNotFound
from backend.content.schemas import ContentIndex, ContentLibrary
from backend.content.service import CONTENT_PATH, ContentService
from backend.core.http import problems
from backend.core.pages import ContentPage
from backend.core.policy import PUBLIC, allow


class ContentController(Controller):
    """Pages of the town hall: services, life situations, statements."""

    path = CONTENT_PATH
    tags = ("Content",)
    opt = allow(PUBLIC)

    @get("/{locale:str}", operation_id="listPages", summary="All pages", responses=problems(LanguageNotFound))
    async def list_pages(self, content_service: NamedDependency[ContentService], locale: FromPath[str]) -> ContentIndex:
        """Titles, short answers and words to find them by, in one language, as one cached answer (ETag).

        Where a translation is missing the entry is German and `language` says so.
        """
        return content_service.index(locale)

    @get(
        "/{locale:str}/all",
        operation_id="readAllPages",
        summary="All pages with their texts",
        responses=problems(LanguageNotFound),
    )
    async def read_all_pages(
        self, content_service: NamedDependency[ContentService], locale: FromPath[str]
    ) -> ContentLibrary:
        """Everything in one language, for phones that want to read without network; one cached answer (ETag)."""
        return content_service.library(locale)

    @get(
        "/{locale:str}/{page_id:str}",
        operation_id="readPage",
        summary="One page",
        responses=problems(PageNotFound, LanguageNotFound),
    )
    async def read_page(
        self, content_service: NamedDependency[ContentService], locale: FromPath[str], page_id: FromPath[str]
    ) -> ContentPage:
        """The text as blocks and spans with its source, the day it was checked, and honest notices (ETag)."""
        return content_service.page(locale, page_id)
