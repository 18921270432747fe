"""The player against the whole app: through the real webhook to the bays people see."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import msgspec
import pytest
from sqlalchemy import select

from backend.app import assemble, build_context
from backend.core.context import Context
from backend.demo.player import DemoDevice, Player, plan, play
from backend.demo.seed import seed_demo
from backend.sensors.models import SensorFrame
from backend.sensors.repository import SensorRepository
from backend.settings import Settings
from tests.asgi import running
from tests.conftest import FrozenClock

SECRET = "test-webhook-secret"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
async def context(settings: Settings, clock: FrozenClock) -> Context:
    return build_context(settings, clock)


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    """The whole app with the demo's bays and sensors."""
    async with running(assemble(context)) as app:
        await seed_demo(context, lambda what, done, total: None)
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as opened:
            yield opened


async def frames(context: Context) -> list[SensorFrame]:
    async with context.db.read() as session:
        return list(await session.scalars(select(SensorFrame).order_by(SensorFrame.observed_at)))


async def demo_devices(context: Context) -> list[DemoDevice]:
    async with context.db.read() as session:
        rows = await SensorRepository().devices(session, demo=True)
    return [DemoDevice(row.dev_eui, row.profile) for row in rows]


async def bays_with_sensors(client: httpx.AsyncClient) -> tuple[list[dict[str, Any]], int]:
    """What people see of them, and how many are known to be free or taken."""
    bays = [bay for bay in (await client.get("/api/v1/parking/bays")).json()["bays"] if bay["hasRealtime"]]
    return bays, sum(bay["status"] in ("free", "taken") for bay in bays)


async def test_starting_in_the_middle_of_a_day_gives_every_bay_its_state_at_once(
    client: httpx.AsyncClient, context: Context, clock: FrozenClock
) -> None:
    player = Player(client, SECRET, context, 1.0, asyncio.Event())
    devices = await demo_devices(context)
    assert len(devices) > 60
    await player.catch_up(devices, clock())
    await context.jobs.drain()
    stored = await frames(context)
    assert {frame.dev_eui for frame in stored} == {device.dev_eui for device in devices}
    assert {frame.status for frame in stored} == {"done"}
    assert {frame.server for frame in stored} == {"chirpstack", "things-stack"}
    bays, known = await bays_with_sensors(client)
    async with asyncio.timeout(10):
        while known <= 0.9 * len(bays):
            await asyncio.sleep(0.02)
            bays, known = await bays_with_sensors(client)
    assert all(bay["source"]["demo"] for bay in bays)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_second_player_adds_nothing(client: httpx.AsyncClient, context: Context, clock: FrozenClock) -> None:
    devices = await demo_devices(context)
    for _ in range(2):
        await Player(client, SECRET, context, 1.0, asyncio.Event()).catch_up(devices, clock())
    assert len(await frames(context)) == len(devices)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_whole_day_is_taken_without_a_refusal_or_a_conflict(
    client: httpx.AsyncClient, context: Context, clock: FrozenClock
) -> None:
    clock.set(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    devices = (await demo_devices(context))[:12]
    dues = [due for day in (23, 24) for due in plan(devices, datetime(2026, 11, day, tzinfo=BERLIN).date(), BERLIN)]
    await Player(client, SECRET, context, 1.0, asyncio.Event()).send(dues)
    await context.jobs.drain()
    stored = await frames(context)
    assert len(stored) == len(dues)
    assert {frame.status for frame in stored} == {"done"}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_fast_play_tells_the_true_time_and_ends_when_told(
    client: httpx.AsyncClient, context: Context, clock: FrozenClock
) -> None:
    stop = asyncio.Event()
    began = datetime.now(UTC)
    clock.set(began)  # the app's; it takes what is up to five minutes ahead
    live = msgspec.structs.replace(context, clock=lambda: datetime.now(UTC))
    playing = asyncio.create_task(play("", SECRET, live, speed=20_000.0, stop=stop, client=client))
    devices = len(await demo_devices(context))
    async with asyncio.timeout(30):
        while len(await frames(context)) <= devices + 20:  # noqa: ASYNC110 -- the player has no event for it
            await asyncio.sleep(0.02)
        stop.set()
        await playing
    stored = await frames(context)
    assert all(frame.observed_at <= datetime.now(UTC) for frame in stored)
    assert sum(frame.observed_at >= began for frame in stored) >= 20
