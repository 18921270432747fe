"""Use cases around arrival and registry: take uplinks durably, know devices, forget what is old."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from backend.core.clock import Clock
from backend.core.db import Database, Session
from backend.core.ids import new_id
from backend.core.jobs import Jobs
from backend.sensors import rules
from backend.sensors.errors import UnknownDevice, UnknownProfile
from backend.sensors.figures import SensorFigures
from backend.sensors.inbox import Inbox
from backend.sensors.models import FrameStatus, SensorDevice, SensorFrame
from backend.sensors.profiles import DeviceProfile
from backend.sensors.repository import SensorRepository
from backend.sensors.rules import FrameKey, Outcome
from backend.sensors.schemas import Arrival, DeviceRegistration, DeviceView
from backend.sensors.uplink import Kind, Server
from backend.settings import SensorSettings

logger = structlog.get_logger(__name__)

DRAIN_JOB = "sensors.drain"
UNKNOWN = "unknown device"
_CONFLICT = "another payload has this key"


class SensorService:
    """Takes uplinks and keeps the registry. Work on stored frames is `FrameWorker`'s."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        jobs: Jobs,
        profiles: Mapping[str, DeviceProfile],
        settings: SensorSettings,
        production: bool,
        figures: SensorFigures,
        repository: SensorRepository,
    ) -> None:
        self._db = db
        self._clock = clock
        self._jobs = jobs
        self._profiles = profiles
        self._settings = settings
        self._production = production
        self._figures = figures
        self._repository = repository
        self._inbox: Inbox[Arrival, Outcome] = Inbox(self._store)

    # -- arrival

    async def accept(self, arrival: Arrival) -> Outcome:
        """Take one uplink; returns after it is durable. Raises `InboxFull`."""
        outcome = rules.refusal(arrival.uplink, production=self._production)
        if outcome is None:
            outcome = await self._inbox.put(arrival)
        self.count(arrival.uplink.server, arrival.transport, outcome)
        return outcome

    def count(self, server: Server, transport: str, outcome: Outcome) -> None:
        """Count what became of a message, also of one that is no uplink."""
        self._figures.arrived(server, transport, outcome)

    async def close(self) -> None:
        """Write what still waits in the inbox."""
        await self._inbox.close()

    async def _store(self, arrivals: Sequence[Arrival]) -> list[Outcome]:
        async with self._db.write() as session:
            batch = _Batch(session, self._repository)
            outcomes = await batch.store(arrivals)
            if batch.has_work:
                await self._jobs.enqueue(session, DRAIN_JOB, key=DRAIN_JOB)
        return outcomes

    # -- registry

    async def register_devices(self, devices: Sequence[DeviceRegistration]) -> dict[str, UUID]:
        """Make devices known, or bring known ones up to date; returns ids by devEUI. What staff edited stays.

        Frames that waited in quarantine for their device are worked on. Raises `UnknownProfile`.
        """
        async with self._db.write() as session:
            return await self.register_devices_in(session, devices)

    async def register_devices_in(self, session: Session, devices: Sequence[DeviceRegistration]) -> dict[str, UUID]:
        """`register_devices` within the caller's transaction."""
        for registration in devices:
            if registration.profile not in self._profiles:
                raise UnknownProfile(profile=registration.profile)
        by_eui = {registration.dev_eui.lower(): registration for registration in devices}
        known = await self._repository.devices_by_eui(session, list(by_eui))
        by_eui = {key: wanted for key, wanted in by_eui.items() if key not in known or known[key].version == 1}
        rows = [
            _apply(known.get(dev_eui) or SensorDevice(id=new_id(), dev_eui=dev_eui, created_at=self._clock()), wanted)
            for dev_eui, wanted in by_eui.items()
        ]
        await self._repository.save(session, rows)
        await self._repository.release(session, list(by_eui), UNKNOWN)  # the sweeper takes them up
        return {row.dev_eui: row.id for row in [*known.values(), *rows]}

    async def register_device(self, registration: DeviceRegistration) -> UUID:
        """`register_devices` for one."""
        ids = await self.register_devices([registration])
        return ids[registration.dev_eui.lower()]

    async def assign_device(self, dev_eui: str, target_kind: str | None, target_id: UUID | None) -> None:
        """Say what a device watches from now on. Raises `UnknownDevice`."""
        async with self._db.write() as session:
            device = await self._repository.device(session, dev_eui.lower())
            if device is None:
                raise UnknownDevice
            device.target_kind, device.target_id = target_kind, target_id

    async def devices(self, *, demo: bool | None = None) -> list[DeviceView]:
        """Registered devices; `demo` picks the synthetic or the genuine ones."""
        async with self._db.read() as session:
            return [_view(device) for device in await self._repository.devices(session, demo=demo)]

    # -- housekeeping

    async def forget(self) -> None:
        """Delete raw frames and quarantine that have reached their age; every hour, so that the table stays short."""
        async with self._db.write() as session:
            gone = await self.purge(session, self._clock())
        if gone:
            logger.info("sensor_frames_forgotten", frames=gone)

    async def purge(self, session: Session, now: datetime) -> int:
        """The same in the caller's transaction, as of `now`; returns how many frames."""
        return await self._repository.forget(
            session,
            raw_before=now - timedelta(days=self._settings.raw_retention_days),
            quarantine_before=now - timedelta(days=self._settings.quarantine_days),
        )


class _Batch:
    """Stores one batch of arrivals in one transaction."""

    def __init__(self, session: Session, repository: SensorRepository) -> None:
        self._session = session
        self._repository = repository
        self._devices: dict[str, SensorDevice] = {}
        self._quarantined: dict[str, int] | None = None
        self.has_work = False

    async def store(self, arrivals: Sequence[Arrival]) -> list[Outcome]:
        """Outcomes in the order of `arrivals`."""
        self._devices = await self._repository.devices_by_eui(
            self._session, [arrival.uplink.dev_eui for arrival in arrivals]
        )
        outcomes: list[Outcome] = [Outcome.QUARANTINE_FULL] * len(arrivals)
        fresh: list[tuple[int, FrameKey, dict[str, Any]]] = []
        repeated: list[tuple[int, FrameKey]] = []
        seen: set[FrameKey] = set()
        for index, arrival in enumerate(arrivals):
            key = rules.frame_key(arrival.uplink)
            if key in seen:
                repeated.append((index, key))
                continue
            seen.add(key)
            known = arrival.uplink.dev_eui in self._devices
            if known and arrival.uplink.kind is Kind.RESET:
                # At once, not with the other work: the next frame may already start at zero.
                self._note_reset(self._devices[arrival.uplink.dev_eui], arrival.uplink.observed_at)
            if known or await self._room_in_quarantine(arrival.uplink.dev_eui):
                fresh.append((index, key, _row(arrival, key, None if known else UNKNOWN)))
        inserted = await self._repository.insert_frames(self._session, [row for _, _, row in fresh])
        for index, key, row in fresh:
            if row["id"] in inserted:
                outcomes[index] = self._stored(row)
            else:
                repeated.append((index, key))
        await self._settle(arrivals, repeated, outcomes)
        return outcomes

    @staticmethod
    def _note_reset(device: SensorDevice, at: datetime) -> None:
        if device.counter_reset_at is None or device.counter_reset_at < at:
            device.counter_reset_at = at

    def _stored(self, row: Mapping[str, Any]) -> Outcome:
        if row["status"] == FrameStatus.PENDING:
            self.has_work = True
            return Outcome.STORED
        return Outcome.UNKNOWN_DEVICE

    async def _settle(
        self, arrivals: Sequence[Arrival], repeated: Sequence[tuple[int, FrameKey]], outcomes: list[Outcome]
    ) -> None:
        """Decide what each arrival under a taken key is: a repeat, a message of the counter's next life, a conflict."""
        if not repeated:
            return
        stored = await self._repository.frames_by_key(self._session, [key for _, key in repeated])
        for index, key in repeated:
            if key in stored:
                outcomes[index] = await self._compare(arrivals[index], key, stored[key])

    async def _compare(self, arrival: Arrival, key: FrameKey, stored: SensorFrame) -> Outcome:
        uplink = arrival.uplink
        device = self._devices.get(uplink.dev_eui)
        reset_at = device.counter_reset_at if device else None
        if reset_at and rules.is_in_next_life(stored.observed_at, uplink.observed_at, reset_at):
            next_key = rules.after_counter_reset(key, reset_at)
            row = _row(arrival, next_key, None)
            if await self._repository.insert_frames(self._session, [row]):
                return self._stored(row)
            (stored,) = (await self._repository.frames_by_key(self._session, [next_key])).values()
            key = next_key
        if stored.payload == uplink.payload and stored.f_port == uplink.f_port:
            return Outcome.DUPLICATE
        if not await self._room_in_quarantine(uplink.dev_eui):
            return Outcome.QUARANTINE_FULL
        row = _row(arrival, key, _CONFLICT) | {"variant": rules.variant_of(uplink.f_port, uplink.payload)}
        return Outcome.CONFLICT if await self._repository.insert_frames(self._session, [row]) else Outcome.DUPLICATE

    async def _room_in_quarantine(self, dev_eui: str) -> bool:
        """True, and one place taken, while the device and all devices together are below their caps."""
        if self._quarantined is None:
            self._quarantined = await self._repository.quarantined_by_device(self._session)
        mine = self._quarantined.get(dev_eui, 0)
        if mine >= rules.QUARANTINE_PER_DEVICE or sum(self._quarantined.values()) >= rules.QUARANTINE_TOTAL:
            return False
        self._quarantined[dev_eui] = mine + 1
        return True


def _row(arrival: Arrival, key: FrameKey, quarantine: str | None) -> dict[str, Any]:
    uplink = arrival.uplink
    dev_eui, kind, session, f_cnt = key
    return {
        "id": new_id(),
        "dev_eui": dev_eui,
        "kind": kind,
        "session": session,
        "f_cnt": f_cnt,
        "variant": "",
        "f_port": uplink.f_port,
        "payload": uplink.payload,
        "decoded": uplink.decoded,
        "battery_percent": uplink.battery_percent,
        "server": uplink.server.value,
        "transport": arrival.transport,
        "rssi": uplink.radio.rssi,
        "snr": uplink.radio.snr,
        "observed_at": uplink.observed_at,
        "received_at": uplink.received_at,
        "status": FrameStatus.QUARANTINED if quarantine else FrameStatus.PENDING,
        "reason": quarantine,
        "attempts": 0,
    }


def _apply(device: SensorDevice, wanted: DeviceRegistration) -> SensorDevice:
    device.profile = wanted.profile
    device.name = wanted.name
    device.target_kind = wanted.target_kind
    device.target_id = wanted.target_id
    device.demo = wanted.demo
    return device


def _view(device: SensorDevice) -> DeviceView:
    return DeviceView(
        id=device.id,
        dev_eui=device.dev_eui,
        profile=device.profile,
        name=device.name,
        target_kind=device.target_kind,
        target_id=device.target_id,
        demo=device.demo,
        session=device.session,
        f_cnt=device.f_cnt,
    )
