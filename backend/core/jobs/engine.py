"""What both engines share: the interface, retries with growing pauses, the count of what happened.

The truth is in the domain tables. A job only says "look at this id again"; a sweeper (`every`) asks again for whatever
is unfinished, so a lost job is never lost work and a job that runs twice does no harm.
"""

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal, Protocol

import msgspec
import structlog

from backend.core.db import Session
from backend.core.metrics import Metrics

logger = structlog.get_logger(__name__)

TaskFunction = Callable[..., Awaitable[None]]
PeriodicFunction = Callable[[], Awaitable[None]]
BackOff = Callable[[int], float]
Ids = dict[str, str | int]

_LONGEST_PAUSE_S = 600.0


class JobCounts(msgspec.Struct, frozen=True):
    """Jobs that wait or run, that wait for another try, and that were given up."""

    waiting: int
    retrying: int
    gave_up: int


RunResult = Literal["ok", "retry", "gave_up"]


class Jobs(Protocol):
    """What slices may ask of the engine. Register everything before `start`."""

    def task(self, name: str, func: TaskFunction, *, retries: int = 5) -> None:
        """Make `func` available as `name`; keyword arguments are ids. A failed run is tried `retries` times more."""

    def every(self, name: str, seconds: int, func: PeriodicFunction) -> None:
        """Run `func` at start and then every `seconds`; in one process at a time. Missed turns are not made up for."""

    async def enqueue(self, session: Session, name: str, *, key: str | None = None, **ids: str | int) -> None:
        """Run `name` soon after the session's transaction commits, never when it rolls back.

        With `key` at most one job of that name and key waits; a running one does not count, as it may have looked
        already. Raises `KeyError` for an unknown name.
        """

    async def start(self) -> None:
        """Begin to work."""

    async def stop(self) -> None:
        """Stop taking jobs and give running ones a few seconds to finish."""

    async def drain(self) -> None:
        """Return when nothing waits or runs; for tests and commands. Jobs waiting for a retry do not count."""

    async def counts(self, since: datetime) -> JobCounts:
        """What waits now and what was given up after `since` (aware)."""


class Task(msgspec.Struct, frozen=True):
    """A registered function and how often it is tried again."""

    name: str
    func: TaskFunction
    retries: int


class Periodic(msgspec.Struct, frozen=True):
    """A function that runs once in every full `seconds` since the epoch."""

    name: str
    seconds: int
    func: PeriodicFunction

    def slot(self, now: float) -> int:
        """The turn `now` (seconds since the epoch) belongs to, as its first second."""
        return int(now // self.seconds) * self.seconds

    def wait(self, now: float) -> float:
        """Seconds until the next turn."""
        return self.slot(now) + self.seconds - now


class Registry:
    """Tasks and periodic functions by name."""

    def __init__(self) -> None:
        self.tasks: dict[str, Task] = {}
        self.periodic: dict[str, Periodic] = {}

    def add_task(self, name: str, func: TaskFunction, retries: int) -> None:
        self._refuse_twice(name)
        self.tasks[name] = Task(name, func, retries)

    def add_periodic(self, name: str, seconds: int, func: PeriodicFunction) -> None:
        self._refuse_twice(name)
        if seconds < 1:
            raise ValueError(f"at least one second between two turns: {name}")
        self.periodic[name] = Periodic(name, seconds, func)

    def _refuse_twice(self, name: str) -> None:
        if name in self.tasks or name in self.periodic:
            raise ValueError(f"job registered twice: {name}")


class Runner:
    """Runs one job and says what is to happen next. Every outcome is counted, every failure logged."""

    def __init__(self, metrics: Metrics | None) -> None:
        metrics = metrics or Metrics()
        self._runs = metrics.counter("job_runs", "Finished runs of jobs", "job", "outcome")
        self._seconds = metrics.histogram("job_seconds", "Duration of job runs", "job")

    async def run(self, task: Task, ids: Ids, attempt: int) -> RunResult:
        """Run once. `retry`: it is to be tried again; after the others the job is done with."""
        started = time.perf_counter()
        try:
            await task.func(**ids)
        except Exception:  # a job is a slice's code; its failure is told by the log and the count
            outcome: RunResult = "gave_up" if attempt >= task.retries else "retry"
            self._runs.labels(task.name, outcome).inc()
            logger.exception("job_failed", job=task.name, attempt=attempt, outcome=outcome)
            return outcome
        finally:
            self._seconds.labels(task.name).observe(time.perf_counter() - started)
        self._runs.labels(task.name, "ok").inc()
        return "ok"

    async def run_periodic(self, periodic: Periodic) -> RunResult:
        """Run once; a failure waits for the next turn."""
        return await self.run(Task(periodic.name, periodic.func, 0), {}, 0)

    def count(self, name: str, outcome: str) -> None:
        """Count an outcome that was seen from outside the run."""
        self._runs.labels(name, outcome).inc()


def back_off(attempt: int) -> float:
    """Seconds before the next try: 2, 4, 8, ... up to ten minutes.

    Spread by a fifth, so that jobs that failed together do not come back together.
    `attempt` is the number of the try that failed, from 0.
    """
    return float(min(2.0 ** (attempt + 1), _LONGEST_PAUSE_S) * random.uniform(0.8, 1.2))


async def run_until_stopped(jobs: Jobs) -> None:
    """Work until SIGINT or SIGTERM, then stop gracefully: the body of `work`."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    try:
        await jobs.start()
        await stopped.wait()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        await jobs.stop()
