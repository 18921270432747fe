"""Prints what was measured, for people and for machines."""

from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.table import Table

from backend.assistant.evaluation.measuring import Gain, Report, Score

_ROWS = (
    ("R@1 (%)", "r1", 1),
    ("R@3 (%)", "r3", 1),
    ("R@10 (%)", "r10", 1),
    ("MRR", "mrr", 3),
    ("AUROC: question without an answer", "unanswerable", 3),
    ("AUROC: answer taken away", "removed", 3),
    ("Build (s)", "build_s", 2),
    ("Memory (MB)", "memory_mb", 0),
    ("A question, p50 (ms)", "p50_ms", 2),
    ("A question, p95 (ms)", "p95_ms", 2),
)


def as_json(reports: Sequence[Report]) -> str:
    """One JSON array with an object for each question set."""
    return msgspec.json.format(msgspec.json.encode(reports), indent=2).decode()


def show(reports: Sequence[Report], console: Console) -> None:
    """A table for each question set."""
    for report in reports:
        console.print(_table(report))
        for name, gain in (("R@1", report.gain_r1), ("R@3", report.gain_r3)):
            if gain is not None:
                console.print(_sentence(name, gain))
        if not report.stemmed:
            console.print(f'No stems for the language "{report.language}": words are compared as they are.')
        console.print()


def _table(report: Report) -> Table:
    title = (
        f"{report.language}: {report.documents:,} documents, {report.questions:,} questions, "
        f"{report.answerable:,} of them answerable"
    )
    table = Table("", "ours", "plain BM25", title=title, title_justify="left")
    for label, field, digits in _ROWS:
        table.add_row(label, _number(report.ours, field, digits), _number(report.plain, field, digits))
    return table


def _number(score: Score, field: str, digits: int) -> str:
    value = getattr(score, field)
    return "-" if value is None else f"{value:,.{digits}f}"


def _sentence(name: str, gain: Gain) -> str:
    return f"{name}: {gain.points:+.1f} points against plain BM25, 95 % interval [{gain.low:+.1f}, {gain.high:+.1f}]"
