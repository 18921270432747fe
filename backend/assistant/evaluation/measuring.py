"""Runs question sets through our ranker and through plain BM25, in the same process, and compares them."""

import gc
import resource
import sys
import time
from collections.abc import Callable, Collection, Sequence

import msgspec
import numpy as np

from backend.assistant.evaluation.question_sets import QuestionSet
from backend.assistant.ranking.confidence import auroc, shipped
from backend.assistant.ranking.plain import PlainBm25
from backend.assistant.ranking.ranker import Ranker
from backend.assistant.ranking.words import LANGUAGES, language_of

_DEPTH = 10
_RESAMPLES = 2_000

Search = Callable[[str, Collection[str]], tuple[list[str], float]]
"""From a question and ids to leave out to the ids found, best first, and how sure the first is."""


class Score(msgspec.Struct, frozen=True):
    """How one ranker did. Shares are percent of the answerable questions; None where there was nothing to measure.

    `unanswerable` and `removed` are AUROC of abstention: how well the confidence of answerable questions is told from
    that of questions without an answer, and from the same questions with their documents taken away.
    """

    r1: float | None
    r3: float | None
    r10: float | None
    mrr: float | None
    unanswerable: float | None
    removed: float | None
    build_s: float
    memory_mb: float
    p50_ms: float
    p95_ms: float


class Gain(msgspec.Struct, frozen=True):
    """Points that we are ahead of plain BM25, with a 95 % interval (paired bootstrap, 2,000 resamples)."""

    points: float
    low: float
    high: float


class Report(msgspec.Struct, frozen=True):
    """One question set measured."""

    language: str
    stemmed: bool
    documents: int
    questions: int
    answerable: int
    ours: Score
    plain: Score
    gain_r1: Gain | None
    gain_r3: Gain | None


class _Run(msgspec.Struct, frozen=True):
    ranks: list[float]
    sure: list[float]
    sure_without_answer: list[float]
    sure_with_removed: list[float]
    milliseconds: list[float]
    build_s: float
    memory_mb: float


def measure(questions: QuestionSet) -> Report:
    """Build both indexes and ask everything. A minute for 10,000 long documents."""
    plain, ours = _run(questions, _plain), _run(questions, _ours)
    answerable = len(ours.ranks)
    return Report(
        language=questions.language,
        stemmed=language_of(questions.language) in LANGUAGES,
        documents=len(questions.documents),
        questions=len(questions.questions),
        answerable=answerable,
        ours=_score(ours),
        plain=_score(plain),
        gain_r1=_gain(ours.ranks, plain.ranks, 1) if answerable else None,
        gain_r3=_gain(ours.ranks, plain.ranks, 3) if answerable else None,
    )


def _ours(questions: QuestionSet) -> Search:
    ranker = Ranker(questions.documents, questions.language)
    confidence, language = shipped(), language_of(questions.language)

    def search(text: str, without: Collection[str]) -> tuple[list[str], float]:
        found = ranker.search(text, _DEPTH, without)
        return [hit.document.id for hit in found.hits], confidence.probability(found.evidence, language)

    return search


def _plain(questions: QuestionSet) -> Search:
    ranker = PlainBm25(questions.documents, questions.language)

    def search(text: str, without: Collection[str]) -> tuple[list[str], float]:
        found = ranker.search(text, _DEPTH, without)
        return [name for name, _ in found], found[0][1] if found else 0.0

    return search


def _run(questions: QuestionSet, build: Callable[[QuestionSet], Search]) -> _Run:
    gc.collect()
    before, began = memory_mb(), time.perf_counter()
    search = build(questions)
    build_s = time.perf_counter() - began
    gc.collect()
    run = _Run([], [], [], [], [], build_s, max(0.0, memory_mb() - before))
    for question in questions.questions:
        began = time.perf_counter()
        found, sure = search(question.text, ())
        run.milliseconds.append((time.perf_counter() - began) * 1000)
        if not question.relevant:
            run.sure_without_answer.append(sure)
            continue
        run.ranks.append(next((rank for rank, name in enumerate(found, 1) if name in question.relevant), float("inf")))
        run.sure.append(sure)
        run.sure_with_removed.append(search(question.text, question.relevant)[1])
    return run


def _score(run: _Run) -> Score:
    ranks = np.array(run.ranks)

    def within(limit: int) -> float | None:
        return float((ranks <= limit).mean() * 100) if len(ranks) else None

    return Score(
        r1=within(1),
        r3=within(3),
        r10=within(_DEPTH),
        mrr=float((1 / ranks).mean()) if len(ranks) else None,
        unanswerable=auroc(run.sure, run.sure_without_answer),
        removed=auroc(run.sure, run.sure_with_removed),
        build_s=run.build_s,
        memory_mb=run.memory_mb,
        p50_ms=float(np.percentile(run.milliseconds, 50)),
        p95_ms=float(np.percentile(run.milliseconds, 95)),
    )


def _gain(ours: Sequence[float], plain: Sequence[float], limit: int) -> Gain:
    difference = (np.array(ours) <= limit).astype(float) - (np.array(plain) <= limit).astype(float)
    random = np.random.default_rng(0)
    means = random.choice(difference, (_RESAMPLES, len(difference))).mean(axis=1) * 100
    low, high = np.percentile(means, [2.5, 97.5])
    return Gain(float(difference.mean() * 100), float(low), float(high))


def memory_mb() -> float:
    """Memory of this process now, in MB; where the system does not tell, the most it ever had."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 -- one read, a hundred times
            return int(file.read().split()[1]) * resource.getpagesize() / 1e6
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1e6 if sys.platform == "darwin" else 1e3)
