"""Group commit: uplinks that arrive together are written together, and each is answered only after its commit.

A commit costs a disk flush, whatever its size. While one batch is being written the next gathers, so the number of
flushes stays flat while the number of uplinks grows, and a kill right after an answer loses nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from backend.core.db import UNAVAILABLE
from backend.sensors.errors import InboxFull

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

WINDOW_S = 0.002
"""How long the first of a batch waits for company."""
MAX_BATCH = 400
MAX_WAITING = 5_000


class Inbox(Generic[ItemT, ResultT]):
    """Collects items and hands them to `store`, which writes them in one transaction and returns a result for each."""

    def __init__(
        self,
        store: Callable[[Sequence[ItemT]], Awaitable[Sequence[ResultT]]],
        *,
        window_s: float = WINDOW_S,
        max_batch: int = MAX_BATCH,
        max_waiting: int = MAX_WAITING,
    ) -> None:
        self._store = store
        self._window_s = window_s
        self._max_batch = max_batch
        self._max_waiting = max_waiting
        self._waiting: list[tuple[ItemT, asyncio.Future[ResultT]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def put(self, item: ItemT) -> ResultT:
        """Return once `item` is durable. Raises `InboxFull`, or what the write raised."""
        if len(self._waiting) >= self._max_waiting:
            raise InboxFull(headers={"retry-after": "2"})
        answer: asyncio.Future[ResultT] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all(), name="sensors inbox")
        return await answer

    async def close(self) -> None:
        """Return when everything that waited has been written."""
        while self._writer is not None and not self._writer.done():
            await asyncio.wait({self._writer})

    async def _write_all(self) -> None:
        await asyncio.sleep(self._window_s)
        while self._waiting:
            batch, self._waiting = self._waiting[: self._max_batch], self._waiting[self._max_batch :]
            await self._write(batch)

    async def _write(self, batch: Sequence[tuple[ItemT, asyncio.Future[ResultT]]]) -> None:
        try:
            results = await self._store([item for item, _ in batch])
        except UNAVAILABLE as error:
            self._fail(batch, error)
        except Exception as error:  # noqa: BLE001 -- told to whoever waits; one bad item must not take the others along
            if len(batch) == 1:
                self._fail(batch, error)
            else:
                for entry in batch:
                    await self._write([entry])
        else:
            for (_, answer), result in zip(batch, results, strict=True):
                if not answer.done():
                    answer.set_result(result)

    @staticmethod
    def _fail(batch: Sequence[tuple[ItemT, asyncio.Future[ResultT]]], error: Exception) -> None:
        for _, answer in batch:
            if not answer.done():
                answer.set_exception(error)
