"""What the commands do that need the whole app. `cli` loads this module late, so that `serve` starts without it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from backend import doctor as doctor_checks
from backend.alerts.signing.service import SigningService
from backend.app import build_context, openapi_document
from backend.app import work as run_jobs
from backend.content import linting
from backend.content.checks import ContentProblem
from backend.content.files import ContentFault
from backend.content.language.text import Level
from backend.content.library import load_library
from backend.core.audit import Verification
from backend.core.city import load_city
from backend.core.clock import utc_now
from backend.core.context import Context
from backend.core.logs import configure_logging
from backend.core.migration import downgrade, upgrade
from backend.demo.player import play
from backend.demo.seed import seed_demo
from backend.parking import seeding as parking_seeding
from backend.places import seeding as places_seeding
from backend.push.processes import new_event_loop, send_until_stopped, watch_over
from backend.push.slice import build_sender
from backend.settings import Settings

__all__ = [
    "audit_verify",
    "check_content",
    "demo",
    "doctor",
    "lint_language",
    "migrate",
    "new_signing_key",
    "openapi_document",
    "seed",
    "send",
    "work",
]

console = Console(stderr=True)
ProgressCallback = Callable[[str, int, int], None]


def migrate(settings: Settings, revision: str) -> None:
    """Take the schema to `revision`; `base` empties it."""
    if revision == "base":
        downgrade(settings.database_url, settings.resources, revision)
    else:
        upgrade(settings.database_url, settings.resources, revision)
    console.print(f"Schema is at {revision}.")


def seed(settings: Settings, *, with_demo: bool) -> None:
    """Load places and car parks, and synthetic bays and sensors where they are wanted."""

    async def load(context: Context) -> None:
        with _progress() as report:
            await places_seeding.seed(context, report)
            await parking_seeding.seed(context, report)
            if with_demo:
                await seed_demo(context, report)

    _run(settings, load)


def demo(settings: Settings, url: str, speed: float) -> None:
    """Play synthetic sensors against the app at `url` until interrupted."""

    async def start(context: Context) -> None:
        await play(url, settings.sensors.webhook_secret, context, speed=speed, stop=asyncio.Event())

    _run(settings, start)


def work(settings: Settings) -> None:
    """Run background jobs until stopped."""
    _run(settings, run_jobs)


def send(settings: Settings, processes: int, lane: int | None, lease: int) -> None:
    """Send messages to phones until stopped: one process of several (`lane`), or the one that watches over them."""
    if lane is None:
        fixed = ["send", "--processes", str(processes), "--lease", str(lease), "--lane"]
        watch_over([[*fixed, str(number)] for number in range(processes)])
        return

    async def run_lane(context: Context) -> None:
        await send_until_stopped(build_sender(context, (lane, processes), timedelta(seconds=lease)))

    _run(settings, run_lane, new_event_loop)


def new_signing_key(settings: Settings, *, forget_old: bool) -> None:
    """Make the key that signs published warnings from now on."""

    async def renew(context: Context) -> None:
        await SigningService(context).renew(forget_old=forget_old)

    _run(settings, renew)
    console.print("A new key signs published warnings. With SQLite, restart the app.")


def doctor(settings: Settings) -> int:
    """Print what is misconfigured; returns the exit code."""
    return doctor_checks.run(settings, Console())


def audit_verify(settings: Settings) -> int:
    """Print what the chain of the log comes to; returns the exit code, 1 for a broken chain."""
    found: list[Verification] = []

    async def verify(context: Context) -> None:
        async with context.db.read() as session:
            found.append(await context.audit.verify(session))

    _run(settings, verify)
    (result,) = found
    if result.broken_at is not None:
        console.print(f"[red]The chain breaks at entry {result.broken_at}.[/] {result.entries} entries before it fit.")
        return 1
    console.print(f"{result.entries} entries, all fit.")
    sys.stdout.write(f"{result.head}\n")
    return 0


def check_content(settings: Settings, *, with_warnings: bool) -> int:
    """Print what is wrong with the pages today; returns the exit code."""
    city = load_city(settings.content_dir)
    problems = linting.check_pages(settings.content_dir, city.locales, utc_now().date())
    return _report(problems, with_warnings=with_warnings)


def lint_language(settings: Settings, paths: Sequence[Path], level: Level) -> int:
    """Print plain-language findings and, for all pages, readability; returns the exit code."""
    folder = settings.content_dir
    try:
        library = load_library(folder, load_city(folder).locales)
        problems = linting.lint_files(paths or [folder / "pages"], library, folder, level)
    except ContentFault as fault:
        problems = [ContentProblem(fault.path, fault.line, "error", str(fault))]
    else:
        for path, figure in () if paths else linting.measure_pages(library):
            console.print(f"{path}: {figure.words} words, LIX {figure.lix}, Flesch {figure.flesch}", highlight=False)
    return _report(problems, with_warnings=True)


def _report(problems: Sequence[ContentProblem], *, with_warnings: bool) -> int:
    """One line for each problem on standard output; 1 when there is an error."""
    errors = sum(problem.severity == "error" for problem in problems)
    for problem in problems:
        if with_warnings or problem.severity == "error":
            click.echo(str(problem))
    console.print(f"Content: {errors} errors, {len(problems) - errors} warnings")
    return 1 if errors else 0


@asynccontextmanager
async def _context(settings: Settings) -> AsyncIterator[Context]:
    context = build_context(settings)
    try:
        yield context
    finally:
        await context.db.close()


def _run(
    settings: Settings,
    use: Callable[[Context], Coroutine[Any, Any, None]],
    loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> None:
    configure_logging(settings.log_level)

    async def main_task() -> None:
        async with _context(settings) as context:
            await use(context)

    try:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            runner.run(main_task())
    except KeyboardInterrupt:
        console.print("Stopped.")


@contextmanager
def _progress() -> Iterator[ProgressCallback]:
    """Rich progress bars, one per kind of work, and a closing line for each."""
    bars: dict[str, tuple[TaskID, int]] = {}
    with Progress(console=console, transient=True) as progress:

        def report(what: str, done: int, total: int) -> None:
            bar = bars[what][0] if what in bars else progress.add_task(what, total=total)
            bars[what] = (bar, total)
            progress.update(bar, completed=done, total=total)

        yield report
    for what, (_bar, total) in bars.items():
        console.print(f"{what}: {total}")
