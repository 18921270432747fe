"""The command line: serve, work, migrate, seed, demo, openapi, doctor, settings."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.progress import Progress, TaskID

from backend import doctor as doctor_checks
from backend.core.context import Context
from backend.core.logs import configure_logging
from backend.core.migration import downgrade, upgrade
from backend.demo.player import play
from backend.demo.seed import seed_demo
from backend.parking import seeding as parking_seeding
from backend.places import seeding as places_seeding
from backend.serving import serve_forever
from backend.settings import Settings, SettingsError, read_settings

console = Console(stderr=True)
ProgressCallback = Callable[[str, int, int], None]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """Run and look after the city app. Settings come from the environment, see docs/ops/settings.md."""
    try:
        context.obj = read_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--demo/--no-demo", default=None, help="Play the demo sensors while serving.")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None, demo: bool | None) -> None:
    """Serve the API and the web app."""
    given = {"host": host, "port": port, "demo": demo}
    settings = msgspec.structs.replace(settings, **{key: value for key, value in given.items() if value is not None})
    if settings.production and settings.demo:
        raise click.ClickException("Demo data is refused in production mode.")
    serve_forever(settings)


@main.command()
@click.pass_obj
def work(settings: Settings) -> None:
    """Run background jobs (PostgreSQL only; on SQLite the web process does it)."""
    if settings.is_sqlite:
        raise click.ClickException("SQLite is embedded: `serve` runs the jobs. Use PostgreSQL for a separate worker.")
    from backend.app import work as run_jobs  # noqa: PLC0415 -- see `_context`

    _run(settings, run_jobs)


@main.command()
@click.option("--to", "revision", default="head", show_default=True, help="Revision; `base` empties the schema.")
@click.pass_obj
def migrate(settings: Settings, revision: str) -> None:
    """Bring the database schema up to date."""
    if revision == "base":
        downgrade(settings.database_url, settings.resources, revision)
    else:
        upgrade(settings.database_url, settings.resources, revision)
    console.print(f"Schema is at {revision}.")


@main.command()
@click.option("--demo", is_flag=True, help="Also add synthetic bays and sensors, marked as demo.")
@click.pass_obj
def seed(settings: Settings, demo: bool) -> None:
    """Load the city's data. Safe to repeat: only what changed is written."""
    if demo and settings.production:
        raise click.ClickException("Demo data is refused in production mode.")

    async def run(context: Context) -> None:
        with _progress() as report:
            await places_seeding.seed(context, report)
            await parking_seeding.seed(context, report)
            if demo:
                await seed_demo(context, report)

    _run(settings, run)


@main.command()
@click.option("--url", help="Where the app runs. Default: the public URL from the settings.")
@click.option("--speed", default=1.0, show_default=True, help="How fast the day passes; 60 is a minute a second.")
@click.pass_obj
def demo(settings: Settings, url: str | None, speed: float) -> None:
    """Play a day of synthetic sensors through the real webhook."""
    if settings.production:
        raise click.ClickException("Demo data is refused in production mode.")

    async def run(context: Context) -> None:
        secret = settings.sensors.webhook_secret
        await play(url or settings.public_url, secret, context, speed=speed, stop=asyncio.Event())

    _run(settings, run)


@main.command()
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="File; default is standard output.")
@click.pass_obj
def openapi(settings: Settings, output: Path | None) -> None:
    """Write the OpenAPI document."""
    from backend.app import openapi_document  # noqa: PLC0415 -- see `_context`

    text = openapi_document(settings)
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


@main.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Say what is misconfigured and how to mend it."""
    sys.exit(doctor_checks.run(settings, Console()))


@asynccontextmanager
async def _context(settings: Settings) -> AsyncIterator[Context]:
    # Loading every slice takes longer than most commands; `serve` never needs it in the watching parent process.
    from backend.app import build_context  # noqa: PLC0415

    context = build_context(settings)
    try:
        yield context
    finally:
        await context.db.close()


def _run(settings: Settings, use: Callable[[Context], Coroutine[Any, Any, None]]) -> None:
    configure_logging(settings.log_level)

    async def main_task() -> None:
        async with _context(settings) as context:
            await use(context)

    try:
        asyncio.run(main_task())
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
