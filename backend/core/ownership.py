"""Whose a new record is, and what the rights of people need to know of identities. The accounts slice does both.

Storing and erasing meet at the row of the device or account: whoever stores holds it shared, whoever erases holds it
alone. So nothing is stored for somebody who is just being forgotten, and nothing is left behind.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

import msgspec

from backend.core.cookies import Connection
from backend.core.db import Session
from backend.core.identity import Visitor
from backend.core.personal_data import Person


class Owner(msgspec.Struct, frozen=True):
    """To whom a record belongs: to the account of a signed-in person, else to the device. Never to both."""

    account_id: UUID | None = None
    device_id: UUID | None = None


@runtime_checkable
class Owners(Protocol):
    """For slices that store something for a person. Handlers get it as the dependency `owners`."""

    async def owner_of(self, session: Session, connection: Connection, visitor: Visitor) -> Owner:
        """The owner of what is about to be stored in this transaction; a device identity is made if there is none.

        Raises `SignInRequired` when the account was erased a moment ago.
        """
        ...

    async def device_of(self, session: Session, connection: Connection, visitor: Visitor) -> UUID:
        """The device, also of somebody signed in, for what belongs to the device itself. Made if there is none."""
        ...


class DeviceState(msgspec.Struct, frozen=True):
    """A device as the rights see it."""

    account_id: UUID | None
    """The account that its data moved to."""
    was_asked: bool


class Identities(Protocol):
    """For the slice that carries out people's rights."""

    async def lock(self, session: Session, person: Person) -> Person:
        """What still exists of a person, held alone until the transaction ends: erasing twice finds nothing."""
        ...

    async def devices_of(self, session: Session, account_id: UUID) -> tuple[UUID, ...]:
        """Devices whose data moved to this account."""
        ...

    async def is_last_admin(self, session: Session, account_id: UUID) -> bool:
        """True when nobody else could give out rights any more. Two who leave at once are seen one after the other."""
        ...

    async def device(self, session: Session, device_id: UUID) -> DeviceState | None:
        """One device; None when it is forgotten."""
        ...

    async def hold_pair(self, session: Session, device_id: UUID, account_id: UUID) -> DeviceState | None:
        """The device, held alone, with the account kept from being erased until the transaction ends.

        Raises `SignInRequired` when the account is gone; None when the device is.
        """
        ...

    async def note_answer(self, session: Session, device_id: UUID, account_id: UUID | None, now: datetime) -> None:
        """Remember that the person was asked about moving, and to which account the data went."""
        ...

    async def unused(self, session: Session, now: datetime, limit: int) -> Sequence[Person]:
        """Devices and accounts that nobody used for longer than they are kept, at most `limit`, held alone."""
        ...

    async def sign_out(self, session: Session, connection: Connection, visitor: Visitor) -> None:
        """End the session of this browser, if there is one, and take its cookie back."""
        ...

    def take_device_back(self, connection: Connection) -> None:
        """Take the device's cookie back from this browser."""
        ...
