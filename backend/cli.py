"""The command line: serve, work, send, migrate, seed, demo, openapi, doctor, audit, and tools for writers.

`serve` is the process that watches the web processes. It needs nothing of the app itself, so whatever does is loaded by
the command that uses it: that halves the time until the first answer.
"""

import os
import sys
from pathlib import Path

import click
import msgspec

from backend.serving import serve_forever
from backend.settings import Settings, SettingsError, read_settings

# ruff: noqa: PLC0415 -- late imports are the point, see above


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
    if settings.demo:
        _refuse_in_production(settings)
    serve_forever(settings)


@main.command()
@click.pass_obj
def work(settings: Settings) -> None:
    """Run background jobs (PostgreSQL only; on SQLite the web process does it)."""
    if settings.is_sqlite:
        raise click.ClickException("SQLite is embedded: `serve` runs the jobs. Use PostgreSQL for a separate worker.")
    from backend import commands

    commands.work(settings)


@main.command()
@click.option("--processes", type=click.IntRange(1, 64), default=None, help="How many; default: one for each core.")
@click.option("--lease", type=click.IntRange(1, 600), default=30, show_default=True, help="Seconds; then others help.")
@click.option("--lane", type=int, hidden=True)
@click.pass_obj
def send(settings: Settings, processes: int | None, lease: int, lane: int | None) -> None:
    """Send warnings to phones, with keys ready before the alarm. Next to `serve` and `work`, see docs/ops/push.md."""
    from backend import commands

    commands.send(settings, processes or os.cpu_count() or 1, lane, lease)


@main.command("new-signing-key")
@click.option("--forget-old", is_flag=True, help="Stop publishing the earlier keys: after a theft.")
@click.pass_obj
def new_signing_key(settings: Settings, forget_old: bool) -> None:
    """Sign published warnings with a new key from now on, see docs/ops/signatures.md."""
    from backend import commands

    commands.new_signing_key(settings, forget_old=forget_old)


@main.command()
@click.option("--to", "revision", default="head", show_default=True, help="Revision; `base` empties the schema.")
@click.pass_obj
def migrate(settings: Settings, revision: str) -> None:
    """Bring the database schema up to date."""
    from backend import commands

    commands.migrate(settings, revision)


@main.command()
@click.option("--demo", is_flag=True, help="Also add synthetic bays and sensors, marked as demo.")
@click.pass_obj
def seed(settings: Settings, demo: bool) -> None:
    """Load the city's data. Safe to repeat: only what changed is written."""
    if demo:
        _refuse_in_production(settings)
    from backend import commands

    commands.seed(settings, with_demo=demo)


@main.command()
@click.option("--url", help="Where the app runs. Default: the public URL from the settings.")
@click.option("--speed", default=1.0, show_default=True, help="How fast the day passes; 60 is a minute a second.")
@click.pass_obj
def demo(settings: Settings, url: str | None, speed: float) -> None:
    """Play a day of synthetic sensors through the real webhook."""
    _refuse_in_production(settings)
    from backend import commands

    commands.demo(settings, url or settings.public_url, speed)


@main.command()
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="File; default is standard output.")
@click.pass_obj
def openapi(settings: Settings, output: Path | None) -> None:
    """Write the OpenAPI document."""
    from backend import commands

    text = commands.openapi_document(settings)
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


@main.command("check-content")
@click.option("--warnings", is_flag=True, help="Also show what does not fail the check.")
@click.pass_obj
def check_content(settings: Settings, warnings: bool) -> None:
    """Refuse pages that are incomplete, expired, misaligned or hard to read."""
    from backend import commands

    sys.exit(commands.check_content(settings, with_warnings=warnings))


@main.command("lint-language")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--level", type=click.Choice(["es", "ls"]), default="es", show_default=True, help="For other texts.")
@click.pass_obj
def lint_language(settings: Settings, paths: tuple[Path, ...], level: str) -> None:
    """Check German texts against the rules of plain language. Without PATHS: all pages, with readability."""
    from backend import commands

    sys.exit(commands.lint_language(settings, paths, "ls" if level == "ls" else "es"))


@main.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Say what is misconfigured and how to mend it."""
    from backend import commands

    sys.exit(commands.doctor(settings))


@main.group()
def audit() -> None:
    """The log of what staff did."""


@audit.command("verify")
@click.pass_obj
def audit_verify(settings: Settings) -> None:
    """Prove that nobody changed the log: recompute every hash and print the head of the chain."""
    from backend import commands

    sys.exit(commands.audit_verify(settings))


@main.command("eval-retrieval")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def eval_retrieval(file: Path, as_json: bool) -> None:
    """Measure the assistant's ranker with questions from FILE, beside plain BM25.

    FILE is JSON, see docs/dev/search.md. Needs no database. Exit code 2 if the file cannot be used.
    """
    from rich.console import Console

    from backend.assistant.evaluation.measuring import measure
    from backend.assistant.evaluation.question_sets import UnreadableQuestions, read_question_sets
    from backend.assistant.evaluation.telling import as_json as to_json
    from backend.assistant.evaluation.telling import show

    try:
        sets = read_question_sets(file)
    except UnreadableQuestions as error:
        raise click.UsageError(str(error)) from error
    reports = [measure(questions) for questions in sets]
    if as_json:
        sys.stdout.write(f"{to_json(reports)}\n")
    else:
        show(reports, Console())


def _refuse_in_production(settings: Settings) -> None:
    if settings.production:
        raise click.ClickException("Demo data is refused in production mode.")
