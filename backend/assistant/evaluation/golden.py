"""Golden questions: as people type them, written without looking at the pages, with the pages that answer them.

One JSON object a line in `golden/<language>.jsonl`:
`{"question", "pages": [ids, [] where the town hall has none], "kind", "zone", "held_out"}`. Held-out questions
are never used for fitting.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import msgspec

from backend.assistant.ranking.confidence import ANY_LANGUAGE, Confidence, Weights, Zone, fit
from backend.assistant.ranking.ranker import Evidence, Ranker

MAX_WRONG_OF_ANSWERED = 0.05
MAX_ANSWERED_OF_MISSING = 0.03
MAX_ASKED_OF_MISSING = 0.25
OFF_TOPIC = "off_topic"
REMOVED = "removed"


class Golden(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question. `zone` is what is expected when the pages are there; `kind` is how it is written."""

    question: str
    pages: tuple[str, ...]
    kind: str
    zone: Zone
    held_out: bool


class Trial(msgspec.Struct, frozen=True):
    """One search for a golden question, with its page or with its page taken away."""

    golden: Golden
    removed: bool
    found: tuple[str, ...]
    evidence: Evidence

    @property
    def right(self) -> bool:
        """True if the first hit is a right page."""
        return not self.removed and bool(self.found) and self.found[0] in self.golden.pages

    @property
    def kind(self) -> str:
        """The class it is reported in."""
        return REMOVED if self.removed else self.golden.kind


class Row(msgspec.Struct, frozen=True):
    """How a class of questions went: counts. `first` and `in_three` are right pages, `wrong` are wrong answers."""

    kind: str
    count: int
    first: int
    in_three: int
    answered: int
    wrong: int
    asked_back: int
    handed_over: int


def read_golden(path: Path) -> list[Golden]:
    """Read a file. Raises msgspec.ValidationError with the number of the first faulty line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found: list[Golden] = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(msgspec.json.decode(line, type=Golden))
        except msgspec.DecodeError as error:
            raise msgspec.ValidationError(f"{path.name}, line {number}: {error}") from error
    return found


def try_all(ranker: Ranker, questions: Iterable[Golden]) -> list[Trial]:
    """Search for every question; those with a page also with all their pages taken away."""
    trials: list[Trial] = []
    for golden in questions:
        without: list[Collection[str]] = [(), golden.pages] if golden.pages else [()]
        for away in without:
            ranking = ranker.search(golden.question, 3, away)
            found = tuple(hit.document.id for hit in ranking.hits)
            trials.append(Trial(golden, bool(away), found, ranking.evidence))
    return trials


def fit_confidence(trials: dict[str, Sequence[Trial]]) -> Confidence:
    """Weights for each language and for all together, and the lowest borders that keep the limits above."""
    training = {language: [one for one in some if not one.golden.held_out] for language, some in trials.items()}
    together = [one for some in training.values() for one in some]
    languages = {language: _weights(some) for language, some in training.items()}
    languages[ANY_LANGUAGE] = _weights(together)
    scored = [
        (languages[language].probability(one.evidence), one) for language, some in training.items() for one in some
    ]
    answer_from = _lowest_border(scored)
    negatives = sorted((sure for sure, one in scored if one.removed or not one.golden.pages), reverse=True)
    ask_from = min(answer_from, _up(negatives[int(len(negatives) * MAX_ASKED_OF_MISSING)]))
    return Confidence(Evidence.__struct_fields__, answer_from, ask_from, languages)


def report(trials: Sequence[Trial], confidence: Confidence, language: str) -> list[Row]:
    """One row for each kind of question, and a last one, "all", for those that have a page."""
    kinds: dict[str, list[Trial]] = {}
    for one in trials:
        kinds.setdefault(one.kind, []).append(one)
        if one.golden.pages and not one.removed:
            kinds.setdefault("all", []).append(one)
    kinds["all"] = kinds.pop("all", [])
    return [_row(kind, some, confidence, language) for kind, some in kinds.items()]


def _row(kind: str, trials: Sequence[Trial], confidence: Confidence, language: str) -> Row:
    zones = [confidence.zone(confidence.probability(one.evidence, language)) for one in trials]
    answered = [one for one, zone in zip(trials, zones, strict=True) if zone is Zone.ANSWER]
    return Row(
        kind=kind,
        count=len(trials),
        first=sum(one.right for one in trials),
        in_three=sum(not one.removed and not set(one.golden.pages).isdisjoint(one.found) for one in trials),
        answered=len(answered),
        wrong=sum(not one.right for one in answered),
        asked_back=zones.count(Zone.ASK_BACK),
        handed_over=zones.count(Zone.HAND_OVER),
    )


def _weights(trials: Sequence[Trial]) -> Weights:
    return fit([one.evidence for one in trials], [one.right for one in trials])


def _lowest_border(scored: Sequence[tuple[float, Trial]]) -> float:
    """The lowest probability from which answers are right often enough, and rarely given where no page is."""
    missing = sum(one.removed or not one.golden.pages for _, one in scored)
    for border in sorted({_up(sure) for sure, _ in scored if sure >= 0.3}):
        answered = [one for sure, one in scored if sure >= border]
        wrong = sum(not one.right and not one.removed and bool(one.golden.pages) for one in answered)
        invented = sum(one.removed or not one.golden.pages for one in answered)
        right = sum(one.right for one in answered)
        if wrong <= MAX_WRONG_OF_ANSWERED * (right + wrong) and invented <= MAX_ANSWERED_OF_MISSING * missing:
            return border
    return 1.0


def _up(probability: float) -> float:
    """Rounded up to three digits, so that the value itself is below the border."""
    return round(probability + 0.0005, 3)
