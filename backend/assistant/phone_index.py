"""The index of one language as a phone gets it: words, their stems, and where they stand. Pure.

Counts, weights and letter groups are worked out on the phone: they follow from this, and sent as numbers they would be
ten times as many bytes. `pwa/src/features/assistant/ranking` reads it and ranks as `ranking/` does.
"""

import msgspec

from backend.assistant.ranking.confidence import ANY_LANGUAGE, Confidence
from backend.assistant.ranking.documents import Document, passages
from backend.assistant.ranking.words import language_of, raw_words, stemmer, stop_words, word_list

Numbers = list[int]


class PhonePage(msgspec.Struct, frozen=True):
    """A page as numbers of `words`. `passages` are pairs of heading and text."""

    id: str
    title: Numbers
    keywords: Numbers
    questions: list[Numbers]
    passages: list[tuple[Numbers, Numbers]]


class PhoneIndex(msgspec.Struct, frozen=True):
    """Everything that ranking one language needs. `stems` stand beside `words`; `parts` help to split compounds.

    `means`, `deviations`, `weights` and `bias` make a probability of the evidence, in the order of `Evidence`.
    """

    language: str
    words: list[str]
    stems: list[str]
    stop: list[str]
    parts: list[str]
    pages: list[PhonePage]
    answer_from: float
    ask_from: float
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float


def phone_index(documents: list[Document], locale: str, confidence: Confidence) -> PhoneIndex:
    """The compact index over the documents of one language, as they are searched on the server."""
    language = language_of(locale)
    seen: dict[str, int] = {}
    stop, stem = stop_words(language), stemmer(language)

    def numbers(text: str) -> Numbers:
        return [seen.setdefault(word, len(seen)) for word in raw_words(text, language) if word not in stop]

    pages = [
        PhonePage(
            document.id,
            numbers(document.title),
            numbers(" ".join(document.keywords)),
            [numbers(question) for question in document.questions],
            [(numbers(piece.heading), numbers(piece.text)) for piece in passages(document.text)],
        )
        for document in documents
    ]
    fitted = confidence.languages.get(language) or confidence.languages[ANY_LANGUAGE]
    return PhoneIndex(
        language=language,
        words=list(seen),
        stems=[stem(word) for word in seen],
        stop=sorted(stop),
        parts=word_list("compound_parts.de").split() if language == "de" else [],
        pages=pages,
        answer_from=confidence.answer_from,
        ask_from=confidence.ask_from,
        means=fitted.means,
        deviations=fitted.deviations,
        weights=fitted.weights,
        bias=fitted.bias,
    )
