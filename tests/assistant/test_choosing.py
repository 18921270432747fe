"""What is said to a ranking: answer, ask back, hand over; and which live question is meant."""

from pathlib import Path

import pytest

from backend.assistant.choosing import best_facet, choose
from backend.assistant.content import read_intents
from backend.assistant.ranking.confidence import Confidence, Weights, Zone
from backend.assistant.ranking.documents import Document
from backend.assistant.ranking.ranker import Evidence, Ranker

CONTENT = Path(__file__).resolve().parents[2] / "content" / "assistant"
COUNT = len(Evidence.__struct_fields__)
ASKS = {"neu": {"move": "arriving"}, "um": {"move": "within"}, "weg": {"move": "leaving"}}
RANKER = Ranker([Document(page, "Umzug melden", f"Umzug melden {page}") for page in ASKS], "de")


def sure(answer_from: float, ask_from: float) -> Confidence:
    even = Weights((0.0,) * COUNT, (1.0,) * COUNT, (0.0,) * COUNT, 0.0)  # always 0.5
    return Confidence(Evidence.__struct_fields__, answer_from, ask_from, {"*": even})


def test_several_pages_that_differ_in_one_thing_make_one_question_back() -> None:
    ranking = RANKER.search("umzug melden")
    found = choose(ranking, "de", sure(0.9, 0.1), lambda page: ASKS[page], {}, 0)
    assert (found.zone, found.facet, len(found.pages)) == (Zone.ASK_BACK, "move", 3)


def test_an_answer_to_the_question_back_decides() -> None:
    ranking = RANKER.search("umzug melden")
    found = choose(ranking, "de", sure(0.9, 0.1), lambda page: ASKS[page], {"move": "leaving"}, 1)
    assert (found.zone, found.pages) == (Zone.ANSWER, ("weg",))


def test_after_two_questions_back_a_person_takes_over() -> None:
    found = choose(RANKER.search("umzug melden"), "de", sure(0.9, 0.1), lambda page: ASKS[page], {}, 2)
    assert found.zone is Zone.HAND_OVER


def test_nothing_found_is_handed_over() -> None:
    found = choose(RANKER.search("777"), "de", sure(0.1, 0.05), lambda page: ASKS[page], {}, 0)
    assert (found.zone, found.pages) == (Zone.HAND_OVER, ())


def test_the_facet_that_splits_best_is_asked_and_none_that_was_answered() -> None:
    pages = [{"a": "1", "b": "1"}, {"a": "1", "b": "2"}, {"a": "2", "b": "3"}]
    assert best_facet(pages, {}) == "b"
    assert best_facet(pages, {"b": "1"}) == "a"
    assert best_facet([{"a": "1"}, {"a": "1"}], {}) is None


@pytest.mark.parametrize(
    ("question", "topic", "subject"),
    [
        ("Wo ist der nächste freie Behindertenparkplatz?", "freeBay", None),
        ("Где парковка для инвалидов рядом", "freeBay", None),
        ("Wo kann ich hier parken", "parking", None),
        ("nerede park edebilirim", "parking", None),
        ("Gibt es gerade Unwetterwarnungen?", "alert", None),
        ("هل هناك تحذيرات", "alert", None),
        ("toilette", "place", "accessible-toilet"),
        ("Wo finde ich eine Toilette in der Nähe", "place", "accessible-toilet"),
        ("де найближча бібліотека", "place", "library"),
        ("Hat das Hallenbad heute auf?", "opening", "swimming-pool"),
        ("is the library open today", "opening", "library"),
        ("piscine", "place", "swimming-pool"),
    ],
)
def test_questions_about_now_are_told(question: str, topic: str, subject: str | None) -> None:
    found = read_intents(CONTENT).find(question)
    assert found is not None
    assert (found.topic, found.subject) == (topic, subject)


@pytest.mark.parametrize(
    "question",
    [
        "Wie beantrage ich einen Behindertenparkausweis?",
        "Ich möchte einen eigenen Behindertenparkplatz vor meiner Tür beantragen",
        "Bewohnerparkausweis wo kann ich parken",
        "Was kostet die Karte für die Bibliothek?",
        "Wo ist mein Antrag für die Kita?",
        "Wie melde ich mein Kind in der Kita an",
        "Mein Mann schlägt vor, in den Park zu ziehen, wo melde ich mich an?",
        "personalausweis beantragen rathaus termin",
    ],
)
def test_how_something_is_done_is_for_the_pages(question: str) -> None:
    assert read_intents(CONTENT).find(question) is None
