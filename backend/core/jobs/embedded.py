"""The engine for one process with SQLite: jobs wait in memory, a few asyncio tasks do them."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import msgspec

from backend.core.db import Session, after_commit
from backend.core.jobs.engine import (
    BackOff,
    Ids,
    JobCounts,
    PeriodicFunction,
    Registry,
    Runner,
    RunResult,
    Task,
    TaskFunction,
    back_off,
)
from backend.core.metrics import Metrics

_WORKERS = 4
_REMEMBERED = 1_000


class _Job(msgspec.Struct, frozen=True):
    task: Task
    ids: Ids
    key: str | None
    attempt: int = 0


class EmbeddedJobs:
    """See `Jobs`. What waits in memory dies with the process; the sweepers ask for it again at the next start.

    `pause` gives the seconds before try number n+1, `sleep` and `now` are replaced in tests, `stop_s` is how long
    running jobs may take to finish when the app stops.
    """

    def __init__(
        self,
        metrics: Metrics | None = None,
        *,
        pause: BackOff = back_off,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.time,
        stop_s: float = 8.0,
    ) -> None:
        self._registry = Registry()
        self._runner = Runner(metrics)
        self._pause = pause
        self._sleep = sleep
        self._now = now
        self._stop_s = stop_s
        self._waiting: deque[_Job] = deque()
        self._keys: set[tuple[str, str]] = set()
        self._running = 0
        self._changed = asyncio.Condition()
        self._retrying = 0
        self._gave_up: deque[datetime] = deque(maxlen=_REMEMBERED)
        self._stopping = False
        self._workers: list[asyncio.Task[None]] = []
        self._timers: set[asyncio.Task[None]] = set()

    def task(self, name: str, func: TaskFunction, *, retries: int = 5) -> None:
        """See `Jobs.task`."""
        self._registry.add_task(name, func, retries)

    def every(self, name: str, seconds: int, func: PeriodicFunction) -> None:
        """See `Jobs.every`."""
        self._registry.add_periodic(name, seconds, func)

    async def enqueue(self, session: Session, name: str, *, key: str | None = None, **ids: str | int) -> None:
        """See `Jobs.enqueue`."""
        job = _Job(self._registry.tasks[name], ids, key)
        after_commit(session, lambda: self._put(job))

    async def start(self) -> None:
        """See `Jobs.start`."""
        self._stopping = False
        self._workers = [asyncio.create_task(self._work(), name=f"job worker {n}") for n in range(_WORKERS)]
        for name in self._registry.periodic:
            self._begin(self._repeat(name))

    async def stop(self) -> None:
        """See `Jobs.stop`."""
        for timer in self._timers:
            timer.cancel()
        await asyncio.gather(*self._timers, return_exceptions=True)
        async with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=self._stop_s)
            for worker in late:
                worker.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._workers = []

    async def drain(self) -> None:
        """See `Jobs.drain`."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._waiting and not self._running)

    async def counts(self, since: datetime) -> JobCounts:
        """See `Jobs.counts`. What was given up before this process started is not known."""
        gave_up = sum(at > since for at in self._gave_up)
        return JobCounts(waiting=len(self._waiting) + self._running, retrying=self._retrying, gave_up=gave_up)

    async def _put(self, job: _Job) -> None:
        async with self._changed:
            if job.key is not None:
                if (job.task.name, job.key) in self._keys:
                    return
                self._keys.add((job.task.name, job.key))
            self._waiting.append(job)
            self._changed.notify_all()

    async def _take(self) -> _Job | None:
        async with self._changed:
            await self._changed.wait_for(lambda: bool(self._waiting) or self._stopping)
            if self._stopping:
                return None
            job = self._waiting.popleft()
            if job.key is not None:
                self._keys.discard((job.task.name, job.key))
            self._running += 1
            return job

    async def _work(self) -> None:
        while (job := await self._take()) is not None:
            try:
                result = await self._runner.run(job.task, job.ids, job.attempt)
                self._note(result)
                if result == "retry":
                    self._retrying += 1
                    self._begin(self._again(job))
            finally:
                async with self._changed:
                    self._running -= 1
                    self._changed.notify_all()

    def _note(self, result: RunResult) -> None:
        if result == "gave_up":
            self._gave_up.append(datetime.fromtimestamp(self._now(), UTC))

    async def _again(self, job: _Job) -> None:
        try:
            await self._sleep(self._pause(job.attempt))
        finally:
            self._retrying -= 1
        await self._put(msgspec.structs.replace(job, attempt=job.attempt + 1))

    async def _repeat(self, name: str) -> None:
        periodic = self._registry.periodic[name]
        while True:
            self._note(await self._runner.run_periodic(periodic))
            await self._sleep(periodic.wait(self._now()))

    def _begin(self, work: Awaitable[None]) -> None:
        async def run() -> None:
            await work

        timer = asyncio.create_task(run(), name="job timer")
        self._timers.add(timer)
        timer.add_done_callback(self._timers.discard)
