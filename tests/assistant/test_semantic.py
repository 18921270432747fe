from pathlib import Path

import numpy as np
import pytest

from backend.assistant.ranking.documents import Document
from backend.assistant.ranking.ranker import Ranker
from backend.assistant.ranking.semantic import SentenceVoter

WORDS = {"sofa": 0, "möbel": 0, "couch": 0, "baby": 1, "geburt": 1, "kind": 1}
PAGES = [Document("waste", "Möbel", "abholen lassen"), Document("birth", "Geburt", "anzeigen")]


def static_vectors(texts: list[str]) -> np.ndarray:
    """The smallest sentence model: the mean of word vectors."""
    vectors = np.zeros((len(texts), 3))
    for row, text in enumerate(texts):
        for word in text.lower().split():
            vectors[row, WORDS.get(word, 2)] += 1
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def test_a_page_is_found_by_meaning_alone() -> None:
    voter = SentenceVoter(static_vectors)
    voter.fit([f"{page.title}\n{page.text}" for page in PAGES])
    scores = voter.scores("couch")
    assert scores.argmax() == 0
    assert Ranker(PAGES, "de").search("couch").hits == ()
    assert Ranker(PAGES, "de", extra=[SentenceVoter(static_vectors)]).search("couch").hits[0].document.id == "waste"


def test_the_nearest_piece_of_a_long_page_counts() -> None:
    voter = SentenceVoter(static_vectors, piece_words=5)
    voter.fit([f"Seite\n{'wort ' * 95} baby geburt kind geburt", "Anderes\nnichts davon"])
    assert voter.scores("baby")[0] > 0.6


def test_prefixes_go_in_front_of_questions_and_pages() -> None:
    seen: list[str] = []

    def remember(texts: list[str]) -> np.ndarray:
        seen.extend(texts)
        return np.ones((len(texts), 1))

    voter = SentenceVoter(remember, question_prefix="query: ", page_prefix="passage: ")
    voter.fit(["Titel\nText"])
    voter.scores("Frage")
    assert seen == ["passage: Titel Text", "query: Frage"]


def test_a_missing_model_is_never_fetched(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no model"):
        SentenceVoter.from_path(tmp_path / "model")


def test_a_model_on_disk_is_loaded(tmp_path: Path) -> None:
    models = pytest.importorskip("sentence_transformers", reason="the extra `semantic` is not installed")
    tokenizers = pytest.importorskip("tokenizers")
    static = pytest.importorskip("sentence_transformers.models")
    vocabulary = {"[UNK]": 0, **{word: number for number, word in enumerate(WORDS, 1)}}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    weights = np.zeros((len(vocabulary), 3), np.float32)
    weights[0, 2] = 1
    for word, axis in WORDS.items():
        weights[vocabulary[word], axis] = 1
    model = models.SentenceTransformer(modules=[static.StaticEmbedding(tokenizer, embedding_weights=weights)])
    model.save(str(tmp_path))
    ranker = Ranker(PAGES, "de", extra=[SentenceVoter.from_path(tmp_path)])
    assert ranker.search("couch").hits[0].document.id == "waste"
