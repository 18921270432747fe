"""HTTP of the assistant for everybody. What is typed is never part of an address that logs could hold, except `q`."""

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from backend.assistant.errors import ConsentMissing, QuestionEmpty, QuestionTooLong
from backend.assistant.schemas import (
    MAX_QUESTION,
    AnswerReply,
    ChoicesReply,
    CrisisReply,
    HandOverBody,
    HandOverReceipt,
    HandOverReply,
    LiveReply,
    MyHandOvers,
    OffTopicReply,
    PersonalDataReply,
    PersonReply,
    QuestionBody,
    SearchResults,
)
from backend.assistant.service.handovers import HandOverService
from backend.assistant.service.questions import QuestionService
from backend.assistant.service.search import SearchService
from backend.core.db import Session
from backend.core.errors import InvalidRequest
from backend.core.http import problems
from backend.core.idempotency import IdempotencyKey, IdempotencyKeyInvalid, IdempotencyKeyReused
from backend.core.identity import Visitor
from backend.core.ownership import Owner, Owners
from backend.core.policy import ON_DEVICE, PUBLIC, SignInRequired, allow
from backend.core.ratelimit import Rate, RateLimited, rate_limit

_QUESTIONS = Rate(40, per=60)
_SEARCHES = Rate(60, per=20)
_HAND_OVERS = Rate(5, per=600)
SearchText = Annotated[str, QueryParameter(max_length=MAX_QUESTION, description="Words to find, in any spelling.")]
ScreenLocale = Annotated[str, QueryParameter(max_length=12, description="Language of the screen.")]


class AssistantController(Controller):
    """Questions in people's own words."""

    path = "/api/v1/assistant"
    opt = allow(PUBLIC)
    tags = ("Assistant",)

    @post(
        "/questions",
        operation_id="askQuestion",
        summary="Ask a question",
        status_code=200,
        guards=[rate_limit("assistant-question", _QUESTIONS)],
        responses=problems(InvalidRequest, QuestionEmpty, QuestionTooLong, RateLimited),
    )
    async def ask(
        self, question_service: NamedDependency[QuestionService], data: JSONBody[QuestionBody]
    ) -> (
        CrisisReply
        | PersonReply
        | PersonalDataReply
        | OffTopicReply
        | LiveReply
        | AnswerReply
        | ChoicesReply
        | HandOverReply
    ):
        """Answers in the page's own words, from live data, or with a person; `kind` says which.

        Nothing that is typed is stored or logged, unless `keep` is true and nobody had an answer. Up to 500 characters
        are read; words of crisis are found in longer texts, too. Takes no position.
        """
        return await question_service.ask(data)

    @post(
        "/handovers",
        operation_id="sendHandOver",
        summary="Write to the city",
        policy=ON_DEVICE,
        guards=[rate_limit("assistant-handover", _HAND_OVERS)],
        responses=problems(
            *ON_DEVICE.problems,
            InvalidRequest,
            ConsentMissing,
            IdempotencyKeyInvalid,
            SignInRequired,
            IdempotencyKeyReused,
            RateLimited,
        ),
    )
    async def send_handover(
        self,
        handover_service: NamedDependency[HandOverService],
        data: JSONBody[HandOverBody],
        request: Request[Any, Any, Any],
        visitor: NamedDependency[Visitor],
        owners: NamedDependency[Owners],
        idempotency_key: IdempotencyKey = None,
    ) -> HandOverReceipt:
        """Stores a message for the desk, with consent only. With `reply` "none" it belongs to nobody."""

        async def find_owner(session: Session) -> Owner:
            return await owners.owner_of(session, request, visitor)

        return await handover_service.send(data, idempotency_key, find_owner)

    @get(
        "/handovers",
        operation_id="listHandOvers",
        summary="My messages to the city",
        policy=ON_DEVICE,
        responses=problems(*ON_DEVICE.problems),
    )
    async def list_handovers(
        self, handover_service: NamedDependency[HandOverService], visitor: NamedDependency[Visitor]
    ) -> MyHandOvers:
        """Messages of this device or account with what the city answered, newest first. Empty for nobody."""
        return await handover_service.mine(visitor)


class SearchController(Controller):
    """One search over everything."""

    path = "/api/v1/search"
    opt = allow(PUBLIC)
    tags = ("Assistant",)

    @get(
        "/",
        operation_id="searchEverything",
        summary="Search everything",
        guards=[rate_limit("search", _SEARCHES)],
        responses=problems(InvalidRequest, RateLimited),
    )
    async def search(
        self, search_service: NamedDependency[SearchService], q: SearchText = "", locale: ScreenLocale = "de"
    ) -> SearchResults:
        """Pages, places and what else slices offer, in groups; forgives typing mistakes. Words are stored nowhere."""
        return await search_service.search(q, locale)
