"""Words of the office with a plain word and a short explanation in every language, found in the pages' texts."""

import re
from collections.abc import Sequence

import msgspec

from backend.core.pages import ExplainedTerm, Span


class TermText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word in one language: the plain word for it, and one or two sentences."""

    plain: str
    text: str


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry. `word` is German as it stands on forms, `forms` are its other forms in running text."""

    id: str
    word: str
    in_words: dict[str, TermText]
    forms: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    """Other words for the same thing; texts use `word` or its plain word instead."""


class GlossaryFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`content/glossary.toml`."""

    term: tuple[Term, ...]


class Glossary:
    """Finds terms in lines of a page."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = {term.id: term for term in terms}
        self._by_form = {form: term.id for term in terms for form in (term.word, *term.forms)}
        forms = sorted(self._by_form, key=len, reverse=True)
        # Longest first, whole words only: "Anmeldung" is not explained inside "Anmeldungsformular".
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)") if forms else None

    def explain(self, term_id: str, locale: str) -> ExplainedTerm:
        """The entry in a language; German when it has none."""
        term = self.terms[term_id]
        chosen = term.in_words.get(locale) or term.in_words["de"]
        return ExplainedTerm(id=term.id, word=term.word, plain=chosen.plain, text=chosen.text)

    def mark(self, spans: Sequence[Span], seen: list[str]) -> list[Span]:
        """The same line with each term marked where the page names it first; `seen` collects ids in order."""
        if self._pattern is None:
            return list(spans)
        marked: list[Span] = []
        for span in spans:
            if span.kind in {"link", "gap", "term"}:
                marked.append(span)
                continue
            marked += self._mark_text(self._pattern, span, seen)
        return marked

    def _mark_text(self, pattern: re.Pattern[str], span: Span, seen: list[str]) -> list[Span]:
        pieces: list[Span] = []
        done = 0
        for match in pattern.finditer(span.text):
            term_id = self._by_form[match[0]]
            if term_id in seen:
                continue
            seen.append(term_id)
            if match.start() > done:
                pieces.append(Span(text=span.text[done : match.start()], kind=span.kind))
            pieces.append(Span(text=match[0], kind="term", term=term_id))
            done = match.end()
        if done < len(span.text):
            pieces.append(Span(text=span.text[done:], kind=span.kind))
        return pieces
