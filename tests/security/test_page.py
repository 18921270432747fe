"""The page on security leaves no requirement out, counts none twice, and names only what there is."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/dev/security.md").read_text(encoding="utf-8")
IDS = ROOT / "tests/data/asvs/ids.txt"
STATES = {"met", "n/a", "operator", "gap"}
_ID = r"(\d+)\.(\d+)\.(\d+)"


def required() -> dict[str, str]:
    """Level by id, from the public standard."""
    lines = [line for line in IDS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return dict(line.split() for line in lines)


def rows() -> Iterator[tuple[list[str], str, str]]:
    """Ids, state and proof of every row of the tables of requirements; a range stands for each of its ids."""
    table = PAGE.partition("## ASVS 5.0.0")[2]
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 3 or not re.match(_ID, cells[0]):
            continue
        ids = []
        for chapter, section, first, last in re.findall(rf"{_ID}(?: to \1\.\2\.(\d+))?", cells[0]):
            ids += [f"{chapter}.{section}.{number}" for number in range(int(first), int(last or first) + 1)]
        yield ids, cells[1], cells[2]


def test_the_list_is_that_of_the_standard() -> None:
    assert Counter(required().values()) == {"1": 70, "2": 183}


def test_every_requirement_of_level_1_and_2_is_judged_once() -> None:
    judged = Counter(one for ids, _, _ in rows() for one in ids)
    assert {one for one, times in judged.items() if times > 1} == set(), "judged twice"
    assert set(required()) - set(judged) == set(), "left out"
    assert set(judged) - set(required()) == set(), "not in level 1 or 2"


def test_every_judgement_has_a_state_and_says_why() -> None:
    assert [ids for ids, state, where in rows() if state not in STATES or not where] == []


def paths() -> list[str]:
    named = set(re.findall(r"`([\w.-]+(?:/[\w.-]*)+|[\w-]+\.(?:py|md|json|lock|yaml|toml))`", PAGE))
    return sorted(named - STATES)


def test_there_are_paths_to_look_at() -> None:
    assert len(paths()) > 20


@pytest.mark.parametrize("path", paths())
def test_whatever_the_page_names_is_there(path: str) -> None:
    assert (ROOT / path).exists() or (ROOT / "backend" / path).exists()
