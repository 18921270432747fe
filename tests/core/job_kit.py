"""What tests of jobs share: a job that remembers its runs, and how one is put in the queue."""

import asyncio
from collections.abc import Callable

import pytest

from backend.core.db import Database
from backend.core.jobs import Jobs

postgres_only = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
sqlite_only = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


async def enqueue(database: Database, jobs: Jobs, name: str, *, key: str | None = None, **ids: str | int) -> None:
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


async def until_true(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 -- some conditions are in the database, not in an event
        await asyncio.sleep(0.005)
