"""Ten thousand malformed uplinks through the webhooks: refused, counted, nothing stored, nothing changed."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select

from backend.core.db import Base, Database
from backend.core.errors import PROBLEM_MEDIA_TYPE
from backend.sensors.models import SensorDevice, SensorFrame, SensorReading
from backend.sensors.uplink import Server
from tests.conftest import FrozenClock
from tests.sensors.kit import chirpstack_up
from tests.sensors.malformed import malformed_messages

NUMBER = 10_000
CONCURRENT = 40
PATHS = {
    Server.CHIRPSTACK: "/api/v1/sensors/uplinks/chirpstack?event=up",
    Server.THINGS_STACK: "/api/v1/sensors/uplinks/things-stack",
}
SECRET = {"x-webhook-secret": "test-webhook-secret"}
_COUNTED = re.compile(r'^app_sensor_uplinks_total\{(?=[^}]*outcome="malformed")[^}]*\} ([\d.]+)$', re.MULTILINE)


async def rows(database: Database, table: type[Base]) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_ten_thousand_malformed_uplinks_are_refused_counted_and_leave_nothing(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    messages = malformed_messages(NUMBER, clock(), seed=7)
    refused = 0

    async def deliver(source: Iterator[tuple[Server, bytes]]) -> None:
        nonlocal refused
        for server, body in source:
            answer = await client.post(PATHS[server], content=body, headers=SECRET)
            assert answer.status_code == 400, (body, answer.text)
            assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
            assert answer.json()["code"] == "uplink-malformed"
            refused += 1

    await asyncio.gather(*(deliver(messages) for _ in range(CONCURRENT)))
    assert refused == NUMBER
    figures = (await client.get("/metrics")).text
    assert sum(float(count) for count in _COUNTED.findall(figures)) == NUMBER
    for table in (SensorFrame, SensorDevice, SensorReading):
        assert await rows(database, table) == 0


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_is_refused_before_it_is_read_leaves_nothing_either(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    path = PATHS[Server.CHIRPSTACK]
    good = chirpstack_up(clock())
    refusals = [
        (await client.post(path, content=good), 401),
        (await client.post(path, content=good, headers={"x-webhook-secret": "wrong"}), 401),
        (await client.post(path, content=good + b" " * 70_000, headers=SECRET), 413),
        (await client.post(path, content=b"[" * 60_000, headers=SECRET), 400),
        (await client.post(path, content=chirpstack_up(clock() + timedelta(minutes=6)), headers=SECRET), 422),
        (await client.get(path, headers=SECRET), 405),
    ]
    for answer, status in refusals:
        assert answer.status_code == status
        assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
    assert await rows(database, SensorFrame) == 0
