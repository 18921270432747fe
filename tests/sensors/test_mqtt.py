"""The MQTT transport against a real broker."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiomqtt
import pytest

from backend.core.db import Database
from backend.core.migration import upgrade
from backend.sensors.feeds.mqtt import MqttFeed, read_broker
from backend.sensors.rules import Outcome
from backend.sensors.uplink import Server
from backend.settings import SensorSettings
from tests.conftest import REPOSITORY, FrozenClock
from tests.postgres import PostgresCluster, find_programs
from tests.sensors.broker import PASSWORD, USER, Mosquitto, missing_programs
from tests.sensors.kit import EUI, SensorKit, build_kit, chirpstack_up, things_stack_up

pytestmark = pytest.mark.skipif(
    bool(missing_programs()), reason=f"not installed: {', '.join(missing_programs())} (Debian: apt install mosquitto)"
)

CHIRPSTACK_TOPIC = f"application/a1/device/{EUI}/event/up"
THINGS_STACK_TOPIC = "v3/parking@city/devices/bay-1/up"


@pytest.fixture(params=["plain", "tls"])
def broker(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mosquitto]:
    mosquitto = Mosquitto(tmp_path, tls=request.param == "tls")
    if request.param == "tls":
        monkeypatch.setenv("SSL_CERT_FILE", str(mosquitto.certificate))  # what the system trusts
    mosquitto.start()
    yield mosquitto
    mosquitto.stop()


only_plain = pytest.mark.parametrize("broker", ["plain"], indirect=True)
only_sqlite = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


class Pauses:
    """Stands in for waiting: counts reconnects and makes them quick."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0.01)


@asynccontextmanager
async def feeding(kit: SensorKit, broker: Mosquitto, password: str = PASSWORD) -> AsyncIterator[Pauses]:
    pauses = Pauses()
    settings = read_broker(broker.url, USER, password, SensorSettings().mqtt_topics, "test-feed")
    feed = MqttFeed(settings, kit.receiver, kit.figures, sleep=pauses)
    await feed.start()
    try:
        yield pauses
    finally:
        await feed.stop()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await condition():  # noqa: ASYNC110 -- what we wait for happens in a broker or a database
            await asyncio.sleep(0.01)


async def connected(kit: SensorKit) -> None:
    async def is_up() -> bool:
        return kit.metrics.value("sensor_mqtt_connected") == 1.0

    await until(is_up)


async def publish(broker: Mosquitto, *messages: tuple[str, bytes]) -> None:
    """As a network server does: QoS 1, so that the broker has the message when this returns."""
    context = ssl.create_default_context() if broker.url.startswith("mqtts") else None
    async with aiomqtt.Client(
        "localhost", broker.port, username=USER, password=PASSWORD, tls_context=context
    ) as client:
        for topic, body in messages:
            await client.publish(topic, body, qos=1)


async def test_uplinks_of_both_servers_arrive_and_work_like_over_http(
    kit: SensorKit, broker: Mosquitto, clock: FrozenClock
) -> None:
    bay = await kit.register()
    async with feeding(kit, broker):
        await connected(kit)
        await publish(
            broker,
            (CHIRPSTACK_TOPIC, chirpstack_up(clock(), b"\x01", f_cnt=1)),
            (CHIRPSTACK_TOPIC, chirpstack_up(clock(), b"\x01", f_cnt=1)),
            ("v3/parking@city/devices/bay-1/join", b"not a message"),
            (CHIRPSTACK_TOPIC, b"x" * 70_000),
            (THINGS_STACK_TOPIC, things_stack_up(clock.advance(seconds=1), b"\x00", f_cnt=0)),
        )

        async def all_counted() -> bool:
            stored = sum(kit.counted(Outcome.STORED, server, "mqtt") for server in Server)
            refused = sum(kit.counted(Outcome.MALFORMED, server, "mqtt") for server in Server)
            return stored + refused + kit.counted(Outcome.DUPLICATE, transport="mqtt") == 5

        await until(all_counted)
    assert await kit.count() == 2
    await kit.worker.drain()
    assert kit.sink.current == {(bay, "occupied"): (clock(), False)}
    assert {frame.transport for frame in await kit.frames()} == {"mqtt"}


@only_plain
@only_sqlite
async def test_it_comes_back_when_the_broker_does(kit: SensorKit, broker: Mosquitto, clock: FrozenClock) -> None:
    await kit.register()
    async with feeding(kit, broker) as pauses:
        await connected(kit)
        broker.stop()

        async def has_tried_again() -> bool:
            return len(pauses.taken) >= 4 and kit.metrics.value("sensor_mqtt_connected") == 0.0

        await until(has_tried_again)
        assert pauses.taken[-1] > pauses.taken[0]  # the pauses grow
        broker.start()
        await connected(kit)
        await publish(broker, (CHIRPSTACK_TOPIC, chirpstack_up(clock())))

        async def is_stored() -> bool:
            return await kit.count() == 1

        await until(is_stored)


@only_plain
@only_sqlite
async def test_what_came_while_we_were_away_is_delivered_later(
    kit: SensorKit, broker: Mosquitto, clock: FrozenClock
) -> None:
    await kit.register()
    async with feeding(kit, broker):
        await connected(kit)
    await publish(broker, (CHIRPSTACK_TOPIC, chirpstack_up(clock())))
    assert await kit.count() == 0
    async with feeding(kit, broker):

        async def is_stored() -> bool:
            return await kit.count() == 1

        await until(is_stored)


@pytest.fixture
async def outage(clock: FrozenClock) -> AsyncIterator[tuple[SensorKit, PostgresCluster]]:
    """The slice on a server of its own that may be stopped, and keeps what it has committed."""
    cluster = PostgresCluster(durable=True)
    try:
        cluster.start()
        url = cluster.create("outage")
        await asyncio.to_thread(upgrade, url, REPOSITORY)
        database = Database(url)
        async with build_kit(database, clock) as kit:
            yield kit, cluster
        await database.close()
    finally:
        cluster.close()


@pytest.mark.skipif(find_programs() is None, reason="PostgreSQL is not installed (Debian: apt install postgresql)")
@only_plain
async def test_a_message_is_acknowledged_only_after_it_is_stored(
    outage: tuple[SensorKit, PostgresCluster], broker: Mosquitto, clock: FrozenClock
) -> None:
    kit, cluster = outage
    await kit.register()
    async with feeding(kit, broker) as pauses:
        await connected(kit)
        cluster.stop()
        await publish(broker, (CHIRPSTACK_TOPIC, chirpstack_up(clock())))

        async def has_failed() -> bool:
            return len(pauses.taken) >= 2

        await until(has_failed)
        cluster.start()

        async def is_stored() -> bool:
            return kit.counted(Outcome.STORED, transport="mqtt") == 1

        await until(is_stored)
    assert await kit.count() == 1


@only_plain
@only_sqlite
async def test_a_wrong_password_keeps_trying_and_stores_nothing(
    kit: SensorKit, broker: Mosquitto, clock: FrozenClock
) -> None:
    async with feeding(kit, broker, password="wrong") as pauses:

        async def has_tried() -> bool:
            return len(pauses.taken) >= 2

        await until(has_tried)
        await publish(broker, (CHIRPSTACK_TOPIC, chirpstack_up(clock())))
    assert await kit.count() == 0
    assert kit.metrics.value("sensor_mqtt_connected") == 0.0
