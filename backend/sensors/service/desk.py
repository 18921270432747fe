"""What staff do with devices: look, edit, assign. Every change is in the log and has a way back."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from backend.core.audit import AuditEntry, AuditLog, CannotUndo
from backend.core.clock import Clock
from backend.core.concurrency import check_version
from backend.core.db import Database, Session
from backend.core.identity import Role, Visitor
from backend.core.observations import TargetDirectory
from backend.core.tables import CSV_MAX_ROWS, TablePage, TableQuery, to_csv
from backend.sensors.errors import TargetTaken, TargetUnknown, UnknownDevice, UnknownProfile
from backend.sensors.models import SensorDevice
from backend.sensors.profiles import DeviceProfile
from backend.sensors.repository import SensorRepository
from backend.sensors.rules import DeviceState, device_state
from backend.sensors.schemas import (
    DeskDevice,
    DeskDeviceDetail,
    DeskFrame,
    DeskReading,
    DeviceChanged,
    DeviceEdit,
    Target,
    TargetChoice,
)

ROLES = frozenset({Role.OFFICER, Role.ADMIN})
"""The control centre hears first that a sensor lies; administrators stand in for it."""
CHANGED = "sensor.device.changed"
SUBJECT = "sensor.device"
_FRAMES_SHOWN = 20
_CSV_HEADER = ("id", "devEui", "name", "model", "state", "target", "lastSeenAt", "batteryPercent", "demo")

TargetKey = tuple[str, UUID]


class DeviceDesk:
    """Devices as staff see and change them."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        profiles: Mapping[str, DeviceProfile],
        repository: SensorRepository,
        targets: TargetDirectory,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._profiles = profiles
        self._repository = repository
        self._targets = targets
        audit.register_undo(CHANGED, ROLES, self._undo_change)

    # -- reading

    async def list_devices(self, query: TableQuery, state: DeviceState | None) -> TablePage[DeskDevice]:
        """One page. Raises `UnknownColumn`, `InvalidCursor`."""
        async with self._db.read() as session:
            rows, total, cursor = await self._repository.device_page(session, query, state, self._silent_before())
            items = await self._views(session, rows)
        return TablePage(items=items, total=total, next_cursor=cursor)

    async def export(self, query: TableQuery, state: DeviceState | None) -> bytes:
        """The same as CSV, at most `CSV_MAX_ROWS` devices."""
        page = await self.list_devices(msgspec.structs.replace(query, limit=CSV_MAX_ROWS, cursor=None), state)
        return to_csv(_CSV_HEADER, (_cells(device) for device in page.items))

    async def get_device(self, device_id: UUID) -> DeskDeviceDetail:
        """One device with its newest values and messages. Raises `UnknownDevice`."""
        async with self._db.read() as session:
            device = await self._device(session, device_id)
            (view,) = await self._views(session, [device])
            readings = await self._repository.readings(session, [device_id])
            frames = await self._repository.recent_frames(session, device.dev_eui, _FRAMES_SHOWN)
        profile = self._profiles.get(device.profile)
        units = {rule.quantity: rule.unit for rule in profile.measurements} if profile else {}
        return DeskDeviceDetail(
            device=view,
            created_at=device.created_at,
            heartbeat_interval_s=profile.heartbeat_interval_s if profile else None,
            stale_after_s=profile.stale_after_s if profile else None,
            readings=[
                DeskReading(
                    quantity=quantity, value=row.value, unit=units.get(quantity, ""), observed_at=row.observed_at
                )
                for (_, quantity), row in sorted(readings.items())
            ],
            frames=[_frame(frame) for frame in frames],
        )

    # -- changing

    async def edit(self, visitor: Visitor, device_id: UUID, wanted: DeviceEdit, if_match: str | None) -> DeviceChanged:
        """Change a device.

        Raises `UnknownDevice`, `UnknownProfile`, `TargetUnknown`, `TargetTaken`, `VersionRequired`, `ChangedMeanwhile`.
        """
        if wanted.profile not in self._profiles:
            raise UnknownProfile(profile=wanted.profile)
        async with self._db.write() as session:
            device = await self._device(session, device_id, lock=True)
            check_version(device.version, if_match)
            before = state_of(device)
            await self._apply(session, device, wanted.name, wanted.profile, wanted.in_service, wanted.target)
            number = await self._audit.record(
                session,
                visitor,
                CHANGED,
                (SUBJECT, device_id),
                before=before,
                after=state_of(device),
                reason=wanted.reason,
            )
            (view,) = await self._views(session, [device])
        return DeviceChanged(device=view, audit_sequence=number)

    async def _undo_change(self, session: Session, _visitor: Visitor, entry: AuditEntry) -> None:
        details: Mapping[str, Any] = entry.details or {}
        device = await self._repository.device_by_id(session, UUID(entry.subject_id), lock=True)
        if device is None or state_of(device) != details["after"]:
            raise CannotUndo
        before = details["before"]
        target = msgspec.convert(before["target"], TargetChoice | None)
        await self._apply(session, device, before["name"], before["profile"], before["inService"], target)

    async def _apply(
        self,
        session: Session,
        device: SensorDevice,
        name: str,
        profile: str,
        in_service: bool,
        target: TargetChoice | None,
    ) -> None:
        watched = _watched(device)
        device.name, device.profile, device.in_service = name, profile, in_service
        device.target_kind = target.kind if target else None
        device.target_id = target.id if target else None
        device.version += 1
        if _watched(device) != watched:
            await self._move(session, device, watched)
        await self._repository.save(session, [device])

    async def _move(self, session: Session, device: SensorDevice, former: TargetKey | None) -> None:
        """Tell whoever shows the things that this device has left one of them, or come to another."""
        present = _watched(device)
        if present is not None:
            kind, target_id = present
            if target_id not in await self._targets.target_names(session, kind, [target_id]):
                raise TargetUnknown
            other = await self._repository.watcher_of(session, kind, target_id, device.id)
            if other is not None:
                raise TargetTaken(device=other.name)
            await self._targets.set_watched(session, kind, target_id, watched=True)
        if former is not None and await self._repository.watcher_of(session, *former, device.id) is None:
            await self._targets.set_watched(session, *former, watched=False)

    # -- views

    async def _device(self, session: Session, device_id: UUID, *, lock: bool = False) -> SensorDevice:
        device = await self._repository.device_by_id(session, device_id, lock=lock)
        if device is None:
            raise UnknownDevice
        return device

    def _silent_before(self) -> dict[str, datetime]:
        now = self._clock()
        return {name: now - timedelta(seconds=profile.stale_after_s) for name, profile in self._profiles.items()}

    async def _views(self, session: Session, devices: Collection[SensorDevice]) -> list[DeskDevice]:
        by_kind: dict[str, set[UUID]] = {}
        for device in devices:
            if device.target_kind is not None and device.target_id is not None:
                by_kind.setdefault(device.target_kind, set()).add(device.target_id)
        names: dict[TargetKey, str] = {}
        for kind, ids in by_kind.items():
            found = await self._targets.target_names(session, kind, ids)
            names.update({(kind, target_id): name for target_id, name in found.items()})
        now = self._clock()
        return [self._view(device, names, now) for device in devices]

    def _view(self, device: SensorDevice, names: Mapping[TargetKey, str], now: datetime) -> DeskDevice:
        profile = self._profiles.get(device.profile)
        target = None
        if device.target_kind is not None and device.target_id is not None:
            name = names.get((device.target_kind, device.target_id))
            target = Target(kind=device.target_kind, id=device.target_id, name=name)
        return DeskDevice(
            id=device.id,
            dev_eui=device.dev_eui,
            name=device.name,
            profile=device.profile,
            model=f"{profile.vendor} {profile.model}" if profile else device.profile,
            state=device_state(
                in_service=device.in_service,
                last_seen_at=device.last_seen_at,
                stale_after=timedelta(seconds=profile.stale_after_s) if profile else timedelta.max,
                now=now,
            ),
            in_service=device.in_service,
            target=target,
            last_seen_at=device.last_seen_at,
            battery_percent=device.battery_percent,
            battery_at=device.battery_at,
            demo=device.demo,
            version=device.version,
        )


def state_of(device: SensorDevice) -> dict[str, Any]:
    """What staff decide about a device, as the log keeps it."""
    target = None
    if device.target_kind is not None and device.target_id is not None:
        target = {"kind": device.target_kind, "id": str(device.target_id)}
    return {"name": device.name, "profile": device.profile, "inService": device.in_service, "target": target}


def _watched(device: SensorDevice) -> TargetKey | None:
    """What the device reports about now; nothing while it is out of service."""
    if not device.in_service or device.target_kind is None or device.target_id is None:
        return None
    return device.target_kind, device.target_id


def _frame(frame: Any) -> DeskFrame:
    fields = {name: getattr(frame, name) for name in DeskFrame.__struct_fields__}
    return DeskFrame(**(fields | {"payload": frame.payload.hex()}))


def _cells(device: DeskDevice) -> tuple[object, ...]:
    return (
        device.id,
        device.dev_eui,
        device.name,
        device.model,
        device.state.value,
        device.target.name if device.target else None,
        device.last_seen_at,
        device.battery_percent,
        device.demo,
    )
