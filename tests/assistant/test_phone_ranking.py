"""The phone's ranker against the server's, on the golden questions and the city's own pages, in every language."""

import os
import shutil
import subprocess
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # ships no types
import msgspec
import pytest

from backend.assistant.content import read_terms
from backend.assistant.evaluation.golden import read_golden
from backend.assistant.index import documents_in
from backend.assistant.languages import ALL
from backend.assistant.phone_index import PhoneIndex, phone_index
from backend.assistant.ranking.confidence import shipped
from backend.assistant.ranking.ranker import Ranker
from tools.fit_confidence import city_pages

ROOT = Path(__file__).parents[2]
VITEST = ROOT / "pwa" / "node_modules" / "vitest" / "vitest.mjs"
MOST_BYTES = 150_000


class Answer(msgspec.Struct):
    question: str
    first: str | None
    zone: str


class Side(msgspec.Struct):
    index: PhoneIndex
    answers: list[Answer]


@pytest.fixture(scope="module")
def sides() -> dict[str, Side]:
    pages, terms = city_pages(ROOT / "content"), read_terms(ROOT / "content" / "assistant")
    found: dict[str, Side] = {}
    for language in ALL:
        documents = documents_in(pages, language, terms)
        ranker = Ranker(documents, language)
        answers: list[Answer] = []
        for golden in read_golden(ROOT / "golden" / f"{language}.jsonl"):
            ranking = ranker.search(golden.question)
            zone = shipped().zone(shipped().probability(ranking.evidence, language))
            answers.append(Answer(golden.question, ranking.hits[0].document.id if ranking.hits else None, zone.value))
        found[language] = Side(phone_index(documents, language, shipped()), answers)
    return found


@pytest.mark.skipif(not VITEST.is_file(), reason="needs pwa/node_modules")
def test_phone_gives_the_servers_first_page_in_every_language(sides: dict[str, Side], tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_bytes(msgspec.json.encode(sides))
    node = shutil.which("node")
    assert node is not None
    command = [node, str(VITEST), "run", "src/features/assistant/ranking/ranker.test.ts"]
    done = subprocess.run(
        command,
        cwd=ROOT / "pwa",
        env={**os.environ, "VITE_SERVER_ANSWERS": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4_000:]
    assert f"{len(ALL)} passed" in done.stdout.replace("\x1b[1m", "").replace("\x1b[32m", ""), done.stdout[-2_000:]


def test_index_of_a_language_is_small(sides: dict[str, Side]) -> None:
    for side in sides.values():
        assert len(brotli.compress(msgspec.json.encode(side.index), quality=5)) <= MOST_BYTES
