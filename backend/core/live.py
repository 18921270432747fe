"""Live updates for browsers as server-sent events (WHATWG HTML, section 9.2), thousands of clients in one process.

A topic keeps its last events in a ring. A client is only a position in that ring: no queue, no copy, no timer of its
own. One that falls behind by more than the ring is cut off, reconnects by itself with `Last-Event-ID` and either
resumes or, when its place is gone, gets `event: reset` and fetches the whole state again.
"""

import asyncio
import secrets
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from litestar import Request, Response
from litestar.response.base import ASGIResponse

from backend.core.asgi import Receive, Send
from backend.core.errors import Problem
from backend.core.i18n import N_
from backend.core.metrics import Metrics

EVENT_STREAM = "text/event-stream"
HEARTBEAT = b":\n\n"
_RETRY_MS = 3_000
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_WAKE_AT_ONCE = 256  # heartbeats go out in portions, so that other requests get their turn in between


class LiveFull(Problem):
    """This process holds as many live connections as it can; the app asks again and polls meanwhile."""

    code = "live-full"
    status = 503
    title = N_("Gerade sehr viele Gäste")
    detail = N_("Gerade schauen sehr viele Menschen zu. Die Seite lädt die Daten deshalb nur ab und zu neu.")


class _Topic:
    """The last events of one topic. Event number n lives in `frames[n]` while `first <= n < end`."""

    __slots__ = ("clients", "end", "first", "frames", "name", "numbers", "size")

    def __init__(self, name: str) -> None:
        self.name = name
        self.frames: dict[int, bytes] = {}
        # A name for "before the first event", so that a client that has seen none yet can resume, too.
        self.numbers: dict[str, int] = {f"start-{secrets.token_hex(6)}": 0}
        self.first = 1
        self.end = 1
        self.size = 0
        self.clients: set[_Client] = set()

    @property
    def latest_id(self) -> str:
        return next(reversed(self.numbers))

    def append(self, event_id: str, frame: bytes, max_events: int, max_bytes: int) -> None:
        self.frames[self.end] = frame
        self.numbers.pop(event_id, None)
        self.numbers[event_id] = self.end
        self.end += 1
        self.size += len(frame)
        while len(self.frames) > max_events or (self.size > max_bytes and len(self.frames) > 1):
            self.size -= len(self.frames.pop(self.first))
            # The id of the dropped event stays valid: who has seen it misses nothing that is still here.
            oldest = next(iter(self.numbers))
            if self.numbers[oldest] < self.first:
                del self.numbers[oldest]
            self.first += 1

    def pending(self, position: int) -> bytes:
        if position + 1 == self.end:  # the usual case: all clients share the same bytes object
            return self.frames[position]
        return b"".join(self.frames[number] for number in range(position, self.end))


class _Client:
    """One open connection: the number of the event it gets next."""

    __slots__ = ("beat", "closed", "greeting", "position", "topic", "waiter")

    def __init__(self, topic: _Topic, position: int, greeting: bytes) -> None:
        self.topic = topic
        self.position = position
        self.greeting: bytes | None = greeting
        self.beat = False
        self.closed = False
        self.waiter: asyncio.Future[None] | None = None

    def wake(self) -> None:
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)

    def close(self) -> None:
        self.closed = True
        self.wake()

    async def next(self) -> bytes | None:
        """The bytes to send next, as many events as are waiting; `None` when the stream ends."""
        while not self.closed:
            topic = self.topic
            if self.greeting is not None:
                greeting, self.greeting = self.greeting, None
                return greeting
            if self.position < topic.first:
                return None
            if self.position < topic.end:
                pending, self.position = topic.pending(self.position), topic.end
                return pending
            if self.beat:
                self.beat = False
                return HEARTBEAT
            self.waiter = asyncio.get_running_loop().create_future()
            try:
                await self.waiter
            finally:
                self.waiter = None
        return None


def encode_event(event: str, data: bytes, event_id: str) -> bytes:
    """One event as bytes on the wire. Line breaks in `data` are kept as the format asks for."""
    if any(mark in text for text in (event, event_id) for mark in "\r\n\0") or not event_id:
        raise ValueError("event names and ids are one line of text")
    lines = b"".join(b"data: %b\n" % line for line in data.splitlines() or [b""])
    return b"id: %b\nevent: %b\n%b\n" % (event_id.encode(), event.encode(), lines)


class LiveHub:
    """All topics and clients of this process.

    `heartbeat_s`: seconds between comments that keep proxies from closing an idle connection.
    `max_events` and `max_bytes` bound the ring of each topic, `max_clients` the connections of the process.
    """

    def __init__(
        self,
        metrics: Metrics | None = None,
        *,
        heartbeat_s: float = 20.0,
        max_events: int = 512,
        max_bytes: int = 1_000_000,
        max_clients: int = 10_000,
    ) -> None:
        metrics = metrics or Metrics()
        self._heartbeat_s = heartbeat_s
        self._limits = (max_events, max_bytes)
        self._max_clients = max_clients
        self._topics: dict[str, _Topic] = {}
        self._pulse: asyncio.Task[None] | None = None
        self._closed = False
        self.client_count = 0
        self._gauge = metrics.gauge("live_clients", "Open live connections")
        self._events = metrics.counter("live_events", "Published live events", "topic")
        self._slow = metrics.counter("live_dropped_clients", "Clients cut off because they read too slowly", "topic")
        self._resets = metrics.counter("live_resets", "Clients that had to fetch the whole state again", "topic")

    def publish(self, topic: str, event: str, data: bytes, event_id: str) -> None:
        """Send to every client of `topic`. With several processes the publisher gives all of them the same id."""
        where = self._topic(topic)
        where.append(event_id, encode_event(event, data, event_id), *self._limits)
        self._events.labels(topic).inc()
        for client in where.clients:
            client.wake()

    async def stream(self, topic: str, last_event_id: str | None = None) -> AsyncIterator[bytes]:
        """The events of `topic` from `last_event_id` on, endless. Raises `LiveFull` before the first item."""
        client = self._join(topic, last_event_id)
        try:
            while (chunk := await client.next()) is not None:
                yield chunk
        finally:
            self._leave(client)

    async def serve(self, topic: str, last_event_id: str | None, receive: Receive, send: Send) -> None:
        """Write the body of a started ASGI response until the browser leaves or the app stops."""
        client = self._join(topic, last_event_id)
        departure = asyncio.ensure_future(_until_disconnect(receive))
        departure.add_done_callback(lambda _: client.close())
        try:
            while (chunk := await client.next()) is not None:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._leave(client)
            departure.cancel()
            await asyncio.gather(departure, return_exceptions=True)

    def respond(self, topic: str, last_event_id: str | None) -> "LiveResponse":
        """The answer a controller returns. Raises `LiveFull`."""
        if self.client_count >= self._max_clients or self._closed:
            raise LiveFull(headers={"retry-after": "30"})
        return LiveResponse(self, topic, last_event_id)

    async def beat(self) -> None:
        """Send one heartbeat to every client that has nothing else to read."""
        clients = [client for topic in self._topics.values() for client in topic.clients]
        for number, client in enumerate(clients):
            client.beat = True
            client.wake()
            if number % _WAKE_AT_ONCE == _WAKE_AT_ONCE - 1:
                await asyncio.sleep(0)

    def end_streams(self) -> None:
        """End every stream and take no new one."""
        self._closed = True
        for topic in self._topics.values():
            for client in topic.clients:
                client.close()

    @contextmanager
    def ending_on_signals(self) -> Iterator[None]:
        """End the streams as soon as the process is told to stop.

        Servers wait for open connections before they end the app's life cycle, and these would stay open for ever.
        The handlers that the server has installed keep working: ours call them, and event loops hear of signals by
        their wake-up descriptor. Needs the main thread and a running loop.
        """
        loop = asyncio.get_running_loop()
        previous = {number: signal.getsignal(number) for number in _STOP_SIGNALS}

        def on_signal(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self.end_streams)
            earlier = previous[signal.Signals(number)]
            if callable(earlier):
                earlier(number, frame)

        for number in _STOP_SIGNALS:
            signal.signal(number, on_signal)
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)

    async def close(self) -> None:
        """End all streams now, so that the server can stop; browsers reconnect to its successor."""
        self.end_streams()
        if self._pulse is not None:
            self._pulse.cancel()
            await asyncio.gather(self._pulse, return_exceptions=True)

    def _topic(self, name: str) -> _Topic:
        found = self._topics.get(name)
        if found is None:
            found = self._topics[name] = _Topic(name)
        return found

    def _join(self, name: str, last_event_id: str | None) -> _Client:
        if self.client_count >= self._max_clients or self._closed:
            raise LiveFull(headers={"retry-after": "30"})
        topic = self._topic(name)
        seen = topic.numbers.get(last_event_id) if last_event_id else topic.end - 1
        # The id goes out at once: a client that leaves before the first event still knows where it was.
        greeting = b"retry: %d\nid: %b\n\n" % (_RETRY_MS, topic.latest_id.encode())
        if seen is None:
            self._resets.labels(name).inc()
            seen = topic.end - 1
            greeting += encode_event("reset", b"{}", topic.latest_id)
        client = _Client(topic, seen + 1, greeting if seen + 1 == topic.end else b"retry: %d\n\n" % _RETRY_MS)
        topic.clients.add(client)
        self.client_count += 1
        self._gauge.set(self.client_count)
        if self._pulse is None:
            self._pulse = asyncio.create_task(self._run_pulse(), name="live heartbeat")
        return client

    def _leave(self, client: _Client) -> None:
        if not client.closed and client.position < client.topic.first:
            self._slow.labels(client.topic.name).inc()
        client.topic.clients.discard(client)
        self.client_count -= 1
        self._gauge.set(self.client_count)

    async def _run_pulse(self) -> None:
        while True:
            await asyncio.sleep(self._heartbeat_s)
            await self.beat()


async def _until_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class LiveResponse(Response[None]):
    """An endless answer from a `LiveHub`; made by `LiveHub.respond`."""

    def __init__(self, hub: LiveHub, topic: str, last_event_id: str | None) -> None:
        super().__init__(
            content=None,
            media_type=EVENT_STREAM,
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )
        self._source = (hub, topic, last_event_id)

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **_options: Any) -> ASGIResponse:
        """Litestar's hook; what it would add (cookies, background tasks) has no place in a stream."""
        return _LiveASGIResponse(self._source, dict(self.headers))


class _LiveASGIResponse(ASGIResponse):
    """Sends the head, then lets the hub write the body."""

    __slots__ = ("_source",)
    _should_set_content_length = False

    def __init__(self, source: tuple[LiveHub, str, str | None], headers: dict[str, str]) -> None:
        super().__init__(headers=headers, media_type=EVENT_STREAM, status_code=200)
        self._source = source

    async def send_body(self, send: Send, receive: Receive) -> None:
        hub, topic, last_event_id = self._source
        await hub.serve(topic, last_event_id, receive, send)
