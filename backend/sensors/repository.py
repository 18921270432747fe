"""Queries of the sensors slice. Never commits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text, tuple_, update

from backend.core.db import Session, upsert
from backend.sensors.models import FrameStatus, SensorDevice, SensorFrame, SensorReading
from backend.sensors.rules import FrameKey

_DRAIN_LOCK = 0x5E_5045  # any number, the same in every process
_IN_CHUNK = 200  # keeps the number of bound parameters below SQLite's limit


class SensorRepository:
    """All statements of the slice; every method works in the caller's transaction."""

    # -- arrival

    async def devices_by_eui(self, session: Session, euis: Collection[str]) -> dict[str, SensorDevice]:
        """Known devices among `euis`."""
        found: dict[str, SensorDevice] = {}
        for chunk in _chunks(sorted(set(euis))):
            rows = await session.scalars(select(SensorDevice).where(SensorDevice.dev_eui.in_(chunk)))
            found.update({device.dev_eui: device for device in rows})
        return found

    async def insert_frames(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
        """Insert what is new; returns the ids that went in. Sorted by key, so that two writers never deadlock."""
        if not rows:
            return set()
        ordered = sorted(rows, key=lambda row: (row["dev_eui"], row["kind"], row["session"], row["f_cnt"]))
        statement = upsert(session, SensorFrame).on_conflict_do_nothing().returning(SensorFrame.id)
        return set((await session.scalars(statement, [dict(row) for row in ordered])).all())

    async def frames_by_key(self, session: Session, keys: Collection[FrameKey]) -> dict[FrameKey, SensorFrame]:
        """The frames that count under these keys."""
        found: dict[FrameKey, SensorFrame] = {}
        key = tuple_(SensorFrame.dev_eui, SensorFrame.kind, SensorFrame.session, SensorFrame.f_cnt)
        for chunk in _chunks(sorted(set(keys))):
            rows = await session.scalars(select(SensorFrame).where(key.in_(chunk), SensorFrame.variant == ""))
            found.update({(row.dev_eui, row.kind, row.session, row.f_cnt): row for row in rows})
        return found

    async def quarantined_by_device(self, session: Session) -> dict[str, int]:
        """How many frames of each device wait in quarantine."""
        rows = await session.execute(
            select(SensorFrame.dev_eui, func.count())
            .where(SensorFrame.status == FrameStatus.QUARANTINED)
            .group_by(SensorFrame.dev_eui)
        )
        return {dev_eui: count for dev_eui, count in rows}  # noqa: C416 -- rows are Row objects, dict() cannot take them typed

    # -- work

    async def lock_work(self, session: Session) -> None:
        """One drain at a time. SQLite has one writer anyway."""
        if session.get_bind().dialect.name == "postgresql":
            await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _DRAIN_LOCK})

    async def pending(self, session: Session, limit: int) -> list[SensorFrame]:
        """The frames that wait longest. Call after `lock_work`."""
        rows = await session.scalars(
            select(SensorFrame).where(SensorFrame.status == FrameStatus.PENDING).order_by(SensorFrame.id).limit(limit)
        )
        return list(rows)

    async def count_pending(self, session: Session) -> int:
        """How many frames wait for their work."""
        return (
            await session.scalar(
                select(func.count()).select_from(SensorFrame).where(SensorFrame.status == FrameStatus.PENDING)
            )
            or 0
        )

    async def frame(self, session: Session, frame_id: UUID) -> SensorFrame | None:
        """One frame."""
        return await session.get(SensorFrame, frame_id)

    async def readings(self, session: Session, device_ids: Collection[UUID]) -> dict[tuple[UUID, str], SensorReading]:
        """The newest readings of these devices."""
        found: dict[tuple[UUID, str], SensorReading] = {}
        for chunk in _chunks(sorted(set(device_ids))):
            rows = await session.scalars(select(SensorReading).where(SensorReading.device_id.in_(chunk)))
            found.update({(row.device_id, row.quantity): row for row in rows})
        return found

    async def save(self, session: Session, rows: Iterable[SensorReading | SensorFrame | SensorDevice]) -> None:
        """Write new and changed rows."""
        session.add_all(rows)
        await session.flush()

    # -- registry

    async def device(self, session: Session, dev_eui: str) -> SensorDevice | None:
        """One device."""
        return await session.scalar(select(SensorDevice).where(SensorDevice.dev_eui == dev_eui))

    async def devices(self, session: Session, *, demo: bool | None = None) -> list[SensorDevice]:
        """All devices, or only the synthetic or the genuine ones, by identifier."""
        query = select(SensorDevice).order_by(SensorDevice.dev_eui)
        if demo is not None:
            query = query.where(SensorDevice.demo == demo)
        return list(await session.scalars(query))

    async def release(self, session: Session, euis: Collection[str], reason: str) -> int:
        """Take frames of these devices that wait for `reason` out of quarantine. Returns how many."""
        released = 0
        for chunk in _chunks(sorted(set(euis))):
            result = await session.execute(
                update(SensorFrame)
                .where(
                    SensorFrame.dev_eui.in_(chunk),
                    SensorFrame.status == FrameStatus.QUARANTINED,
                    SensorFrame.reason == reason,
                )
                .values(status=FrameStatus.PENDING, reason=None)
                .returning(SensorFrame.id)
            )
            released += len(result.all())
        return released

    # -- housekeeping

    async def forget(self, session: Session, *, raw_before: datetime, quarantine_before: datetime) -> int:
        """Delete old frames; what still waits for its work is never deleted. Returns how many went."""
        old = (SensorFrame.received_at < raw_before) & (SensorFrame.status != FrameStatus.PENDING)
        waited = (SensorFrame.received_at < quarantine_before) & (SensorFrame.status == FrameStatus.QUARANTINED)
        result = await session.execute(delete(SensorFrame).where(old | waited).returning(SensorFrame.id))
        return len(result.all())


def _chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[at : at + _IN_CHUNK] for at in range(0, len(items), _IN_CHUNK))
