import random
from pathlib import Path

import msgspec
import pytest

from backend.assistant.evaluation.golden import Golden, fit_confidence, read_golden, report, try_all
from backend.assistant.ranking.confidence import FEATURES, Zone, auroc, fit, shipped
from backend.assistant.ranking.ranker import NOTHING, Evidence, Ranker
from tests.assistant.town import ROOT, town


def evidence(strength: float) -> Evidence:
    return Evidence(*([strength] * len(FEATURES)))


def test_a_fit_gives_more_to_what_was_right_more_often() -> None:
    chance = random.Random(1)
    seen = [chance.random() for _ in range(400)]
    weights = fit([evidence(one) for one in seen], [chance.random() < one for one in seen])
    assert weights.probability(evidence(0.9)) > 0.75
    assert weights.probability(evidence(0.1)) < 0.25


def test_what_never_varies_does_no_harm() -> None:
    weights = fit([evidence(0.5)] * 4, [True, False, True, False])
    assert weights.probability(evidence(0.5)) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [([2, 3], [0, 1], 1.0), ([0], [1], 0.0), ([1], [1], 0.5), ([1, 3], [2, 2], 0.5), ([], [1], None), ([1], [], None)],
)
def test_auroc_counts_pairs_in_the_right_order(
    positive: list[float], negative: list[float], expected: float | None
) -> None:
    assert auroc(positive, negative) == expected


def test_nothing_found_is_never_answered() -> None:
    confidence = shipped()
    assert confidence.probability(NOTHING, "de") == 0
    assert confidence.zone(0) is Zone.HAND_OVER


def test_there_are_three_zones() -> None:
    confidence = shipped()
    assert confidence.zone(1.0) is Zone.ANSWER
    assert confidence.zone(confidence.answer_from - 0.001) is Zone.ASK_BACK
    assert confidence.zone(confidence.ask_from - 0.001) is Zone.HAND_OVER


def test_a_language_without_golden_questions_uses_the_weights_of_all() -> None:
    confidence = shipped()
    assert confidence.probability(evidence(0.5), "xx") == confidence.languages["*"].probability(evidence(0.5))


def test_the_weights_in_the_repository_are_what_the_golden_questions_give() -> None:
    trials = {
        path.stem: try_all(Ranker(town(path.stem), path.stem), read_golden(path))
        for path in sorted((ROOT / "golden").glob("*.jsonl"))
        if (ROOT / "tests/assistant/town" / f"{path.stem}.toml").is_file()
    }
    again = fit_confidence({language: list(some) for language, some in trials.items()})
    assert again.answer_from == pytest.approx(shipped().answer_from, abs=0.01), "run: python -m tools.fit_confidence"
    for language, weights in again.languages.items():
        assert weights.weights == pytest.approx(shipped().languages[language].weights, abs=0.02)


def test_held_out_questions_are_not_fitted() -> None:
    questions = read_golden(ROOT / "golden/de.jsonl")
    ranker = Ranker(town(), "de")
    all_trials = try_all(ranker, questions)
    without = try_all(ranker, [one for one in questions if not one.held_out])
    assert fit_confidence({"de": all_trials}) == fit_confidence({"de": without})


def test_on_questions_never_fitted_answers_are_right_and_missing_pages_are_admitted() -> None:
    questions = [one for one in read_golden(ROOT / "golden/de.jsonl") if one.held_out]
    rows = {row.kind: row for row in report(try_all(Ranker(town(), "de"), questions), shipped(), "de")}
    with_page = rows["all"]
    assert with_page.in_three / with_page.count >= 0.85
    assert with_page.wrong <= 0.1 * with_page.answered
    assert rows["removed"].answered <= 0.06 * rows["removed"].count


def test_a_faulty_golden_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "de.jsonl"
    good = Golden("a", ("b",), "plain", Zone.ANSWER, held_out=False)
    path.write_bytes(msgspec.json.encode(good) + b'\n{"question": 1}\n')
    with pytest.raises(msgspec.ValidationError, match=r"de\.jsonl, line 2"):
        read_golden(path)


@pytest.mark.parametrize(
    ("language", "least"), [("en", 50), *((name, 25) for name in ("uk", "ar", "tr", "ru", "pl", "fr"))]
)
def test_each_language_has_golden_questions(language: str, least: int) -> None:
    assert len(read_golden(ROOT / f"golden/{language}.jsonl")) >= least


def test_golden_questions_are_many_and_each_is_there_once() -> None:
    questions = read_golden(ROOT / "golden/de.jsonl")
    assert len({one.question for one in questions}) == len(questions) >= 200
    assert 0.12 <= sum(one.held_out for one in questions) / len(questions) <= 0.3
