"""Paints the picture of a visitor for the policies, and for the visitor."""

from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec

from backend.accounts import repository
from backend.accounts.schemas import Me, MyOrganisation
from backend.accounts.service.devices import DeviceService
from backend.accounts.service.sessions import SessionService
from backend.accounts.service.views import my_organisation
from backend.core.cookies import Connection
from backend.core.db import Database, Session
from backend.core.identity import Visitor


class IdentityService:
    """See `core.identity.Identify`."""

    def __init__(self, db: Database, sessions: SessionService, devices: DeviceService) -> None:
        self._db = db
        self._sessions = sessions
        self._devices = devices

    async def __call__(self, connection: Connection) -> Visitor:
        """The visitor behind a connection, by its cookies."""
        visitor = await self._sessions.recognise(connection)
        device_id = await self._devices.recognise(connection)
        return msgspec.structs.replace(visitor, device_id=device_id) if device_id else visitor

    async def names_of(self, session: Session, account_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """See `core.audit.NameLookup`."""
        return await repository.names_of(session, account_ids)

    async def me(self, visitor: Visitor) -> Me:
        """What the app shows of the visitor."""
        if visitor.account_id is None:
            return _me(visitor, [], None, demo=False)
        async with self._db.read() as session:
            account = await repository.account(session, visitor.account_id)
            organisations = await repository.organisations_of(session, visitor.account_id)
            mine = await repository.sessions_of(session, visitor.account_id)
        method = next((row.method for row in mine if row.id == visitor.session_id), None)
        shown = [
            my_organisation(row, visitor.memberships[row.id]) for row in organisations if row.id in visitor.memberships
        ]
        return _me(visitor, shown, method, demo=account is not None and account.demo)


def _me(visitor: Visitor, organisations: list[MyOrganisation], method: str | None, *, demo: bool) -> Me:
    values = {
        "signedIn": visitor.is_signed_in,
        "name": visitor.name or None,
        "roles": sorted(visitor.roles),
        "organisations": organisations,
        "method": method,
        "authenticatedAt": visitor.authenticated_at,
        "hasDevice": visitor.device_id is not None,
        "demo": demo,
    }
    return msgspec.convert(values, Me)
