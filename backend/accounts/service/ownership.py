"""Whose a new record is, and what the rights of people need of identities. See `core.ownership`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from backend.accounts import repository
from backend.accounts.models import Device
from backend.accounts.service import devices, sessions
from backend.accounts.service.devices import DeviceService
from backend.core.cookies import Connection, CookieJar
from backend.core.db import Session
from backend.core.identity import Visitor
from backend.core.ownership import DeviceState, Owner
from backend.core.personal_data import Person
from backend.core.policy import SignInRequired
from backend.settings import RetentionSettings


class OwnershipService:
    """`core.ownership.Owners` and `core.ownership.Identities`."""

    def __init__(self, device_service: DeviceService, cookies: CookieJar, retention: RetentionSettings) -> None:
        self._devices = device_service
        self._cookies = cookies
        self._keep_device = timedelta(days=retention.device_days)
        self._keep_account = timedelta(days=retention.account_days)

    async def owner_of(self, session: Session, connection: Connection, visitor: Visitor) -> Owner:
        """See `Owners.owner_of`."""
        if visitor.account_id is not None:
            if not await repository.hold_account(session, visitor.account_id):
                raise SignInRequired
            return Owner(account_id=visitor.account_id)
        return Owner(device_id=await self.device_of(session, connection, visitor))

    async def device_of(self, session: Session, connection: Connection, visitor: Visitor) -> UUID:
        """See `Owners.device_of`."""
        if visitor.device_id is not None and not await repository.hold_device(session, visitor.device_id):
            visitor = msgspec.structs.replace(visitor, device_id=None)  # forgotten since the request came in
        return await self._devices.ensure(session, connection, visitor)

    async def lock(self, session: Session, person: Person) -> Person:
        """See `Identities.lock`."""
        account_id = await repository.lock_account(session, person.account_id) if person.account_id else None
        device_ids = await repository.lock_devices(session, person.device_ids)
        return Person(account_id, device_ids)

    async def devices_of(self, session: Session, account_id: UUID) -> tuple[UUID, ...]:
        """See `Identities.devices_of`."""
        return await repository.devices_of(session, account_id)

    async def is_last_admin(self, session: Session, account_id: UUID) -> bool:
        """See `Identities.is_last_admin`."""
        return await repository.lock_admins(session) == {account_id}

    async def device(self, session: Session, device_id: UUID) -> DeviceState | None:
        """See `Identities.device`."""
        return _state(await repository.device(session, device_id))

    async def hold_pair(self, session: Session, device_id: UUID, account_id: UUID) -> DeviceState | None:
        """See `Identities.hold_pair`. The account first, as erasing does: two orders would wait for each other."""
        if not await repository.hold_account(session, account_id):
            raise SignInRequired
        return _state(await repository.device(session, device_id, alone=True))

    async def note_answer(self, session: Session, device_id: UUID, account_id: UUID | None, now: datetime) -> None:
        """See `Identities.note_answer`."""
        await repository.note_move_answer(session, device_id, account_id, now)

    async def unused(self, session: Session, now: datetime, limit: int) -> Sequence[Person]:
        """See `Identities.unused`."""
        gone = await repository.devices_unseen_since(session, (now - self._keep_device).date(), limit)
        idle = await repository.accounts_unused_since(session, (now - self._keep_account).date(), limit)
        people = [Person(account_id, await repository.devices_of(session, account_id)) for account_id in idle]
        return [*people, *(Person(device_ids=(device_id,)) for device_id in gone)][:limit]

    async def sign_out(self, session: Session, connection: Connection, visitor: Visitor) -> None:
        """See `Identities.sign_out`."""
        if visitor.account_id is not None and visitor.session_id is not None:
            await repository.delete_session(session, visitor.account_id, visitor.session_id)
        self._cookies.clear(connection, sessions.COOKIE)

    def take_device_back(self, connection: Connection) -> None:
        """See `Identities.take_device_back`."""
        self._cookies.clear(connection, devices.COOKIE)


def _state(row: Device | None) -> DeviceState | None:
    return DeviceState(row.account_id, row.asked_to_move_at is not None) if row else None
