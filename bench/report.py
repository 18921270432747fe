"""How a benchmark tells its results: rows with a goal, a table, a verdict."""

from collections.abc import Callable, Sequence

import msgspec
from rich.console import Console
from rich.table import Table

console = Console(width=118)


class Row(msgspec.Struct, frozen=True):
    """One result. `met` is None where there is no goal."""

    name: str
    value: str
    goal: str = ""
    met: bool | None = None


def fact(name: str, value: str) -> Row:
    """A number without a goal."""
    return Row(name, value)


def at_least(name: str, value: float, goal: float, unit: str = "") -> Row:
    """A number that is to reach its goal."""
    return Row(name, _with_unit(value, unit), f">= {_with_unit(goal, unit)}", value >= goal)


def at_most(name: str, value: float, goal: float, unit: str = "") -> Row:
    """A number that is to stay within its goal."""
    return Row(name, _with_unit(value, unit), f"<= {_with_unit(goal, unit)}", value <= goal)


def _with_unit(value: float, unit: str) -> str:
    digits = 0 if abs(value) >= 100 or value == int(value) else 2 if abs(value) < 10 else 1
    return f"{value:,.{digits}f} {unit}".rstrip()


def show(title: str, rows: Sequence[Row]) -> None:
    """Print rows as a table."""
    table = Table("measured", "value", "goal", "", title=title, title_justify="left", expand=True)
    for row in rows:
        verdict = {None: "", True: "[green]met[/]", False: "[red]missed[/]"}[row.met]
        table.add_row(row.name, row.value, row.goal, verdict)
    console.print(table)


def main(title: str, run: Callable[[], Sequence[Row]]) -> None:
    """Run one benchmark alone: `python -m bench.<name>`."""
    show(title, run())


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]
