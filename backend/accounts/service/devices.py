"""Device identities: made only when something is stored for a device, forgotten with one tap."""

from datetime import date, timedelta
from uuid import UUID

from backend.accounts import repository
from backend.accounts.models import Device
from backend.accounts.secrets import new_token, token_digest
from backend.core.clock import Clock
from backend.core.cookies import Connection, CookieJar
from backend.core.db import Database, Session
from backend.core.identity import Visitor
from backend.core.ids import new_id

COOKIE = "device"


class DeviceService:
    """Recognises, makes and forgets devices. `keep_days` without use, then a device is forgotten."""

    def __init__(self, db: Database, clock: Clock, cookies: CookieJar, keep_days: int) -> None:
        self._db = db
        self._clock = clock
        self._cookies = cookies
        self._keep = timedelta(days=keep_days)

    def _today(self) -> date:
        return self._clock().date()

    async def recognise(self, connection: Connection) -> UUID | None:
        """The device of this connection, None when it has none or an unknown one."""
        token = self._cookies.read(connection, COOKIE)
        if token is None:
            return None
        async with self._db.read() as session:
            device = await repository.device_by_digest(session, token_digest(token))
        if device is None:
            return None
        if device.last_seen_on != self._today():
            async with self._db.write() as session:
                await repository.note_device_seen(session, device.id, self._today())
            self._cookies.write(connection, COOKIE, token, age=self._keep)
        return device.id

    async def ensure(self, session: Session, connection: Connection, visitor: Visitor) -> UUID:
        """The visitor's device, made now if there is none; for use cases that are about to store something for it.

        The cookie goes out with the answer. If the transaction rolls back, the cookie names nobody, which is harmless.
        """
        if visitor.device_id is not None:
            return visitor.device_id
        token = new_token()
        device = Device(
            id=new_id(),
            token_digest=token_digest(token),
            account_id=None,
            created_on=self._today(),
            last_seen_on=self._today(),
        )
        await repository.add(session, device)
        self._cookies.write(connection, COOKIE, token, age=self._keep)
        return device.id
