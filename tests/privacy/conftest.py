"""An app with one place, and devices and people that have stored something in it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from backend.accounts import repository
from backend.accounts.models import Device
from backend.accounts.secrets import new_token, token_digest
from backend.accounts.service.ownership import OwnershipService
from backend.accounts.slice import AccountsSlice
from backend.app import build_context, build_slices
from backend.core.asgi import ASGIApp
from backend.core.context import Context, Slice
from backend.core.db import Database, Session
from backend.core.ids import new_id
from backend.core.ownership import Owner
from backend.core.personal_data import PersonalDataRegister
from backend.places.models import Place
from backend.places.repository import add_report
from backend.privacy.slice import PrivacySlice
from backend.settings import Settings
from tests.conftest import FrozenClock
from tests.people import SignedIn

PLACE = UUID("0190a1b2-0000-7000-8000-000000000001")


class Browser(msgspec.Struct, frozen=True):
    """A device with a cookie, and who is signed in on it."""

    device_id: UUID
    token: str
    person: SignedIn | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Those of the app's own page."""
        session = f"; session={self.person.token}" if self.person else ""
        return {"cookie": f"device={self.token}{session}", "sec-fetch-site": "same-origin"}


NewBrowser = Callable[..., Awaitable[Browser]]


@pytest.fixture
def settings(settings: Settings, place: UUID) -> Settings:
    """The app of these tests starts on a database that has the place."""
    return settings


@pytest.fixture
async def place(database: Database, clock: FrozenClock) -> UUID:
    """One place, there before the app starts."""
    empty = dict.fromkeys(["street", "zip", "district", "description", "hours_text", "note", "web", "withdrawn_at"])
    async with database.write() as session:
        session.add(
            Place(
                id=PLACE,
                layer="demo",
                category="town-hall",
                name="Rathaus <b>",
                aliases=[],
                lat=51.3337,
                lon=6.5593,
                accessible_toilet=False,
                entrances=[],
                source="demo",
                licence="CC0",
                as_of="2026",
                fingerprint="0",
                changed_at=clock(),
                **empty,
            )
        )
    return PLACE


@pytest.fixture
def new_browser(database: Database, clock: FrozenClock) -> NewBrowser:
    """`new_browser(person)`: a device that has stored something before."""

    async def make(person: SignedIn | None = None, *, account_id: UUID | None = None, days_ago: int = 0) -> Browser:
        token = new_token()
        seen = clock.now.date().fromordinal(clock.now.date().toordinal() - days_ago)
        row = Device(
            id=new_id(), token_digest=token_digest(token), account_id=account_id, created_on=seen, last_seen_on=seen
        )
        async with database.write() as session:
            await repository.add(session, row)
        return Browser(row.id, token, person)

    return make


@pytest.fixture
def report(place: UUID, app: ASGIApp, client: httpx.AsyncClient) -> Callable[..., Awaitable[httpx.Response]]:
    """`report(headers, "text")`: a note about the place, sent as the app does."""

    async def send(headers: dict[str, str], comment: str = "Seit Mai zu", key: str | None = None) -> httpx.Response:
        return await client.post(
            f"/api/v1/places/{place}/reports",
            json={"reason": "closed", "comment": comment},
            headers={"sec-fetch-site": "same-origin", "idempotency-key": key or str(uuid4()), **headers},
        )

    return send


async def store_report(session: Session, clock: FrozenClock, owner: Owner) -> None:
    """A note about the place in the caller's transaction."""
    await add_report(
        session,
        report_id=new_id(),
        place_id=PLACE,
        reason="closed",
        comment=None,
        now=clock(),
        until=clock() + timedelta(days=180),
        owner=owner,
    )


@pytest.fixture
async def context(settings: Settings, clock: FrozenClock) -> AsyncIterator[Context]:
    """The kernel of an app that is not started: nothing runs but what a test calls."""
    built = build_context(settings, clock)
    yield built
    await built.db.close()


@pytest.fixture
def slices(context: Context) -> list[Slice]:
    """All slices over that kernel."""
    return build_slices(context)


@pytest.fixture
def privacy(slices: list[Slice]) -> PrivacySlice:
    """The slice over all others."""
    return next(part for part in slices if isinstance(part, PrivacySlice))


@pytest.fixture
def owners(slices: list[Slice]) -> OwnershipService:
    """What the accounts slice knows of identities."""
    return next(part.ownership for part in slices if isinstance(part, AccountsSlice))


@pytest.fixture
def register(privacy: PrivacySlice) -> PersonalDataRegister:
    """Everything that is registered."""
    return privacy.register
