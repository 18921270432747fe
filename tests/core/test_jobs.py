"""Jobs: they begin with the commit, run at least once, are tried again, and give up loudly."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from backend.core.db import Database
from backend.core.jobs import EmbeddedJobs, Jobs, ProcrastinateJobs, back_off, run_until_stopped
from backend.core.jobs.engine import JobCounts, Periodic
from backend.core.metrics import Metrics
from tests.core.job_kit import Recorder, enqueue, postgres_only, sqlite_only, until_true
from tests.resilience.waiting import until


def _at_once(_attempt: int) -> float:
    return 0.0


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def _make(database_url: str, metrics: Metrics) -> Jobs:
    if database_url.startswith("sqlite"):
        return EmbeddedJobs(metrics, pause=_at_once)
    return ProcrastinateJobs(database_url, metrics, pause=_at_once, pauses=(0.01,))


@pytest.fixture
async def jobs(database_url: str, metrics: Metrics) -> AsyncIterator[Jobs]:
    made = _make(database_url, metrics)
    yield made
    await made.stop()


@asynccontextmanager
async def _working(jobs: Jobs) -> AsyncIterator[None]:
    await jobs.start()
    try:
        yield
    finally:
        await jobs.drain()


async def test_runs_after_the_commit_with_its_ids(database: Database, jobs: Jobs) -> None:
    recorder = Recorder()
    jobs.task("index", recorder)
    await jobs.start()
    async with database.write() as session:
        await jobs.enqueue(session, "index", place_id="p1", number=7)
        await session.execute(text("SELECT 1"))
        assert recorder.runs == []
    await recorder.wait_for(1)
    await jobs.drain()
    assert recorder.runs == [{"place_id": "p1", "number": 7}]


async def test_a_rollback_takes_the_job_with_it(database: Database, jobs: Jobs) -> None:
    recorder = Recorder()
    jobs.task("index", recorder)

    async def fail() -> None:
        async with database.write() as session:
            await jobs.enqueue(session, "index", number=1)
            await jobs.enqueue(session, "index", key="k", number=1)
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        await fail()
    async with _working(jobs):
        await enqueue(database, jobs, "index", number=2)
        await recorder.wait_for(1)
    assert recorder.runs == [{"number": 2}]


async def test_an_unknown_name_is_the_callers_mistake(database: Database, jobs: Jobs) -> None:
    with pytest.raises(KeyError):
        await enqueue(database, jobs, "nobody-knows")
    jobs.task("index", Recorder())
    with pytest.raises(ValueError, match="twice"):
        jobs.every("index", 60, Recorder())


async def test_a_key_keeps_one_waiting_without_spoiling_the_callers_transaction(database: Database, jobs: Jobs) -> None:
    recorder = Recorder()
    jobs.task("index", recorder)
    jobs.task("other", Recorder())
    async with database.write() as session:
        await session.execute(text("CREATE TABLE effect (n INTEGER)"))
        for number in range(3):
            await jobs.enqueue(session, "index", key="all", number=number)
            await jobs.enqueue(session, "other", key="all", number=number)
            await session.execute(text("INSERT INTO effect VALUES (1)"))
    await enqueue(database, jobs, "index", key="all", number=3)
    await enqueue(database, jobs, "index", key="another", number=4)
    async with _working(jobs):
        await recorder.wait_for(2)
    numbers = [run["number"] for run in recorder.runs]
    # A third run may be the look after a commit that came just when the waiting one had started.
    assert {0, 4} <= set(numbers) <= {0, 2, 3, 4}
    assert len(numbers) <= 3
    async with database.read() as session:
        assert (await session.execute(text("SELECT count(*) FROM effect"))).scalar_one() == 3


@postgres_only
async def test_two_callers_with_one_key_at_the_same_moment_both_keep_their_work(database: Database, jobs: Jobs) -> None:
    """The second sees no waiting job, waits for the first at the unique key and is refused: its own work must stay."""
    recorder = Recorder()
    jobs.task("index", recorder)
    async with database.write() as session:
        await session.execute(text("CREATE TABLE effect (n INTEGER)"))

    async def second() -> None:
        async with database.write() as session:
            await session.execute(text("INSERT INTO effect VALUES (2)"))
            await jobs.enqueue(session, "index", key="k", number=2)

    async with database.write() as session:
        await session.execute(text("INSERT INTO effect VALUES (1)"))
        await jobs.enqueue(session, "index", key="k", number=1)
        waiting = asyncio.create_task(second())
        async with asyncio.timeout(20):
            while not await _someone_waits_for_a_lock(database):  # noqa: ASYNC110 -- only the database knows
                await asyncio.sleep(0.01)
    await waiting
    async with database.read() as session:
        assert (await session.execute(text("SELECT n FROM effect ORDER BY n"))).scalars().all() == [1, 2]
    await jobs.drain()
    assert [run["number"] for run in recorder.runs] == [1]


async def _someone_waits_for_a_lock(database: Database) -> bool:
    blocked = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')"
    async with database.read() as session:
        return bool((await session.execute(text(blocked))).scalar_one())


async def test_a_running_job_does_not_count_as_waiting(database: Database, jobs: Jobs) -> None:
    runs: list[int] = []
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def slow(number: int) -> None:
        runs.append(number)
        inside.set()
        await go_on.wait()

    jobs.task("slow", slow)
    await jobs.start()
    await enqueue(database, jobs, "slow", key="k", number=1)
    await asyncio.wait_for(inside.wait(), 20)
    await enqueue(database, jobs, "slow", key="k", number=2)
    go_on.set()
    await asyncio.wait_for(until_true(lambda: len(runs) == 2), 20)
    await jobs.drain()
    assert runs == [1, 2]


async def test_enqueued_while_the_waiting_one_starts_is_not_lost(database: Database, jobs: Jobs) -> None:
    """The job waits, we ask for it again, and before we commit it starts and looks: it must look once more."""
    seen: list[int] = []

    async def look() -> None:
        async with database.read() as session:
            seen.append((await session.execute(text("SELECT count(*) FROM effect"))).scalar_one())

    jobs.task("look", look)
    async with database.write() as session:
        await session.execute(text("CREATE TABLE effect (n INTEGER)"))
    await enqueue(database, jobs, "look", key="k")
    async with database.write() as session:
        await session.execute(text("INSERT INTO effect VALUES (1)"))
        await jobs.enqueue(session, "look", key="k")
        await jobs.start()
        await asyncio.wait_for(until_true(lambda: len(seen) == 1), 20)
    await asyncio.wait_for(until_true(lambda: len(seen) == 2), 20)
    assert seen == [0, 1]


@pytest.mark.parametrize("key", [None, "k"])
async def test_a_failed_job_is_tried_again_until_it_succeeds(
    database: Database, jobs: Jobs, metrics: Metrics, key: str | None
) -> None:
    recorder = Recorder(fail=2)
    jobs.task("flaky", recorder, retries=5)
    async with _working(jobs):
        await enqueue(database, jobs, "flaky", key=key, number=1)
        await recorder.wait_for(3)
    assert recorder.runs == [{"number": 1}] * 3
    assert metrics.value("job_runs_total", job="flaky", outcome="retry") == 2
    assert metrics.value("job_runs_total", job="flaky", outcome="ok") == 1


async def test_giving_up_is_logged_and_counted(
    database: Database, jobs: Jobs, metrics: Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = Recorder(fail=99)
    jobs.task("hopeless", recorder, retries=2)
    async with _working(jobs):
        await enqueue(database, jobs, "hopeless")
        await recorder.wait_for(3)
        await until("it counts as given up", lambda: _counts_are(jobs, JobCounts(waiting=0, retrying=0, gave_up=1)))
        assert (await jobs.counts(datetime.now(UTC) + timedelta(minutes=1))).gave_up == 0, "only since then"
    assert len(recorder.runs) == 3
    assert metrics.value("job_runs_total", job="hopeless", outcome="gave_up") == 1


async def _counts_are(jobs: Jobs, wanted: JobCounts) -> bool:
    return await jobs.counts(datetime.now(UTC) - timedelta(hours=1)) == wanted


def test_pauses_grow_and_end_at_ten_minutes() -> None:
    pauses = [back_off(attempt) for attempt in range(12)]
    assert 1.6 <= pauses[0] <= 2.4
    assert all(0.8 * 2 ** (n + 1) <= pauses[n] <= 1.2 * 2 ** (n + 1) for n in range(9))
    assert all(480 <= pause <= 720 for pause in pauses[9:])


def test_turns_are_counted_from_the_epoch_and_missed_ones_are_not_made_up_for() -> None:
    minute = Periodic("m", 60, Recorder())
    assert (minute.slot(119.9), minute.slot(120.0), minute.slot(1_000_000.0)) == (60, 120, 999_960)
    assert minute.wait(119.5) == 0.5
    assert minute.wait(120.0) == 60


async def test_a_periodic_function_runs_at_start_and_a_failure_waits_for_its_next_turn(
    jobs: Jobs, metrics: Metrics
) -> None:
    recorder = Recorder(fail=1)
    jobs.every("sweep", 1, recorder)
    await jobs.start()
    await recorder.wait_for(2)
    await jobs.stop()
    assert metrics.value("job_runs_total", job="sweep", outcome="gave_up") == 1


@sqlite_only
async def test_embedded_periodic_functions_keep_to_their_turns_whatever_the_clock_does(database: Database) -> None:
    waits: list[float] = []
    now = iter([100.0, 161.0, 1_000.0])
    done = asyncio.Event()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            done.set()
            await asyncio.Event().wait()

    recorder = Recorder()
    jobs = EmbeddedJobs(sleep=sleep, now=lambda: next(now))
    jobs.every("sweep", 60, recorder)
    await jobs.start()
    await asyncio.wait_for(done.wait(), 5)
    await jobs.stop()
    assert (len(recorder.runs), waits) == (3, [20.0, 19.0, 20.0])


async def test_a_graceful_stop_lets_a_running_job_finish(database: Database, jobs: Jobs) -> None:
    inside, go_on, finished = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        inside.set()
        await go_on.wait()
        finished.set()

    jobs.task("slow", slow)
    await jobs.start()
    await enqueue(database, jobs, "slow")
    await asyncio.wait_for(inside.wait(), 20)
    stopping = asyncio.create_task(jobs.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert finished.is_set()


async def test_the_work_command_stops_on_a_signal(database: Database, jobs: Jobs) -> None:
    recorder = Recorder()
    jobs.task("index", recorder)
    working = asyncio.create_task(run_until_stopped(jobs))
    await enqueue(database, jobs, "index")
    await recorder.wait_for(1)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(working, 20)
