"""Uplinks through the real webhook: accepted per second, and seconds from the sensor to the browser's screen.

Half of the devices speak The Things Stack, half ChirpStack. The steady part sends on a fixed schedule whether or not
earlier answers have come (open loop), and counts from the planned moment, so that a server that stalls cannot hide it.
Each uplink there changes another bay, so that none is held back as flapping.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import httpx
from sqlalchemy import func, select

from backend.core.db import Database
from backend.parking.projection import BAYS_PATH
from backend.sensors.models import FrameStatus, SensorFrame
from bench.events import live_stream
from bench.load import Answer, Connection
from bench.load import run as run_loop
from bench.report import Row, at_most, fact, main, percentile
from bench.scratch import fill, postgres_url, sqlite_url
from bench.server import SECRET, Server, cpu_seconds, serving
from bench.traffic import Sensor, request, spread
from tests.postgres import find_programs

TITLE = "Uplinks through the webhook"
SENSORS = 5_000
CONNECTIONS = 32
SECONDS = 8.0
STEADY_RATE = 200
STEADY_SECONDS = 20.0
_GOAL_SECONDS = 1.0
_PATIENCE_S = 60.0
_POLL_S = 0.05


def run() -> list[Row]:
    """Measure on both databases."""
    databases: list[tuple[str, Callable[[], contextlib.AbstractContextManager[str]]]] = [("SQLite", sqlite_url)]
    if find_programs() is not None:
        databases.append(("PostgreSQL", postgres_url))
    return [row for name, database in databases for row in _measure(name, database)]


def _measure(name: str, database: Callable[[], contextlib.AbstractContextManager[str]]) -> Iterator[Row]:
    with database() as url:
        sensors = fill(url, SENSORS)
        with serving(url) as server:
            delays = run_loop(steady(server, sensors, STEADY_RATE, STEADY_SECONDS))
        with serving(url) as server:
            before = cpu_seconds(server.pid)
            count, accepted, worked = run_loop(_flood(server, url, sensors))
            cpu_ms = (cpu_seconds(server.pid) - before) / count * 1000
    yield fact(f"{name}: accepted uplinks per second", f"{accepted:,.0f}")
    yield fact(f"{name}: of these worked through per second", f"{worked:,.0f}")
    yield fact(f"{name}: CPU of the server for one uplink, all work included", f"{cpu_ms:.1f} ms")
    what = f"{name}: {STEADY_RATE} uplinks/s, uplink to event at the browser"
    yield fact(f"{what}, p50", f"{percentile(delays, 0.5):.2f} s")
    yield at_most(f"{what}, p95", percentile(delays, 0.95), _GOAL_SECONDS, "s")
    yield fact(f"{what}, maximum", f"{max(delays):.2f} s")


async def _flood(server: Server, url: str, sensors: list[Sensor]) -> tuple[int, float, float]:
    """How many uplinks were accepted, and how many per second while each connection sends one after the other.

    The third figure divides the same uplinks by the time until the last of them was worked on.
    """
    started = time.monotonic()

    async def deliver(mine: list[Sensor]) -> int:
        connection = await Connection.open(server.port)
        accepted, f_cnt = 0, 1_000
        while True:
            for sensor in mine:
                if time.monotonic() > started + SECONDS:
                    connection.close()
                    return accepted
                body = sensor.body(f_cnt, bool(f_cnt % 2), datetime.now(UTC))
                _require_accepted(await connection.exchange(request(sensor.path, body, SECRET)))
                accepted += 1
            f_cnt += 1

    counts = await asyncio.gather(*(deliver(mine) for mine in spread(sensors, CONNECTIONS)))
    sending = time.monotonic() - started
    await _worked_through(url)
    total = sum(counts)
    return total, total / sending, total / (time.monotonic() - started)


async def _worked_through(url: str) -> None:
    db = Database(url)
    pending = select(func.count()).where(SensorFrame.status == FrameStatus.PENDING)
    deadline = time.monotonic() + _PATIENCE_S
    try:
        while True:
            async with db.read() as session:
                left = (await session.execute(pending)).scalar_one()
            if not left:
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"{left} uplinks are still not worked on")
            await asyncio.sleep(_POLL_S)
    finally:
        await db.close()


def _require_accepted(answer: Answer) -> None:
    if answer.status != 202:
        raise RuntimeError(f"{answer.status} {answer.body!r}")


async def steady(server: Server, sensors: list[Sensor], rate: int, seconds: float) -> list[float]:
    """Seconds from each uplink's planned moment to its event at a browser, at `rate` uplinks a second."""
    async with httpx.AsyncClient(base_url=server.url) as browser:
        (await browser.get(BAYS_PATH)).raise_for_status()  # a browser reads the list before it listens
    planned: dict[UUID, float] = {}
    delays: dict[UUID, float] = {}
    count = int(rate * seconds)
    async with live_stream(server.port) as events:
        reports = [(sensor, bool(sensor.number % 3)) for sensor in sensors[:count]]
        sending = asyncio.create_task(send_steadily(server, reports, rate, planned))
        async with asyncio.timeout(seconds + _PATIENCE_S):
            async for event in events:
                for bay_id in event.bay_ids:
                    if bay_id in planned and bay_id not in delays:
                        delays[bay_id] = event.at - planned[bay_id]
                if len(delays) == count:
                    break
        await sending
    return list(delays.values())


async def send_steadily(
    server: Server, reports: list[tuple[Sensor, bool]], rate: int, planned: dict[UUID, float]
) -> None:
    """One uplink of each sensor (is its bay taken?), `rate` a second; `planned` gets the moment (monotonic) of each."""
    idle = [await Connection.open(server.port) for _ in range(CONNECTIONS)]
    tasks: set[asyncio.Task[None]] = set()
    begin = time.monotonic() + 0.2

    async def send(sensor: Sensor, occupied: bool) -> None:
        connection = idle.pop() if idle else await Connection.open(server.port)
        body = sensor.body(1, occupied, datetime.now(UTC))
        _require_accepted(await connection.exchange(request(sensor.path, body, SECRET)))
        idle.append(connection)

    for number, (sensor, occupied) in enumerate(reports):
        due = begin + number / rate
        planned[sensor.bay_id] = due
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        task = asyncio.create_task(send(sensor, occupied))
        tasks.add(task)
        if len(tasks) > 10 * CONNECTIONS:
            done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for finished in done:
                finished.result()
    await asyncio.gather(*tasks)
    for connection in idle:
        connection.close()


if __name__ == "__main__":
    main(TITLE, run)
