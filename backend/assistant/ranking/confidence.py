"""How sure the first hit is, and what to do with it: answer, ask back, or hand over to a person. Pure.

The probability is a logistic regression over `Evidence`. Its weights are fitted on golden questions, each also with
its page taken away (`python -m tools.fit_confidence`), and lie beside the code in `confidence.json`.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec
import numpy as np
from numpy.typing import NDArray

from backend.assistant.ranking.ranker import Evidence

FEATURES = Evidence.__struct_fields__
ANY_LANGUAGE = "*"
_RIDGE = 30.0
"""Strong on purpose: fitted on one small town, the weights have to hold in others (docs/dev/search.md)."""
_STEPS = 50


class Zone(StrEnum):
    """What the assistant does with a ranking."""

    ANSWER = "answer"
    ASK_BACK = "ask_back"
    HAND_OVER = "hand_over"


class Weights(msgspec.Struct, frozen=True):
    """A fitted regression: one mean, deviation and weight for each feature, in the order of `FEATURES`."""

    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def probability(self, evidence: Evidence) -> float:
        """The probability that the first hit answers the question."""
        values = (np.array(msgspec.structs.astuple(evidence)) - self.means) / self.deviations
        return float(_logistic(np.array([values @ np.array(self.weights) + self.bias]))[0])


class Confidence(msgspec.Struct, frozen=True):
    """Weights by language, and the two borders of the zones."""

    features: tuple[str, ...]
    answer_from: float
    ask_from: float
    languages: dict[str, Weights]

    def probability(self, evidence: Evidence, language: str) -> float:
        """From 0 to 1; 0 where nothing was found. A language without weights of its own uses those of all."""
        if not any(msgspec.structs.astuple(evidence)[:3]):
            return 0.0
        return self.languages.get(language, self.languages[ANY_LANGUAGE]).probability(evidence)

    def zone(self, probability: float) -> Zone:
        """What to do at this probability."""
        if probability >= self.answer_from:
            return Zone.ANSWER
        return Zone.ASK_BACK if probability >= self.ask_from else Zone.HAND_OVER


@cache
def shipped() -> Confidence:
    """The confidence that comes with the code. Raises ValueError if it was fitted for other features."""
    data = (resources.files(__package__) / "confidence.json").read_bytes()
    found = msgspec.json.decode(data, type=Confidence)
    if found.features != FEATURES:
        raise ValueError("confidence.json was fitted for other features: run python -m tools.fit_confidence")
    return found


def fit(evidence: Sequence[Evidence], right: Sequence[bool]) -> Weights:
    """Logistic regression with a ridge, by Newton's method. Deterministic.

    `right` says for each search whether its first hit was a right page. Both must occur.
    """
    table = np.array([msgspec.structs.astuple(one) for one in evidence], np.float64)
    means, deviations = table.mean(axis=0), table.std(axis=0)
    deviations[deviations < 1e-6] = 1.0
    inputs = np.hstack([(table - means) / deviations, np.ones((len(table), 1))])
    target = np.array(right, np.float64)
    ridge = np.diag([_RIDGE] * table.shape[1] + [1e-6])
    found = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        guess = _logistic(inputs @ found)
        slope = inputs.T @ (guess - target) + ridge @ found
        curve = (inputs * (guess * (1 - guess))[:, None]).T @ inputs + ridge
        found = found - np.linalg.solve(curve, slope)
    rounded = [round(float(value), 4) for value in found]
    return Weights(
        tuple(round(float(value), 4) for value in means),
        tuple(round(float(value), 4) for value in deviations),
        tuple(rounded[:-1]),
        rounded[-1],
    )


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """The probability that a positive has the higher value, ties half. None where one side is empty."""
    if not positive or not negative:
        return None
    values = np.sort(np.array(negative, np.float64))
    mine = np.array(positive, np.float64)
    below = np.searchsorted(values, mine, side="left")
    upto = np.searchsorted(values, mine, side="right")
    return float((below + upto).sum() / 2 / (len(mine) * len(values)))


def _logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.clip(values, -30, 30)))
