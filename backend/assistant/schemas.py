"""The assistant on the wire: questions, and the eight kinds of answers to them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, field

from backend.core.live_answers import LiveFacts
from backend.core.pages import PAGE_ID, Block, ExplainedTerm, Notice, PageLink, Section
from backend.core.schema import Body, Schema

MAX_QUESTION = 500
MAX_MESSAGE = 2_000
Locale = Annotated[str, Meta(min_length=2, max_length=12, description="Language of the screen, as in the city's list.")]
PageId = Annotated[str, Meta(pattern=PAGE_ID, max_length=60)]
FacetId = Annotated[str, Meta(max_length=60)]
PersonalKind = Literal["iban", "email", "phone", "id_number", "tax_id", "insurance_number"]
HandOverStatus = Literal["open", "claimed", "answered", "closed"]
ReplyWay = Literal["device", "none"]


class QuestionBody(Body):
    """A question, and what the browser remembers of the conversation. The server remembers nothing.

    `choice` is a page that the person picked among `choices`; `about` the page of the answer before, for "and what
    does that cost?". `facets` are answers to questions back, `asked` how many there were (after two we hand over).
    """

    text: str
    locale: Locale = "de"
    choice: PageId | None = None
    about: PageId | None = None
    facets: Annotated[dict[FacetId, FacetId], Meta(max_length=8)] = field(default_factory=dict)
    asked: Annotated[int, Meta(ge=0, le=20)] = 0
    simpler: bool = False
    """The passage is wanted in simpler words, where the city runs a model for that (`rephrased`)."""
    keep: bool = False
    """The person agrees that an unanswered question is kept for the editors, without anything personal."""


class CrisisCard(Schema):
    """Numbers that help at once. `numbers` are dialled as they stand; one with letters is the id of a page."""

    id: str
    title: str
    text: str
    numbers: list[str]


class Office(Schema):
    """Whom to turn to. `email` is `null` where the city has not named an address."""

    name: str
    phone: str
    email: str | None


class HandOverCard(Schema):
    """A person helps on. `subject` and `message` are ready to be changed and sent; `mailto` is the same as a link."""

    office: Office
    subject: str
    message: str
    mailto: str | None
    queue: bool
    """The desk takes messages of this app (`POST /assistant/handovers`)."""


class Reply(Schema):
    """What every answer says. `language` is the language of the question, as we understood it.

    `cards` come first and `offered` below the answer. `personal` names what was taken out of the question before
    anything was looked for: please ask the person not to type it.
    """

    language: str
    cards: list[CrisisCard]
    offered: list[CrisisCard]
    personal: list[PersonalKind]


class CrisisReply(Reply, tag_field="kind", tag="crisis"):
    """Only the cards: nothing else is looked for."""


class PersonReply(Reply, tag_field="kind", tag="person"):
    """A person is wanted."""

    handover: HandOverCard


class PersonalDataReply(Reply, tag_field="kind", tag="personalData"):
    """Besides personal data nothing was asked."""


class OffTopicReply(Reply, tag_field="kind", tag="offTopic"):
    """Small talk, something that no town hall knows, or no words at all."""

    reason: Literal["smallTalk", "offTopic", "noWords"]


class LiveReply(Reply, tag_field="kind", tag="live"):
    """Answered from what is true right now. `pages` explain more."""

    facts: LiveFacts
    pages: list[PageLink]


class PageAnswer(Schema):
    """The page's own words. `best` is the id of the section that answers; `passage` holds it unless it is `steps` or
    `documents`, which come anyway. `language` differs from the reader's where a translation is missing.
    """

    id: str
    path: str
    title: str
    summary: str
    best: str | None
    passage: Section | None
    steps: Section | None
    documents: Section | None
    terms: list[ExplainedTerm]
    notices: list[Notice]
    language: str
    is_fallback: bool
    available: list[str]
    related: list[PageLink]
    places: list[str]
    source: str
    source_url: str | None
    checked_on: date
    valid_until: date
    is_expired: bool
    rephrased: list[Block] | None = None
    """The passage in simpler words, by a language model that the city runs; every fact in it stands in the passage."""


class AnswerReply(Reply, tag_field="kind", tag="answer"):
    """A page answers. `others` fitted, too."""

    page: PageAnswer
    others: list[PageLink]


class PageChoice(Schema):
    """A page that may be meant."""

    id: str
    path: str
    title: str
    summary: str
    language: str


class FacetValueChoice(Schema):
    """An answer to a question back; send it in `facets`."""

    id: str
    title: str


class FacetQuestion(Schema):
    """One question back that tells the pages apart."""

    id: str
    question: str
    values: list[FacetValueChoice]


class ChoicesReply(Reply, tag_field="kind", tag="choices"):
    """We are not sure: up to three pages, and where it helps one question back."""

    pages: list[PageChoice]
    facet: FacetQuestion | None


class HandOverReply(Reply, tag_field="kind", tag="handover"):
    """We do not know. `kept`: the question now stands on the editors' list, as the person agreed to."""

    handover: HandOverCard
    kept: bool


QuestionReply = (
    CrisisReply
    | PersonReply
    | PersonalDataReply
    | OffTopicReply
    | LiveReply
    | AnswerReply
    | ChoicesReply
    | HandOverReply
)


class SearchHit(Schema):
    """Something that was found. `language` is that of its words."""

    id: str
    title: str
    text: str
    path: str
    language: str


class SearchGroup(Schema):
    """All of one kind, best first, and how many there are in all."""

    group: str
    title: str
    hits: list[SearchHit]
    total: int


class SearchResults(Schema):
    """What was found for some words. `cards` come first, whatever was found."""

    cards: list[CrisisCard]
    groups: list[SearchGroup]


class HandOverBody(Body):
    """A message to the city, with as little personal data as possible. Stored only if `consent` is true.

    `reply` says how an answer comes: on this device or account, or not at all.
    """

    message: Annotated[str, Meta(min_length=1, max_length=MAX_MESSAGE)]
    consent: bool
    reply: ReplyWay = "device"
    locale: Locale = "de"
    page: PageId | None = None


class HandOverReceipt(Schema):
    """The message was stored; with `reply` "device" it and its answer are read with `listHandOvers`."""

    id: UUID
    status: HandOverStatus
    delete_on: date


class MyHandOver(Schema):
    """A message of this device or account, and what the city answers."""

    id: UUID
    message: str
    status: HandOverStatus
    sent_on: date
    answer: str | None
    answered_on: date | None
    delete_on: date


class MyHandOvers(Schema):
    """All of them, newest first."""

    items: list[MyHandOver]
