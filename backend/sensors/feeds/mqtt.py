"""MQTT transport: the same messages as the webhooks, read from a network server's broker.

A message is acknowledged only after it is stored. What is not acknowledged is sent again by the broker after a
reconnect, as far as its publisher offered QoS 1 (The Things Stack offers QoS 0 only).
"""

import asyncio
import random
import ssl
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import aiomqtt
import msgspec
import structlog

from backend.core.db import UNAVAILABLE
from backend.sensors.errors import InboxFull
from backend.sensors.feeds.reading import MalformedUplink
from backend.sensors.feeds.receiver import Receiver
from backend.sensors.figures import SensorFigures
from backend.sensors.rules import Outcome
from backend.sensors.uplink import Server

logger = structlog.get_logger(__name__)

MAX_MESSAGE_BYTES = 64 * 1024
_TRANSPORT = "mqtt"
_PARALLEL = 256
_AT_LEAST_ONCE = 1
_DEFAULT_PORTS = {"mqtt": 1883, "mqtts": 8883}
_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 60.0
_CONNECT_TIMEOUT_S = 10.0
_TRY_AGAIN = (*UNAVAILABLE, InboxFull)


class Broker(msgspec.Struct, frozen=True, kw_only=True):
    """Where to read. A stable `identifier` makes the broker keep messages while we are away; empty: it does not."""

    host: str
    port: int
    tls: bool
    username: str | None
    password: str | None
    topics: tuple[str, ...]
    identifier: str


def read_broker(url: str, username: str, password: str, topics: tuple[str, ...], identifier: str) -> Broker:
    """A broker from its settings. Raises `ValueError` for a URL that is not `mqtt://` or `mqtts://` with a host."""
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError("the broker's address must be mqtt://host:port or mqtts://host:port")
    return Broker(
        host=parts.hostname,
        port=parts.port or _DEFAULT_PORTS[parts.scheme],
        tls=parts.scheme == "mqtts",
        username=username or None,
        password=password or None,
        topics=topics,
        identifier=identifier,
    )


def source_of(topic: str) -> tuple[Server, str] | None:
    """Network server and event that a topic speaks of; None for a topic of neither server."""
    parts = topic.split("/")
    if parts[0] == "v3" and len(parts) >= 5:
        return Server.THINGS_STACK, parts[-1]
    if len(parts) >= 6 and parts[-2] == "event":
        return Server.CHIRPSTACK, parts[-1]
    return None


class _ManualClient(aiomqtt.Client):
    """Acknowledges when told to, not when a message has arrived in memory."""

    def __init__(self, hostname: str, port: int, **options: Any) -> None:
        super().__init__(hostname, port, **options)
        # Before connecting: the broker sends again in the same breath in which it says welcome.
        self._client.manual_ack_set(on=True)

    def acknowledge(self, message: aiomqtt.Message) -> None:
        self._client.ack(message.mid, message.qos)


class MqttFeed:
    """Keeps one connection to the broker and hands every message to the receiver."""

    def __init__(
        self,
        broker: Broker,
        receiver: Receiver,
        figures: SensorFigures,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._broker = broker
        self._receiver = receiver
        self._figures = figures
        self._sleep = sleep
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to read in the background; a broker that is away is tried again and again."""
        self._task = asyncio.create_task(self._run(), name="sensors mqtt")

    async def stop(self) -> None:
        """Close the connection."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self) -> None:
        pause = _SHORTEST_PAUSE_S
        while True:
            connected = False
            try:
                async with self._client() as client:
                    await client.subscribe([(topic, _AT_LEAST_ONCE) for topic in self._broker.topics])
                    connected = True
                    self._figures.mqtt_up()
                    logger.info("mqtt_connected", host=self._broker.host)
                    await self._read(client)
            except (aiomqtt.MqttError, ExceptionGroup) as error:
                logger.warning("mqtt_disconnected", error=str(error))
            finally:
                self._figures.mqtt_down()
            pause = _SHORTEST_PAUSE_S if connected else min(2 * pause, _LONGEST_PAUSE_S)
            await self._sleep(pause * random.uniform(0.5, 1.0))

    def _client(self) -> _ManualClient:
        broker = self._broker
        return _ManualClient(
            broker.host,
            broker.port,
            username=broker.username,
            password=broker.password,
            identifier=broker.identifier or f"sensors-{uuid4().hex[:12]}",
            clean_session=not broker.identifier,
            tls_context=ssl.create_default_context() if broker.tls else None,
            timeout=_CONNECT_TIMEOUT_S,
        )

    async def _read(self, client: _ManualClient) -> None:
        """Read until the connection breaks. Many messages are stored at once, so that they share a commit."""
        room = asyncio.Semaphore(_PARALLEL)
        async with asyncio.TaskGroup() as storing:
            async for message in client.messages:
                await room.acquire()
                storing.create_task(self._store(client, message)).add_done_callback(lambda _: room.release())

    async def _store(self, client: _ManualClient, message: aiomqtt.Message) -> None:
        """Store, then acknowledge. A storage that is away ends the connection, and the broker sends again later."""
        try:
            await self._receive(message.topic.value, bytes(message.payload))
        except _TRY_AGAIN:
            raise
        except Exception:  # a message nobody can store must not come back for ever
            logger.exception("mqtt_message_dropped", topic_kind=message.topic.value.rpartition("/")[2])
        client.acknowledge(message)

    async def _receive(self, topic: str, payload: bytes) -> Outcome:
        source = source_of(topic)
        if source is None:
            return Outcome.IGNORED
        if len(payload) > MAX_MESSAGE_BYTES:
            payload = b""  # refused and counted as malformed below
        try:
            return await self._receiver.receive(*source, payload, _TRANSPORT)
        except MalformedUplink:
            return Outcome.MALFORMED
