"""The work after the answer: decode stored frames, decide what is newest, hand observations on.

One round is one transaction: frames, readings, devices and the effect of the observations commit together, so a crash
repeats the round and nothing is done twice.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

import structlog

from backend.core.clock import Clock
from backend.core.db import UNAVAILABLE, Database, Session, after_commit
from backend.core.observations import Observation, ObservationSink
from backend.sensors import rules
from backend.sensors.decoders import UndecodableFrame
from backend.sensors.figures import SensorFigures
from backend.sensors.models import FrameStatus, SensorDevice, SensorFrame, SensorReading
from backend.sensors.profiles import DeviceProfile, Measured
from backend.sensors.repository import SensorRepository
from backend.sensors.rules import Rank
from backend.sensors.schemas import DrainReport
from backend.sensors.uplink import Kind

logger = structlog.get_logger(__name__)

BATCH = 400
_MAX_REASON = 200
_EVER = datetime.min.replace(tzinfo=UTC)


class FrameWorker:
    """Works on pending frames, oldest observation first."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        profiles: Mapping[str, DeviceProfile],
        sink: ObservationSink,
        figures: SensorFigures,
        repository: SensorRepository,
    ) -> None:
        self._db = db
        self._clock = clock
        self._profiles = profiles
        self._sink = sink
        self._figures = figures
        self._repository = repository

    async def drain(self) -> DrainReport:
        """Work until nothing is pending. A frame that makes its work fail again and again is set aside."""
        total = DrainReport(0, 0, 0)
        while True:
            try:
                report = await self._work(BATCH)
            except UNAVAILABLE:
                raise
            except Exception:  # the fault is in one of many frames: find it by working on each alone
                logger.exception("sensor_batch_failed")
                report = await self._work_one_by_one()
            if report == DrainReport(0, 0, 0):
                return total
            total = DrainReport(
                total.done + report.done, total.refused + report.refused, total.observations + report.observations
            )

    async def _work(self, limit: int) -> DrainReport:
        async with self._db.write() as session:
            await self._repository.lock_work(session)
            frames = await self._repository.pending(session, limit)
            if not frames:
                return DrainReport(0, 0, 0)
            return await self._apply(session, frames)

    async def _work_one_by_one(self) -> DrainReport:
        async with self._db.read() as session:
            ids = [frame.id for frame in await self._repository.pending(session, BATCH)]
        done = refused = observations = 0
        for frame_id in ids:
            try:
                report = await self._work_on(frame_id)
            except UNAVAILABLE:
                raise
            except Exception as error:  # noqa: BLE001 -- counted on the frame, which is set aside in the end
                report = await self._note_failure(frame_id, error)
            done, refused = done + report.done, refused + report.refused
            observations += report.observations
        return DrainReport(done, refused, observations)

    async def _work_on(self, frame_id: UUID) -> DrainReport:
        async with self._db.write() as session:
            await self._repository.lock_work(session)
            frame = await self._repository.frame(session, frame_id)
            if frame is None or frame.status != FrameStatus.PENDING:
                return DrainReport(0, 0, 0)
            return await self._apply(session, [frame])

    async def _note_failure(self, frame_id: UUID, error: Exception) -> DrainReport:
        async with self._db.write() as session:
            frame = await self._repository.frame(session, frame_id)
            if frame is None:
                return DrainReport(0, 0, 0)
            frame.attempts += 1
            if frame.attempts >= rules.MAX_ATTEMPTS:
                self._finish(frame, FrameStatus.REFUSED, f"work failed: {type(error).__name__}")
            logger.error("sensor_frame_failed", frame=str(frame_id), attempts=frame.attempts, exc_info=error)
        return DrainReport(0, 1, 0)

    async def _apply(self, session: Session, frames: Sequence[SensorFrame]) -> DrainReport:
        devices = await self._repository.devices_by_eui(session, [frame.dev_eui for frame in frames])
        readings = await self._repository.readings(session, [device.id for device in devices.values()])
        state = _State(readings)
        observations: list[Observation] = []
        for frame in sorted(frames, key=_rank):
            device = devices.get(frame.dev_eui)
            if device is None:
                self._finish(frame, FrameStatus.QUARANTINED, "unknown device")
                continue
            try:
                observations += self._read(frame, device, state)
            except UndecodableFrame as error:
                self._finish(frame, FrameStatus.REFUSED, str(error))
            else:
                self._finish(frame, FrameStatus.DONE, None)
        await self._repository.save(session, state.changed())
        if observations:
            await self._sink.record(session, observations)
        after_commit(session, lambda: self._count(frames, observations))
        refused = sum(frame.status == FrameStatus.REFUSED for frame in frames)
        return DrainReport(len(frames) - refused, refused, len(observations))

    def _finish(self, frame: SensorFrame, status: FrameStatus, reason: str | None) -> None:
        frame.status = status
        frame.reason = reason[:_MAX_REASON] if reason else None
        frame.processed_at = self._clock()

    def _count(self, frames: Sequence[SensorFrame], observations: Sequence[Observation]) -> None:
        for frame in frames:
            if frame.processed_at is not None:
                self._figures.worked(frame.status, (frame.processed_at - frame.received_at).total_seconds())
        for observation in observations:
            self._figures.observed(late=observation.is_late)

    def _read(self, frame: SensorFrame, device: SensorDevice, state: "_State") -> list[Observation]:
        measured: dict[str, Measured] = {}
        profile = self._profiles.get(device.profile)
        if profile is None:
            raise UndecodableFrame(f"no device profile {device.profile}")
        if frame.kind == Kind.UP:
            measured = profile.measure(profile.fields(frame.f_port, frame.payload, frame.decoded))
        self._note_contact(frame, device)
        observations = []
        for quantity, value in measured.items():
            late = state.note(device.id, profile.competes_with(quantity), quantity, value, frame)
            if device.in_service and device.target_kind is not None and device.target_id is not None:
                observations.append(
                    Observation(
                        target_kind=device.target_kind,
                        target_id=device.target_id,
                        quantity=quantity,
                        value=value,
                        observed_at=frame.observed_at,
                        received_at=frame.received_at,
                        expected_interval_s=profile.heartbeat_interval_s,
                        stale_after_s=profile.stale_after_s,
                        is_late=late,
                        demo=device.demo,
                    )
                )
        return observations

    def _note_contact(self, frame: SensorFrame, device: SensorDevice) -> None:
        if frame.battery_percent is not None:
            known = (device.battery_at or _EVER, device.battery_percent or 0.0)
            if (frame.observed_at, frame.battery_percent) > known:
                device.battery_at, device.battery_percent = frame.observed_at, frame.battery_percent
        if frame.kind in (Kind.UP, Kind.JOIN):
            if _rank(frame) <= (device.last_seen_at or _EVER, device.f_cnt, device.session):
                return
            if device.session and device.session != frame.session:
                self._figures.rejoined()
            device.last_seen_at, device.f_cnt, device.session = _rank(frame)


class _State:
    """The newest readings of the devices in one round."""

    def __init__(self, readings: dict[tuple[UUID, str], SensorReading]) -> None:
        self._readings = readings
        self._touched: set[tuple[UUID, str]] = set()

    def note(self, device_id: UUID, place: str, quantity: str, value: Measured, frame: SensorFrame) -> bool:
        """Keep `value` in `place` if nothing newer is there; returns whether the frame is late.

        A quantity that takes the place of another (a restart that of the occupancy) leaves "not known" behind.
        """
        reading = self._readings.get((device_id, place))
        rank = _rank(frame)
        newest = None if reading is None else (reading.observed_at, reading.f_cnt, reading.session)
        if rules.is_late(rank, newest, frame.received_at):
            return True
        if reading is None:
            reading = SensorReading(device_id=device_id, quantity=place)
            self._readings[(device_id, place)] = reading
        reading.value = value if place == quantity else None
        reading.observed_at, reading.f_cnt, reading.session = rank
        reading.received_at = frame.received_at
        self._touched.add((device_id, place))
        return False

    def changed(self) -> list[SensorReading]:
        """Readings that are new or have changed."""
        return [self._readings[key] for key in sorted(self._touched)]


def _rank(frame: SensorFrame) -> Rank:
    return (frame.observed_at, frame.f_cnt, frame.session)
