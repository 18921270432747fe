"""What the assistant adds to the app."""

from collections.abc import Mapping, Sequence

from backend.assistant.content import read_intents, read_order, read_terms
from backend.assistant.controllers.desk import DeskHandOversController, DeskQuestionsController
from backend.assistant.controllers.public import AssistantController, SearchController
from backend.assistant.handing_over import Contact
from backend.assistant.index import PageIndex
from backend.assistant.ranking.confidence import shipped
from backend.assistant.register import entries
from backend.assistant.rephrasing.endpoint import Rephraser
from backend.assistant.service.handover_desk import HandOverDesk
from backend.assistant.service.handovers import HandOverService
from backend.assistant.service.kept import KeptQuestions
from backend.assistant.service.questions import Assistant, QuestionService
from backend.assistant.service.search import PageSearch, SearchService
from backend.core.audit import NameLookup
from backend.core.context import Context, Slice
from backend.core.live_answers import LiveSource
from backend.core.pages import TownHallPages
from backend.core.searching import Searchable


class AssistantSlice(Slice, frozen=True, kw_only=True):
    """The slice with what tests and benches use of it."""

    index: PageIndex
    questions: QuestionService


def build(
    context: Context,
    *,
    pages: TownHallPages,
    operator: Mapping[str, str],
    names: NameLookup,
    searchables: Sequence[Searchable],
    live: Sequence[LiveSource],
) -> AssistantSlice:
    """Wire the slice. Raises msgspec.ValidationError if `content/assistant` is wrong."""
    folder = context.settings.content_dir / "assistant"
    index = PageIndex(pages, read_terms(folder))
    kept = KeptQuestions(context)
    assistant = Assistant(
        order=read_order(folder),
        intents=read_intents(folder),
        index=index,
        confidence=shipped(),
        pages=pages,
        live={topic: source for source in live for topic in source.topics},
        rephraser=Rephraser(context.settings.assistant),
        contact=Contact.of(operator, context.city.name, context.city.authority_phone),
        translations=context.translations,
        clock=context.clock,
    )
    questions = QuestionService(assistant, kept)
    groups = [PageSearch(pages, index), *searchables]
    return AssistantSlice(
        controllers=[AssistantController, SearchController, DeskHandOversController, DeskQuestionsController],
        dependencies={
            "question_service": questions,
            "search_service": SearchService(groups, questions, context.translations),
            "handover_service": HandOverService(context),
            "handover_desk": HandOverDesk(context, names),
            "kept_questions": kept,
        },
        on_startup=[index.start],
        on_shutdown=[index.stop],
        personal_data=entries(context.settings.retention),
        index=index,
        questions=questions,
    )
