"""The assistant's search as the number of pages grows, beside plain BM25 in the same run.

Pages are made: words of a made-up German with compounds, as frequent as in real texts (Zipf), each page about something
of its own. Questions take words of one page, some mistyped. So times and sizes are real, and the share found is a check
that nothing broke, not a quality. Times are CPU time: a search runs in one thread and waits for nothing.
"""

import bisect
import gc
import itertools
import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from backend.assistant.evaluation.measuring import memory_mb
from backend.assistant.ranking.documents import Document
from backend.assistant.ranking.plain import PlainBm25
from backend.assistant.ranking.ranker import Ranker
from bench.report import Row, at_most, fact, main, percentile

TITLE = "Search"
Made = TypeVar("Made")
_SIZES = (100, 1_000, 5_000, 10_000)
_GOAL_PAGES = 5_000
_GOAL_MS = 15.0
_QUESTIONS = 300
_WORDS = 300
_LETTERS = "abdefghiklmnoprstuwz"
_SYLLABLES = [
    a + b + c for a in "bdfghklmnprstw" for b in ("a", "e", "i", "o", "u", "au", "ei") for c in ("", "n", "r", "l", "s")
]


def run() -> list[Row]:
    """Measure each size in turn, smallest first."""
    rows: list[Row] = []
    for size in _SIZES:
        rows += _measure(size)
    return rows


def _measure(size: int) -> list[Row]:
    chance = random.Random(size)
    pages, questions = town(size, chance)
    plain, plain_s, _ = _built(lambda: PlainBm25(pages, "de"))
    plain_ms = _times(plain.search, questions)
    ranker, build_s, megabytes = _built(lambda: Ranker(pages, "de"))
    ours_ms = _times(ranker.search, questions)
    found = sum(any(hit.document.id == page for hit in ranker.search(text, 3).hits) for text, page in questions)
    p95 = percentile(ours_ms, 0.95)
    name = f"{size:,} pages"
    goal = at_most(f"{name}: a question, p95", p95, _GOAL_MS, "ms") if size == _GOAL_PAGES else None
    return [
        goal or fact(f"{name}: a question, p95", f"{p95:.2f} ms"),
        fact(f"{name}: a question, p50", f"{percentile(ours_ms, 0.5):.2f} ms"),
        fact(f"{name}: times plain BM25 (p95)", f"{p95 / percentile(plain_ms, 0.95):.1f}"),
        fact(f"{name}: index built in", f"{build_s:.1f} s, {build_s / plain_s:.1f} times plain BM25"),
        fact(f"{name}: memory of the index", f"{megabytes:.0f} MB"),
        fact(f"{name}: right page in three", f"{100 * found / len(questions):.0f} %"),
    ]


def _built(build: Callable[[], Made]) -> tuple[Made, float, float]:
    gc.collect()
    before, began = memory_mb(), time.thread_time()
    made = build()
    seconds = time.thread_time() - began
    gc.collect()
    return made, seconds, max(0.0, memory_mb() - before)


def _times(search: Callable[[str], object], questions: Sequence[tuple[str, str]]) -> list[float]:
    found: list[float] = []
    for text, _ in questions:
        began = time.thread_time()
        search(text)
        found.append((time.thread_time() - began) * 1000)
    return found


def town(size: int, chance: random.Random) -> tuple[list[Document], list[tuple[str, str]]]:
    """Made pages, and questions with the page that each is about."""
    simple = ("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(2_000 + 4 * size))
    words = list(dict.fromkeys(simple))
    words += ["".join(chance.choices(words, k=2)) for _ in range(2 * size)]
    borders = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(words))))

    def draw(count: int) -> list[str]:
        return [words[bisect.bisect(borders, chance.random() * borders[-1])] for _ in range(count)]

    pages: list[Document] = []
    about: list[list[str]] = []
    for number in range(size):
        topic = chance.sample(words[200:], 6)
        lines = [" ".join(draw(12) + chance.sample(topic, 2)) + "." for _ in range(_WORDS // 14)]
        text = "\n\n".join("\n".join(lines[start : start + 5]) for start in range(0, len(lines), 5))
        pages.append(Document(f"page-{number}", " ".join(topic[:3]), text, tuple(topic[3:5])))
        about.append(topic)
    questions: list[tuple[str, str]] = []
    for _ in range(_QUESTIONS):
        number = chance.randrange(size)
        asked = [_mistyped(word, chance) if chance.random() < 0.2 else word for word in chance.sample(about[number], 3)]
        questions.append((f"wie kann ich {' '.join(asked + draw(2))} bekommen?", f"page-{number}"))
    return pages, questions


def _mistyped(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice(_LETTERS) + word[place + 1 :]


if __name__ == "__main__":
    main(TITLE, run)
