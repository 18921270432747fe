"""Warnings while the whole city opens the app: the list and one page against the very same bytes from a bare ASGI app.

Both run on the same server with the same settings and are measured in turns, with none, ten and a hundred warnings in
force. The slowest answers (p99) are taken over raw sockets while all connections ask at once.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from backend.alerts.cap.model import Alert, Area, Info, NamedValue
from backend.alerts.service import ALERTS_PATH
from backend.alerts.slice import AlertsSlice
from backend.app import build_context, build_slices
from backend.settings import Settings
from bench.load import Connection, read_load
from bench.load import run as run_loop
from bench.report import Row, at_least, fact, main, percentile
from bench.scratch import sqlite_url
from bench.server import REPOSITORY, Server, app_environment, granian

TITLE = "Warnings in force: whole stack against a bare ASGI app"
COUNTS = (0, 10, 100)
ROUNDS = 5
SECONDS = 2.0
CONNECTIONS = 32
_GOAL_RATIO = 0.8


def run() -> list[Row]:
    """Measure all counts."""
    rows: list[Row] = []
    for count in COUNTS:
        with sqlite_url() as url:
            asyncio.run(_fill(url, count))
            rows += _measure(url, count)
    return rows


async def _fill(url: str, count: int) -> None:
    context = build_context(Settings(database_url=url, resources_dir=str(REPOSITORY)))
    alerts = next(part for part in build_slices(context) if isinstance(part, AlertsSlice))
    try:
        await alerts.service.store("bench", [_message(number, context.city.ags) for number in range(count)])
    finally:
        await context.snapshots.close()
        await context.db.close()


def _message(number: int, ags: str) -> Alert:
    """An invented warning in eight languages, as the weather service has them."""
    now = datetime.now(UTC).replace(microsecond=0)
    area = Area(description="Stadt", geocodes=(NamedValue("AGS", ags),))
    infos = tuple(
        Info(
            language=language,
            categories=("Met",),
            event="STARKREGEN",
            urgency="Immediate",
            severity="Severe",
            certainty="Likely",
            onset=now,
            expires=now + timedelta(hours=6),
            headline=f"Messung {number} {language}",
            description=f"Eine erfundene Warnung für die Messung, Nummer {number}. " * 5,
            instruction="Bleiben Sie im Haus. Gehen Sie nicht in den Keller.",
            areas=(area,),
        )
        for language in ("de-DE", "en", "fr", "es", "ar", "ru", "tr", "pl")
    )
    return Alert(
        identifier=f"bench-{number}",
        sender="bench@example.invalid",
        sent=now - timedelta(minutes=1),
        status="Actual",
        msg_type="Alert",
        scope="Public",
        infos=infos,
    )


def _measure(url: str, count: int) -> list[Row]:
    environment = app_environment(url, 0)
    del environment["APP_PORT"]
    with granian("backend.asgi:app", environment, ALERTS_PATH) as app:
        listed = httpx.get(f"{app.url}{ALERTS_PATH}").json()["alerts"]
        assert len(listed) == count, f"{len(listed)} of {count} warnings are in force"
        rows = _compare(app, ALERTS_PATH, f"{count} warnings, the list")
        if listed:
            rows += _compare(app, f"{ALERTS_PATH}/{listed[0]['id']}", f"{count} warnings, one page")
    return rows


def _compare(app: Server, path: str, what: str) -> list[Row]:
    with ExitStack() as stack:
        body = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "body.br"
        with httpx.stream("GET", f"{app.url}{path}", headers={"accept-encoding": "br"}) as answer:
            assert answer.headers["content-encoding"] == "br"
            body.write_bytes(b"".join(answer.iter_raw()))
        bare = stack.enter_context(granian("bench.bare_asgi:app", {"BENCH_BODY": str(body)}, "/"))
        turns = [_turn(app, bare, path, first=bool(number % 2)) for number in range(ROUNDS)]
        slow = [run_loop(_slowest(f"{server.url}{path}")) * 1000 for server in (app, bare)]
        size_kb = body.stat().st_size / 1000
    ours, limit = (statistics.median(turn[side] for turn in turns) for side in (0, 1))
    return [
        fact(f"{what} ({size_kb:.1f} kB brotli): requests/s, app / bare", f"{ours:,.0f} / {limit:,.0f}"),
        at_least(f"{what}: ratio", statistics.median(turn[0] / turn[1] for turn in turns), _GOAL_RATIO),
        fact(f"{what}: p99 with {CONNECTIONS} connections, app / bare", f"{slow[0]:.1f} / {slow[1]:.1f} ms"),
    ]


def _turn(app: Server, bare: Server, path: str, *, first: bool) -> tuple[float, float]:
    """Requests per second of both; who goes first changes from turn to turn."""
    rates = {server: _rate(server, path) for server in ((app, bare) if first else (bare, app))}
    return rates[app], rates[bare]


def _rate(server: Server, path: str) -> float:
    return read_load(f"{server.url}{path}", connections=CONNECTIONS, seconds=SECONDS).per_second


async def _slowest(url: str) -> float:
    """Seconds that 99 of 100 answers stay within."""
    parts = urlsplit(url)
    request = f"GET {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\naccept-encoding: br\r\n\r\n".encode()
    ends = time.perf_counter() + SECONDS

    async def client() -> Sequence[float]:
        connection = await Connection.open(parts.port or 80)
        taken: list[float] = []
        while (started := time.perf_counter()) < ends:
            assert (await connection.exchange(request)).status == 200
            taken.append(time.perf_counter() - started)
        connection.close()
        return taken

    found = await asyncio.gather(*(client() for _ in range(CONNECTIONS)))
    return percentile([taken for each in found for taken in each], 0.99)


if __name__ == "__main__":
    main(TITLE, run)
