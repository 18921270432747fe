"""Runs an ASGI app's life cycle around in-process requests, as a server would."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from backend.core.asgi import ASGIApp


@asynccontextmanager
async def running(app: ASGIApp) -> AsyncIterator[ASGIApp]:
    """The app between `lifespan.startup` and `lifespan.shutdown`."""
    inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def live() -> None:
        try:
            await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, inbox.get, outbox.put)
        finally:
            await outbox.put({"type": "lifespan.ended"})

    life = asyncio.create_task(live())
    await _step(inbox, outbox, life, "startup")
    try:
        yield app
    finally:
        await _step(inbox, outbox, life, "shutdown")
        await life


async def _step(inbox: Any, outbox: Any, life: "asyncio.Task[None]", name: str) -> None:
    await inbox.put({"type": f"lifespan.{name}"})
    answer = await outbox.get()
    if answer["type"] == f"lifespan.{name}.complete":
        return
    if answer["type"] == "lifespan.ended":
        await life
    raise RuntimeError(f"{name} failed: {answer.get('message', answer['type'])}")
