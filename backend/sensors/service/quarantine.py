"""Messages of devices nobody knows: register the device, or put the messages away. Both have a way back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from backend.core.audit import AuditEntry, AuditLog, CannotUndo
from backend.core.clock import Clock
from backend.core.db import Database, Session
from backend.core.identity import Visitor
from backend.core.jobs import Jobs
from backend.core.tables import TablePage, TableQuery
from backend.sensors.errors import DeviceKnown, NothingQuarantined, UnknownProfile
from backend.sensors.profiles import DeviceProfile
from backend.sensors.repository import SensorRepository
from backend.sensors.schemas import (
    Discarded,
    ProfileList,
    ProfileView,
    QuarantinedDevice,
    QuarantineRegistration,
    Registered,
)
from backend.sensors.service.arrival import DRAIN_JOB, UNKNOWN
from backend.sensors.service.desk import ROLES, SUBJECT, state_of

REGISTERED, DISCARDED = "sensor.device.registered", "sensor.quarantine.discarded"
QUARANTINE = "sensor.quarantine"


class QuarantineDesk:
    """What waits, and what staff make of it."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        jobs: Jobs,
        profiles: Mapping[str, DeviceProfile],
        repository: SensorRepository,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._jobs = jobs
        self._profiles = profiles
        self._repository = repository
        audit.register_undo(REGISTERED, ROLES, self._undo_registration)
        audit.register_undo(DISCARDED, ROLES, self._undo_discard)

    def profiles(self) -> ProfileList:
        """Models that can be registered, by vendor and model."""
        views = [
            ProfileView(name=name, vendor=profile.vendor, model=profile.model)
            for name, profile in self._profiles.items()
        ]
        return ProfileList(profiles=sorted(views, key=lambda view: (view.vendor, view.model)))

    async def list_waiting(self, query: TableQuery) -> TablePage[QuarantinedDevice]:
        """One page. Raises `UnknownColumn`, `InvalidCursor`."""
        async with self._db.read() as session:
            rows, total, cursor = await self._repository.quarantine_page(session, query)
        items = [
            QuarantinedDevice(**{name: getattr(row, name) for name in QuarantinedDevice.__struct_fields__})
            for row in rows
        ]
        return TablePage(items=items, total=total, next_cursor=cursor)

    async def register(self, visitor: Visitor, dev_eui: str, wanted: QuarantineRegistration) -> Registered:
        """Make the device known and work on what waited.

        Raises `UnknownProfile`, `DeviceKnown`, `NothingQuarantined`.
        """
        if wanted.profile not in self._profiles:
            raise UnknownProfile(profile=wanted.profile)
        async with self._db.write() as session:
            device = await self._repository.add_device(
                session, dev_eui=dev_eui, name=wanted.name, profile=wanted.profile, now=self._clock()
            )
            if device is None:
                raise DeviceKnown
            if not await self._repository.release(session, [dev_eui], UNKNOWN):
                raise NothingQuarantined
            await self._jobs.enqueue(session, DRAIN_JOB, key=DRAIN_JOB)
            number = await self._audit.record(
                session, visitor, REGISTERED, (SUBJECT, device.id), after=state_of(device), reason=wanted.reason
            )
        return Registered(device_id=device.id, audit_sequence=number)

    async def discard(self, visitor: Visitor, dev_eui: str, reason: str) -> Discarded:
        """Put the messages of a device away. Raises `NothingQuarantined`."""
        async with self._db.write() as session:
            reasons = await self._repository.set_aside(session, dev_eui)
            if not reasons:
                raise NothingQuarantined
            number = await self._audit.record(
                session, visitor, DISCARDED, (QUARANTINE, dev_eui), before={"frames": reasons}, reason=reason
            )
        return Discarded(frames=len(reasons), audit_sequence=number)

    async def _undo_registration(self, session: Session, _visitor: Visitor, entry: AuditEntry) -> None:
        details: Mapping[str, Any] = entry.details or {}
        device = await self._repository.device_by_id(session, UUID(entry.subject_id), lock=True)
        if device is None or device.version != 1 or state_of(device) != details["after"]:
            raise CannotUndo
        await self._repository.remove_device(session, device)

    async def _undo_discard(self, session: Session, _visitor: Visitor, entry: AuditEntry) -> None:
        details: Mapping[str, Any] = entry.details or {}
        if not await self._repository.bring_back(session, entry.subject_id, details["before"]["frames"]):
            raise CannotUndo  # their time is over
