"""What keeps pages true, complete and plain. The build refuses a breach; a running app still shows its pages."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import msgspec

from backend.content.files import SOURCE_LOCALE, PageFile
from backend.content.language.checker import check_text
from backend.content.language.readability import measure
from backend.content.language.text import Finding, Level
from backend.content.library import Library, Page
from backend.content.markdown import plain_text
from backend.core.pages import Section, Span

REQUIRED_LOCALES = ("de-simple", "en")
"""Each page exists in these besides German."""
LEVELS: dict[str, Level] = {"de": "es", "de-simple": "ls"}
"""The plain-language level a text has to keep. What is called Leichte Sprache has been read by its readers, too."""
RETOLD_LOCALES = frozenset({"de-simple"})
"""Told anew, not line by line: another number of steps is allowed."""
READABILITY: dict[Level, tuple[float, float]] = {"es": (40, 60), "ls": (30, 60)}
"""Highest LIX and lowest Flesch figure that an editor need not look at; a hint, no gate."""
_LEAST_QUESTIONS = 5
_LEAST_KEYWORDS = 3
_LINES = ("audience", "deadline", "fee", "steps", "documents")


class ContentProblem(msgspec.Struct, frozen=True):
    """Something the build refuses (`error`) or an editor should look at (`warning`)."""

    path: str
    line: int | None
    severity: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.severity}: {self.message}"


def find_problems(library: Library, today: date) -> list[ContentProblem]:
    """Everything that is wrong with the pages on a day, in the order of the files."""
    found: list[ContentProblem] = []
    for page in library.pages.values():
        found += _dates(page, today)
        found += _languages(page)
        for file in page.files.values():
            found += _richness(page, file)
            found += _alignment(page, file)
            found += check_language(file, library)
            found += _readability(file)
    found += _questions(library)
    found += _glossary(library)
    return sorted(found, key=lambda problem: (problem.path, problem.line or 0))


def check_language(file: PageFile, library: Library) -> list[ContentProblem]:
    """Breaches of the plain-language rules of the level that this language has to keep."""
    level = LEVELS.get(file.locale)
    if level is None:
        return []
    preferred = {word: term.word for term in library.glossary.terms.values() for word in term.avoid}
    found: list[ContentProblem] = []
    for text, line in texts_with_lines(file):
        found += [
            ContentProblem(file.path, finding.line, finding.severity, describe(finding))
            for finding in check_text(text, level, first_line=line, preferred=preferred)
        ]
    return found


def describe(finding: Finding) -> str:
    """A finding as one line for a terminal."""
    return f"{finding.rule}: {finding.excerpt!r}: {finding.reason} -> {finding.proposal}"


def texts_with_lines(file: PageFile) -> Iterator[tuple[str, int]]:
    """Every text of a page that people read, and the line of the file it stands on."""
    raw = file.raw.splitlines()

    def line_of(text: str) -> int:
        start = text[:25]
        return next((number for number, line in enumerate(raw, 1) if start in line), 1)

    yield file.text.summary, line_of(file.text.summary)
    for field in _LINES:
        value = getattr(file.text, field) or []
        for text in [value] if isinstance(value, str) else value:
            yield text, line_of(text)
    body = next(number for number, line in enumerate(raw[1:], 2) if line.strip() == "+++")
    yield "\n".join(raw[body:]), body + 1


def _dates(page: Page, today: date) -> Iterator[ContentProblem]:
    file = page.files[SOURCE_LOCALE]
    if page.source.valid_until < today:
        message = f"expired on {page.source.valid_until}: check the facts and set valid_until anew"
        yield ContentProblem(file.path, file.line_of("valid_until"), "error", message)
    if page.source.valid_until < file.text.checked_on:
        yield ContentProblem(file.path, file.line_of("valid_until"), "error", "valid_until lies before checked_on")
    if page.source.kind != "statement" and not page.source.legal:
        yield ContentProblem(file.path, 1, "warning", "no legal source: is there no paragraph behind this?")


def _languages(page: Page) -> Iterator[ContentProblem]:
    for locale in REQUIRED_LOCALES:
        if locale not in page.files:
            yield ContentProblem(f"{page.id}/{locale}.md", None, "error", "translation is missing")
    changed = page.source.changed_on
    for file in page.files.values():
        if file.source is None and changed is not None and file.text.checked_on < changed:
            message = f"outdated: German changed on {changed}, this was checked on {file.text.checked_on}"
            yield ContentProblem(file.path, file.line_of("checked_on"), "warning", message)


def _richness(page: Page, file: PageFile) -> Iterator[ContentProblem]:
    if page.source.kind == "statement":
        return
    if len(file.text.sample_questions) < _LEAST_QUESTIONS:
        message = f"at least {_LEAST_QUESTIONS} sample questions, as people ask them"
        yield ContentProblem(file.path, file.line_of("sample_questions"), "error", message)
    if len(file.text.keywords) < _LEAST_KEYWORDS:
        message = f"at least {_LEAST_KEYWORDS} keywords, as people type them"
        yield ContentProblem(file.path, file.line_of("keywords"), "error", message)


def _alignment(page: Page, file: PageFile) -> Iterator[ContentProblem]:
    """A translation says the same things: same headings, same number of lines, same links."""
    german = page.files[SOURCE_LOCALE]
    if file is german:
        return
    for field in _LINES:
        ours, theirs = len(file.lines[field]), len(german.lines[field])
        is_retold = file.locale in RETOLD_LOCALES and ours > 0
        if (ours == 0) != (theirs == 0) or (ours != theirs and not is_retold):
            message = f"misaligned: {ours} {field} here, {theirs} in {SOURCE_LOCALE}.md"
            yield ContentProblem(file.path, file.line_of(field), "error", message)
    if file.locale not in RETOLD_LOCALES and _outline(file) != _outline(german):
        message = f"misaligned: sections and lists {_outline(file)} here, {_outline(german)} in {SOURCE_LOCALE}.md"
        yield ContentProblem(file.path, None, "error", message)
    if strange := _links(file) - _links(german):
        yield ContentProblem(file.path, None, "error", f"misaligned: links that German lacks: {sorted(strange)}")
    if file.locale not in RETOLD_LOCALES and (lost := _links(german) - _links(file)):
        yield ContentProblem(file.path, None, "error", f"misaligned: links missing here: {sorted(lost)}")


def _outline(file: PageFile) -> list[list[int]]:
    """For each section whether it has a heading, then the number of lines of its blocks; a paragraph counts as one."""
    return [
        [int(bool(section.title)), *(len(block.items) or 1 for block in section.blocks)] for section in file.sections
    ]


def _links(file: PageFile) -> set[str]:
    spans = [span for lines in file.lines.values() for line in lines for span in line]
    spans += [span for section in file.sections for span in section_spans(section)]
    return {span.href for span in spans if span.href}


def section_spans(section: Section) -> list[Span]:
    """All pieces of text of a section."""
    return [span for block in section.blocks for line in (block.spans, *block.items) for span in line]


def _readability(file: PageFile) -> Iterator[ContentProblem]:
    level = LEVELS.get(file.locale)
    figures = measure(page_text(file))
    if level is None or figures is None:
        return
    highest, lowest = READABILITY[level]
    if figures.lix > highest or figures.flesch < lowest:
        message = f"hard to read as a whole: LIX {figures.lix} (at most {highest}), Flesch {figures.flesch} ({lowest})"
        yield ContentProblem(file.path, None, "warning", message)


def _questions(library: Library) -> Iterator[ContentProblem]:
    """The same question on two pages would make the assistant toss a coin."""
    asked: dict[str, str] = {}
    for page in library.pages.values():
        for file in page.files.values():
            for question in file.text.sample_questions:
                key = f"{file.locale}:{question.casefold().strip('?!. ')}"
                if key in asked:
                    message = f"the same question stands in {asked[key]}: {question!r}"
                    yield ContentProblem(file.path, file.line_of("sample_questions"), "error", message)
                asked[key] = file.path


def _glossary(library: Library) -> Iterator[ContentProblem]:
    locales = {locale for term in library.glossary.terms.values() for locale in term.in_words}
    for term in library.glossary.terms.values():
        if missing := locales - set(term.in_words):
            yield ContentProblem("glossary.toml", None, "error", f"{term.id}: not in {sorted(missing)}")
    for term in library.glossary.terms.values():
        for locale, level in LEVELS.items():
            entry = term.in_words.get(locale)
            for finding in check_text(entry.text, level) if entry else ():
                yield ContentProblem("glossary.toml", None, finding.severity, f"{term.id}: {describe(finding)}")
    forms = Counter(form for term in library.glossary.terms.values() for form in {term.word, *term.forms})
    for form in (form for form, count in forms.items() if count > 1):
        yield ContentProblem("glossary.toml", None, "error", f"{form!r} belongs to two terms")


def page_text(file: PageFile) -> str:
    """The words of a page, line by line, for measuring."""
    lines = [file.text.summary]
    lines += [plain_text(line) for field in _LINES for line in file.lines[field]]
    for section in file.sections:
        lines += [plain_text(line) for block in section.blocks for line in (block.spans, *block.items) if line]
    return "\n".join(lines)
