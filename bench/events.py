"""One browser's live stream, read over a plain socket."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

_REQUEST = b"GET /api/v1/parking/live HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n"
_LARGEST_EVENT = 1 << 24


class _BayId(msgspec.Struct):
    id: UUID


class _Change(msgspec.Struct):
    bays: list[_BayId] = []


class Event(msgspec.Struct, frozen=True):
    """An event: its name, the bays in it and the moment (monotonic) at which it was read."""

    name: str
    bay_ids: list[UUID]
    at: float


_DECODER = msgspec.json.Decoder(_Change)


@contextlib.asynccontextmanager
async def live_stream(port: int) -> AsyncIterator[AsyncIterator[Event]]:
    """Open the stream; once entered, no later event is missed. The iterator ends when the server ends the stream."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=_LARGEST_EVENT)
    try:
        writer.write(_REQUEST)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        await reader.readuntil(b"retry: ")  # the greeting: from here on the server counts us in
        yield _events(reader)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _events(reader: asyncio.StreamReader) -> AsyncIterator[Event]:
    name = ""
    while line := await reader.readline():
        if line.startswith(b"event: "):
            name = line[7:].strip().decode()
        elif line.startswith(b"data: {"):
            yield Event(name, [bay.id for bay in _DECODER.decode(line[6:]).bays], time.monotonic())
