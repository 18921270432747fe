"""Group commit: together in, together down, one bad apple out."""

import asyncio
from collections.abc import Sequence

import pytest

from backend.core.db import UNAVAILABLE
from backend.sensors.errors import InboxFull
from backend.sensors.inbox import Inbox


class Shelf:
    """A store that can be slow, refuse single items or be away."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.kept: list[int] = []
        self.called = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()
        self.away = False

    async def __call__(self, items: Sequence[int]) -> list[str]:
        self.batches.append(list(items))
        self.called.set()
        await self.open.wait()
        if self.away:
            raise UNAVAILABLE[0]("away", {}, Exception())
        if any(item < 0 for item in items):
            raise ValueError("negative")
        self.kept += items
        return [f"kept {item}" for item in items]


async def test_what_arrives_together_is_written_together_and_answered_one_by_one() -> None:
    shelf = Shelf()
    inbox = Inbox(shelf)
    assert await asyncio.gather(*(inbox.put(number) for number in range(50))) == [f"kept {n}" for n in range(50)]
    assert shelf.batches == [list(range(50))]


async def test_while_one_batch_is_written_the_next_gathers() -> None:
    shelf = Shelf()
    inbox = Inbox(shelf, window_s=0.0, max_batch=10)
    shelf.open.clear()
    first = asyncio.create_task(inbox.put(0))
    await shelf.called.wait()
    others = [asyncio.create_task(inbox.put(number)) for number in range(1, 26)]
    await asyncio.sleep(0)
    assert not first.done()
    shelf.open.set()
    await asyncio.gather(first, *others)
    assert [len(batch) for batch in shelf.batches] == [1, 10, 10, 5]


async def test_one_item_that_cannot_be_written_does_not_take_the_others_along() -> None:
    shelf = Shelf()
    inbox = Inbox(shelf)
    results = await asyncio.gather(*(inbox.put(number) for number in (1, -2, 3)), return_exceptions=True)
    assert results[0] == "kept 1"
    assert isinstance(results[1], ValueError)
    assert results[2] == "kept 3"
    assert shelf.kept == [1, 3]


async def test_a_database_that_is_away_is_told_to_everybody_at_once() -> None:
    shelf = Shelf()
    shelf.away = True
    inbox = Inbox(shelf)
    results = await asyncio.gather(*(inbox.put(number) for number in range(3)), return_exceptions=True)
    assert all(isinstance(result, UNAVAILABLE) for result in results)
    assert len(shelf.batches) == 1
    shelf.away = False
    assert await inbox.put(9) == "kept 9"


async def test_more_than_can_wait_is_refused_at_once() -> None:
    shelf = Shelf()
    shelf.open.clear()
    inbox = Inbox(shelf, max_waiting=2)
    waiting = [asyncio.create_task(inbox.put(number)) for number in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(InboxFull) as refused:
        await inbox.put(3)
    assert refused.value.headers == {"retry-after": "2"}
    shelf.open.set()
    assert await asyncio.gather(*waiting) == ["kept 0", "kept 1"]


async def test_a_caller_that_gives_up_does_not_stop_the_write_and_close_waits_for_it() -> None:
    shelf = Shelf()
    shelf.open.clear()
    inbox = Inbox(shelf)
    impatient = asyncio.create_task(inbox.put(1))
    await shelf.called.wait()
    impatient.cancel()
    closing = asyncio.create_task(inbox.close())
    await asyncio.sleep(0)
    assert not closing.done()
    shelf.open.set()
    await closing
    assert shelf.kept == [1]
