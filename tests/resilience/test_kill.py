"""Kill -9 under load: what was answered with 202 is there, is worked on, and is what people see."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select

from backend.core.db import Database
from backend.sensors.models import FrameStatus, SensorFrame
from bench.load import Connection
from bench.server import SECRET, Server, start_app
from bench.traffic import Sensor, request, spread
from tests.resilience.conftest import Town
from tests.resilience.waiting import until

pytestmark = pytest.mark.slow

CONNECTIONS = 12
ACCEPTED_BEFORE_KILL = 500
KILLS = 2
STEP = timedelta(seconds=65)  # further apart than the time within which two changes count as flapping


class Sent(msgspec.Struct):
    """An uplink we sent; `accepted` once the answer 202 has arrived."""

    sensor: Sensor
    f_cnt: int
    at: datetime
    occupied: bool
    accepted: bool = False

    @property
    def key(self) -> tuple[str, int]:
        return (self.sensor.dev_eui, self.f_cnt)

    @property
    def request(self) -> bytes:
        return request(self.sensor.path, self.sensor.body(self.f_cnt, self.occupied, self.at), SECRET)


class NetworkServers:
    """Deliver uplinks of all sensors, each sensor's in order, and remember what was answered."""

    def __init__(self, sensors: list[Sensor]) -> None:
        self.sensors = sensors
        self.sent: list[Sent] = []
        self._counters = dict.fromkeys((sensor.dev_eui for sensor in sensors), 0)
        self._begin = datetime.now(UTC) - timedelta(hours=2, minutes=45)

    @property
    def accepted(self) -> list[Sent]:
        return [sent for sent in self.sent if sent.accepted]

    async def deliver_until_broken(self, port: int) -> None:
        """Send as fast as answers come, until the server is gone."""
        await asyncio.gather(*(self._deliver(port, mine) for mine in spread(self.sensors, CONNECTIONS)))

    async def _deliver(self, port: int, sensors: list[Sensor]) -> None:
        connection = await Connection.open(port)
        try:
            while True:
                for sensor in sensors:
                    await self._send(connection, self._next(sensor))
        except OSError:
            return
        finally:
            connection.close()

    async def deliver_again(self, port: int) -> None:
        """Send what got no answer once more, as network servers do, and then one newer uplink of each sensor."""
        connection = await Connection.open(port)
        for sent in [sent for sent in self.sent if not sent.accepted]:
            await self._send(connection, sent)
        for sensor in self.sensors:
            await self._send(connection, self._next(sensor))
        connection.close()

    def _next(self, sensor: Sensor) -> Sent:
        f_cnt = self._counters[sensor.dev_eui]
        self._counters[sensor.dev_eui] += 1
        sent = Sent(sensor, f_cnt, self._begin + f_cnt * STEP, occupied=bool((f_cnt + sensor.number) % 2))
        self.sent.append(sent)
        return sent

    @staticmethod
    async def _send(connection: Connection, sent: Sent) -> None:
        answer = await connection.exchange(sent.request)
        assert answer.status == 202, answer.body
        sent.accepted = True


async def frames(database: Database) -> dict[tuple[str, int], str]:
    """Status of each stored uplink."""
    async with database.read() as session:
        rows = await session.execute(select(SensorFrame.dev_eui, SensorFrame.f_cnt, SensorFrame.status))
        return {(dev_eui, f_cnt): status for dev_eui, f_cnt, status in rows}


def expected(sent: list[Sent]) -> dict[str, tuple[str, datetime]]:
    """Status and time of each bay after the newest of these uplinks."""
    newest: dict[str, Sent] = {}
    for one in sorted(sent, key=lambda one: one.f_cnt):
        newest[str(one.sensor.bay_id)] = one
    return {bay: ("taken" if one.occupied else "free", one.at) for bay, one in newest.items()}


async def shown(port: int) -> dict[str, tuple[str, datetime]]:
    """Status and time of each bay as people see it."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        bays: list[dict[str, Any]] = (await client.get("/api/v1/parking/bays")).json()["bays"]
    return {bay["id"]: (bay["status"], datetime.fromisoformat(bay["observedAt"])) for bay in bays if bay["observedAt"]}


async def kill_under_load(server: Server, senders: NetworkServers) -> None:
    """Let uplinks pour in and take the server down in the middle of it."""
    enough = len(senders.accepted) + ACCEPTED_BEFORE_KILL
    load = asyncio.create_task(senders.deliver_until_broken(server.port))

    async def is_busy() -> bool:
        return len(senders.accepted) >= enough or load.done()

    await until("enough uplinks were accepted", is_busy)
    server.kill()
    await load
    assert len(senders.accepted) >= enough


async def check_restarted(server: Server, senders: NetworkServers, database: Database, kept: set[Any]) -> None:
    """All stored uplinks are worked on and shown; then the town goes on."""

    async def all_worked_on() -> bool:
        return set((await frames(database)).values()) == {FrameStatus.DONE}

    async def shows_stored() -> bool:
        return await shown(server.port) == expected([sent for sent in senders.sent if sent.key in kept])

    async def shows_newest() -> bool:
        return await shown(server.port) == expected(senders.sent)

    await until("every stored uplink is worked on", all_worked_on)
    # An uplink may have been stored although the kill cut its answer off; then it counts as well.
    await until("bays show the newest stored uplinks", shows_stored)
    await senders.deliver_again(server.port)
    await until("bays show what was sent after the restart", shows_newest)


async def test_no_accepted_uplink_is_lost_and_the_bays_are_right_after_a_restart(
    town: Town, server: Server, database: Database
) -> None:
    senders = NetworkServers(town.sensors)
    for _ in range(KILLS):
        await kill_under_load(server, senders)
        kept = set(await frames(database))
        assert {sent.key for sent in senders.accepted} <= kept
        server = start_app(town.database_url, server.port)
        try:
            await asyncio.to_thread(server.wait_ready)
            await check_restarted(server, senders, database, kept)
        except BaseException:
            server.kill()
            raise
    assert server.stop() == 0
