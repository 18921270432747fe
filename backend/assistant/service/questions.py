"""Use case: a question is answered from the city's own words, or leads to a person. Nothing typed is kept or logged."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import structlog

from backend.assistant.choosing import Choice, choose
from backend.assistant.errors import QuestionEmpty, QuestionTooLong
from backend.assistant.handing_over import Contact, make_card
from backend.assistant.index import SOURCE, PageIndex
from backend.assistant.intents import LiveIntents
from backend.assistant.languages import detect
from backend.assistant.page_answers import answer_with, choice_of, link_to, plain_text, section_of
from backend.assistant.ranking.confidence import Confidence, Zone
from backend.assistant.ranking.words import language_of
from backend.assistant.rephrasing.endpoint import Rephraser
from backend.assistant.rules import Card, FirstStep, Next, Order, says_little
from backend.assistant.schemas import (
    MAX_QUESTION,
    AnswerReply,
    ChoicesReply,
    CrisisCard,
    CrisisReply,
    FacetQuestion,
    FacetValueChoice,
    HandOverCard,
    HandOverReply,
    LiveReply,
    OffTopicReply,
    PageAnswer,
    PersonalDataReply,
    PersonReply,
    QuestionBody,
    QuestionReply,
)
from backend.assistant.service.kept import KeptQuestions
from backend.core.clock import Clock
from backend.core.i18n import Translations
from backend.core.live_answers import LiveSource, LiveTopic
from backend.core.pages import Block, ContentPage, PageLink, Span, TownHallPages

logger = structlog.get_logger(__name__)

_FOLLOW_UP_WORDS = 4
_FOLLOW_UP_COVERED = 0.5


class Asked(msgspec.Struct, frozen=True):
    """A question on its way: without personal data, with the language it is written in and that of the screen."""

    text: str
    locale: str
    language: str
    said: dict[str, Any]
    """What every reply says of it."""


class Assistant(msgspec.Struct, frozen=True, kw_only=True):
    """What the assistant works with."""

    order: Order
    intents: LiveIntents
    index: PageIndex
    confidence: Confidence
    pages: TownHallPages
    live: Mapping[LiveTopic, LiveSource]
    rephraser: Rephraser
    contact: Contact
    translations: Translations
    clock: Clock


class QuestionService:
    """Answers questions in the order of decisions."""

    def __init__(self, assistant: Assistant, kept: KeptQuestions) -> None:
        self._with = assistant
        self._kept = kept

    async def ask(self, body: QuestionBody) -> QuestionReply:
        """The answer. Raises `QuestionEmpty` and `QuestionTooLong`; words of crisis are answered however long."""
        if not body.text.strip():
            raise QuestionEmpty
        step = self._with.order.decide(body.text)
        asked = self._read(step, body.locale)
        if step.next is Next.CARD:
            return CrisisReply(**asked.said)
        if len(body.text) > MAX_QUESTION:
            raise QuestionTooLong(limit=MAX_QUESTION)
        if step.next is Next.PERSON:
            return PersonReply(**asked.said, handover=self._card(asked.locale, None))
        if step.personal and says_little(step.text):
            return PersonalDataReply(**asked.said)
        if step.next is Next.NOTHING:
            return OffTopicReply(**asked.said, reason="noWords")
        if step.next is Next.SMALL_TALK:
            return OffTopicReply(**asked.said, reason="smallTalk")
        if step.next is Next.OFF_TOPIC:
            return OffTopicReply(**asked.said, reason="offTopic")
        return await self._search(asked, body)

    def cards(self, text: str, locale: str) -> list[CrisisCard]:
        """Cards for what somebody typed into the search box."""
        return [_card(card, self.known_locale(locale)) for card in self._with.order.cards_for(text)]

    def known_locale(self, locale: str) -> str:
        """The language of the screen; German where the app does not speak it."""
        return locale if locale in self._with.pages.locales else SOURCE

    def _read(self, step: FirstStep, wanted: str) -> Asked:
        locale = self.known_locale(wanted)
        language = detect(step.text, language_of(locale))
        # Cards are read in the language of the question: somebody in need does not look for the language switch.
        shown = locale if language_of(locale) == language else language
        said = {
            "language": language,
            "cards": [_card(card, shown) for card in step.cards],
            "offered": [_card(card, shown) for card in step.offered],
            "personal": [kind.value for kind in step.personal],
        }
        return Asked(step.text, locale, language, said)

    async def _search(self, asked: Asked, body: QuestionBody) -> QuestionReply:
        if body.choice is not None and body.choice in self._with.pages.ids():
            return await self._answer(asked, asked.language, (body.choice,), body)
        if not body.facets and (live := await self._live(asked)) is not None:
            return live
        language, choice = await self._choose(asked, body)
        if choice.zone is not Zone.ANSWER and await self._is_follow_up(asked, body.about):
            return await self._answer(asked, asked.language, (str(body.about),), body)
        if choice.zone is Zone.ANSWER:
            return await self._answer(asked, language, choice.pages, body)
        if choice.zone is Zone.ASK_BACK:
            return self._ask_back(asked, choice)
        kept = body.keep and await self._kept.keep(asked.text, asked.language)
        return HandOverReply(**asked.said, handover=self._card(asked.locale, asked.text), kept=kept)

    async def _live(self, asked: Asked) -> LiveReply | None:
        wish = self._with.intents.find(asked.text)
        source = self._with.live.get(wish.topic) if wish else None
        if wish is None or source is None:
            return None
        facts = await source.tell(wish, asked.locale)
        if facts is None:
            return None
        index = await self._with.index.language(asked.language)
        found = choose(
            index.ranker.search(asked.text, 1), asked.language, self._with.confidence, lambda _page: {}, {}, 0
        )
        pages = [] if found.zone is Zone.HAND_OVER else list(found.pages)
        return LiveReply(**asked.said, facts=facts, pages=self._links(asked, pages))

    async def _choose(self, asked: Asked, body: QuestionBody) -> tuple[str, Choice]:
        """The best choice in the question's language; else in that of the screen or in German, as words get mixed."""
        best: tuple[str, Choice] | None = None
        for language in dict.fromkeys((asked.language, language_of(asked.locale), SOURCE)):
            index = await self._with.index.language(language)
            choice = choose(
                index.ranker.search(asked.text),
                language,
                self._with.confidence,
                self._with.pages.asks,
                body.facets,
                body.asked,
            )
            if best is None or _worth(choice) > _worth(best[1]):
                best = (language, choice)
            if choice.zone is Zone.ANSWER:
                break
        assert best is not None
        return best

    async def _is_follow_up(self, asked: Asked, about: str | None) -> bool:
        """A few words that the page of the answer before covers: "and what does that cost?"."""
        if about is None or about not in self._with.pages.ids():
            return False
        index = await self._with.index.language(asked.language)
        others = [page for page in self._with.pages.ids() if page != about]
        ranking = index.ranker.search(asked.text, 1, others)
        is_short = 0 < ranking.question.content <= _FOLLOW_UP_WORDS
        return is_short and bool(ranking.hits) and ranking.evidence.covered >= _FOLLOW_UP_COVERED

    async def _answer(self, asked: Asked, language: str, pages: Sequence[str], body: QuestionBody) -> AnswerReply:
        index = await self._with.index.language(language)
        page = self._page(asked, pages[0])
        # The passage is found in the language of the words; the section has the same place in every translation.
        found = self._with.pages.page(language, pages[0])
        says_more = index.ranker.adds_to_title(pages[0], asked.text)
        section = section_of(found, index.ranker.passage(pages[0], asked.text)) if says_more else None
        best = next((one for one in page.sections if section and one.id == section.id), None)
        reader = asked.locale if language_of(asked.locale) == asked.language else asked.language
        answer = answer_with(page, best, reader, self._with.clock().date())
        if body.simpler:
            answer.rephrased = await self._simpler(answer)
        return AnswerReply(**asked.said, page=answer, others=self._links(asked, pages[1:]))

    async def _simpler(self, answer: PageAnswer) -> list[Block] | None:
        passage = plain_text(answer.passage) if answer.passage else answer.summary
        said = await self._with.rephraser.simpler(passage, language_of(answer.language))
        return (
            [Block(kind="paragraph", spans=[Span(text=line)]) for line in said.splitlines() if line] if said else None
        )

    def _ask_back(self, asked: Asked, choice: Choice) -> ChoicesReply:
        facet = None
        if choice.facet is not None:
            words = self._with.pages.facet(choice.facet, asked.locale)
            there = {self._with.pages.asks(page).get(choice.facet) for page in choice.pages}
            values = [FacetValueChoice(id=key, title=title) for key, title in words.values.items() if key in there]
            facet = FacetQuestion(id=words.id, question=words.question, values=values)
        return ChoicesReply(
            **asked.said, pages=[choice_of(self._page(asked, page)) for page in choice.pages], facet=facet
        )

    def _page(self, asked: Asked, page_id: str) -> ContentPage:
        """The page in the language that was asked in, where it is written in it; else in that of the screen."""
        if language_of(asked.locale) == asked.language:
            return self._with.pages.page(asked.locale, page_id)
        page = self._with.pages.page(asked.language, page_id)
        return page if page.language == asked.language else self._with.pages.page(asked.locale, page_id)

    def _links(self, asked: Asked, pages: Sequence[str]) -> list[PageLink]:
        return [link_to(self._page(asked, page)) for page in pages]

    def _card(self, locale: str, question: str | None) -> HandOverCard:
        return make_card(
            self._with.contact, lambda message: self._with.translations.translate(message, locale), question
        )


def _worth(choice: Choice) -> tuple[int, float]:
    return [Zone.HAND_OVER, Zone.ASK_BACK, Zone.ANSWER].index(choice.zone), choice.sure


def _card(card: Card, locale: str) -> CrisisCard:
    # The file writes locales as gettext does.
    texts = [{key.replace("@", "-"): text for key, text in texts.items()} for texts in (card.title, card.text)]
    title, text = (one.get(locale) or one[SOURCE] for one in texts)
    return CrisisCard(id=card.id, title=title, text=text, numbers=[n for n in card.numbers if n[0].isdigit()])
