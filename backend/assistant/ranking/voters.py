"""The voters: each gives every page a score for a question. Pure.

Measured weights and the reasons for them are in docs/dev/search.md.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from backend.assistant.ranking.lexicon import Lexicon, Question
from backend.assistant.ranking.sparse import Floats, Ints, Rows, count_rows, gather, postings

K1 = 1.5
B = 0.75
_EVERYWHERE = 0.5
"""Letter groups on more than this share of units say nothing and cost most of the time; see docs/dev/search.md."""
_SMALL = 200
_FINE = 16.0
"""Steps of 1/16 for 1 + log(count) in one byte: enough for a rank."""

Bag = tuple[Ints, Floats]
"""Words with their weights."""


class Voter(Protocol):
    """Anything that scores all pages for a question: higher is better, 0 and less is no vote.

    A voter from outside (see `semantic.py`) is given the pages as texts once, then one question at a time.
    """

    def fit(self, texts: list[str]) -> None:
        """Learn the pages, in order."""

    def scores(self, question: str) -> NDArray[np.floating]:
        """One score for each page, in the same order."""


def idf(frequencies: NDArray[np.integer], count: int) -> Floats:
    """How much a word says, by the number of pages it occurs in (Robertson and Sparck Jones, never negative)."""
    found: Floats = np.log(1 + (count - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
    return found


def impacts(rows: Rows, weights: Floats) -> Floats:
    """BM25 of each cell of a table: what a word adds to the score of its row."""
    lengths = np.add.reduceat(np.append(rows.values, 0.0), rows.starts[:-1]) if len(rows) else rows.values
    lengths = np.where(np.diff(rows.starts) > 0, lengths, 0.0)
    mean = max(float(lengths.mean()), 1.0) if len(lengths) else 1.0
    norm = np.repeat(K1 * (1 - B + B * lengths / mean), np.diff(rows.starts))
    found = weights[rows.columns] * rows.values * (K1 + 1) / (rows.values + norm)
    impact: Floats = found.astype(np.float32)
    return impact


class PageTerms:
    """BM25 over whole pages with weighted fields."""

    def __init__(self, lexicon: Lexicon, pages: list[Bag]) -> None:
        rows = count_rows(pages, lexicon.stems_of, lexicon.stems)
        self.count = len(rows)
        self.idf = idf(np.bincount(rows.columns, minlength=lexicon.stems), self.count)
        scored = Rows(rows.starts, rows.columns, impacts(rows, self.idf))
        self._postings = postings(scored, lexicon.stems, self.count)

    def scores(self, question: Question) -> Floats:
        """A score for each page."""
        terms = np.fromiter(question.terms, np.int64)
        positions, sizes = gather(self._postings.starts, terms)
        weights = np.repeat(np.fromiter(question.terms.values(), np.float32), sizes)
        values = self._postings.values[positions].astype(np.float32) * weights
        return np.bincount(self._postings.rows[positions], values, minlength=self.count).astype(np.float32)

    def covered(self, question: Question, page: int) -> float:
        """The share of the question's weight whose words are on a page, from 0 to 1."""
        there = 0.0
        for term, weight in question.terms.items():
            start, end = self._postings.starts[term], self._postings.starts[term + 1]
            place = start + np.searchsorted(self._postings.rows[start:end], page)
            there += float(self.idf[term]) * weight * bool(place < end and self._postings.rows[place] == page)
        total = self._weight(question)
        return there / total if total else 0.0

    def best_possible(self, question: Question) -> float:
        """The score of a very short page that has every word of the question."""
        return self._weight(question) * (K1 + 1)

    def _weight(self, question: Question) -> float:
        """What the words of a question weigh together. A word nobody knows weighs as much as the rarest."""
        rarest = float(np.log(1 + (self.count + 0.5) / 0.5))
        known = sum(float(self.idf[term]) * weight for term, weight in question.terms.items())
        return known + rarest * (question.content - question.known)


class LetterGroups:
    """Cosine of TF-IDF over groups of three to five letters. Long pages come as several units; the best one counts."""

    def __init__(self, lexicon: Lexicon, units: list[Bag], first_unit: NDArray[np.int64]) -> None:
        rows = count_rows(units, lexicon.grams_of, lexicon.grams, _steps)
        self._units = len(units)
        self._first_unit = first_unit
        frequencies = np.bincount(rows.columns, minlength=lexicon.grams)
        # Smoothed, so that common groups keep a little weight: letters alone rank better so (docs/dev/search.md).
        self._idf = (1 + np.log((1 + self._units) / (1 + frequencies))).astype(np.float32)
        most = self._units if self._units < _SMALL else int(_EVERYWHERE * self._units)
        self._idf[frequencies > most] = 0.0
        self._postings = postings(rows, lexicon.grams, most)
        sums = np.zeros(self._units)
        for span, row_of in rows.spans():
            weights = rows.values[span] / np.float32(_FINE) * self._idf[rows.columns[span]]
            sums += np.bincount(row_of, weights**2, minlength=self._units)
        self._norms = np.sqrt(np.maximum(sums, 1e-9)).astype(np.float32)

    def scores(self, question: Question) -> Floats:
        """A cosine for each page, from 0 to 1. Letter groups that no page has count as missing."""
        grams = np.fromiter(question.grams, np.int64)
        weights = (1 + np.log(np.fromiter(question.grams.values(), np.float32))) * self._idf[grams]
        length = float(np.sqrt((weights**2).sum()))
        if not length:
            return np.zeros(len(self._first_unit), np.float32)
        positions, sizes = gather(self._postings.starts, grams)
        values = self._postings.values[positions].astype(np.float32)
        values *= np.repeat(weights * self._idf[grams] / (_FINE * length), sizes)
        units = np.bincount(self._postings.rows[positions], values, minlength=self._units) / self._norms
        return np.maximum.reduceat(units, self._first_unit).astype(np.float32)


def _steps(counts: Floats) -> NDArray[np.uint8]:
    """1 + log(count) in one byte."""
    logs = 1 + np.log(np.maximum(counts, 1.0))
    return np.minimum(np.round(logs * _FINE), 255).astype(np.uint8)


class PassageTerms:
    """BM25 over passages, asked only for pages that others have found: what in a page answers the question?"""

    def __init__(
        self, lexicon: Lexicon, passages: list[Bag], first_passage: NDArray[np.int64], weights: Floats
    ) -> None:
        rows = count_rows(passages, lexicon.stems_of, lexicon.stems)
        self._rows = Rows(rows.starts, rows.columns, impacts(rows, weights))
        self._first = first_passage
        self._terms = lexicon.stems

    def scores(self, question: Question, page: int) -> Floats:
        """A score for each passage of a page, in order."""
        return self._sums(question, np.arange(self._first[page], self._first[page + 1]))

    def best(self, question: Question, pages: NDArray[np.integer]) -> Floats:
        """The score of the best passage of each of the pages; 0 for a page without passages."""
        passages, counts = gather(self._first, pages)
        sums = self._sums(question, passages)
        found = np.zeros(len(pages), np.float32)
        some = counts > 0
        if some.any():
            found[some] = np.maximum.reduceat(sums, (np.cumsum(counts) - counts)[some])
        return found

    def _sums(self, question: Question, passages: NDArray[np.int64]) -> Floats:
        asked = np.zeros(self._terms, np.float32)
        asked[np.fromiter(question.terms, np.int64)] = np.fromiter(question.terms.values(), np.float32)
        cells, sizes = gather(self._rows.starts, passages)
        values = asked[self._rows.columns[cells]] * self._rows.values[cells]
        return np.bincount(np.repeat(np.arange(len(passages)), sizes), values, len(passages)).astype(np.float32)
