"""Every route, called as every role, as another person, from a stale sign-in and anonymously.

The list of routes comes from the running app, so a new route is in here by itself. What is expected is worked out
again from the words of its policy, without the app's own decision.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import httpx
import msgspec
import pytest
from litestar import Litestar

from backend.app import build_context, build_slices, create_litestar
from backend.core.asgi import ASGIApp
from backend.core.db import Database
from backend.core.identity import Role
from backend.core.policy import Audience, Policy, routes_by_policy
from backend.settings import Settings, read_settings
from tests.conftest import FrozenClock
from tests.people import SignedIn, organisation, person, restore

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

CITY_ROLES = (Role.MODERATOR, Role.EDITOR, Role.OFFICER, Role.ADMIN)
STREAMS = {"/api/v1/parking/live"}  # endless by design
NEEDED_QUERY = {"/api/v1/sensors/uplinks/chirpstack": "?event=up"}  # without it the address itself is wrong
REFUSED_SITE = {"sec-fetch-site": "cross-site"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the demo, whose sensors find nobody at this port; thousands of requests are not logged line by line."""
    return msgspec.structs.replace(settings, log_level="error", demo=True, port=9)


class Caller(msgspec.Struct, frozen=True):
    """Somebody who tries a route, and what the words of a policy have to say about them."""

    name: str
    who: SignedIn | None = None
    city_role: Role | None = None
    club_role: Role | None = None
    """Role in the organisation that the path names."""
    manages: bool = False
    is_fresh: bool = True

    def expected(self, policy: Policy) -> int | None:
        """The status of a refusal, None where the caller is let in."""
        if policy.audience in {Audience.PUBLIC, Audience.DEVICE}:
            return None
        if self.who is None:
            return 401
        if policy.audience is Audience.STAFF and self.city_role not in policy.roles:
            return 403
        belongs = self.club_role in policy.roles and (self.manages or not policy.manages)
        if policy.audience is Audience.MEMBER and self.city_role is not Role.ADMIN and not belongs:
            return 403
        return 401 if policy.max_age is not None and not self.is_fresh else None


class Town(msgspec.Struct, frozen=True):
    """Organisations and people to try the routes with."""

    club: UUID
    callers: tuple[Caller, ...]


@pytest.fixture
async def town(database: Database, clock: FrozenClock) -> Town:
    club = await organisation(database, clock)
    other_club = await organisation(database, clock)
    shop = await organisation(database, clock, kind="merchant")
    old = timedelta(minutes=30)
    member = await person(database, clock, member_of=club)
    manager = await person(database, clock, member_of=club, manages=True)
    return Town(
        club=club,
        callers=(
            Caller("anonymous"),
            Caller("resident", await person(database, clock)),
            Caller("resident, signed in long ago", await person(database, clock, signed_in_ago=old), is_fresh=False),
            Caller("organiser", member, club_role=Role.ORGANISER),
            Caller("organiser who manages", manager, club_role=Role.ORGANISER, manages=True),
            Caller("organiser of another club", await person(database, clock, member_of=other_club, manages=True)),
            Caller("merchant", await person(database, clock, member_of=shop, manages=True)),
            *[Caller(role, await person(database, clock, roles={role}), city_role=role) for role in CITY_ROLES],
            *[
                Caller(
                    f"{role}, signed in long ago",
                    await person(database, clock, roles={role}, signed_in_ago=old),
                    city_role=role,
                    is_fresh=False,
                )
                for role in CITY_ROLES
            ],
        ),
    )


def all_routes() -> list[tuple[str, str, Policy]]:
    context = build_context(read_settings({"APP_DATABASE_URL": "sqlite:///:memory:"}))
    app: Litestar = create_litestar(context, build_slices(context))
    return [route for route in routes_by_policy(app) if route[0] not in {"OPTIONS", "HEAD"} and route[1] not in STREAMS]


def fill(path: str, club: UUID) -> str:
    """An address for a path template: the known organisation, else something that does not exist."""
    path = path.replace("{organisation_id:uuid}", str(club)) + NEEDED_QUERY.get(path, "")
    path = re.sub(r"\{\w+:uuid\}", "018f0000-0000-7000-8000-000000000000", path)
    return re.sub(r"\{\w+(:\w+)?\}", "1", path)


async def call(client: httpx.AsyncClient, method: str, url: str, headers: Mapping[str, str]) -> httpx.Response:
    client.cookies.clear()
    return await client.request(method, url, headers={"sec-fetch-site": "same-origin", **headers})


async def test_every_route_lets_in_exactly_whom_its_policy_names(
    app: ASGIApp, client: httpx.AsyncClient, town: Town, database: Database
) -> None:
    wrong: list[str] = []
    tried = 0
    for method, path, policy in all_routes():
        for caller in town.callers:
            headers = caller.who.headers if caller.who else {}
            answer = await call(client, method, fill(path, town.club), headers)
            tried += 1
            refused = answer.status_code if answer.status_code in {401, 403} else None
            if policy.audience is Audience.MACHINE:  # without its own proof nobody is a machine, whoever signed in
                if answer.status_code not in {400, 401}:
                    wrong.append(f"{method} {path} as {caller.name}: {answer.status_code}, not refused")
            elif refused != caller.expected(policy):
                wrong.append(f"{method} {path} as {caller.name}: {answer.status_code}, not {caller.expected(policy)}")
            if caller.who is not None and method != "GET":  # some routes end sessions, memberships, even accounts
                await restore(database, caller.who)
    assert wrong == []
    assert tried > 300


async def test_no_write_is_taken_from_another_site(app: ASGIApp, client: httpx.AsyncClient, town: Town) -> None:
    taken = [
        f"{method} {path}"
        for method, path, policy in all_routes()
        if method != "GET" and policy.audience is not Audience.MACHINE
        for answer in [await call(client, method, fill(path, town.club), REFUSED_SITE)]
        if answer.status_code != 403
    ]
    assert taken == []


async def test_what_depends_on_the_visitor_is_kept_nowhere(app: ASGIApp, client: httpx.AsyncClient, town: Town) -> None:
    resident = town.callers[1].who
    assert resident is not None
    kept = [
        f"{method} {path}"
        for method, path, policy in all_routes()
        if method == "GET" and policy.audience not in {Audience.PUBLIC, Audience.MACHINE}
        for answer in [await call(client, method, fill(path, town.club), resident.headers)]
        if "no-store" not in answer.headers.get("cache-control", "")
    ]
    assert kept == []
