"""Attacks on sessions, requests and logs. Each test fails when its defence is taken away."""

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
import structlog
from sqlalchemy import func, select

from backend.accounts import repository
from backend.accounts.models import AccountSession, Device
from backend.core.asgi import ASGIApp
from backend.core.db import Database
from backend.core.errors import PROBLEM_MEDIA_TYPE
from backend.core.identity import Role
from backend.core.logs import configure_logging
from backend.settings import Settings
from tests.asgi import running
from tests.conftest import FrozenClock
from tests.people import SignedIn, person

ME = "/api/v1/me"
ORGANISATIONS = "/api/v1/organisations"


# -- cookies


@pytest.mark.parametrize(
    "cookie",
    [
        "session=",
        "session=x",
        "session=" + "A" * 43,
        "session=" + "A" * 20_000,
        "session=../../etc/passwd",
        "session=%00%ff",
        "session='; DROP TABLE account; --",
        'session={"account_id":"018f0000-0000-7000-8000-000000000000","roles":["admin"]}',
        "session=é",
        "device=x; session=x; session=y",
    ],
)
async def test_a_made_up_cookie_is_nobody(client: httpx.AsyncClient, database: Database, cookie: str) -> None:
    answer = await client.get(ME, headers={"cookie": cookie.encode("latin-1")})
    assert answer.status_code == 200
    assert answer.json()["signedIn"] is False
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Device)) == 0


async def test_a_token_changed_by_one_letter_is_nobody(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    mine = await person(database, clock)
    changed = mine.token[:-1] + ("A" if mine.token[-1] != "A" else "B")
    assert (await client.get(ME, headers=mine.headers)).json()["signedIn"] is True
    assert (await client.get(ME, headers={"cookie": f"session={changed}"})).json()["signedIn"] is False


async def test_the_database_alone_lets_nobody_in(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    mine = await person(database, clock)
    async with database.read() as session:
        stored = await session.get(AccountSession, mine.session_id)
    assert stored is not None
    for leaked in (stored.token_digest.hex(), str(stored.id), str(stored.account_id)):
        assert (await client.get(ME, headers={"cookie": f"session={leaked}"})).json()["signedIn"] is False


# -- roles


async def test_nobody_makes_themselves_more_than_they_are(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    mine = await person(database, clock)
    body = {"name": "Verein", "kind": "organiser", "status": "verified", "roles": ["admin"]}
    refused = await client.post(ORGANISATIONS, json=body, headers={**mine.headers, "idempotency-key": uuid4().hex})
    assert refused.status_code == 400, "a field that is not documented is refused, not ignored"
    for kind in ("admin", "officer", "resident"):
        body = {"name": "Verein", "kind": kind}
        answer = await client.post(ORGANISATIONS, json=body, headers={**mine.headers, "idempotency-key": uuid4().hex})
        assert answer.status_code == 400
    async with database.read() as session:
        assert await repository.roles_of(session, mine.account_id) == frozenset()


async def test_a_role_ends_with_the_grant_not_with_the_session(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    officer = await person(database, clock, roles={Role.OFFICER})
    async with database.write() as session:
        await repository.replace_roles(session, officer.account_id, "desk", frozenset(), clock())
    assert "officer" not in (await client.get(ME, headers=officer.headers)).json()["roles"]


# -- bodies


@pytest.fixture
async def mine(database: Database, clock: FrozenClock) -> SignedIn:
    return await person(database, clock)


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{" * 60_000, "application/json", 400),
        (b'{"name":"' + b"x" * 70_000 + b'","kind":"organiser"}', "application/json", 413),
        (b'{"name":"Verein"', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"", "application/json", 400),
        (b"null", "application/json", 400),
        (b'{"name":"Ver\\u0000ein","kind":"organiser"}', "application/json", 400),
        (b'{"name":"   ","kind":"organiser"}', "application/json", 400),
        (b"name=Verein&kind=organiser", "application/x-www-form-urlencoded", 400),
        (b"<name/>", "text/xml", 400),
    ],
)
async def test_odd_bodies_get_a_plain_answer_and_store_nothing(
    client: httpx.AsyncClient, database: Database, mine: SignedIn, content: bytes, content_type: str, status: int
) -> None:
    headers = {**mine.headers, "content-type": content_type, "idempotency-key": uuid4().hex}
    answer = await client.post(ORGANISATIONS, content=content, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
    async with database.read() as session:
        assert await repository.organisations_of(session, mine.account_id) == []


async def test_an_unstorable_character_in_an_address_is_refused_plainly(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    admin = await person(database, clock, roles={Role.ADMIN})
    for path in ("people", "organisations"):
        answer = await client.get(f"/api/v1/desk/{path}?q=%00", headers=admin.headers)
        assert answer.status_code in {200, 400}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
async def test_methods_that_show_too_much_are_not_served(client: httpx.AsyncClient, method: str) -> None:
    for path in (ME, "/", "/api/v1/city"):
        assert (await client.request(method, path)).status_code in {404, 405}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "path", ["/assets/", "/assets", "/api/", "/api/v1/", "/.git/config", "/.env", "/pyproject.toml"]
)
async def test_folders_are_not_listed_and_hidden_files_not_served(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404 or "<div id=" in answer.text, "nothing, or the app's own page"
    assert "[core]" not in answer.text
    assert "Index of" not in answer.text


# -- host header


@pytest.fixture
async def production(settings: Settings, clock: FrozenClock) -> AsyncIterator[httpx.AsyncClient]:
    from backend.app import create_app  # noqa: PLC0415 -- as in tests/conftest.py

    live = msgspec.structs.replace(settings, production=True, public_url="https://app.example")
    async with running(create_app(live, clock)) as app:
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="https://app.example") as client:
            yield client


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "host", ["evil.example", "app.example.evil.example", "app.example:8443", "", "app.example@evil"]
)
async def test_in_production_a_forged_host_reaches_nothing(production: httpx.AsyncClient, host: str) -> None:
    for path in (ME, "/", "/konto"):
        answer = await production.get(path, headers={"host": host})
        assert answer.status_code == 421
        assert host == "" or host not in answer.text
    assert (await production.get(ME)).status_code == 200
    assert (await production.get("/health/live", headers={"host": host})).status_code == 200


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("second", ["evil.example", "app.example"])
async def test_two_names_in_one_request_reach_nothing(production: httpx.AsyncClient, second: str) -> None:
    answer = await production.get(ME, headers=[("host", "app.example"), ("host", second)])
    assert answer.status_code == 421


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_over_https_cookies_are_bound_to_this_host(
    production: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    mine = await person(database, clock)
    assert (await production.get(ME, headers=mine.headers)).json()["signedIn"] is False, (
        "without the prefix it is nobody's"
    )
    headers = {"cookie": f"__Host-session={mine.token}", "sec-fetch-site": "same-origin"}
    assert (await production.get(ME, headers=headers)).json()["signedIn"] is True
    gone = (await production.post("/api/v1/sign-in/sign-out", headers=headers)).headers["set-cookie"]
    assert gone.startswith("__Host-session=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(gone.replace("; ", ";").split(";"))


# -- logs


@pytest.fixture
def lines() -> Iterator[Any]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream.getvalue
    root.handlers[:], level = before[0], before[1]
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_nothing_that_is_sent_can_write_a_line_of_its_own_into_the_log(
    app: ASGIApp, client: httpx.AsyncClient, mine: SignedIn, lines: Any
) -> None:
    forged = '\r\n{"event":"app_started","level":"info"}\r\n'
    quoted = "%0d%0a%7b%22event%22%3a%22app_started%22%7d"
    await client.get(f"/api/v1/places/search?q={quoted}")
    await client.get(f"/api/v1/{quoted}")
    await client.get(ME, headers={"x-request-id": quoted, "user-agent": quoted})
    body = {"name": f"Verein {forged}", "kind": "organiser"}
    await client.post(ORGANISATIONS, json=body, headers={**mine.headers, "idempotency-key": uuid4().hex})
    await client.get(f"{ME}/sessions")
    written = lines()
    assert '"problem":"sign-in-required"' in written.splitlines()[-1], "refusals say why"
    events = [json.loads(line)["event"] for line in written.splitlines()]
    assert events.count("request") == 5
    assert "app_started" not in events
    for secret in (mine.token, "Verein", "app_started"):
        assert secret not in written
