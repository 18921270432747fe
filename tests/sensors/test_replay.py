"""Replaying any set of frames twice, over both transports and in any order, ends in the same state."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from backend.core.db import Database
from backend.sensors.models import SensorDevice, SensorFrame, SensorReading
from backend.sensors.uplink import Server
from tests.conftest import FrozenClock
from tests.postgres import PostgresCluster
from tests.sensors.kit import SensorKit, build_kit, chirpstack_up, things_stack_up
from tests.sensors.test_arrival import STARTUP_FRAME

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EUIS = ("0102030405060701", "0102030405060702")
UNKNOWN = "0102030405060709"
PAYLOADS = ((1, b"\x00"), (1, b"\x01"), (2, b"\x00\x05"), (2, b"\x01\xff"), (3, STARTUP_FRAME), (9, b"\x01"))
SESSIONS = ("0000000a", "0000000b")


class Sent(msgspec.Struct, frozen=True):
    """A frame as it left its device; what it says follows from its key, as in a real network."""

    eui: str
    server: Server
    session: str
    f_cnt: int
    minutes_ago: int

    @property
    def message(self) -> bytes:
        write = chirpstack_up if self.server is Server.CHIRPSTACK else things_stack_up
        port, payload = PAYLOADS[(int(self.eui, 16) + 3 * int(self.session, 16) + 5 * self.f_cnt) % len(PAYLOADS)]
        at = NOON - timedelta(minutes=self.minutes_ago)
        return write(at, payload, f_cnt=self.f_cnt, f_port=port, eui=self.eui, session=self.session)


# Few times and counters, so that ties, repeats and re-joins are common.
FRAMES = st.lists(
    st.builds(
        Sent,
        eui=st.sampled_from((*EUIS, UNKNOWN)),
        server=st.sampled_from(list(Server)),
        session=st.sampled_from(SESSIONS),
        f_cnt=st.integers(0, 4),
        minutes_ago=st.sampled_from((0, 1, 2, 60, 60 * 24 * 31)),
    ),
    max_size=14,
    unique_by=lambda sent: (sent.eui, sent.session, sent.f_cnt),
)


class Delivery(msgspec.Struct, frozen=True):
    """One copy of a frame on its way."""

    sent: Sent
    transport: str


async def state_after(kit: SensorKit, deliveries: list[Delivery], drain_every: int) -> dict[str, Any]:
    """Register the devices, deliver in this order with some work in between, and describe what is known then."""
    bays = {eui: await kit.register(eui) for eui in EUIS}
    names = {bay: eui for eui, bay in bays.items()}
    for start in range(0, len(deliveries), drain_every):
        batch = deliveries[start : start + drain_every]
        await asyncio.gather(*(kit.send(one.sent.message, one.sent.server, by=one.transport) for one in batch))
        await kit.worker.drain()
    async with kit.database.read() as session:
        devices = list(await session.scalars(select(SensorDevice)))
        by_id = {device.id: device.dev_eui for device in devices}
        readings = list(await session.scalars(select(SensorReading)))
        frames = list(await session.scalars(select(SensorFrame)))
    return {
        "devices": {device.dev_eui: (device.session, device.f_cnt, device.last_seen_at) for device in devices},
        "readings": {
            (by_id[row.device_id], row.quantity): (row.value, row.observed_at, row.f_cnt, row.session)
            for row in readings
        },
        "frames": {(row.dev_eui, row.session, row.f_cnt, row.variant): (row.payload, row.status) for row in frames},
        "shown": {(names[bay], quantity): value for (bay, quantity), value in kit.sink.current.items()},
    }


@asynccontextmanager
async def fresh_kit(url: str) -> AsyncIterator[SensorKit]:
    database = Database(url)
    async with build_kit(database, FrozenClock(NOON)) as kit:
        yield kit
    await database.close()


@st.composite
def deliveries_of(draw: st.DrawFn) -> tuple[list[Delivery], list[Delivery], int]:
    """A file in its order, and the same file twice over both transports in any order."""
    frames = draw(FRAMES)
    once = [Delivery(sent, "http") for sent in frames]
    twice = [Delivery(sent, transport) for sent in frames for transport in ("http", "mqtt") for _ in range(2)]
    return once, draw(st.permutations(twice)), draw(st.integers(1, 20))


async def check(urls: tuple[str, str], case: tuple[list[Delivery], list[Delivery], int]) -> None:
    once, twice, drain_every = case
    async with fresh_kit(urls[0]) as first:
        expected = await state_after(first, once, drain_every=max(1, len(once)))
    async with fresh_kit(urls[1]) as second:
        assert await state_after(second, twice, drain_every) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=deliveries_of())
def test_any_replay_on_sqlite_ends_in_the_same_state(
    sqlite_template: Path, tmp_path: Path, case: tuple[list[Delivery], list[Delivery], int]
) -> None:
    files = [tmp_path / f"{uuid4().hex}.db" for _ in range(2)]
    for file in files:
        copyfile(sqlite_template, file)
    asyncio.run(check((f"sqlite:///{files[0]}", f"sqlite:///{files[1]}"), case))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=deliveries_of())
def test_any_replay_on_postgres_ends_in_the_same_state(
    postgres_cluster: PostgresCluster, case: tuple[list[Delivery], list[Delivery], int]
) -> None:
    names = [f"replay_{uuid4().hex}" for _ in range(2)]
    urls = [postgres_cluster.create(name, "template_app") for name in names]
    try:
        asyncio.run(check((urls[0], urls[1]), case))
    finally:
        for name in names:
            postgres_cluster.drop(name)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_state_in_question_is_not_empty(kit: SensorKit) -> None:
    """Guards the properties above against comparing nothing with nothing."""
    frames = [Sent(EUIS[0], Server.CHIRPSTACK, SESSIONS[0], number, number) for number in range(5)]
    state = await state_after(kit, [Delivery(sent, "http") for sent in frames], 5)
    assert len(state["frames"]) == 5
    assert state["readings"]
    assert state["shown"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
async def test_of_two_frames_of_one_moment_the_higher_counter_counts(kit: SensorKit, order: tuple[int, int]) -> None:
    bay = await kit.register()
    for f_cnt in order:
        await kit.send(chirpstack_up(NOON, bytes([f_cnt - 1]), f_cnt=f_cnt))
        await kit.worker.drain()
    assert kit.sink.current == {(bay, "occupied"): (NOON, True)}
    assert (await kit.device()).f_cnt == 2
