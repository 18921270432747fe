"""A sensor or network server whose clock is wrong cannot spoil what people see."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select

from backend.core.db import Database
from backend.sensors.models import SensorFrame
from bench.traffic import Sensor
from tests.conftest import FrozenClock
from tests.resilience.conftest import Town
from tests.resilience.waiting import until

SECRET = {"x-webhook-secret": "test-webhook-secret"}


@pytest.mark.parametrize("number", [0, 1], ids=["chirpstack", "things-stack"])
async def test_an_uplink_ten_minutes_ahead_is_refused_and_does_not_block_true_ones(
    town: Town, client: httpx.AsyncClient, database: Database, clock: FrozenClock, number: int
) -> None:
    sensor: Sensor = town.sensors[number]
    ahead = sensor.body(1, occupied=True, at=clock() + timedelta(minutes=10))
    answer = await client.post(sensor.path, content=ahead, headers=SECRET)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "uplink-from-the-future"
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(SensorFrame)) == 0

    true = sensor.body(2, occupied=False, at=clock() + timedelta(minutes=4))
    assert (await client.post(sensor.path, content=true, headers=SECRET)).status_code == 202

    async def is_free() -> bool:
        bay = (await client.get(f"/api/v1/parking/bays/{sensor.bay_id}")).json()
        return bool(bay["status"] == "free")

    await until("the true uplink counts", is_free)
