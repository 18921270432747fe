"""A third voter: sentence vectors of a model that lies on the city's own disk. Off by default.

Needs the extra `semantic` (sentence-transformers, and with it PyTorch). Nothing is ever downloaded.
Switch it on only after `krefeld eval-retrieval` has shown that it helps; see docs/dev/search.md.
"""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Encode = Callable[[list[str]], NDArray[np.floating]]
"""From texts to one vector of length 1 for each."""


class SentenceVoter:
    """Scores pages by the cosine between the question and the nearest piece of the page.

    `encode` is how vectors are made; `SentenceVoter.from_path` takes it from a model. Models see only the beginning of
    a text (128 to 512 tokens), so pages are cut into pieces of `piece_words`. The prefixes are what some models were
    trained with ("query: " and "passage: " for the E5 family).
    """

    def __init__(
        self, encode: Encode, *, question_prefix: str = "", page_prefix: str = "", piece_words: int = 100
    ) -> None:
        self._encode = encode
        self._question_prefix, self._page_prefix = question_prefix, page_prefix
        self._piece_words = piece_words
        self._vectors: NDArray[np.floating] = np.zeros((0, 0))
        self._firsts: NDArray[np.int64] = np.zeros(0, np.int64)

    @classmethod
    def from_path(cls, path: Path, **options: Any) -> "SentenceVoter":
        """Load a model. Raises FileNotFoundError for a missing folder, ImportError without the extra `semantic`."""
        if not path.is_dir():
            raise FileNotFoundError(f"no model in {path}")
        transformer = importlib.import_module(
            "sentence_transformers"
        ).SentenceTransformer  # an extra; seconds to import

        model = transformer(str(path), local_files_only=True)
        return cls(lambda texts: np.asarray(model.encode(texts, normalize_embeddings=True)), **options)

    def fit(self, texts: list[str]) -> None:
        """Make the vectors of all pages."""
        pieces = [self._pieces(text) for text in texts]
        sizes = [len(some) for some in pieces]
        self._firsts = np.cumsum([0, *sizes[:-1]]) if sizes else np.zeros(0, np.int64)
        self._vectors = self._encode([f"{self._page_prefix}{piece}" for some in pieces for piece in some])

    def scores(self, question: str) -> NDArray[np.floating]:
        """A cosine for each page, in the order of `fit`."""
        asked = self._encode([f"{self._question_prefix}{question}"])[0]
        return np.maximum.reduceat(self._vectors @ asked, self._firsts)

    def _pieces(self, text: str) -> list[str]:
        """A page in pieces, each with the title (first line) in front."""
        title, _, body = text.partition("\n")
        words = body.split() or [""]
        starts = range(0, len(words), self._piece_words)
        return [f"{title} {' '.join(words[start : start + self._piece_words])}".strip() for start in starts]
