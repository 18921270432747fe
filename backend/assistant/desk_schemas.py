"""The assistant at the desk, on the wire: messages to answer, questions that no page answers."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from backend.assistant.schemas import HandOverStatus, ReplyWay
from backend.core.schema import Body, Schema

MAX_ANSWER = 2_000
QuestionStatus = Literal["open", "done"]


class DeskHandOver(Schema):
    """A message of a resident; staff see what was written and never who wrote it. `is_mine`: claimed by whoever asks.

    With `reply` "none" nobody can read an answer. `page` is the page the person had read.
    """

    id: UUID
    message: str
    locale: str
    page: str | None
    reply: ReplyWay
    status: HandOverStatus
    claimed_by_name: str | None
    is_mine: bool
    answer: str | None
    created_at: datetime
    claimed_at: datetime | None
    decided_at: datetime | None
    delete_on: date
    version: int


class HandOverAnswer(Body):
    """What the person reads in the app."""

    answer: Annotated[str, Meta(min_length=1, max_length=MAX_ANSWER)]


class UnansweredQuestion(Schema):
    """A question that no page answered, kept because the person agreed. `times` it was asked in these words."""

    id: UUID
    text: str
    language: str
    times: int
    first_asked_on: date
    last_asked_on: date
    status: QuestionStatus
    version: int


class UnansweredDecision(Body):
    """Done: a page answers it now, or it is none of the city's business."""

    status: QuestionStatus
