import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from backend.assistant.evaluation.measuring import measure
from backend.assistant.evaluation.question_sets import read_question_sets
from backend.cli import main
from tests.assistant.town import ROOT, town


def town_set() -> dict[str, Any]:
    lines = (ROOT / "golden/de.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    return {
        "language": "de",
        "documents": [{"id": page.id, "title": page.title, "text": page.text} for page in town()],
        "questions": [
            {"id": number, "text": one["question"], "relevant": one["pages"]} for number, one in enumerate(questions)
        ],
    }


def small(**changes: Any) -> dict[str, Any]:
    made = {
        "language": "de",
        "documents": [{"id": "a", "title": "Hund", "text": "Steuer"}, {"id": "b", "title": "Pass", "text": "Foto"}],
        "questions": [
            {"id": "1", "text": "Hundesteuer", "relevant": ["a"]},
            {"id": "2", "text": "Mond", "relevant": []},
        ],
    }
    return {key: value for key, value in (made | changes).items() if value is not None}


def run(tmp_path: Path, content: object, *options: str) -> tuple[int, str]:
    path = tmp_path / "questions.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    result = CliRunner().invoke(main, ["eval-retrieval", str(path), *options])
    assert "Traceback" not in result.output
    return result.exit_code, result.output


def test_our_ranker_clearly_beats_plain_bm25_in_the_made_up_town(tmp_path: Path) -> None:
    code, output = run(tmp_path, town_set(), "--json")
    assert code == 0
    report = json.loads(output)[0]
    assert report["answerable"] >= 150
    assert report["gain_r1"]["low"] > 5
    assert report["gain_r3"]["low"] > 5
    assert report["ours"]["unanswerable"] > report["plain"]["unanswerable"]
    assert report["ours"]["removed"] > report["plain"]["removed"]


def test_people_get_a_table(tmp_path: Path) -> None:
    code, output = run(tmp_path, small())
    assert code == 0
    for words in ("R@1 (%)", "MRR", "AUROC", "p95 (ms)", "Memory", "plain BM25", "95 % interval"):
        assert words in output


def test_a_list_of_sets_is_measured_one_by_one(tmp_path: Path) -> None:
    code, output = run(tmp_path, [small(), small(language="uk")], "--json")
    assert code == 0
    assert [report["language"] for report in json.loads(output)] == ["de", "uk"]


def test_an_unknown_language_is_measured_and_said(tmp_path: Path) -> None:
    code, output = run(tmp_path, small(language="sw"))
    assert code == 0
    assert "No stems" in output


def test_sets_without_answerable_or_without_unanswerable_questions_work(tmp_path: Path) -> None:
    _, output = run(tmp_path, small(questions=[{"id": 1, "text": "Hund", "relevant": ["a"]}]), "--json")
    assert json.loads(output)[0]["ours"]["unanswerable"] is None
    _, output = run(tmp_path, small(questions=[{"id": 1, "text": "Hund", "relevant": []}]), "--json")
    assert json.loads(output)[0]["ours"]["r1"] is None


DOCUMENT = {"id": "a", "title": "Hund", "text": "Steuer"}
QUESTION = {"id": "1", "text": "Hund", "relevant": ["a"]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("", "not JSON"),
        ("3", "expected an object"),
        ("[]", "no question set"),
        (small(language=None), "`language` is missing"),
        (small(language=7), "`language` is missing"),
        (small(documents=None), "`documents` is missing"),
        (small(documents=[]), "`documents` is empty"),
        (small(questions=[]), "`questions` is empty"),
        (small(documents=[{"title": "x", "text": "y"}]), "documents[0]: `id` is missing"),
        (small(documents=[DOCUMENT, DOCUMENT]), "documents[1]: the id 'a' is there twice"),
        (small(questions=[QUESTION, QUESTION]), "questions[1]: the id '1' is there twice"),
        (small(documents=[{"id": "a", "title": "", "text": " "}]), "`title` and `text` are both empty"),
        (small(documents=[{"id": "a", "title": "x"}]), "`text` is missing"),
        (small(documents=["x"]), "documents[0]: expected an object"),
        (small(questions=[{"id": "1", "text": " ", "relevant": ["a"]}]), "questions[0]: `text` is empty"),
        (small(questions=[{"id": "1", "text": "x"}]), "`relevant` is missing"),
        (small(questions=[{"id": "1", "text": "x", "relevant": ["zz"]}]), "names no document: 'zz'"),
        (small(documents=[{**DOCUMENT, "keywords": "x"}]), "`keywords` is no list"),
        ([small(), small(documents=[])], "set 1: `documents` is empty"),
    ],
    ids=range(20),
)
def test_a_file_that_cannot_be_used_is_explained(tmp_path: Path, content: object, said: str) -> None:
    code, output = run(tmp_path, content)
    assert code == 2
    assert said in output


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["eval-retrieval", str(tmp_path / "none.json")])
    assert result.exit_code == 2
    assert "No such file" in result.output


def test_ids_may_be_numbers_and_titles_may_be_missing(tmp_path: Path) -> None:
    content = small(
        documents=[{"id": 1, "text": "Hundesteuer"}, {"id": 2, "title": None, "text": "Pass"}],
        questions=[{"id": 1, "text": "Hund", "relevant": [1]}],
    )
    code, output = run(tmp_path, content, "--json")
    assert code == 0
    assert json.loads(output)[0]["ours"]["r1"] == 100


def test_keywords_and_sample_questions_of_a_set_are_used(tmp_path: Path) -> None:
    content = small(documents=[{**DOCUMENT, "keywords": ["Wauwau"], "questions": ["Was kostet Fiffi?"]}])
    content["questions"] = [
        {"id": 1, "text": "wauwau", "relevant": ["a"]},
        {"id": 2, "text": "was kostet fiffi", "relevant": ["a"]},
    ]
    path = tmp_path / "set.json"
    path.write_bytes(msgspec.json.encode(content))
    assert measure(read_question_sets(path)[0]).ours.r1 == 100
