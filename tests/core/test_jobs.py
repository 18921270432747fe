"""Jobs: they begin with the commit, run at least once, are tried again, and give up loudly."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import text

from backend.core.db import Database
from backend.core.jobs import EmbeddedJobs, Jobs, ProcrastinateJobs, back_off, run_until_stopped
from backend.core.jobs.engine import JobCounts, Periodic
from backend.core.metrics import Metrics
from tests.conftest import REPOSITORY
from tests.postgres import PostgresCluster
from tests.resilience.waiting import until

postgres_only = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
sqlite_only = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


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


async def _enqueue(database: Database, jobs: Jobs, name: str, *, key: str | None = None, **ids: str | int) -> None:
    async with database.write() as session:
        await jobs.enqueue(session, name, key=key, **ids)


class Recorder:
    """A job that remembers its runs; `fail` times it fails first."""

    def __init__(self, fail: int = 0) -> None:
        self.runs: list[dict[str, str | int]] = []
        self.fail = fail
        self.ran = asyncio.Condition()

    async def __call__(self, **ids: str | int) -> None:
        async with self.ran:
            self.runs.append(ids)
            self.ran.notify_all()
        if len(self.runs) <= self.fail:
            raise RuntimeError("not yet")

    async def wait_for(self, count: int) -> None:
        async with self.ran:
            await asyncio.wait_for(self.ran.wait_for(lambda: len(self.runs) >= count), 20)


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
        await _enqueue(database, jobs, "index", number=2)
        await recorder.wait_for(1)
    assert recorder.runs == [{"number": 2}]


async def test_an_unknown_name_is_the_callers_mistake(database: Database, jobs: Jobs) -> None:
    with pytest.raises(KeyError):
        await _enqueue(database, jobs, "nobody-knows")
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
    await _enqueue(database, jobs, "index", key="all", number=3)
    await _enqueue(database, jobs, "index", key="another", number=4)
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
    await _enqueue(database, jobs, "slow", key="k", number=1)
    await asyncio.wait_for(inside.wait(), 20)
    await _enqueue(database, jobs, "slow", key="k", number=2)
    go_on.set()
    await asyncio.wait_for(_until(lambda: len(runs) == 2), 20)
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
    await _enqueue(database, jobs, "look", key="k")
    async with database.write() as session:
        await session.execute(text("INSERT INTO effect VALUES (1)"))
        await jobs.enqueue(session, "look", key="k")
        await jobs.start()
        await asyncio.wait_for(_until(lambda: len(seen) == 1), 20)
    await asyncio.wait_for(_until(lambda: len(seen) == 2), 20)
    assert seen == [0, 1]


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 -- some conditions are in the database, not in an event
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("key", [None, "k"])
async def test_a_failed_job_is_tried_again_until_it_succeeds(
    database: Database, jobs: Jobs, metrics: Metrics, key: str | None
) -> None:
    recorder = Recorder(fail=2)
    jobs.task("flaky", recorder, retries=5)
    async with _working(jobs):
        await _enqueue(database, jobs, "flaky", key=key, number=1)
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
        await _enqueue(database, jobs, "hopeless")
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
    await _enqueue(database, jobs, "slow")
    await asyncio.wait_for(inside.wait(), 20)
    stopping = asyncio.create_task(jobs.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert finished.is_set()


@postgres_only
async def test_a_job_that_cannot_finish_in_time_is_left_to_the_next_worker(
    database: Database, database_url: str
) -> None:
    inside, runs = asyncio.Event(), Recorder()

    async def endless(number: int) -> None:
        inside.set()
        await asyncio.Event().wait()

    first = ProcrastinateJobs(database_url, stop_s=0.05)
    first.task("long", endless)
    await first.start()
    await _enqueue(database, first, "long", number=1)
    await asyncio.wait_for(inside.wait(), 20)
    await first.stop()
    second = ProcrastinateJobs(database_url)
    second.task("long", runs)
    await second.drain()
    await second.stop()
    assert runs.runs == [{"number": 1}]


@postgres_only
async def test_two_workers_share_the_turns_of_a_periodic_function(database: Database, database_url: str) -> None:
    runs, now = [Recorder(), Recorder()], [600.0]
    workers = [ProcrastinateJobs(database_url, now=lambda: now[0], sleep=_blink) for _ in runs]
    for worker, recorder in zip(workers, runs, strict=True):
        worker.every("sweep", 60, recorder)
        await worker.start()
    for turn in range(1, 4):
        await asyncio.wait_for(_until(lambda turn=turn: sum(len(r.runs) for r in runs) >= turn), 20)
        for worker in workers:
            await worker.drain()
        assert sum(len(recorder.runs) for recorder in runs) == turn
        now[0] += 60 if turn < 2 else 6_000  # a long sleep in between is one turn, not a hundred
    for worker in workers:
        await worker.stop()


async def _blink(_seconds: float) -> None:
    await asyncio.sleep(0.01)


_VICTIM = """
import asyncio, sys
from backend.core.jobs import ProcrastinateJobs

async def main():
    async def hang(number):
        print("inside", flush=True)
        await asyncio.Event().wait()

    jobs = ProcrastinateJobs(sys.argv[1], stalled_s=0.6)
    jobs.task("index", hang)
    await jobs.start()
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def _kill_a_worker_inside_a_job(database_url: str) -> None:
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _VICTIM, database_url, cwd=REPOSITORY, stdout=asyncio.subprocess.PIPE
    )
    assert victim.stdout is not None
    assert (await asyncio.wait_for(victim.stdout.readline(), 20)).strip() == b"inside"
    victim.kill()
    await victim.wait()


@postgres_only
@pytest.mark.parametrize("key", [None, "k"])
async def test_a_job_survives_the_killing_of_its_worker(database: Database, database_url: str, key: str | None) -> None:
    recorder = Recorder()
    rescuer = ProcrastinateJobs(database_url, stalled_s=0.6)
    rescuer.task("index", recorder)
    await _enqueue(database, rescuer, "index", key=key, number=1)
    await _kill_a_worker_inside_a_job(database_url)
    await rescuer.start()
    await recorder.wait_for(1)
    await asyncio.wait_for(rescuer.drain(), 20)
    await rescuer.stop()
    assert recorder.runs == [{"number": 1}]


@postgres_only
async def test_an_orphan_gives_way_to_a_waiting_job_with_the_same_key(database: Database, database_url: str) -> None:
    """Turning it back into a waiting job would break the unique key, and it would seem to run for ever."""
    recorder = Recorder()
    rescuer = ProcrastinateJobs(database_url, stalled_s=0.6)
    rescuer.task("index", recorder)
    await _enqueue(database, rescuer, "index", key="k", number=1)
    await _kill_a_worker_inside_a_job(database_url)
    await _enqueue(database, rescuer, "index", key="k", number=2)

    async def rescued() -> int:
        await rescuer.rescue()
        async with database.read() as session:
            return int((await session.execute(text("SELECT count(*) FROM procrastinate_jobs"))).scalar_one())

    async with asyncio.timeout(20), rescuer._app.open_async():
        while await rescued() == 2:  # noqa: ASYNC110 -- the database's clock decides when a worker counts as dead
            await asyncio.sleep(0.1)
    await rescuer.drain()
    await rescuer.stop()
    assert recorder.runs == [{"number": 2}]


async def test_the_worker_recovers_from_an_outage_by_itself(own_cluster: PostgresCluster) -> None:
    url = own_cluster.url("app")
    database, recorder = Database(url), Recorder()
    jobs = ProcrastinateJobs(url, pauses=(0.05,))
    jobs.task("index", recorder)
    await jobs.start()
    await _enqueue(database, jobs, "index", number=1)
    await recorder.wait_for(1)
    await jobs.drain()
    own_cluster.stop()
    await database.close()
    own_cluster.start()
    await _enqueue(database, jobs, "index", number=2)
    await recorder.wait_for(2)
    await jobs.stop()
    await database.close()
    assert [run["number"] for run in recorder.runs] == [1, 2]


async def test_the_work_command_stops_on_a_signal(database: Database, jobs: Jobs) -> None:
    recorder = Recorder()
    jobs.task("index", recorder)
    working = asyncio.create_task(run_until_stopped(jobs))
    await _enqueue(database, jobs, "index")
    await recorder.wait_for(1)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(working, 20)


def test_the_queue_schema_in_our_migration_is_that_of_the_installed_procrastinate() -> None:
    ours = Path(REPOSITORY, "migrations", "sql", "procrastinate_3_10.sql").read_text(encoding="utf-8")
    assert ours.endswith(SchemaManager.get_schema()), (
        "procrastinate has changed its schema: add a migration from its own sql/migrations folder"
    )
