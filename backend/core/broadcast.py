"""Tell every process that something has changed, after it has been committed and never when it was rolled back.

Payloads are small: ids, not data. Whoever hears of a change reads the truth from the database.
"""

import asyncio
import base64
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Protocol

import psycopg
import structlog
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session as SyncSession

from backend.core.db import Session, after_commit
from backend.core.metrics import Metrics

logger = structlog.get_logger(__name__)

Handler = Callable[[bytes], Awaitable[None]]
ReconnectHandler = Callable[[], Awaitable[None]]

_CHANNEL = "app_broadcast"
_PENDING = "broadcast_pending"
_CHUNK_CHARS = 7_000  # PostgreSQL refuses payloads of 8,000 bytes and more; topic and counters need room too
_PING_SECONDS = 30.0


class Broadcast(Protocol):
    """What the app needs of a message channel between its processes."""

    def publish(self, session: Session, topic: str, payload: bytes) -> None:
        """Deliver to every process, this one included, once the session's transaction has committed."""

    def subscribe(self, topic: str, handler: Handler) -> None:
        """Call `handler` with each payload published to `topic`, one after the other."""

    def on_reconnect(self, handler: ReconnectHandler) -> None:
        """Call `handler` when messages may have been missed, so that caches reload."""

    async def start(self) -> None:
        """Begin to listen."""

    async def stop(self) -> None:
        """Stop listening."""


class _Subscribers:
    """Handlers by topic. A failing handler is logged and counted and does not disturb the others."""

    def __init__(self, metrics: Metrics | None) -> None:
        self._handlers: dict[str, list[Handler]] = defaultdict(list)
        self._failures = (metrics or Metrics()).counter(
            "broadcast_handler_failures", "Broadcast handlers that raised", "topic"
        )

    def add(self, topic: str, handler: Handler) -> None:
        self._handlers[topic].append(handler)

    async def deliver(self, topic: str, payload: bytes) -> None:
        for handler in self._handlers.get(topic, ()):
            try:
                await handler(payload)
            except Exception:  # a handler is a slice's code: whatever it raises must not stop the others
                self._failures.labels(topic).inc()
                logger.exception("broadcast_handler_failed", topic=topic)

    async def call(self, handlers: Sequence[ReconnectHandler]) -> bool:
        """Run reload handlers; False when one failed."""
        succeeded = True
        for handler in handlers:
            try:
                await handler()
            except Exception:  # as above
                succeeded = False
                self._failures.labels("reconnect").inc()
                logger.exception("broadcast_reload_failed")
        return succeeded


class MemoryBroadcast:
    """For one process: handlers run right after the commit, before `db.write()` returns."""

    def __init__(self, metrics: Metrics | None = None) -> None:
        self._subscribers = _Subscribers(metrics)

    def publish(self, session: Session, topic: str, payload: bytes) -> None:
        """See `Broadcast.publish`. The same message twice in one transaction is delivered once, as on PostgreSQL."""
        pending: set[tuple[str, bytes]] = session.info.setdefault(_PENDING, set())
        if (topic, payload) not in pending:
            pending.add((topic, payload))
            after_commit(session, lambda: self._subscribers.deliver(topic, payload))

    def subscribe(self, topic: str, handler: Handler) -> None:
        """See `Broadcast.subscribe`."""
        self._subscribers.add(topic, handler)

    def on_reconnect(self, handler: ReconnectHandler) -> None:
        """Memory never loses a connection."""

    async def start(self) -> None:
        """Nothing to open."""

    async def stop(self) -> None:
        """Nothing to close."""


def _encode(topic: str, payload: bytes) -> list[str]:
    """The payload as notifications: `<message id> <part> <parts> <topic> <base64>`."""
    body = base64.b64encode(payload).decode()
    parts = [body[start : start + _CHUNK_CHARS] for start in range(0, len(body), _CHUNK_CHARS)] or [""]
    message_id = secrets.token_hex(6)
    return [f"{message_id} {number} {len(parts)} {topic} {part}" for number, part in enumerate(parts)]


class _Assembler:
    """Puts chunked messages together. PostgreSQL delivers the notifications of one transaction in order."""

    def __init__(self) -> None:
        self._message_id = ""
        self._parts: list[str] = []

    def add(self, notification: str) -> tuple[str, bytes] | None:
        """Topic and payload once the last part is there. Raises `ValueError` for what is not ours."""
        message_id, number, count, topic, part = notification.split(" ", 4)
        if message_id != self._message_id or int(number) == 0:
            self._message_id, self._parts = message_id, []
        self._parts.append(part)
        if int(number) + 1 < int(count):
            return None
        complete = len(self._parts) == int(count)  # the first parts may be missing after a reconnect
        body, self._parts = "".join(self._parts), []
        return (topic, base64.b64decode(body)) if complete else None


class PostgresBroadcast:
    """For several processes: `pg_notify` inside the transaction, one connection per process that listens.

    Also the publishing process hears its message over the connection, so each handler runs exactly once. When the
    connection breaks, it is opened again with growing pauses and the reconnect handlers run.
    """

    def __init__(
        self, url: str, metrics: Metrics | None = None, *, pause: Sequence[float] = (0.1, 0.5, 1, 2, 5)
    ) -> None:
        self._conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._subscribers = _Subscribers(metrics)
        self._reconnects = (metrics or Metrics()).counter("broadcast_reconnects", "Lost and restored listeners")
        self._reload: list[ReconnectHandler] = []
        self._pause = pause
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    def publish(self, session: Session, topic: str, payload: bytes) -> None:
        """See `Broadcast.publish`."""
        if " " in topic:
            raise ValueError(f"a topic has no spaces: {topic!r}")
        pending: list[tuple[str, bytes]] | None = session.info.get(_PENDING)
        if pending is None:
            pending = session.info[_PENDING] = []
            event.listen(session.sync_session, "before_commit", _notify)
        if (topic, payload) not in pending:
            pending.append((topic, payload))

    def subscribe(self, topic: str, handler: Handler) -> None:
        """See `Broadcast.subscribe`."""
        self._subscribers.add(topic, handler)

    def on_reconnect(self, handler: ReconnectHandler) -> None:
        """See `Broadcast.on_reconnect`."""
        self._reload.append(handler)

    async def start(self, timeout_s: float = 10.0) -> None:
        """Listen. Returns once listening; after `timeout_s` seconds without a database it goes on trying by itself."""
        self._task = asyncio.create_task(self._run(), name="broadcast listener")
        with suppress(TimeoutError):
            await asyncio.wait_for(self._listening.wait(), timeout_s)

    async def wait_listening(self) -> None:
        """Return as soon as the connection listens."""
        await self._listening.wait()

    async def stop(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._listening.clear()

    async def _run(self) -> None:
        attempt = 0
        missed = False
        while True:
            try:
                async with await self._connect() as connection:
                    if missed:
                        self._reconnects.inc()
                        if not await self._subscribers.call(self._reload):
                            raise psycopg.OperationalError("caches could not be reloaded")
                    attempt, missed = 0, True
                    self._listening.set()
                    await self._listen(connection)
            except (psycopg.Error, OSError) as error:
                logger.warning("broadcast_disconnected", error=type(error).__name__, attempt=attempt)
            self._listening.clear()
            missed = True
            await asyncio.sleep(self._pause[min(attempt, len(self._pause) - 1)])
            attempt += 1

    async def _connect(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        connection = await psycopg.AsyncConnection.connect(
            self._conninfo, autocommit=True, connect_timeout=5, keepalives_idle=30, application_name="broadcast"
        )
        try:
            await connection.execute(f"LISTEN {_CHANNEL}")
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _listen(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        assembler = _Assembler()
        while True:
            async for notification in connection.notifies(timeout=_PING_SECONDS):
                try:
                    message = assembler.add(notification.payload)
                except ValueError:
                    logger.warning("broadcast_unreadable")
                    continue
                if message is not None:
                    await self._subscribers.deliver(*message)
            await connection.execute("SELECT 1")  # a connection that died silently shows itself here


def _notify(session: SyncSession) -> None:
    """Send what was published as part of the transaction that is about to commit."""
    for topic, payload in session.info.pop(_PENDING, ()):
        for notification in _encode(topic, payload):
            session.execute(text("SELECT pg_notify(:channel, :body)"), {"channel": _CHANNEL, "body": notification})
    session.info[_PENDING] = []
