"""Fits the assistant's confidence on the golden questions and tells how it does on those held out.

`python -m tools.fit_confidence` writes backend/assistant/ranking/confidence.json; `--dry-run` only reports. The same
questions and pages give the same file. Pages are content/pages where the golden questions name pages there, else the
made-up town of the tests.
"""

import argparse
import tomllib
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from backend.assistant.evaluation.golden import Golden, Row, Trial, fit_confidence, read_golden, report, try_all
from backend.assistant.ranking.confidence import Confidence
from backend.assistant.ranking.documents import Document
from backend.assistant.ranking.ranker import Ranker

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "backend/assistant/ranking/confidence.json"
GOLDEN = ROOT / "golden"
TOWN = ROOT / "tests/assistant/town"


def town_pages(language: str) -> list[Document]:
    """The pages of the made-up town."""
    pages = tomllib.loads((TOWN / f"{language}.toml").read_text(encoding="utf-8"))["pages"]
    return [Document(page["id"], page["title"], page["text"], locale=language) for page in pages]


def main() -> int:
    """Fit, write and report."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit_confidence", description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    dry = parser.parse_args().dry_run
    trials: dict[str, list[Trial]] = {}
    for path in sorted(GOLDEN.glob("*.jsonl")):
        if (TOWN / f"{path.stem}.toml").is_file():
            questions: list[Golden] = read_golden(path)
            trials[path.stem] = try_all(Ranker(town_pages(path.stem), path.stem), questions)
    confidence = fit_confidence({language: list(some) for language, some in trials.items()})
    if not dry:
        WEIGHTS.write_bytes(msgspec.json.format(msgspec.json.encode(confidence), indent=2) + b"\n")
    console = Console()
    console.print(f"Answer from {confidence.answer_from}, ask back from {confidence.ask_from}")
    for language, some in trials.items():
        for name, part in (("fitted", False), ("held out", True)):
            console.print(_table(f"{language}, {name}", some, confidence, language, held_out=part))
    return 0


def _table(title: str, trials: list[Trial], confidence: Confidence, language: str, *, held_out: bool) -> Table:
    rows = report([one for one in trials if one.golden.held_out == held_out], confidence, language)
    columns = Row.__struct_fields__
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(str(getattr(row, column)) for column in columns))
    return table


if __name__ == "__main__":
    raise SystemExit(main())
