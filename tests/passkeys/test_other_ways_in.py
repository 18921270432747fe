"""A login of the city beside passkeys: it is a way in, as long as it leads somewhere."""

import msgspec
import pytest
from sqlalchemy import select

from backend.accounts.models import Account
from backend.core.db import Database
from backend.federation.models import FederatedLogin
from backend.settings import Settings
from tests.conftest import FrozenClock
from tests.passkeys.authenticator import Authenticator
from tests.passkeys.conftest import MINE, Browser


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The demo has a provider of its own; its sensors find nobody at the port of this app."""
    return msgspec.structs.replace(settings, demo=True, port=9)


async def link(database: Database, clock: FrozenClock, provider: str) -> None:
    """Let a login lead into the only account there is."""
    async with database.write() as session:
        account_id = await session.scalar(select(Account.id))
        session.add(FederatedLogin(provider=provider, subject="mira", account_id=account_id, created_at=clock()))


@pytest.mark.parametrize(("provider", "ways", "status"), [("demo", ["demo"], 204), ("gone", [], 409)])
async def test_the_last_passkey_goes_without_a_warning_while_a_login_leads_into_the_account(
    browser: Browser, database: Database, clock: FrozenClock, provider: str, ways: list[str], status: int
) -> None:
    await browser.register(Authenticator())
    await link(database, clock, provider)
    mine = (await browser.get(MINE)).json()
    assert mine["providers"] == ways
    removed = await browser.client.delete(f"{MINE}/{mine['passkeys'][0]['id']}")
    assert removed.status_code == status
