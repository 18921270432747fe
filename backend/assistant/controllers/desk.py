"""HTTP of the desk: messages to answer, and questions that no page answers."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.assistant.desk_schemas import (
    DeskHandOver,
    HandOverAnswer,
    QuestionStatus,
    UnansweredDecision,
    UnansweredQuestion,
)
from backend.assistant.errors import HandOverDecided, HandOverNotFound, UnansweredNotFound
from backend.assistant.schemas import HandOverStatus
from backend.assistant.service.handover_desk import HandOverDesk
from backend.assistant.service.kept import KeptQuestions
from backend.core.concurrency import ChangedMeanwhile, IfMatch, VersionRequired, tagged
from backend.core.errors import InvalidRequest
from backend.core.http import csv_answer, problems
from backend.core.identity import Role, Visitor
from backend.core.pagination import InvalidCursor
from backend.core.policy import allow, staff
from backend.core.tables import (
    CSV_MEDIA_TYPE,
    TableCursor,
    TableLimit,
    TablePage,
    TableQuery,
    TableSearch,
    TableSort,
    UnknownColumn,
)

ANSWERING = staff(Role.EDITOR, Role.OFFICER, Role.ADMIN)
EDITING = staff(Role.EDITOR, Role.ADMIN)
_TABLE = (InvalidRequest, InvalidCursor, UnknownColumn)
_CHANGE = (*ANSWERING.problems, HandOverNotFound, HandOverDecided, ChangedMeanwhile, VersionRequired)

InStatus = Annotated[HandOverStatus | None, QueryParameter(description="Only messages in this status.")]
QuestionInStatus = Annotated[QuestionStatus | None, QueryParameter(description="Only questions in this status.")]
InLanguage = Annotated[str | None, QueryParameter(max_length=12, description="Only questions in this language.")]


class DeskHandOversController(Controller):
    """Messages of residents."""

    path = "/api/v1/desk/assistant/handovers"
    opt = allow(ANSWERING)
    tags = ("Desk",)

    @get(
        "/",
        operation_id="listDeskHandOvers",
        summary="Messages to answer",
        responses=problems(*ANSWERING.problems, *_TABLE),
    )
    async def list_handovers(
        self,
        handover_desk: NamedDependency[HandOverDesk],
        visitor: NamedDependency[Visitor],
        q: TableSearch = "",
        sort: TableSort = "",
        limit: TableLimit = 50,
        cursor: TableCursor = None,
        status: InStatus = None,
    ) -> TablePage[DeskHandOver]:
        """What people wrote, without anything about who they are. Sort: createdAt, status, locale."""
        return await handover_desk.page(visitor, TableQuery(q=q, sort=sort, limit=limit, cursor=cursor), status)

    @get(
        "/{handover_id:uuid}",
        operation_id="getDeskHandOver",
        summary="One message",
        responses=problems(*ANSWERING.problems, HandOverNotFound),
    )
    async def get_handover(
        self,
        handover_desk: NamedDependency[HandOverDesk],
        visitor: NamedDependency[Visitor],
        handover_id: FromPath[UUID],
    ) -> Response[DeskHandOver]:
        """The message and the version to change (ETag)."""
        return tagged(await handover_desk.view(visitor, handover_id))

    @post(
        "/{handover_id:uuid}/claim",
        operation_id="claimHandOver",
        summary="Take a message on",
        status_code=200,
        responses=problems(*_CHANGE),
    )
    async def claim_handover(
        self,
        handover_desk: NamedDependency[HandOverDesk],
        visitor: NamedDependency[Visitor],
        handover_id: FromPath[UUID],
        if_match: IfMatch = None,
    ) -> Response[DeskHandOver]:
        """Says to colleagues who is on it. Whoever claims a claimed message takes it over."""
        return tagged(await handover_desk.claim(visitor, handover_id, if_match))

    @put(
        "/{handover_id:uuid}/answer",
        operation_id="answerHandOver",
        summary="Answer a message",
        responses=problems(*_CHANGE, InvalidRequest),
    )
    async def answer_handover(
        self,
        handover_desk: NamedDependency[HandOverDesk],
        visitor: NamedDependency[Visitor],
        handover_id: FromPath[UUID],
        data: JSONBody[HandOverAnswer],
        if_match: IfMatch = None,
    ) -> Response[DeskHandOver]:
        """The person reads it in the app. An answer can be corrected until the message is closed."""
        return tagged(await handover_desk.answer(visitor, handover_id, data, if_match))

    @post(
        "/{handover_id:uuid}/close",
        operation_id="closeHandOver",
        summary="Close a message",
        status_code=200,
        responses=problems(*_CHANGE),
    )
    async def close_handover(
        self,
        handover_desk: NamedDependency[HandOverDesk],
        visitor: NamedDependency[Visitor],
        handover_id: FromPath[UUID],
        if_match: IfMatch = None,
    ) -> Response[DeskHandOver]:
        """Nothing is left to do, with or without an answer."""
        return tagged(await handover_desk.close(visitor, handover_id, if_match))


class DeskQuestionsController(Controller):
    """Questions that no page answered."""

    path = "/api/v1/desk/assistant/questions"
    opt = allow(EDITING)
    tags = ("Desk",)

    @get(
        "/",
        operation_id="listUnansweredQuestions",
        summary="Questions that no page answers",
        responses=problems(*EDITING.problems, *_TABLE),
    )
    async def list_questions(
        self,
        kept_questions: NamedDependency[KeptQuestions],
        q: TableSearch = "",
        sort: TableSort = "",
        limit: TableLimit = 50,
        cursor: TableCursor = None,
        status: QuestionInStatus = None,
        language: InLanguage = None,
    ) -> TablePage[UnansweredQuestion]:
        """What people asked in vain and agreed to leave here. Sort: times, lastAskedOn, language, status."""
        query = TableQuery(q=q, sort=sort, limit=limit, cursor=cursor)
        return await kept_questions.page(query, status, language)

    @get(
        "/export.csv",
        operation_id="exportUnansweredQuestions",
        summary="The same as CSV",
        media_type=CSV_MEDIA_TYPE,
        responses=problems(*EDITING.problems, *_TABLE),
    )
    async def export_questions(
        self,
        kept_questions: NamedDependency[KeptQuestions],
        q: TableSearch = "",
        sort: TableSort = "",
        status: QuestionInStatus = None,
        language: InLanguage = None,
    ) -> Response[bytes]:
        """All rows that fit, as RFC 4180."""
        return csv_answer(await kept_questions.export(TableQuery(q=q, sort=sort), status, language), "questions.csv")

    @put(
        "/{question_id:uuid}/status",
        operation_id="decideUnansweredQuestion",
        summary="Tick a question off",
        responses=problems(*EDITING.problems, InvalidRequest, UnansweredNotFound, ChangedMeanwhile, VersionRequired),
    )
    async def decide_question(
        self,
        kept_questions: NamedDependency[KeptQuestions],
        visitor: NamedDependency[Visitor],
        question_id: FromPath[UUID],
        data: JSONBody[UnansweredDecision],
        if_match: IfMatch = None,
    ) -> Response[UnansweredQuestion]:
        """Done, or open again; `If-Match` names the row's version as `"v3"`."""
        return tagged(await kept_questions.decide(visitor, question_id, data, if_match))
