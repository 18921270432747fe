"""The engine for PostgreSQL: procrastinate. A job is a row, written in the transaction of its cause.

Three things procrastinate leaves to us. A retry is a fresh row, because turning a running job with a queueing lock back
into a waiting one fails when another already waits, and would leave it running for ever. Periodic work has any number
of seconds, not only what cron can say; the slot's time stamp keeps several workers from doing it twice. And a worker
whose database went away ends; the supervisor here starts it again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import procrastinate
import psycopg
import structlog
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.types import JSONDict
from procrastinate.utils import utcnow
from sqlalchemy import text
from sqlalchemy.engine import make_url

from backend.core.db import UNAVAILABLE, Database, Session, after_commit
from backend.core.jobs.engine import (
    BackOff,
    Ids,
    JobCounts,
    PeriodicFunction,
    Registry,
    Runner,
    TaskFunction,
    back_off,
)
from backend.core.metrics import Metrics

logger = structlog.get_logger(__name__)

_CONCURRENCY = 4
_PERIODIC_PREFIX = "every:"
_RESCUES = 3  # a job that took its worker down this often is given up
_UNAVAILABLE = (ConnectorException, psycopg.Error, OSError)
_CLEAN_NAME = "jobs.forget_failed"
_CLEAN_CRON = "17 3 * * *"
_KEEP_FAILED_HOURS = 7 * 24
_STEADY_S = 60.0
_POLL_S = 0.02
_CANCEL_AGAIN_S = 0.5
# A notification that arrives while procrastinate looks for jobs is forgotten; the next look must not be far away.
_FETCH_S = 0.5
_WAITING = text("SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = :lock)")
_UNFINISHED = text(
    "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'doing'"
    " OR (status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())))"
)

_COUNTS = text(
    "SELECT count(*) FILTER (WHERE status = 'doing' OR scheduled_at IS NULL OR scheduled_at <= now()),"
    " count(*) FILTER (WHERE status = 'todo' AND scheduled_at > now())"
    " FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
)
_GAVE_UP = text(
    "SELECT count(DISTINCT job.id) FROM procrastinate_jobs AS job JOIN procrastinate_events AS event"
    " ON event.job_id = job.id WHERE job.status = 'failed' AND event.type = 'failed' AND event.at > :since"
)


class JobGaveUp(Exception):
    """Leaves the row of a job that was given up as failed, so that every process can count it; kept for a week."""


class ProcrastinateJobs:
    """See `Jobs`.

    `stalled_s`: a worker without a sign of life for so many seconds is dead and its jobs are taken over.
    `pauses`: seconds before the worker is started again after the database went away.
    """

    def __init__(
        self,
        database_url: str,
        metrics: Metrics | None = None,
        *,
        pause: BackOff = back_off,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        stalled_s: float = 30.0,
        stop_s: float = 8.0,
        pauses: Sequence[float] = (0.5, 1, 2, 5),
    ) -> None:
        conninfo = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._db = Database(database_url)
        self._connector = procrastinate.PsycopgConnector(
            conninfo=conninfo, min_size=1, max_size=_CONCURRENCY + 2, timeout=5.0, reconnect_timeout=5.0
        )
        self._app = procrastinate.App(connector=self._connector)
        self._registry = Registry()
        self._runner = Runner(metrics)
        self._pause, self._now, self._sleep = pause, now, sleep
        self._stalled_s, self._stop_s, self._pauses = stalled_s, stop_s, pauses
        self._at_work = 0
        self._supervisor: asyncio.Task[None] | None = None
        self._stopping = False
        self._to_ask: dict[tuple[str, str], Ids] = {}
        self._asker: asyncio.Task[None] | None = None
        # procrastinate stops watching its listener and its heartbeat when no periodic task of its own is registered.
        self._app.periodic(cron=_CLEAN_CRON)(self._app.task(name=_CLEAN_NAME)(self._forget_failed))

    def task(self, name: str, func: TaskFunction, *, retries: int = 5) -> None:
        """See `Jobs.task`."""
        self._registry.add_task(name, func, retries)

        async def run(attempt: int, key: str | None, ids: Ids) -> None:
            await self._run(name, attempt, key, ids)

        self._app.task(name=name)(run)

    def every(self, name: str, seconds: int, func: PeriodicFunction) -> None:
        """See `Jobs.every`."""
        self._registry.add_periodic(name, seconds, func)

        async def run(timestamp: int) -> None:
            if await self._runner.run_periodic(self._registry.periodic[name]) == "gave_up":
                raise JobGaveUp(name)

        self._app.task(name=_PERIODIC_PREFIX + name)(run)

    async def enqueue(self, session: Session, name: str, *, key: str | None = None, **ids: str | int) -> None:
        """See `Jobs.enqueue`."""
        if name not in self._registry.tasks:
            raise KeyError(name)
        waits = key is not None and await self._is_waiting(session, name, key)
        if not waits and await self._defer(session, name, key, ids):
            return
        # The job that waits may start before our transaction commits and then not see what we wrote. So look once
        # more afterwards: nothing happens if it still waits. A crash in between is what the sweepers are for.
        after_commit(session, lambda: self._ask_after_commit(name, str(key), ids))

    def _ask_after_commit(self, name: str, key: str, ids: Ids) -> None:
        self._to_ask[name, key] = ids
        if self._asker is None or self._asker.done():
            self._asker = asyncio.create_task(self._ask_again(), name="job asker")

    async def _ask_again(self) -> None:
        """One look for all commits that came since the last one: thousands of uplinks may share one key."""
        while self._to_ask:
            (name, key), ids = self._to_ask.popitem()
            try:
                async with self._db.write() as session:
                    if not await self._is_waiting(session, name, key):
                        await self._defer(session, name, key, ids)
            except UNAVAILABLE as error:  # the caller's work is committed, so this is not the caller's error
                logger.warning("job_not_asked_again", job=name, error=type(error).__name__)

    async def start(self) -> None:
        """See `Jobs.start`. Returns at once; while the database is away it goes on trying."""
        self._stopping = False
        self._supervisor = asyncio.create_task(self._supervise(), name="job worker")

    async def stop(self) -> None:
        """See `Jobs.stop`."""
        self._stopping = True
        if self._supervisor is not None:
            await self._end(self._supervisor)
            self._supervisor = None
        if self._asker is not None:
            await asyncio.gather(self._asker, return_exceptions=True)
        await self._db.close()

    async def _end(self, supervisor: "asyncio.Task[None]") -> None:
        """Cancel until it has ended: a cancel that meets procrastinate while it registers its worker can get lost.

        A second cancel would also end running jobs, so it waits for them (procrastinate gives them `stop_s`).
        """
        supervisor.cancel()
        while not supervisor.done():
            await asyncio.wait({supervisor}, timeout=_CANCEL_AGAIN_S)
            if not self._at_work:
                supervisor.cancel()
        await asyncio.gather(supervisor, return_exceptions=True)

    async def drain(self) -> None:
        """See `Jobs.drain`. Without a started worker the jobs run here."""
        if self._asker is not None:
            await self._asker
        while await self._unfinished():
            if self._supervisor is None:
                async with self._app.open_async():
                    await self._work(wait=False)
            else:
                await asyncio.sleep(_POLL_S)

    async def counts(self, since: datetime) -> JobCounts:
        """See `Jobs.counts`."""
        async with self._db.read() as session:
            waiting, retrying = (await session.execute(_COUNTS)).one()
            gave_up = (await session.execute(_GAVE_UP, {"since": since})).scalar_one()
        return JobCounts(waiting=waiting, retrying=retrying, gave_up=gave_up)

    async def rescue(self) -> None:
        """Take over the jobs of workers that died."""
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self._stalled_s):
            name = job.task_name.removeprefix(_PERIODIC_PREFIX)
            logger.warning("job_orphaned", job=name, attempts=job.attempts)
            with suppress(ConnectorException):  # another worker was quicker
                if name in self._registry.periodic:  # its next turn comes by itself
                    await manager.finish_job(job, Status.FAILED, delete_job=True)
                elif job.attempts >= _RESCUES:
                    self._runner.count(name, "gave_up")
                    await manager.finish_job(job, Status.FAILED, delete_job=False)
                else:
                    await self._hand_back(job)

    async def _hand_back(self, job: Job) -> None:
        try:
            await self._app.job_manager.retry_job(job)
        except UniqueViolation:  # another one with the same key already waits
            await self._app.job_manager.finish_job(job, Status.FAILED, delete_job=True)

    async def _is_waiting(self, session: Session, name: str, key: str) -> bool:
        return bool((await session.execute(_WAITING, {"lock": _lock(name, key)})).scalar_one())

    async def _defer(self, session: Session, name: str, key: str | None, ids: Ids) -> bool:
        """Write the job in the session's transaction; False when one with the same key waits."""
        connection = await session.connection()
        raw = await connection.get_raw_connection()
        deferrer = self._app.tasks[name].configure(
            queueing_lock=None if key is None else _lock(name, key), connection=raw.driver_connection
        )
        if key is None:
            await deferrer.defer_async(**_arguments(0, None, ids))
            return True
        try:
            # A refused insert must not spoil the caller's transaction: PostgreSQL would turn its COMMIT into a silent
            # ROLLBACK. The connection's savepoint, because the session's begins only when the session itself is used.
            async with connection.begin_nested():
                await deferrer.defer_async(**_arguments(0, key, ids))
        except AlreadyEnqueued:
            return False
        return True

    async def _run(self, name: str, attempt: int, key: str | None, ids: Ids) -> None:
        self._at_work += 1
        try:
            result = await self._runner.run(self._registry.tasks[name], ids, attempt)
        except asyncio.CancelledError:  # stopped before it could finish: another worker begins anew
            await asyncio.shield(self._defer_again(name, attempt, key, ids, utcnow()))
            raise
        finally:
            self._at_work -= 1
        if result == "gave_up":
            raise JobGaveUp(name)
        if result == "retry":
            at = utcnow() + timedelta(seconds=self._pause(attempt))
            await self._defer_again(name, attempt + 1, key, ids, at)

    async def _defer_again(self, name: str, attempt: int, key: str | None, ids: Ids, at: datetime) -> None:
        # Its own lock: a job that waits for its next try must not keep a fresh cause waiting.
        lock = None if key is None else f"retry:{name}:{key}"
        with suppress(AlreadyEnqueued):
            await (
                self._app.tasks[name]
                .configure(queueing_lock=lock, schedule_at=at)
                .defer_async(**_arguments(attempt, key, ids))
            )

    async def _supervise(self) -> None:
        failures = 0
        while not self._stopping:
            started = self._now()
            try:
                await self._app.open_async()
                await self._work(wait=True)
            except _UNAVAILABLE as error:
                logger.warning("job_worker_interrupted", error=type(error).__name__)
            finally:
                with suppress(*_UNAVAILABLE):
                    await self._connector.close_async()
            if not self._stopping:
                failures = 0 if self._now() - started > _STEADY_S else failures + 1
                await asyncio.sleep(self._pauses[min(failures, len(self._pauses) - 1)])

    async def _work(self, *, wait: bool) -> None:
        side = [asyncio.create_task(self._rescue_orphans()), asyncio.create_task(self._tick())] if wait else []
        try:
            await self._app.run_worker_async(
                concurrency=_CONCURRENCY,
                wait=wait,
                fetch_job_polling_interval=_FETCH_S,
                delete_jobs="successful",
                install_signal_handlers=False,
                shutdown_graceful_timeout=self._stop_s,
                update_heartbeat_interval=self._stalled_s / 3,
                stalled_worker_timeout=self._stalled_s,
            )
        finally:
            await _stop(side)

    async def _rescue_orphans(self) -> None:
        while True:
            with suppress(*_UNAVAILABLE):  # the worker itself notices and starts again
                await self.rescue()
            await asyncio.sleep(self._stalled_s / 3)

    async def _tick(self) -> None:
        """Ask for each periodic function once per slot; the database lets only one worker's request through."""
        asked: dict[str, int] = {}
        while self._registry.periodic:
            for periodic in self._registry.periodic.values():
                slot = periodic.slot(self._now())
                if asked.get(periodic.name) == slot:
                    continue
                with suppress(*_UNAVAILABLE):
                    await self._defer_slot(_PERIODIC_PREFIX + periodic.name, slot)
                    asked[periodic.name] = slot
            now = self._now()
            await self._sleep(max(_POLL_S, min(periodic.wait(now) for periodic in self._registry.periodic.values())))

    async def _defer_slot(self, task_name: str, slot: int) -> None:
        deferrer = self._app.tasks[task_name].configure(
            lock=task_name, queueing_lock=task_name, task_kwargs={"timestamp": slot}
        )
        with suppress(AlreadyEnqueued):  # the last turn has not even begun
            await self._app.job_manager.defer_periodic_job(deferrer.job, periodic_id="", defer_timestamp=slot)

    async def _forget_failed(self, timestamp: int) -> None:
        await self._app.job_manager.delete_old_jobs(
            nb_hours=_KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )

    async def _unfinished(self) -> bool:
        async with self._db.read() as session:
            return bool((await session.execute(_UNFINISHED)).scalar_one())


async def _stop(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel until all have ended: a query that is cancelled may fail like an outage, and the task would go on.

    Not at once again: a second cancel would meet the first one's tidying up and leave a connection open.
    """
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=_CANCEL_AGAIN_S)
    await asyncio.gather(*tasks, return_exceptions=True)


def _lock(name: str, key: str) -> str:
    return f"{name}:{key}"


def _arguments(attempt: int, key: str | None, ids: Ids) -> JSONDict:
    return {"attempt": attempt, "key": key, "ids": {**ids}}
