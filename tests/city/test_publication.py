"""What the project says about itself is complete and agrees with the code."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from backend import __version__

ROOT = Path(__file__).resolve().parents[2]
MANDATORY = (
    *("publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType"),
    *("description", "legal", "maintenance", "localisation"),
)
NUMBERED = re.compile(r"(\d{4})-[a-z0-9-]+\.md")


@pytest.fixture(scope="module")
def publiccode() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(ROOT / "publiccode.yml")  # YAML 1.2, as the standard asks
    return loaded


def test_publiccode_has_what_the_standard_demands(publiccode: dict[str, Any]) -> None:
    assert [key for key in MANDATORY if key not in publiccode] == []
    for text in publiccode["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]


def test_publiccode_agrees_with_the_code(publiccode: dict[str, Any]) -> None:
    city = tomllib.loads((ROOT / "content/city.toml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert publiccode["softwareVersion"] == __version__
    assert publiccode["legal"]["license"] == project["license"] == "EUPL-1.2"
    assert publiccode["localisation"]["availableLanguages"] == city["locales"]
    assert publiccode["name"] == city["app_name"]


def test_the_licence_is_the_whole_eupl() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [number for number in range(1, 16) if not re.search(rf"^{number}\.\s?[A-Z]", text, re.MULTILINE)] == []
    assert "Appendix" in text


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## [{__version__}] - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_decisions_are_numbered_without_gaps_short_and_listed() -> None:
    folder = ROOT / "docs/adr"
    pages = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    numbers = [int(match[1]) for path in pages if (match := NUMBERED.fullmatch(path.name))]
    assert numbers == list(range(1, len(pages) + 1))
    overview = (folder / "README.md").read_text(encoding="utf-8")
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert f"({path.name})" in overview
        assert len(text.splitlines()) <= 60, path.name
        for heading in ("## Context", "## Decision", "## Why not", "## Consequences"):
            assert heading in text, f"{path.name}: {heading}"


def test_each_test_that_the_standards_name_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/.]+)`", (ROOT / "docs/standards.md").read_text(encoding="utf-8")))
    assert {name for name in named if not (ROOT / name).exists()} == set()
