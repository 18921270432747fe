"""Messages of both network servers, and the slice's parts wired for a test."""

import base64
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from backend.core.clock import Clock
from backend.core.db import Database, Session
from backend.core.ids import new_id
from backend.core.jobs import EmbeddedJobs
from backend.core.metrics import Metrics
from backend.core.observations import Observation
from backend.sensors import tasks
from backend.sensors.feeds.receiver import Receiver
from backend.sensors.figures import SensorFigures
from backend.sensors.models import SensorDevice, SensorFrame, SensorReading
from backend.sensors.profiles import load_profiles
from backend.sensors.repository import SensorRepository
from backend.sensors.rules import Outcome
from backend.sensors.schemas import DeviceRegistration
from backend.sensors.service.arrival import SensorService
from backend.sensors.uplink import Server
from backend.sensors.worker import FrameWorker
from backend.settings import SensorSettings

PROFILES = Path(__file__).resolve().parents[2] / "content" / "sensors" / "profiles"
BAY = "parking.bay"
EUI = "0102030405060708"


class RememberingSink:
    """A neighbour that shows the newest value of each target and quantity, as the seam asks: late ones never count."""

    def __init__(self) -> None:
        self.received: list[Observation] = []
        self.current: dict[tuple[UUID, str], tuple[datetime, Any]] = {}
        self.poison: set[datetime] = set()

    async def record(self, session: Session, observations: Sequence[Observation]) -> None:
        for observation in observations:
            if observation.observed_at in self.poison:
                raise RuntimeError("this observation cannot be stored")
        for observation in observations:
            self.received.append(observation)
            if not observation.is_late:
                shown = "occupied" if observation.quantity == "restart" else observation.quantity
                value = None if observation.quantity == "restart" else observation.value
                self.current[(observation.target_id, shown)] = (observation.observed_at, value)


class SensorKit(msgspec.Struct):
    """Everything a test needs at hand."""

    database: Database
    clock: Clock
    metrics: Metrics
    jobs: EmbeddedJobs
    service: SensorService
    worker: FrameWorker
    receiver: Receiver
    figures: SensorFigures
    sink: RememberingSink

    async def register(self, dev_eui: str = EUI, profile: str = "bosch-tps110", **more: Any) -> UUID:
        """Make a device known that watches a bay; returns the bay's id."""
        bay_id = new_id()
        wanted = {"target_kind": BAY, "target_id": bay_id, "name": f"Sensor {dev_eui}", "demo": True} | more
        await self.service.register_device(DeviceRegistration(dev_eui=dev_eui, profile=profile, **wanted))
        return bay_id

    async def send(
        self, body: bytes, server: Server = Server.CHIRPSTACK, event: str = "up", by: str = "http"
    ) -> Outcome:
        """Deliver one message."""
        return await self.receiver.receive(server, event, body, by)

    async def frames(self) -> list[SensorFrame]:
        """All stored frames in the order they came."""
        async with self.database.read() as session:
            return list(await session.scalars(select(SensorFrame).order_by(SensorFrame.received_at, SensorFrame.id)))

    async def device(self, dev_eui: str = EUI) -> SensorDevice:
        """One device."""
        async with self.database.read() as session:
            return (await session.scalars(select(SensorDevice).where(SensorDevice.dev_eui == dev_eui))).one()

    async def readings(self) -> dict[str, Any]:
        """Newest values of the only device."""
        async with self.database.read() as session:
            return {row.quantity: row.value for row in await session.scalars(select(SensorReading))}

    async def count(self, model: type[Any] = SensorFrame) -> int:
        """Rows in a table."""
        async with self.database.read() as session:
            return await session.scalar(select(func.count()).select_from(model)) or 0

    def counted(self, outcome: Outcome, server: Server = Server.CHIRPSTACK, transport: str = "http") -> float:
        """How often an outcome was counted."""
        return self.metrics.value("sensor_uplinks_total", server=server, transport=transport, outcome=outcome)


@asynccontextmanager
async def build_kit(database: Database, clock: Clock, *, production: bool = False) -> AsyncIterator[SensorKit]:
    """The slice's parts over a database. The job engine is not started: `worker.drain()` does the work."""
    metrics, jobs, sink, repository = Metrics(), EmbeddedJobs(), RememberingSink(), SensorRepository()
    figures, profiles = SensorFigures(metrics), load_profiles(PROFILES)
    service = SensorService(
        db=database,
        clock=clock,
        jobs=jobs,
        profiles=profiles,
        settings=SensorSettings(),
        production=production,
        figures=figures,
        repository=repository,
    )
    worker = FrameWorker(db=database, clock=clock, profiles=profiles, sink=sink, figures=figures, repository=repository)
    tasks.register(jobs, worker, service)
    receiver = Receiver(service, clock)
    yield SensorKit(database, clock, metrics, jobs, service, worker, receiver, figures, sink)
    await service.close()


def rfc3339(moment: datetime) -> str:
    """As Go programs write it, with nanoseconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "789Z"


def chirpstack_up(
    at: datetime,
    payload: bytes = b"\x01",
    *,
    f_cnt: int = 1,
    f_port: int = 1,
    eui: str = EUI,
    session: str = "00189440",
    **more: Any,
) -> bytes:
    """ChirpStack's `up` event; like the server, zeros are left out."""
    message: dict[str, Any] = {
        "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
        "time": rfc3339(at),
        "deviceInfo": {"tenantName": "City", "applicationName": "parking", "deviceName": "bay", "devEui": eui},
        "devAddr": session,
        "dr": 1,
        "data": base64.b64encode(payload).decode(),
        "rxInfo": [
            {"gatewayId": "0016c001f153a14c", "rssi": -110, "snr": 3.5},
            {"gatewayId": "0016c001f153a14d", "rssi": -36, "snr": 10.5},
        ],
        "txInfo": {"frequency": 868100000, "modulation": {"lora": {"bandwidth": 125000, "spreadingFactor": 11}}},
    }
    message |= {"fCnt": f_cnt} if f_cnt else {}
    message |= {"fPort": f_port} if f_port else {}
    return json.dumps(message | more).encode()


def things_stack_up(
    at: datetime,
    payload: bytes = b"\x01",
    *,
    f_cnt: int = 1,
    f_port: int = 1,
    eui: str = EUI,
    session: str = "AXA50tHUGUucuzS/bCGMNw==",
    **more: Any,
) -> bytes:
    """The Things Stack's uplink message; like the server, zeros are left out."""
    uplink: dict[str, Any] = {
        "session_key_id": session,
        "frm_payload": base64.b64encode(payload).decode(),
        "rx_metadata": [{"gateway_ids": {"gateway_id": "gtw1"}, "time": rfc3339(at), "rssi": -35, "snr": 5}],
        "settings": {"data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": 7}}, "frequency": "868300000"},
        "received_at": rfc3339(at),
    }
    uplink |= {"f_cnt": f_cnt} if f_cnt else {}
    uplink |= {"f_port": f_port} if f_port else {}
    message = {
        "end_device_ids": {"device_id": "dev1", "dev_eui": eui.upper(), "dev_addr": "00BCB929"},
        "correlation_ids": ["as:up:01"],
        "received_at": rfc3339(at + timedelta(seconds=1)),
        "uplink_message": uplink,
    }
    return json.dumps(message | more).encode()
