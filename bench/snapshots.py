"""All bays as one answer: the whole stack against the very same bytes from an ASGI app of ten lines.

Both run on the same server with the same settings at the same time and are measured in turns (A B B A ...), so that
whatever else the machine does meets both.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import httpx

from backend.app import build_context, build_slices
from backend.core.snapshots import Snapshots
from backend.parking.projection import BAYS_PATH
from backend.parking.slice import ParkingSlice
from backend.settings import Settings
from bench.load import read_load
from bench.report import Row, at_least, at_most, fact, main
from bench.scratch import fill, sqlite_url
from bench.server import REPOSITORY, Server, app_environment, cpu_seconds, granian

TITLE = "Snapshot of all bays: whole stack against a bare ASGI app"
SIZES = (200, 20_000)
ROUNDS = 9
SECONDS = 2.0
_GOAL_RATIO = 0.8
_GOAL_FLAT = 0.1
_REBUILDS = 5
_TICK_S = 0.001


def run() -> list[Row]:
    """Measure all sizes."""
    rows: list[Row] = []
    ratios: list[float] = []
    for size in SIZES:
        with sqlite_url() as url:
            fill(url, size)
            measured, ratio = _compare(url, size)
            rows += measured
            ratios.append(ratio)
            if size == SIZES[-1]:
                rows += asyncio.run(_rebuild(url, size))
    rows.append(at_most("Difference of the two ratios (flat)", abs(ratios[0] - ratios[-1]), _GOAL_FLAT))
    return rows


def _compare(url: str, size: int) -> tuple[list[Row], float]:
    environment = app_environment(url, 0)
    del environment["APP_PORT"]
    with granian("backend.asgi:app", environment, BAYS_PATH) as app, tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "bays.br"
        body.write_bytes(_compressed(app.url))
        with granian("bench.bare_asgi:app", {"BENCH_BODY": str(body)}, "/") as bare:
            turns = [_turn(app, bare, first=number % 2) for number in range(ROUNDS)]
        size_kb = body.stat().st_size / 1000
    ratio = statistics.median(ours[0] / limit[0] for ours, limit in turns)
    ours_us, limit_us = (statistics.median(turn[side][1] for turn in turns) for side in (0, 1))
    ours_rate, limit_rate = (statistics.median(turn[side][0] for turn in turns) for side in (0, 1))
    rows = [
        fact(
            f"{size:,} bays ({size_kb:,.0f} kB brotli): requests/s, app / bare", f"{ours_rate:,.0f} / {limit_rate:,.0f}"
        ),
        at_least(f"{size:,} bays: ratio", ratio, _GOAL_RATIO),
        fact(f"{size:,} bays: CPU per request, app / bare", f"{ours_us:,.0f} / {limit_us:,.0f} µs"),
    ]
    return rows, ratio


def _compressed(url: str) -> bytes:
    with httpx.stream("GET", f"{url}{BAYS_PATH}", headers={"accept-encoding": "br"}) as answer:
        assert answer.headers["content-encoding"] == "br"
        return b"".join(answer.iter_raw())


def _turn(app: Server, bare: Server, first: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Both once; who goes first changes from turn to turn."""
    if first:
        limit = _measure(bare)
        return _measure(app), limit
    return _measure(app), _measure(bare)


def _measure(server: Server) -> tuple[float, float]:
    """Requests per second and microseconds of CPU per request."""
    before = cpu_seconds(server.pid)
    load = read_load(f"{server.url}{BAYS_PATH}", seconds=SECONDS)
    return load.per_second, (cpu_seconds(server.pid) - before) / load.requests * 1e6


async def _rebuild(url: str, size: int) -> list[Row]:
    """Seconds from one changed bay to the compressed answer, without the load generator."""
    context = build_context(Settings(database_url=url, resources_dir=str(REPOSITORY)))
    parking = next(part for part in build_slices(context) if isinstance(part, ParkingSlice))
    try:
        snapshots: Snapshots = context.snapshots
        await snapshots.get(BAYS_PATH)
        bay_ids = parking.projection.board.bay_ids()[:_REBUILDS]
        total: list[float] = []
        blocked: list[float] = []
        for bay_id in bay_ids:
            etag = (await snapshots.get(BAYS_PATH)).etag
            await parking.service.close_bay(bay_id)
            started = time.perf_counter()
            await parking.projection.flush()
            worst = asyncio.create_task(_longest_pause())
            fresh = await snapshots.fresh(BAYS_PATH)
            total.append(time.perf_counter() - started)
            worst.cancel()
            blocked.append(await worst)
            assert fresh.etag != etag
        return [
            fact(f"{size:,} bays: one bay changed, new answer ready after", f"{statistics.median(total):.2f} s"),
            fact(f"{size:,} bays: others wait meanwhile at most", f"{statistics.median(blocked) * 1000:.0f} ms"),
        ]
    finally:
        await parking.projection.stop()
        await context.snapshots.close()
        await context.db.close()


async def _longest_pause() -> float:
    """How long the event loop could not do anything else; ends when cancelled."""
    longest = 0.0
    try:
        while True:
            started = time.perf_counter()
            await asyncio.sleep(_TICK_S)
            longest = max(longest, time.perf_counter() - started - _TICK_S)
    except asyncio.CancelledError:
        return longest


if __name__ == "__main__":
    main(TITLE, run)
