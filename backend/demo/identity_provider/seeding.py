"""The demo's people and their organisations, so that roles have something to act on. Safe to repeat."""

from collections.abc import Callable
from datetime import datetime

from backend.accounts import repository as accounts
from backend.accounts.models import Account, Organisation, OrganisationMember
from backend.core.context import Context
from backend.core.db import Session
from backend.core.identity import Role
from backend.core.ids import new_id
from backend.demo.identity_provider.people import GROUP_ROLES, ORGANISATIONS, PEOPLE, DemoPerson
from backend.demo.identity_provider.provider import PROVIDER_ID
from backend.federation import repository
from backend.federation.configuration import ROLE_SOURCE_PREFIX

Report = Callable[[str, int, int], None]


async def seed_people(context: Context, report: Report) -> None:
    """Store organisations and accounts that are missing. What somebody changed in the demo stays changed."""
    now = context.clock()
    async with context.db.write() as session:
        for organisation in ORGANISATIONS:
            if await session.get(Organisation, organisation.id) is None:
                row = Organisation(
                    id=organisation.id,
                    name=organisation.name,
                    kind=organisation.kind.value,
                    status="verified",
                    demo=True,
                    created_at=now,
                )
                await accounts.add(session, row)
        for person in PEOPLE:
            await _seed(session, person, now)
    report("Demo people", len(PEOPLE), len(PEOPLE))


async def _seed(session: Session, person: DemoPerson, now: datetime) -> None:
    if await repository.account_of(session, PROVIDER_ID, person.subject) is not None:
        return
    new = Account(id=new_id(), name=person.name, demo=True, created_at=now, last_signed_in_on=now.date())
    account = await repository.link(session, PROVIDER_ID, person.subject, new)
    roles: frozenset[Role] = frozenset(GROUP_ROLES[group] for group in person.groups)
    await accounts.replace_roles(session, account.id, f"{ROLE_SOURCE_PREFIX}{PROVIDER_ID}", roles, now)
    if person.organisation is not None:
        await accounts.add(
            session,
            OrganisationMember(
                organisation_id=person.organisation.id, account_id=account.id, manages=True, joined_at=now
            ),
        )
