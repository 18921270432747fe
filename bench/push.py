"""A warning to everybody: phones per second from the bell to the last answer of the push service, bookkeeping included.

The push service (`bench.push_service`: TLS, HTTP/2) shares the two cores with the senders. It counts every message and
keeps one in a thousand, which are opened afterwards with an implementation that is not ours; the smaller run opens all.
"""

import asyncio
import contextlib
import os
import ssl
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import aiohttp
import msgspec
import pywebpush

from backend.app import build_context
from backend.core.alarms import Alarm, AlarmArea, AlarmLine, Delivery
from backend.core.clock import utc_now
from backend.core.context import Context
from backend.core.db import Database
from backend.core.jobs import EmbeddedJobs
from backend.push.bell import PushBell
from backend.settings import Settings
from bench.phones import Phone, phones, subscribe
from bench.push_service import PushService, push_service
from bench.report import Row, at_least, at_most, fact, main
from bench.scratch import postgres_url, sqlite_url
from bench.server import REPOSITORY, Server, app_environment, cpu_seconds
from tests.postgres import find_programs

TITLE = "A warning to every phone"
CITY = 235_000
SMALL = 10_000
LARGE = 1_000_000
_LOOP_MESSAGES = 200
_ASYNC_MESSAGES = 2_000
_ASYNC_AT_ONCE = 64
_POLL_S = 0.1
_QUIET_S = 2.0
_PATIENCE_S = 600.0
_TITLE = "Großbrand in der Altstadt"
_LINE = "Fenster und Türen schließen. Lüftung ausschalten. Radio einschalten."


class Run(msgspec.Struct):
    """One alarm. `seconds` from the bell to the end of the bookkeeping."""

    phones: int
    seconds: float
    first_s: float
    cpu_us: float
    delivery: Delivery


def run() -> list[Row]:
    """Measure on PostgreSQL, and once on SQLite; the largest with `PUSH_BENCH_LARGE=1`, it takes minutes."""
    return list(_rows())


def _rows() -> Iterator[Row]:
    database = postgres_url if find_programs() is not None else sqlite_url
    with push_service({"PUSH_KEEP_EVERY": "1"}) as service:
        readme, form = asyncio.run(_pywebpush(service))
    yield fact("pywebpush, loop of its README", f"{readme:,.0f} phones/s")
    yield fact(f"pywebpush, webpush_async, {_ASYNC_AT_ONCE} at once", f"{form:,.0f} phones/s")
    small, _ = measure(database, SMALL, 2, keep_every=1)
    yield fact(f"{SMALL:,} phones, two processes; every message opened", _said(small))
    armed, cold = measure(database, CITY, 2)
    speed = CITY / armed.seconds
    yield at_most(f"{CITY:,} phones, two processes, armed", armed.seconds, 15.0, "s")
    yield fact("of these per second; first phone after the bell", f"{speed:,.0f}/s; {armed.first_s:.2f} s")
    yield at_most("CPU of the senders for each phone, armed", armed.cpu_us, 90.0, "us")
    yield fact(f"{CITY:,} phones, two processes, not armed", _said(cold))
    yield at_most("CPU of the senders for each phone, not armed", cold.cpu_us, 220.0, "us")
    yield at_least("times as fast as the README loop", speed / readme, 60.0)
    yield at_least("times as fast as webpush_async", speed / form, 8.0)
    single, _ = measure(database, CITY, 1)
    yield fact(f"{CITY:,} phones, one process, armed", _said(single))
    embedded, _ = measure(sqlite_url, CITY, 2)
    yield fact(f"{CITY:,} phones, two processes, armed, SQLite", _said(embedded))
    if os.environ.get("PUSH_BENCH_LARGE"):
        large, _ = measure(database, LARGE, 2)
        yield fact(f"{LARGE:,} phones, two processes, armed", _said(large))


def _said(run: Run) -> str:
    return f"{run.seconds:.1f} s, {run.phones / run.seconds:,.0f}/s, {run.cpu_us:.0f} us"


def measure(database: Any, count: int, processes: int, keep_every: int = 1_000) -> tuple[Run, Run]:
    """One alarm with keys ready, and one straight after it, with none. Raises `RuntimeError` for a lost message."""
    with push_service({"PUSH_KEEP_EVERY": str(keep_every)}) as service, database() as url:
        wanted = list(phones(count, f"{service.origin}/ok/"))
        asyncio.run(_subscribe(url, wanted))
        with senders(url, service, processes) as server:
            _wait_until_quiet(server)
            runs = [asyncio.run(_ring(url, service, server, count)) for _ in range(2)]
        _check(service, wanted, 2 * count, keep_every)
        return runs[0], runs[1]


async def _subscribe(url: str, wanted: list[Phone]) -> None:
    db = Database(url)
    try:
        await subscribe(db, wanted)
    finally:
        await db.close()


@contextlib.contextmanager
def senders(url: str, service: PushService, processes: int, lease: int = 30) -> Iterator[Server]:
    """The senders as people start them."""
    environment = app_environment(
        url, 1, push_services=service.origin, push_ca_file=str(service.ca_file), push_contact="mailto:warn@example.org"
    )
    command = [sys.executable, "-m", "backend", "send", "--processes", str(processes), "--lease", str(lease)]
    server = Server(command, environment, 1)
    try:
        yield server
    finally:
        server.kill()


def _wait_until_quiet(server: Server) -> None:
    """Return once all keys are ready: the senders then only look for work."""
    deadline = time.monotonic() + _PATIENCE_S
    time.sleep(2 * _QUIET_S)
    while time.monotonic() < deadline:
        before = cpu_seconds(server.pid)
        time.sleep(_QUIET_S)
        if cpu_seconds(server.pid) - before < 0.1 * _QUIET_S:
            return
        if server.process.poll() is not None:
            break
    raise RuntimeError(server.output()[-3000:])


async def _ring(url: str, service: PushService, server: Server, count: int) -> Run:
    settings = Settings(database_url=url, resources_dir=str(REPOSITORY))
    context = msgspec.structs.replace(build_context(settings, utc_now), jobs=EmbeddedJobs())
    bell, before = PushBell(context), cpu_seconds(server.pid)
    started = time.time()
    try:
        alarm = await ring_everybody(context)
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                await asyncio.sleep(_POLL_S)
                async with context.db.read() as session:
                    (delivery,) = await bell.delivered(session, alarm.family)
                if delivery.finished_at is not None and not delivery.waiting:
                    break
    finally:
        await context.db.close()
    if delivery.accepted != count:
        raise RuntimeError(f"{delivery} of {count}")
    seconds = delivery.finished_at.timestamp() - started
    first = (delivery.first_at or delivery.finished_at).timestamp() - started
    return Run(count, seconds, first, (cpu_seconds(server.pid) - before) / count * 1e6, delivery)


async def ring_everybody(context: Context) -> Alarm:
    """Ring for every phone; returns what was rung."""
    context.jobs.task("push.send", _nothing)
    alarm = _alarm()
    async with context.db.write() as session:
        await PushBell(context).ring(session, alarm)
    return alarm


async def _nothing() -> None:
    return None


def _alarm() -> Alarm:
    now = datetime.now(UTC)
    return Alarm(
        family=uuid4(),
        revision=uuid4(),
        look="civil",
        kind="alert",
        exercise=False,
        severity="extreme",
        area=AlarmArea(whole_city=True),
        sent_at=now,
        expires_at=now + timedelta(hours=1),
        lines={locale: AlarmLine(_TITLE, _LINE) for locale in ("de", "en", "tr", "uk")},
        path="/warnungen/1",
    )


def _check(service: PushService, wanted: list[Phone], sent: int, keep_every: int) -> None:
    report = service.report()
    if report.count != sent or len(report.kept) != sent // keep_every:
        raise RuntimeError(f"{report.count} messages arrived, {sent} were sent")
    for message in report.kept:
        phone = wanted[int(message.path.rpartition("/")[2])]
        if phone.read(message.body)["title"] != _TITLE:
            raise RuntimeError("a message says something else")


# --- What everybody starts with


async def _pywebpush(service: PushService) -> tuple[float, float]:
    """Phones per second of the loop in pywebpush's README, and of its async form with a session for all."""
    os.environ["REQUESTS_CA_BUNDLE"] = str(service.ca_file)
    wanted = list(phones(_ASYNC_MESSAGES, f"{service.origin}/ok/"))
    text = msgspec.json.encode({"title": _TITLE, "body": _LINE}).decode()
    key = pywebpush.Vapid()
    key.generate_keys()

    def arguments(phone: Phone) -> dict[str, Any]:
        claims = {"sub": "mailto:warn@example.org"}
        return {"data": text, "vapid_private_key": key, "vapid_claims": claims, "ttl": 3_600}

    started = time.monotonic()
    for phone in wanted[:_LOOP_MESSAGES]:
        pywebpush.webpush(phone.as_pywebpush(), **arguments(phone))
    readme = _LOOP_MESSAGES / (time.monotonic() - started)

    connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=str(service.ca_file)), limit=_ASYNC_AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session:
        gate = asyncio.Semaphore(_ASYNC_AT_ONCE)

        async def send(phone: Phone) -> None:
            async with gate:
                await pywebpush.webpush_async(phone.as_pywebpush(), **arguments(phone), aiohttp_session=session)

        started = time.monotonic()
        await asyncio.gather(*(send(phone) for phone in wanted))
        return readme, _ASYNC_MESSAGES / (time.monotonic() - started)


if __name__ == "__main__":
    main(TITLE, run)
