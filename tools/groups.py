"""Runs the checks and tests in groups and says at the end what ran, what failed and what could not run.

    python -m tools.groups check    the quick checks
    python -m tools.groups test     everything; installs what it needs where it may (root on Debian)

A group that needs a tool which is missing is reported as "not run", never silently left out. The last line has the
form of pytest's, summed over all groups.

A few failing tests of the two large groups, which run side by side, are run once more, alone. What then passes is not
hidden: the summary names it as unstable, to be mended; a real fault fails both times.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / ".build" / "reports"
PYTEST_CLOSING_LINE = re.compile(
    r"^(=+ )?(no tests ran|\d+ (passed|failed|errors?|skipped|deselected|xfailed|warnings?))\b.* in [\d.]+s\b[^a-z]*$"
)
COLOUR = re.compile(r"\x1b\[[\d;]*m")
VITEST = ("npm", "--prefix", "pwa", "run", "--silent", "test")
FEW = 3  # more failures at once are no accident
SPECIAL_FOLDERS = ("architecture", "build", "budgets", "e2e")


@dataclass(frozen=True)
class Tool:
    """A program that tests use and that no Python package brings along."""

    name: str
    debian_package: str
    found_by: tuple[str, ...]

    def is_there(self) -> bool:
        """True when one of the usual places has it."""
        places = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
        return any(shutil.which(name, path=places) or any(Path("/").glob(name.lstrip("/"))) for name in self.found_by)


CHROMIUM = Tool("Chromium", "chromium", ("chromium", "chromium-browser", "google-chrome"))
MOSQUITTO = Tool("Mosquitto", "mosquitto", ("mosquitto",))
POSTGRES = Tool("PostgreSQL", "postgresql", ("initdb", "/usr/lib/postgresql/*/bin/initdb"))


@dataclass(frozen=True)
class Group:
    """Commands that belong together. `needs`: without it nothing runs; `wants`: without it some tests are skipped."""

    title: str
    commands: tuple[tuple[str, ...], ...]
    needs: tuple[Tool, ...] = ()
    wants: tuple[Tool, ...] = ()


@dataclass
class Result:
    """What came of one group."""

    title: str
    state: str  # "ok", "FAILED" or "not run"
    seconds: float = 0.0
    note: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)
    unstable: list[str] = field(default_factory=list)


def _pytest(*paths: str, workers: int = 0) -> tuple[str, ...]:
    spread = ("-n", str(workers), "--dist", "worksteal") if workers else ()
    return ("python", "-m", "pytest", "-q", *spread, *paths)


def _special(name: str, workers: int = 0) -> tuple[tuple[str, ...], ...]:
    return (_pytest(f"tests/{name}", workers=workers),) if any((ROOT / "tests" / name).glob("test_*.py")) else ()


CHECKS = (
    Group("lint and format", (("ruff", "check"), ("ruff", "format", "--check"))),
    Group("types (Python)", (("mypy",),)),
    Group("import rules", (("lint-imports", "--no-cache", "--no-logo"),)),
    Group("types (web app)", (("npm", "--prefix", "pwa", "run", "--silent", "check"),)),
    Group("translations", (("python", "-m", "tools.i18n", "check"),)),
    Group("town-hall pages", (("krefeld", "check-content"),)),
)


def _tests() -> tuple[Group, ...]:
    ignored = tuple(f"--ignore=tests/{name}" for name in SPECIAL_FOLDERS)
    return (
        Group("architecture and documents", _special("architecture")),
        Group("unit tests (web app)", (VITEST,)),
        Group(
            "unit, API, migrations; both databases",
            (_pytest(*ignored, "tests", workers=2),),
            wants=(POSTGRES, MOSQUITTO),
        ),
        Group("browser journeys", _special("e2e", workers=2), needs=(CHROMIUM,)),  # a journey mostly waits
        Group("budgets", _special("budgets"), wants=(CHROMIUM,)),
        Group("image and installed wheel", _special("build")),
    )


def install_tools(tools: Sequence[Tool]) -> None:
    """Install missing tools through apt when we are root on Debian; else name the command."""
    missing = [tool for tool in tools if not tool.is_there()]
    if not missing:
        return
    packages = [tool.debian_package for tool in missing]
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None or not Path("/etc/debian_version").exists():
        print(f"Missing: {', '.join(tool.name for tool in missing)}. On Debian: sudo apt install {' '.join(packages)}")
        return
    print(f"-> Installing {', '.join(packages)} ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [apt, "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    for command in ([apt, "update", "--quiet"], install):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"{' '.join(command)} failed:\n{(done.stderr or done.stdout)[-2000:]}")


def _stream(command: Sequence[str]) -> int:
    """Run a command and pass its output on, but keep pytest's closing line back: there is one at the very end."""
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        for raw in process.stdout:
            line = raw.decode(errors="replace")
            if not PYTEST_CLOSING_LINE.match(COLOUR.sub("", line).strip()):
                sys.stdout.write(line)
                sys.stdout.flush()
    return process.returncode


def _cases(report: Path) -> list[ET.Element]:
    """The tests of a JUnit report; none if there is no report."""
    return list(ET.parse(report).getroot().iter("testcase")) if report.exists() else []  # noqa: S314 -- pytest wrote it


def _name(case: ET.Element) -> str:
    return f"{case.get('classname')}::{case.get('name')}"


def _read_report(report: Path, result: Result) -> None:
    """Add the numbers of a JUnit report to the result."""
    for case in _cases(report):
        skipped = case.find("skipped")
        if _name(case) in result.unstable:
            result.counts["passed"] += 1
        elif case.find("error") is not None:
            result.counts["errors"] += 1
        elif case.find("failure") is not None:
            result.counts["failed"] += 1
        elif skipped is not None:
            result.counts["skipped"] += 1
            result.skips[skipped.get("message") or "no reason given"] += 1
        else:
            result.counts["passed"] += 1


def _failures(report: Path) -> list[str]:
    """Names of the tests that failed, from a JUnit report."""
    return [
        _name(case) for case in _cases(report) if case.find("error") is not None or case.find("failure") is not None
    ]


def second_look(command: Sequence[str], report: Path) -> list[str]:
    """Run the few tests that failed beside others once more, alone. Returns those that pass now, if all do.

    An error that belongs to no test, such as a file that cannot be read, gets no second look.
    """
    failed = _failures(report)
    are_tests = not any(name.startswith("::") for name in failed)  # without a module it is no test
    if "-n" not in command or not 0 < len(failed) <= FEW or not are_tests:
        return []
    print(f"\n---> once more, alone: {', '.join(failed)}", flush=True)
    alone = [*command, "--last-failed", "--last-failed-no-failures=none"]
    del alone[alone.index("-n") : alone.index("-n") + 4]  # -n NUMBER --dist NAME
    return failed if _stream(alone) == 0 else []


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[key]} {key}" for key in ("failed", "errors", "passed", "skipped") if counts[key])


def _reporting(command: Sequence[str], report: Path) -> list[str]:
    """What to add to a command so that it writes a JUnit report and keeps its colours."""
    if "pytest" in command:
        return [f"--junitxml={report}", *(["--color=yes"] if sys.stdout.isatty() else [])]
    if command == VITEST:
        return ["--", "--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"]
    return []


def run_group(group: Group) -> Result:
    """Run one group to its end; a failing command does not keep the next ones from running."""
    missing = [tool for tool in group.needs if not tool.is_there()]
    if missing:
        names = " ".join(tool.debian_package for tool in missing)
        return Result(group.title, "not run", note=f"missing: {names}. On Debian: sudo apt install {names}")
    if not group.commands:
        return Result(group.title, "not run", note="there are no tests in its folder")
    print(f"\n===> {group.title}", flush=True)
    result = Result(group.title, "ok")
    started = time.monotonic()
    for number, command in enumerate(group.commands):
        report = REPORTS / f"{re.sub(r'[^a-z]+', '-', group.title.lower())}{number}.xml"
        report.unlink(missing_ok=True)
        if _stream([*command, *_reporting(command, report)]):
            result.unstable = second_look(command, report)
            if not result.unstable:
                result.state = "FAILED"
                result.note = " ".join(command)
        _read_report(report, result)
    result.seconds = time.monotonic() - started
    return result


def _explain(group: Group, result: Result) -> Result:
    """Name the tests that a missing tool kept from running."""
    absent = [tool for tool in group.wants if not tool.is_there()]
    if absent and result.state != "not run":
        names = ", ".join(tool.name for tool in absent)
        packages = " ".join(tool.debian_package for tool in absent)
        result.note = f"{result.note} without {names}: its tests were not run. sudo apt install {packages}".strip()
    return result


def summarise(results: Sequence[Result], seconds: float) -> int:
    """Print the table of groups, the reasons of skipped tests and the closing line. Returns the exit code."""
    print("\n===> Summary")
    for result in results:
        print(f"  {result.state:<8} {result.title:<40} {result.seconds:6.1f} s  {_counted(result.counts)}")
        if result.note:
            print(f"           {result.note}")
    skips: Counter[str] = sum((result.skips for result in results), Counter())
    for reason, times in skips.most_common():
        print(f"  skipped  {times} x {reason}")
    for name in (name for result in results for name in result.unstable):
        print(f"  UNSTABLE {name} failed beside others and passed alone")
    left_out = [result.title for result in results if result.state == "not run"]
    if left_out:
        print(f"  These groups could not run here: {', '.join(left_out)}")
    counts: Counter[str] = sum((result.counts for result in results), Counter())
    failed = [result.title for result in results if result.state == "FAILED"]
    if failed:
        print(f"  Failed: {', '.join(failed)}")
    closing = _counted(counts) or f"{len(results) - len(failed) - len(left_out)} groups passed"
    print(f"===== {closing} in {seconds:.2f}s =====", flush=True)
    return 1 if failed else 0


def main() -> int:
    """Run the groups that the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(description="Run the checks and tests in groups.")
    parser.add_argument("what", choices=("check", "test"))
    parser.add_argument("--only", help="run only groups whose title contains this text")
    arguments = parser.parse_args()
    groups = CHECKS if arguments.what == "check" else CHECKS + _tests()
    groups = tuple(group for group in groups if not arguments.only or arguments.only in group.title)
    REPORTS.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    if arguments.what == "test":
        install_tools([tool for group in groups for tool in group.needs + group.wants])
    results = [_explain(group, run_group(group)) for group in groups]
    return summarise(results, time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main())
