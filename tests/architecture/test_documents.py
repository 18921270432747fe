"""Documents stay true: settings, make targets, commands and links."""

import re
import subprocess
import sys
from pathlib import Path

from backend.settings import describe_settings
from tools import privacy_page
from tools.access_page import render as render_access
from tools.settings_page import render

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "pwa").glob("*.md"))]


def test_the_page_of_settings_is_what_the_settings_say() -> None:
    page = (ROOT / "docs/ops/settings.md").read_text(encoding="utf-8")
    assert page == render(), "run: python -m tools.settings_page"


def test_the_page_of_access_is_what_the_routes_say() -> None:
    page = (ROOT / "docs/dev/access.md").read_text(encoding="utf-8")
    assert page == render_access(), "run: make openapi"


def test_the_records_of_processing_are_what_the_register_says() -> None:
    page = (ROOT / "docs/ops/privacy.md").read_text(encoding="utf-8")
    assert page == privacy_page.render(), "run: python -m tools.privacy_page"


def test_every_setting_explains_itself() -> None:
    assert [setting.variable for setting in describe_settings() if len(setting.description) < 15] == []


def _make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


def test_every_make_target_is_declared_explained_and_documented() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    targets = set(re.findall(r"^([a-z]+):(?!=)", makefile, re.MULTILINE))
    assert set(phony[1].split()) == targets == _make_targets()
    page = (ROOT / "docs/dev/start-here.md").read_text(encoding="utf-8")
    assert {target for target in targets if f"`make {target}`" not in page} == set()


def test_documents_name_only_make_targets_that_exist() -> None:
    named = {
        word
        for path in DOCUMENTS
        for word in re.findall(r"(?:`|^)make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert named - _make_targets() == set()


def test_make_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"make ([a-z]+)", shown)) >= _make_targets()


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def test_links_between_documents_lead_somewhere() -> None:
    dead = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in DOCUMENTS
        for target in re.findall(r"\]\(([^)#\s]+)", _without_code(path.read_text(encoding="utf-8")))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert dead == []


def test_documented_commands_exist() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "backend", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    commands = set(re.findall(r"^  ([a-z-]+) ", shown, re.MULTILINE))
    named = {
        word for path in DOCUMENTS for word in re.findall(r"(?:`|^)krefeld ([a-z-]+)", path.read_text(encoding="utf-8"))
    }
    assert named - commands == set()
