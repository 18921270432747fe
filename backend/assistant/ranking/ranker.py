"""Finds the pages that answer a question, and in them the passage. One ranker for one language. Pure.

Two stages: pages first, by the votes of several rankers, then the passage within the page.
Build it once (about 3 ms for a page), ask it from any thread (about 1 ms a question).
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from backend.assistant.ranking.documents import Document, Passage, passages
from backend.assistant.ranking.lexicon import Lexicon, Question
from backend.assistant.ranking.sparse import Floats, Ints
from backend.assistant.ranking.voters import Bag, LetterGroups, PageTerms, PassageTerms, Voter
from backend.assistant.ranking.words import language_of

TITLE, KEYWORD, SAMPLE_QUESTION, HEADING, BODY = 3.0, 3.0, 2.0, 2.0, 1.0
RRF_K = 60
PASSAGE_VOTE = 0.5
"""The best passage repeats much of what the page has said, so it has half a vote."""
LETTERS_VOTE = {"en": 0.7, "fr": 0.7}
"""Letters help most where words change and grow together; English and French do so less. Else 1."""
_CANDIDATES = 100
_UNIT_WORDS = 480


class Hit(msgspec.Struct, frozen=True):
    """A page with its votes. `score` orders the hits of one question and says nothing across questions."""

    document: Document
    score: float
    terms: float
    letters: float
    passage: float


class Evidence(msgspec.Struct, frozen=True):
    """What a search says about how far its first hit can be trusted; `confidence.py` makes a probability of it.

    All are numbers between 0 and 1, so that they mean the same in a town with 40 pages and in one with 4,000.
    """

    share: float
    """BM25 of the first hit as a share of what a page with every word of the question could reach."""
    covered: float
    """Share of the question's weight (rare words weigh more) whose words are on the page."""
    letters: float
    """Cosine of the letter groups."""
    passage: float
    """Like `share`, for the best passage."""
    ahead: float
    """How far the first hit is ahead of the second, as a share of its score."""
    letters_ahead: float
    """The same for the letter groups alone; negative where letters prefer another page."""
    agreed: float
    """Share of the voters that put this page first."""
    known: float
    """Share of the words that the index knows at all."""
    length: float
    """Number of words that say something, 1 - 1/(1 + n)."""


NOTHING = Evidence(*([0.0] * 9))


class Ranking(msgspec.Struct, frozen=True):
    """The hits of a question, best first, with the evidence."""

    hits: tuple[Hit, ...]
    evidence: Evidence
    question: Question


class _Page(msgspec.Struct, frozen=True):
    """A page as numbers of words: its head (title, keywords, questions), then its passages."""

    title: Ints
    keywords: Ints
    questions: tuple[Ints, ...]
    passages: tuple[tuple[Ints, Ints], ...]
    """Heading and text of each passage."""


class Ranker:
    """Searches the documents of one language. `extra` are further voters, see `semantic.py`."""

    def __init__(self, documents: Sequence[Document], locale: str, extra: Sequence[Voter] = ()) -> None:
        self.documents = tuple(documents)
        self.lexicon = Lexicon(language_of(locale))
        pages = [_page(self.lexicon, document) for document in self.documents]
        bags = [_page_bag(page) for page in pages]
        self.lexicon.close(_frequencies(bags))
        self._terms = PageTerms(self.lexicon, bags)
        units = [_units(page, bag) for page, bag in zip(pages, bags, strict=True)]
        self._letters = LetterGroups(self.lexicon, [unit for of in units for unit in of], _firsts(units)[:-1])
        quotes = [_quotes(page) for page in pages]
        flat = [quote for of in quotes for quote in of]
        self._passages = PassageTerms(self.lexicon, flat, _firsts(quotes), self._terms.idf)
        self._numbers = {document.id: number for number, document in enumerate(self.documents)}
        self._extra = tuple(extra)
        for voter in self._extra:
            voter.fit([f"{document.title}\n{document.text}" for document in self.documents])

    def search(self, text: str, limit: int = 10, without: Collection[str] = ()) -> Ranking:
        """The best pages for a question. `without` names pages to leave out, as if the town had none on the topic."""
        question = self.lexicon.read(text)
        terms, letters = self._terms.scores(question), self._letters.scores(question)
        votes: list[NDArray[np.floating]] = [terms, letters, *(voter.scores(text) for voter in self._extra)]
        for page in (self._numbers[name] for name in without if name in self._numbers):
            for vote in votes:
                vote[page] = 0.0
        candidates = np.unique(np.concatenate([_ranked(vote) for vote in votes]))
        best = np.zeros(len(self.documents), np.float32)
        best[candidates] = self._passages.best(question, candidates)
        weights = [1.0, LETTERS_VOTE.get(self.lexicon.language, 1.0), *(1.0 for _ in self._extra), PASSAGE_VOTE]
        fused = fuse(list(zip([*votes, best], weights, strict=True)))
        order = sorted(fused, key=lambda page: (-fused[page], page))
        hits = tuple(
            Hit(self.documents[page], fused[page], float(terms[page]), float(letters[page]), float(best[page]))
            for page in order[:limit]
        )
        return Ranking(hits, self._evidence(question, order, fused, (terms, letters, best)), question)

    def _evidence(
        self, question: Question, order: Sequence[int], fused: Mapping[int, float], votes: tuple[Floats, Floats, Floats]
    ) -> Evidence:
        if not order:
            return NOTHING
        terms, letters, passage = votes
        first = order[0]
        second = fused[order[1]] if len(order) > 1 else 0.0
        others = np.delete(letters, first).max(initial=0.0)
        possible = self._terms.best_possible(question)
        return Evidence(
            share=float(terms[first]) / possible if possible else 0.0,
            covered=self._terms.covered(question, first),
            letters=float(letters[first]),
            passage=float(passage[first]) / possible if possible else 0.0,
            ahead=1 - second / fused[first],
            letters_ahead=float(letters[first] - others),
            agreed=sum(int(vote.argmax()) == first for vote in votes) / len(votes),
            known=question.known / question.content if question.content else 0.0,
            length=1 - 1 / (1 + question.content),
        )

    def adds_to_title(self, document_id: str, question: str) -> bool:
        """True if the question says more than the title of the page: only then one of its passages is meant."""
        title = self.lexicon.read(self.documents[self._numbers[document_id]].title)
        return bool(set(self.lexicon.read(question).terms) - set(title.terms))

    def passage(self, document_id: str, question: str) -> Passage | None:
        """The passage of a page that answers the question best; the first one where none has a word of it."""
        number = self._numbers[document_id]
        pieces = passages(self.documents[number].text)
        if not pieces:
            return None
        scores = self._passages.scores(self.lexicon.read(question), number)[: len(pieces)]
        return pieces[int(scores.argmax())]


def fuse(votes: Sequence[tuple[NDArray[np.floating], float]], k: int = RRF_K) -> dict[int, float]:
    """Join votes (scores of all pages, weight of the vote) into one score for each page that anybody found.

    Half of a vote is its place, as in reciprocal rank fusion (G. Cormack, C. Clarke and S. Buettcher, SIGIR 2009),
    half is its score as a share of the best one. Places alone forget how far the first is ahead; scores alone trust
    one outlier.
    """
    fused: dict[int, float] = {}
    for scores, weight in votes:
        best = float(scores.max(initial=0.0))
        for rank, page in enumerate(_ranked(scores).tolist(), 1):
            place = (k + 1) / (k + rank)
            fused[page] = fused.get(page, 0.0) + weight * (place + float(scores[page]) / best)
    return fused


def _ranked(scores: NDArray[np.floating], limit: int = _CANDIDATES) -> NDArray[np.int64]:
    """Pages with a score above 0, best first; of equal ones the earlier."""
    found = np.flatnonzero(scores > 0)
    if len(found) > limit:
        found = found[np.argpartition(-scores[found], limit)[:limit]]
        found.sort()
    return found[np.argsort(-scores[found], kind="stable")]


def _page(lexicon: Lexicon, document: Document) -> _Page:
    return _Page(
        title=lexicon.add(document.title),
        keywords=lexicon.add(" ".join(document.keywords)),
        questions=tuple(lexicon.add(question) for question in document.questions),
        passages=tuple((lexicon.add(piece.heading), lexicon.add(piece.text)) for piece in passages(document.text)),
    )


def _bag(*fields: tuple[Ints, float]) -> Bag:
    words = np.concatenate([numbers for numbers, _ in fields]) if fields else np.zeros(0, np.int32)
    return words, np.repeat([weight for _, weight in fields], [len(numbers) for numbers, _ in fields]).astype(
        np.float32
    )


def _head(page: _Page) -> list[tuple[Ints, float]]:
    return [
        (page.title, TITLE),
        (page.keywords, KEYWORD),
        *((question, SAMPLE_QUESTION) for question in page.questions),
    ]


def _page_bag(page: _Page) -> Bag:
    headings = {heading.tobytes(): heading for heading, _ in page.passages}
    return _bag(
        *_head(page),
        *((heading, HEADING) for heading in headings.values()),
        *((text, BODY) for _, text in page.passages),
    )


def _units(page: _Page, whole: Bag) -> list[Bag]:
    """A page as one unit, or a long page as several, each with the head of the page."""
    if sum(len(text) for _, text in page.passages) <= 2 * _UNIT_WORDS:
        return [whole]
    units: list[Bag] = []
    held: list[tuple[Ints, float]] = []
    size = 0
    for heading, text in page.passages:
        if size + len(text) > _UNIT_WORDS and size:
            units.append(_bag(*_head(page), *held))
            held, size = [], 0
        held += [(heading, HEADING), (text, BODY)]
        size += len(text)
    return [*units, _bag(*_head(page), *held)]


def _quotes(page: _Page) -> list[Bag]:
    """What the second stage compares: passages under title and heading, then the sample questions."""
    return [
        *(_bag((page.title, BODY), (heading, BODY), (text, BODY)) for heading, text in page.passages),
        *(_bag((page.title, BODY), (question, BODY)) for question in page.questions),
    ]


def _firsts(lists: Sequence[Sequence[Bag]]) -> NDArray[np.int64]:
    """Where the items of each list begin, and the end."""
    firsts = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(items) for items in lists], out=firsts[1:])
    return firsts


def _frequencies(bags: Sequence[Bag]) -> NDArray[np.int64]:
    """For each word the number of pages it is on."""
    if not bags:
        return np.zeros(0, np.int64)
    return np.bincount(np.concatenate([np.unique(words) for words, _ in bags]))
