"""People for tests: accounts with roles and a session whose token the test knows."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import msgspec

from backend.accounts import repository
from backend.accounts.models import Account, AccountSession, Organisation, OrganisationMember, RoleGrant
from backend.accounts.secrets import new_token, token_digest
from backend.core.clock import Clock
from backend.core.db import Base, Database
from backend.core.identity import Role
from backend.core.ids import new_id


class SignedIn(msgspec.Struct, frozen=True):
    """A person with a session. `headers` are those of the app's own page in that person's browser."""

    account_id: UUID
    session_id: UUID
    token: str
    rows: tuple[Base, ...]
    """Everything stored about the person, as it was made."""

    @property
    def headers(self) -> dict[str, str]:
        """Cookie, and where the request comes from."""
        return {"cookie": f"session={self.token}", "sec-fetch-site": "same-origin"}


async def organisation(database: Database, clock: Clock, *, kind: str = "organiser", status: str = "verified") -> UUID:
    """An organisation without members."""
    async with database.write() as session:
        row = Organisation(id=new_id(), name=f"Verein {new_id().hex[:6]}", kind=kind, status=status, created_at=clock())
        await repository.add(session, row)
    return row.id


async def person(
    database: Database,
    clock: Clock,
    *,
    roles: Iterable[Role] = (),
    member_of: UUID | None = None,
    manages: bool = False,
    name: str = "Erika Muster",
    signed_in_ago: timedelta = timedelta(),
) -> SignedIn:
    """A person with these city roles, signed in `signed_in_ago` before now."""
    now = clock()
    token = new_token()
    account = Account(id=new_id(), name=name, created_at=now, last_signed_in_on=now.date())
    row = AccountSession(
        id=new_id(),
        account_id=account.id,
        token_digest=token_digest(token),
        method="passkey",
        label="Firefox, Android",
        created_at=now - signed_in_ago,
        authenticated_at=now - signed_in_ago,
        last_seen_at=now,
        expires_at=now + timedelta(days=30),
    )
    rows: list[Base] = [account, row]
    rows += [RoleGrant(account_id=account.id, role=role, source="desk", granted_at=now) for role in roles]
    if member_of is not None:
        rows.append(
            OrganisationMember(organisation_id=member_of, account_id=account.id, manages=manages, joined_at=now)
        )
    someone = SignedIn(account.id, row.id, token, tuple(rows))
    await restore(database, someone)
    return someone


async def restore(database: Database, someone: SignedIn) -> None:
    """Bring a person back to the state it was made in, whatever has happened since."""
    async with database.write() as session:
        for row in someone.rows:
            await session.merge(row)
            await session.flush()
