"""From a page to an answer: its own words, cut, never written anew. Pure."""

from collections.abc import Iterable
from datetime import date

from backend.assistant.ranking.documents import Passage
from backend.assistant.schemas import PageAnswer, PageChoice
from backend.core.pages import ContentPage, PageLink, Section, Span

_SHOWN_ANYWAY = ("steps", "documents")


def answer_with(page: ContentPage, best: Section | None, language: str, today: date) -> PageAnswer:
    """The answer. `language` is the reader's; a page in another one says so."""
    sections = {section.id: section for section in page.sections}
    passage = best if best is not None and best.id not in _SHOWN_ANYWAY else None
    steps, documents = (sections.get(name) for name in _SHOWN_ANYWAY)
    shown = [section for section in (passage, steps, documents) if section is not None]
    used = {span.term for section in shown for span in _spans(section)}
    return PageAnswer(
        id=page.id,
        path=page.path,
        title=page.title,
        summary=page.summary,
        best=best.id if best else None,
        passage=passage,
        steps=steps,
        documents=documents,
        terms=[term for term in page.terms if term.id in used],
        notices=page.notices,
        language=page.language,
        is_fallback=page.language != language,
        available=page.available,
        related=page.related,
        places=page.places,
        source=page.source,
        source_url=page.source_url,
        checked_on=page.checked_on,
        valid_until=page.valid_until,
        is_expired=page.valid_until < today,
    )


def section_of(page: ContentPage, passage: Passage | None) -> Section | None:
    """The section a passage was cut from; None where it stands before the first heading, which the summary covers."""
    if passage is None or not passage.heading:
        return None
    return next((section for section in page.sections if section.title == passage.heading), None)


def plain_text(section: Section) -> str:
    """What stands in a section, a line for each paragraph or item."""
    lines = [line for block in section.blocks for line in ([block.spans] if block.spans else block.items)]
    return "\n".join("".join(span.text for span in line) for line in lines)


def choice_of(page: ContentPage) -> PageChoice:
    """A page to choose."""
    return PageChoice(id=page.id, path=page.path, title=page.title, summary=page.summary, language=page.language)


def link_to(page: ContentPage) -> PageLink:
    """A page to go on to."""
    return PageLink(id=page.id, title=page.title, path=page.path)


def _spans(section: Section) -> Iterable[Span]:
    for block in section.blocks:
        yield from block.spans
        for item in block.items:
            yield from item
