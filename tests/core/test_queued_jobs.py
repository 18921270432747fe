"""Jobs of several processes: they share the work, and what a dead one leaves behind is taken up by the others."""

import asyncio
import sys
from pathlib import Path

import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import text

from backend.core.db import Database
from backend.core.jobs import ProcrastinateJobs
from tests.conftest import REPOSITORY
from tests.core.job_kit import Recorder, enqueue, postgres_only, until_true
from tests.postgres import PostgresCluster


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
    await enqueue(database, first, "long", number=1)
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
        await asyncio.wait_for(until_true(lambda turn=turn: sum(len(r.runs) for r in runs) >= turn), 20)
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
    await enqueue(database, rescuer, "index", key=key, number=1)
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
    await enqueue(database, rescuer, "index", key="k", number=1)
    await _kill_a_worker_inside_a_job(database_url)
    await enqueue(database, rescuer, "index", key="k", number=2)

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
    await enqueue(database, jobs, "index", number=1)
    await recorder.wait_for(1)
    await jobs.drain()
    own_cluster.stop()
    await database.close()
    own_cluster.start()
    await enqueue(database, jobs, "index", number=2)
    await recorder.wait_for(2)
    await jobs.stop()
    await database.close()
    assert [run["number"] for run in recorder.runs] == [1, 2]


def test_the_queue_schema_in_our_migration_is_that_of_the_installed_procrastinate() -> None:
    ours = Path(REPOSITORY, "migrations", "sql", "procrastinate_3_10.sql").read_text(encoding="utf-8")
    assert ours.endswith(SchemaManager.get_schema()), (
        "procrastinate has changed its schema: add a migration from its own sql/migrations folder"
    )
