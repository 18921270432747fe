"""Asking twice for the same job never costs the caller its own work."""

import pytest
from sqlalchemy import text

from backend.core.db import Database
from backend.core.jobs import ProcrastinateJobs


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_a_job_that_another_transaction_enqueued_meanwhile_does_not_undo_ours(
    database: Database, database_url: str
) -> None:
    """Two processes enqueue one key at the same time: the second sees nothing waiting and is then refused."""
    jobs = ProcrastinateJobs(database_url)

    async def work() -> None:
        """Nothing to do."""

    jobs.task("test.work", work)
    async with database.write() as session:
        await session.execute(text("CREATE TABLE kept (number integer)"))
    async with database.write() as mine:
        await mine.execute(text("INSERT INTO kept VALUES (1)"))
        async with database.write() as other:
            await jobs.enqueue(other, "test.work", key="one")
        # Past the look for waiting jobs: exactly what a concurrent enqueue runs into.
        assert not await jobs._defer(mine, "test.work", "one", {})
    async with database.read() as session:
        assert (await session.execute(text("SELECT number FROM kept"))).all() == [(1,)]
    await jobs.stop()
