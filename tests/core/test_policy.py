"""Who may call what: the pure decision, and the one guard that enforces it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from litestar import Litestar, get, post
from litestar.di import NamedDependency, Provide

from backend.core.city import load_city
from backend.core.errors import Forbidden
from backend.core.http import exception_handlers
from backend.core.i18n import Translations
from backend.core.identity import ANONYMOUS, Membership, Role, Visitor
from backend.core.policy import (
    MACHINE,
    ON_DEVICE,
    PUBLIC,
    SIGNED_IN,
    CrossSiteRefused,
    FreshSignInRequired,
    Policy,
    PolicyGuard,
    SignInRequired,
    member,
    provide_visitor,
    require_policies,
    staff,
)
from backend.settings import Settings
from tests.conftest import REPOSITORY

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CLUB, OTHER_CLUB = uuid4(), uuid4()


def visitor(
    *roles: Role, member_of: UUID | None = None, manages: bool = False, age: timedelta = timedelta()
) -> Visitor:
    held = {member_of: Membership(frozenset({Role.ORGANISER}), manages, verified=True)} if member_of else {}
    return Visitor(
        account_id=uuid4(),
        roles=frozenset({Role.RESIDENT, *roles}),
        memberships=held,
        authenticated_at=NOW - age,
    )


@pytest.mark.parametrize("policy", [PUBLIC, MACHINE, ON_DEVICE])
def test_nobody_needs_an_account_to_read(policy: Policy) -> None:
    assert policy.refusal(ANONYMOUS, NOW) is None


@pytest.mark.parametrize("policy", [SIGNED_IN, staff(Role.EDITOR), member(Role.ORGANISER)])
def test_the_anonymous_are_asked_to_sign_in(policy: Policy) -> None:
    assert policy.refusal(ANONYMOUS, NOW) is SignInRequired


def test_a_role_opens_its_own_doors_only() -> None:
    policy = staff(Role.EDITOR, Role.ADMIN)
    assert policy.refusal(visitor(Role.EDITOR), NOW) is None
    for role in set(Role) - {Role.EDITOR, Role.ADMIN}:
        assert policy.refusal(visitor(role), NOW) is Forbidden, role


def test_an_administrator_is_not_let_in_where_not_named() -> None:
    assert staff(Role.OFFICER).refusal(visitor(Role.ADMIN), NOW) is Forbidden


def test_a_role_in_one_organisation_says_nothing_about_another() -> None:
    policy = member(Role.ORGANISER)
    mine = visitor(member_of=CLUB)
    assert policy.refusal(mine, NOW, CLUB) is None
    assert policy.refusal(mine, NOW, OTHER_CLUB) is Forbidden
    assert policy.refusal(mine, NOW, None) is Forbidden
    assert policy.refusal(visitor(Role.ADMIN), NOW, OTHER_CLUB) is None


def test_only_managers_manage() -> None:
    policy = member(Role.ORGANISER, manages=True)
    assert policy.refusal(visitor(member_of=CLUB), NOW, CLUB) is Forbidden
    assert policy.refusal(visitor(member_of=CLUB, manages=True), NOW, CLUB) is None


@pytest.mark.parametrize(
    ("age", "refusal"),
    [
        (timedelta(minutes=10), None),
        (timedelta(minutes=10, seconds=1), FreshSignInRequired),
        (-timedelta(minutes=2), None),
        (-timedelta(minutes=2, seconds=1), FreshSignInRequired),
    ],
)
def test_a_dangerous_step_needs_a_fresh_sign_in_by_a_clock_that_may_be_two_minutes_off(
    age: timedelta, refusal: type[Exception] | None
) -> None:
    assert SIGNED_IN.freshly().refusal(visitor(age=age), NOW) is refusal


def test_an_unverified_organisation_lends_no_role_outside() -> None:
    unverified = {CLUB: Membership(frozenset({Role.ORGANISER}), manages=False, verified=False)}
    member_of_unverified = msgspec.structs.replace(visitor(), memberships=unverified)
    assert Role.ORGANISER not in member_of_unverified.all_roles
    assert Role.ORGANISER in visitor(member_of=CLUB).all_roles


# -- the guard


@get("/public", policy=PUBLIC, sync_to_thread=False)
def read_public(visitor: NamedDependency[Visitor]) -> str:
    return str(visitor == ANONYMOUS)


@post("/public", policy=PUBLIC, sync_to_thread=False)
def write_public() -> None: ...


@post("/device", policy=ON_DEVICE, sync_to_thread=False)
def write_on_device() -> None: ...


@post("/machine", policy=MACHINE, sync_to_thread=False)
def write_by_machine() -> None: ...


@get("/mine", policy=SIGNED_IN, sync_to_thread=False)
def read_mine(visitor: NamedDependency[Visitor]) -> str:
    return visitor.name


@get("/forgotten", sync_to_thread=False)
def read_forgotten() -> str:
    return "nobody thought about me"


def app_of(*handlers: object, production: bool = False, asked: list[str] | None = None) -> Litestar:
    async def identify(connection: object) -> Visitor:
        if asked is not None:
            asked.append("who")
        return msgspec.structs.replace(visitor(), name="Erika")

    settings = Settings(public_url="https://app.example", production=production)
    translations = Translations(REPOSITORY / "translations", load_city(REPOSITORY / "content").locales)
    return Litestar(
        route_handlers=list(handlers),  # type: ignore[arg-type]
        guards=[PolicyGuard(settings, identify, lambda: NOW)],
        dependencies={"visitor": Provide(provide_visitor, sync_to_thread=False)},
        exception_handlers=exception_handlers(translations),
        openapi_config=None,
    )


@pytest.fixture
async def guarded() -> AsyncIterator[httpx.AsyncClient]:
    app = app_of(read_public, write_public, write_on_device, write_by_machine, read_mine)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://app.example") as client:
        yield client


def test_a_route_that_nobody_thought_about_keeps_the_app_from_starting() -> None:
    with pytest.raises(LookupError, match="/forgotten"):
        require_policies(app_of(read_public, read_forgotten))
    require_policies(app_of(read_public, write_public))


async def test_a_route_without_a_policy_is_closed_even_if_it_starts() -> None:
    transport = httpx.ASGITransport(app_of(read_forgotten))
    async with httpx.AsyncClient(transport=transport, base_url="https://app.example") as client:
        assert (await client.get("/forgotten")).status_code == 403


async def test_public_routes_never_ask_who_it_is() -> None:
    asked: list[str] = []
    transport = httpx.ASGITransport(app_of(read_public, read_mine, asked=asked))
    async with httpx.AsyncClient(transport=transport, base_url="https://app.example") as client:
        assert (await client.get("/public", headers={"cookie": "session=x"})).text == "True"
        assert asked == []
        assert (await client.get("/mine")).text == "Erika"
        assert asked == ["who"]


@pytest.mark.parametrize("path", ["/public", "/device"])
@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"sec-fetch-site": "same-origin", "cookie": "session=x"}, True),
        ({"sec-fetch-site": "cross-site", "cookie": "session=x"}, False),
        ({"sec-fetch-site": "same-site", "cookie": "session=x"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "https://app.example"}, False),
        ({"origin": "https://app.example", "cookie": "session=x"}, True),
        ({"origin": "https://evil.example", "cookie": "session=x"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null", "cookie": "session=x"}, False),
        ({"origin": "https://app.example.evil.example"}, False),
        ({"cookie": "session=x"}, False),
        ({}, True),
    ],
)
async def test_writes_come_from_our_own_pages_or_from_programs_without_cookies(
    guarded: httpx.AsyncClient, path: str, headers: dict[str, str], allowed: bool
) -> None:
    answer = await guarded.post(path, headers=headers)
    assert answer.status_code == (201 if allowed else 403)
    if not allowed:
        assert answer.json()["code"] == CrossSiteRefused.code


async def test_machines_prove_themselves_elsewhere(guarded: httpx.AsyncClient) -> None:
    assert (await guarded.post("/machine", headers={"sec-fetch-site": "cross-site"})).status_code == 201


async def test_in_production_a_forged_host_does_not_make_an_origin_ours() -> None:
    headers = {"host": "evil.example", "origin": "https://evil.example"}
    for production, status in ((False, 201), (True, 403)):
        transport = httpx.ASGITransport(app_of(write_public, production=production))
        async with httpx.AsyncClient(transport=transport, base_url="https://app.example") as client:
            assert (await client.post("/public", headers=headers)).status_code == status
