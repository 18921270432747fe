"""Makes what people read out of what writers wrote: sections in order, terms explained, notices that say the truth."""

from collections.abc import Callable, Mapping, Sequence

from backend.content.files import SOURCE_LOCALE, PageFile
from backend.content.library import Library, Page
from backend.content.schemas import ContentIndex, PageEntry, PageGroup, PageText
from backend.core.i18n import N_
from backend.core.pages import (
    Block,
    ContentPage,
    Law,
    Notice,
    NoticeKind,
    PageLink,
    PageWords,
    Section,
    Span,
    Translation,
)

Say = Callable[[str], str]
"""Translates a German message into the reader's language."""

_HEADINGS = {
    # i18n: heading: who this page is for
    "audience": N_("Für wen?"),
    # i18n: heading: until when
    "deadline": N_("Bis wann?"),
    # i18n: heading: fee
    "fee": N_("Was kostet das?"),
    # i18n: heading: numbered steps
    "steps": N_("So geht es"),
    # i18n: heading: documents to bring
    "documents": N_("Das brauchen Sie"),
}
_LAW = N_("Das steht im Gesetz")
_MACHINE = N_("Diesen Text hat noch kein Mensch geprüft. Im Zweifel gilt der deutsche Text.")
_MISSING = N_("Diese Seite gibt es noch nicht in Ihrer Sprache. Sie lesen den deutschen Text.")
_OUTDATED = N_("Der deutsche Text ist neuer. Diese Übersetzung wird noch angepasst.")


def compose_index(library: Library, locale: str) -> ContentIndex:
    """The list of pages in one language."""
    return ContentIndex(
        locale=locale,
        groups=[
            PageGroup(id=group.id, title=in_language(group.title, locale), icon=group.icon)
            for group in library.groups
            if group.listed
        ],
        pages=[_entry(page, locale) for page in library.pages.values()],
    )


def compose_page(library: Library, page: Page, locale: str, say: Say) -> ContentPage:
    """One page in one language; German with a notice where the translation is missing."""
    file = text_in(page, locale)
    seen: list[str] = []
    sections = [_marked(library, section, seen) for section in _sections(file, say)]
    return ContentPage(
        id=page.id,
        path=page.path,
        locale=locale,
        language=file.locale,
        available=list(page.files),
        title=file.text.title,
        summary=file.text.summary,
        kind=page.source.kind,
        group=page.source.group,
        translation=_state(file, locale),
        ls_checked_by=file.text.ls_checked_by,
        notices=[Notice(kind=kind, text=say(text)) for kind, text in _notices(page, file, locale)],
        sections=sections,
        terms=[library.glossary.explain(term_id, locale) for term_id in seen],
        law_title=say(_LAW),
        laws=[Law(paragraph=law.paragraph, about=law.about, url=law.url) for law in page.source.legal],
        related=[_link(library.pages[other], locale) for other in page.source.related],
        places=list(page.source.places),
        source=page.source.source,
        source_url=page.source.source_url,
        checked_on=file.text.checked_on,
        valid_until=page.source.valid_until,
    )


def words_of(page: ContentPage, text: PageText) -> PageWords:
    """What a page is found by: all of it as plain text, section by section, and what its writer added for searching."""
    sections = [
        f"## {section.title}\n\n{_plain(section)}" if section.title else _plain(section) for section in page.sections
    ]
    return PageWords(
        id=page.id,
        language=page.language,
        title=page.title,
        text="\n\n".join([page.summary, *sections]),
        keywords=tuple(text.keywords),
        questions=tuple(text.sample_questions),
    )


def in_language(texts: Mapping[str, str], locale: str) -> str:
    """The text in a language, German where it is missing."""
    return texts.get(locale) or texts[SOURCE_LOCALE]


def text_in(page: Page, locale: str) -> PageFile:
    """The file to show to a reader of `locale`."""
    return page.files.get(locale) or page.files[SOURCE_LOCALE]


def is_outdated(page: Page, file: PageFile) -> bool:
    """True when the German text has changed in meaning since this translation was last looked at."""
    changed = page.source.changed_on
    return file.source is None and changed is not None and file.text.checked_on < changed


def _state(file: PageFile, locale: str) -> Translation | None:
    return file.text.translation if file.locale == locale else None


def _notices(page: Page, file: PageFile, locale: str) -> list[tuple[NoticeKind, str]]:
    found: list[tuple[NoticeKind, str]] = []
    if file.locale != locale:
        found.append(("missing", _MISSING))
    elif is_outdated(page, file):
        found.append(("outdated", _OUTDATED))
    if file.text.translation == "machine":
        found.append(("machine", _MACHINE))
    return found


def _entry(page: Page, locale: str) -> PageEntry:
    file = text_in(page, locale)
    # People also type German words while they read another language.
    words = dict.fromkeys([*file.text.keywords, *page.files[SOURCE_LOCALE].text.keywords])
    return PageEntry(
        id=page.id,
        path=page.path,
        title=file.text.title,
        summary=file.text.summary,
        kind=page.source.kind,
        group=page.source.group,
        keywords=list(words),
        language=file.locale,
        translation=_state(file, locale),
        checked_on=file.text.checked_on,
        valid_until=page.source.valid_until,
    )


def _plain(section: Section) -> str:
    lines = [line for block in section.blocks for line in ([block.spans] if block.spans else block.items)]
    return "\n\n".join("".join(span.text for span in line if span.kind != "gap") for line in lines)


def _link(page: Page, locale: str) -> PageLink:
    return PageLink(id=page.id, title=text_in(page, locale).text.title, path=page.path)


def _sections(file: PageFile, say: Say) -> list[Section]:
    sections: list[Section] = []
    for field, heading in _HEADINGS.items():
        lines = file.lines[field]
        if lines:
            sections.append(Section(id=field, title=say(heading), blocks=_blocks(field, lines)))
    # What has no heading is the beginning of the text and comes first.
    opening = [section for section in file.sections if not section.title]
    return [*opening, *sections, *(section for section in file.sections if section.title)]


def _blocks(field: str, lines: Sequence[list[Span]]) -> list[Block]:
    if field in {"steps", "documents"}:
        return [Block(kind="steps" if field == "steps" else "list", items=list(lines))]
    return [Block(kind="paragraph", spans=line) for line in lines]


def _marked(library: Library, section: Section, seen: list[str]) -> Section:
    mark = library.glossary.mark
    blocks = [
        Block(kind=block.kind, spans=mark(block.spans, seen), items=[mark(item, seen) for item in block.items])
        for block in section.blocks
    ]
    return Section(id=section.id, title=section.title, blocks=blocks)
