"""Waiting for something to become true: ask again and again, with a deadline instead of a guess."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
_PAUSE_S = 0.02


async def until(what: str, ask: Callable[[], Awaitable[T]], seconds: float = 60.0) -> T:
    """The first true answer of `ask`. Fails the test, naming `what`, when there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        answer = await ask()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"did not happen within {seconds:.0f} s: {what}"
        await asyncio.sleep(_PAUSE_S)
