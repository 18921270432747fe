"""HTTP of feedback: a voice for everybody, the list for editors."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from backend.content.errors import LanguageNotFound, PageNotFound
from backend.content.feedback.schemas import PageConcerns, PageVoice
from backend.content.feedback.service import FeedbackService
from backend.content.service import CONTENT_PATH
from backend.core.errors import InvalidRequest
from backend.core.http import csv_answer, problems
from backend.core.identity import Role
from backend.core.policy import PUBLIC, allow, staff
from backend.core.ratelimit import Rate, RateLimited, rate_limit
from backend.core.tables import CSV_MEDIA_TYPE

EDITING = staff(Role.EDITOR, Role.ADMIN)
_VOICES = Rate(10, per=600)


class FeedbackController(Controller):
    """ "War das hilfreich?" below each page."""

    path = f"{CONTENT_PATH}/pages"
    opt = allow(PUBLIC)
    tags = ("Content",)

    @post(
        "/{page_id:str}/feedback",
        operation_id="ratePage",
        summary="Say whether a page helped",
        status_code=204,
        guards=[rate_limit("content-feedback", _VOICES)],
        responses=problems(InvalidRequest, PageNotFound, LanguageNotFound, RateLimited),
    )
    async def rate_page(
        self, feedback_service: NamedDependency[FeedbackService], page_id: FromPath[str], data: JSONBody[PageVoice]
    ) -> None:
        """Counts yes or no for the day; nothing about the person is stored."""
        await feedback_service.count(page_id, data)


class DeskFeedbackController(Controller):
    """Texts that need an editor."""

    path = "/api/v1/desk/content/concerns"
    opt = allow(EDITING)
    tags = ("Desk",)

    @get(
        "/", operation_id="listPageConcerns", summary="Texts that need an editor", responses=problems(*EDITING.problems)
    )
    async def list_concerns(self, feedback_service: NamedDependency[FeedbackService]) -> PageConcerns:
        """Disliked, expired, outdated and unchecked texts, the most disliked first."""
        return await feedback_service.concerns()

    @get(
        "/export.csv",
        operation_id="exportPageConcerns",
        summary="The same as CSV",
        media_type=CSV_MEDIA_TYPE,
        responses=problems(*EDITING.problems),
    )
    async def export_concerns(self, feedback_service: NamedDependency[FeedbackService]) -> Response[bytes]:
        """All rows, as RFC 4180."""
        return csv_answer(await feedback_service.export(), "page-concerns.csv")
