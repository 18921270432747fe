"""Plain BM25: what a good search box does. The yardstick for our ranker, never used to answer. Pure.

Snowball stems, stop words, k1 = 1.2, b = 0.75, over title, keywords, sample questions and text as one bag of words.
"""

from collections.abc import Collection, Sequence

import numpy as np

from backend.assistant.ranking.documents import Document
from backend.assistant.ranking.lexicon import Lexicon
from backend.assistant.ranking.voters import PageTerms
from backend.assistant.ranking.words import language_of


class PlainBm25:
    """BM25 without fields, compounds, letters or repaired typos."""

    def __init__(self, documents: Sequence[Document], locale: str) -> None:
        self._ids = [document.id for document in documents]
        self._lexicon = Lexicon(language_of(locale), plain=True)
        bags = []
        for document in documents:
            parts = (document.title, *document.keywords, *document.questions, document.text)
            words = self._lexicon.add("\n".join(parts))
            bags.append((words, np.ones(len(words), np.float32)))
        self._lexicon.close(np.ones(self._lexicon.words, np.int64))
        self._pages = PageTerms(self._lexicon, bags)

    def search(self, text: str, limit: int = 10, without: Collection[str] = ()) -> list[tuple[str, float]]:
        """Ids with scores, best first."""
        scores = self._pages.scores(self._lexicon.read(text))
        order = np.argsort(-scores, kind="stable")
        found = ((self._ids[page], float(scores[page])) for page in order[: limit + len(without)] if scores[page] > 0)
        return [hit for hit in found if hit[0] not in without][:limit]
