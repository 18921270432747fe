"""Fits the assistant's confidence on the golden questions and tells how it does on those held out.

`python -m tools.fit_confidence` writes backend/assistant/ranking/confidence.json; `--dry-run` only reports. The same
questions and pages give the same file. The pages are those of the made-up town of the tests; `--pages content/pages`
takes the city's own, whose golden questions then count as far as their pages exist.
"""

import argparse
import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from backend.assistant.content import read_terms
from backend.assistant.evaluation.golden import Golden, Row, Trial, fit_confidence, read_golden, report, try_all
from backend.assistant.index import documents_in
from backend.assistant.ranking.confidence import Confidence
from backend.assistant.ranking.documents import Document
from backend.assistant.ranking.ranker import Ranker
from backend.content.html import Site
from backend.content.library import load_library
from backend.content.service import ContentService
from backend.core.city import load_city
from backend.core.clock import utc_now
from backend.core.i18n import Translations
from backend.core.pages import TownHallPages

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "backend/assistant/ranking/confidence.json"
GOLDEN = ROOT / "golden"
TOWN = ROOT / "tests/assistant/town"
MIN_QUESTIONS = 40


def town_pages(language: str) -> list[Document]:
    """The pages of the made-up town; none in a language it does not speak."""
    path = TOWN / f"{language}.toml"
    if not path.is_file():
        return []
    pages = tomllib.loads(path.read_text(encoding="utf-8"))["pages"]
    return [Document(page["id"], page["title"], page["text"], locale=language) for page in pages]


def city_pages(content_dir: Path) -> TownHallPages:
    """The city's own pages, as the app serves them."""
    city = load_city(content_dir)
    translations = Translations(ROOT / "translations", city.locales)
    site = Site(city=city.name, app_name=city.app_name, url="", phone=city.authority_phone)
    return ContentService(load_library(content_dir, city.locales), translations, site, utc_now)


def usable(questions: Sequence[Golden], pages: Sequence[Document]) -> list[Golden]:
    """Questions whose pages exist, and those that need none."""
    known = {page.id for page in pages}
    return [one for one in questions if not one.pages or known.intersection(one.pages)]


def main() -> int:
    """Fit, write and report."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit_confidence", description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    parser.add_argument("--pages", type=Path, help="the city's pages instead of the made-up town")
    given = parser.parse_args()
    trials: dict[str, list[Trial]] = {}
    own = city_pages(given.pages.parent) if given.pages else None
    terms = read_terms(given.pages.parent / "assistant") if given.pages else {}
    for path in sorted(GOLDEN.glob("*.jsonl")):
        pages = documents_in(own, path.stem, terms) if own else town_pages(path.stem)
        questions = usable(read_golden(path), pages)
        if sum(bool(one.pages) for one in questions) >= MIN_QUESTIONS:
            trials[path.stem] = try_all(Ranker(pages, path.stem), questions)
    if not trials:
        parser.error(f"no language has {MIN_QUESTIONS} golden questions with a page")
    confidence = fit_confidence({language: list(some) for language, some in trials.items()})
    if not given.dry_run:
        WEIGHTS.write_bytes(msgspec.json.format(msgspec.json.encode(confidence), indent=2) + b"\n")
    _tell(trials, confidence)
    return 0


def _tell(trials: dict[str, list[Trial]], confidence: Confidence) -> None:
    console = Console(width=100)
    console.print(f"Answer from {confidence.answer_from}, ask back from {confidence.ask_from}")
    for language, some in trials.items():
        for name, held_out in (("fitted", False), ("held out", True)):
            part = [one for one in some if one.golden.held_out == held_out]
            console.print(_table(f"{language}, {name}", report(part, confidence, language)))


def _table(title: str, rows: Sequence[Row]) -> Table:
    columns = Row.__struct_fields__
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(str(getattr(row, column)) for column in columns))
    return table


if __name__ == "__main__":
    raise SystemExit(main())
