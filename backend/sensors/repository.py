"""Queries of the sensors slice. Never commits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    tuple_,
    update,
)

from backend.core.db import Session, upsert
from backend.core.ids import new_id
from backend.core.tables import TableQuery, TableSpec, read_page
from backend.sensors.models import FrameStatus, SensorDevice, SensorFrame, SensorReading
from backend.sensors.rules import DISCARDED, DeviceState, FrameKey

_DRAIN_LOCK = 0x5E_5045  # any number, the same in every process
_IN_CHUNK = 200  # keeps the number of bound parameters below SQLite's limit


_DEVICES = TableSpec(
    sort={
        "name": SensorDevice.name,
        "devEui": SensorDevice.dev_eui,
        "profile": SensorDevice.profile,
        "lastSeen": SensorDevice.last_seen_at,
        "battery": SensorDevice.battery_percent,
    },
    search=(SensorDevice.name, SensorDevice.dev_eui, SensorDevice.profile),
    key=SensorDevice.id,
    default_sort="name",
)
_DEVICE_CURSORS = {"name": str, "devEui": str, "profile": str, "lastSeen": datetime, "battery": float}
_GROUPS = (
    select(
        SensorFrame.dev_eui.label("dev_eui"),
        SensorFrame.reason.label("reason"),
        func.count().label("frames"),
        func.min(SensorFrame.received_at).label("first_at"),
        func.max(SensorFrame.received_at).label("last_at"),
        exists().where(SensorDevice.dev_eui == SensorFrame.dev_eui).label("is_known"),
    )
    .where(SensorFrame.status == FrameStatus.QUARANTINED)
    .group_by(SensorFrame.dev_eui, SensorFrame.reason)
    .subquery("waiting")
)
_QUARANTINE = TableSpec(
    sort={
        "devEui": _GROUPS.c.dev_eui,
        "frames": _GROUPS.c.frames,
        "first": _GROUPS.c.first_at,
        "last": _GROUPS.c.last_at,
    },
    search=(_GROUPS.c.dev_eui, _GROUPS.c.reason),
    key=_GROUPS.c.dev_eui + literal(" ") + _GROUPS.c.reason,
    default_sort="-last",
)
_QUARANTINE_CURSORS = {"devEui": str, "frames": int, "first": datetime, "last": datetime}


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
        unwanted = (SensorFrame.status == FrameStatus.QUARANTINED) | (SensorFrame.reason == DISCARDED)
        waited = (SensorFrame.received_at < quarantine_before) & unwanted
        result = await session.execute(delete(SensorFrame).where(old | waited).returning(SensorFrame.id))
        return len(result.all())

    # -- desk

    async def device_page(
        self, session: Session, query: TableQuery, state: DeviceState | None, silent_before: Mapping[str, datetime]
    ) -> tuple[list[SensorDevice], int, str | None]:
        """One page of devices, all or those in `state`; `silent_before` tells for each profile since when."""
        statement = select(SensorDevice)
        if state is not None:
            statement = statement.where(_in_state(state, silent_before))
        rows, total, cursor = await read_page(session, statement, _DEVICES, query, _DEVICE_CURSORS)
        return [row[0] for row in rows], total, cursor

    async def count_in_state(self, session: Session, state: DeviceState, silent_before: Mapping[str, datetime]) -> int:
        """How many devices are in `state`."""
        statement = select(func.count()).select_from(SensorDevice).where(_in_state(state, silent_before))
        return await session.scalar(statement) or 0

    async def add_device(
        self, session: Session, *, dev_eui: str, name: str, profile: str, now: datetime
    ) -> SensorDevice | None:
        """Add a device; None when somebody was faster."""
        row = {"id": new_id(), "dev_eui": dev_eui, "name": name, "profile": profile, "created_at": now}
        statement = upsert(session, SensorDevice).values(row).on_conflict_do_nothing().returning(SensorDevice)
        return await session.scalar(statement)

    async def device_by_id(self, session: Session, device_id: UUID, *, lock: bool = False) -> SensorDevice | None:
        """One device; with `lock` nobody else changes it until the end of the transaction."""
        statement = select(SensorDevice).where(SensorDevice.id == device_id)
        return await session.scalar(statement.with_for_update() if lock else statement)

    async def watcher_of(self, session: Session, kind: str, target_id: UUID, other_than: UUID) -> SensorDevice | None:
        """Another device in service that watches this thing."""
        return await session.scalar(
            select(SensorDevice)
            .where(
                SensorDevice.target_kind == kind,
                SensorDevice.target_id == target_id,
                SensorDevice.in_service,
                SensorDevice.id != other_than,
            )
            .limit(1)
        )

    async def recent_frames(self, session: Session, dev_eui: str, limit: int) -> list[SensorFrame]:
        """What a device sent last, the newest first."""
        rows = await session.scalars(
            select(SensorFrame)
            .where(SensorFrame.dev_eui == dev_eui)
            .order_by(SensorFrame.received_at.desc(), SensorFrame.id.desc())
            .limit(limit)
        )
        return list(rows)

    async def quarantine_page(self, session: Session, query: TableQuery) -> tuple[Sequence[Any], int, str | None]:
        """One page of what waits: rows with `dev_eui`, `reason`, `frames`, `first_at`, `last_at`, `is_known`."""
        return await read_page(session, select(_GROUPS), _QUARANTINE, query, _QUARANTINE_CURSORS)

    async def quarantined_devices(self, session: Session) -> int:
        """How many devices have messages in quarantine."""
        statement = select(func.count(SensorFrame.dev_eui.distinct()))
        return await session.scalar(statement.where(SensorFrame.status == FrameStatus.QUARANTINED)) or 0

    async def set_aside(self, session: Session, dev_eui: str) -> dict[str, str]:
        """Put the waiting messages of a device away; returns their reasons by id."""
        waiting = (SensorFrame.dev_eui == dev_eui) & (SensorFrame.status == FrameStatus.QUARANTINED)
        rows = (await session.execute(select(SensorFrame.id, SensorFrame.reason).where(waiting))).all()
        await session.execute(update(SensorFrame).where(waiting).values(status=FrameStatus.REFUSED, reason=DISCARDED))
        return {str(frame_id): reason or "" for frame_id, reason in rows}

    async def bring_back(self, session: Session, dev_eui: str, reasons: Mapping[str, str]) -> int:
        """Put messages back into quarantine under their reasons; returns how many there still are."""
        frames = await session.scalars(
            select(SensorFrame).where(SensorFrame.dev_eui == dev_eui, SensorFrame.reason == DISCARDED)
        )
        found = [frame for frame in frames if str(frame.id) in reasons]
        for frame in found:
            frame.status, frame.reason = FrameStatus.QUARANTINED, reasons[str(frame.id)]
        await session.flush()
        return len(found)

    async def remove_device(self, session: Session, device: SensorDevice) -> None:
        """Forget a device and its readings; its messages stay until their time is over."""
        await session.delete(device)
        await session.flush()

    async def newest_receipt(self, session: Session) -> datetime | None:
        """When the last message came in."""
        return await session.scalar(select(SensorFrame.received_at).order_by(SensorFrame.received_at.desc()).limit(1))


def _in_state(state: DeviceState, silent_before: Mapping[str, datetime]) -> ColumnElement[bool]:
    if state is DeviceState.OUT_OF_SERVICE:
        return SensorDevice.in_service.is_(False)
    if state is DeviceState.NEVER_SEEN:
        return and_(SensorDevice.in_service, SensorDevice.last_seen_at.is_(None))
    silent = or_(
        false(),
        *(
            and_(SensorDevice.profile == profile, SensorDevice.last_seen_at < moment)
            for profile, moment in silent_before.items()
        ),
    )
    heard = and_(SensorDevice.in_service, SensorDevice.last_seen_at.is_not(None))
    return and_(heard, silent if state is DeviceState.SILENT else not_(silent))


def _chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[at : at + _IN_CHUNK] for at in range(0, len(items), _IN_CHUNK))
