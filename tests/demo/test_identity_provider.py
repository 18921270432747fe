"""The demo's own provider: everybody in it can sign in and is what the page says, and production never has it."""

import re
from html import unescape
from typing import Any

import httpx
import msgspec
import pytest

from backend.app import build_context, create_app
from backend.core.db import Database
from backend.demo.identity_provider import slice as demo_identity_slice
from backend.demo.identity_provider.people import PEOPLE
from backend.demo.identity_provider.seeding import seed_people
from backend.settings import Settings
from tests.asgi import running
from tests.conftest import FrozenClock

START = "/api/v1/sign-in/oidc/demo"
PAGE = "/api/demo/sign-in/authorize"
ME = "/api/v1/me"
PUBLIC = "http://app.test"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The demo, whose sensors find nobody at the port of this app."""
    return msgspec.structs.replace(settings, demo=True, public_url=PUBLIC, port=9)


async def _page(client: httpx.AsyncClient, query: str = "", **headers: str) -> httpx.Response:
    there = (await client.get(f"{START}{query}")).headers["location"]
    assert there.startswith(f"{PUBLIC}{PAGE}?")
    return await client.get(there, headers=headers)


async def _choose(client: httpx.AsyncClient, page: httpx.Response, subject: str, **changes: str) -> httpx.Response:
    fields = {name: unescape(value) for name, value in _FIELD.findall(page.text)} | changes
    return await client.post(PAGE, data={**fields, "person": subject}, headers=SAME_ORIGIN)


async def _sign_in(client: httpx.AsyncClient, subject: str) -> str:
    sent = await _choose(client, await _page(client), subject)
    assert sent.status_code == 303
    return str((await client.get(sent.headers["location"])).headers["location"])


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.subject)
async def test_everybody_on_the_page_signs_in_with_their_role(
    client: httpx.AsyncClient, settings: Settings, clock: FrozenClock, person: Any
) -> None:
    context = build_context(settings, clock)
    for _ in range(2):  # safe to repeat
        await seed_people(context, lambda *_: None)
    await context.db.close()
    assert person.name in (await _page(client)).text
    assert await _sign_in(client, person.subject) == "/"
    me = (await client.get(ME)).json()
    assert (me["name"], me["demo"]) == (person.name, True)
    assert me["roles"] == sorted({"resident", *person.groups})
    organisations = [(one["name"], one["kind"], one["status"], one["manages"]) for one in me["organisations"]]
    own = person.organisation
    assert organisations == ([(own.name, own.kind, "verified", True)] if own else [])


async def test_the_page_is_marked_and_speaks_the_language_of_the_app(client: httpx.AsyncClient) -> None:
    page = await _page(client)
    assert ">Demo<" in page.text
    assert "<script" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    arabic = await _page(client, "?lang=ar")
    assert '<html lang="ar" dir="rtl">' in arabic.text
    browser = await _page(client, **{"accept-language": "en"})
    assert '<html lang="en" dir="ltr">' in browser.text
    assert "Zurück" not in browser.text


async def test_turning_back_leads_into_the_app(client: httpx.AsyncClient) -> None:
    assert await _sign_in(client, "") == "/konto?fehler=cancelled"
    assert await _sign_in(client, "nobody-of-this-name") == "/konto?fehler=cancelled"


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "https://evil.example/"},
        {"client_id": "another"},
        {"response_type": "token"},
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
    ],
)
async def test_only_our_own_app_is_answered(client: httpx.AsyncClient, change: dict[str, str]) -> None:
    sent = await _choose(client, await _page(client), "a-platzhalter", **change)
    assert sent.status_code == 400
    assert "location" not in sent.headers


async def test_a_code_needs_its_verifier_and_counts_once(client: httpx.AsyncClient) -> None:
    sent = await _choose(client, await _page(client), "a-platzhalter")
    code = httpx.URL(sent.headers["location"]).params["code"]
    form = {
        "grant_type": "authorization_code",
        "client_id": "city-app",
        "code": code,
        "redirect_uri": f"{PUBLIC}{START}/callback",
        "code_verifier": "guessed",
    }
    stolen = await client.post("/api/demo/sign-in/token", data=form, headers=SAME_ORIGIN)
    assert (stolen.status_code, stolen.json()) == (400, {"error": "invalid_grant"})
    assert (await client.get(sent.headers["location"])).headers["location"] == "/konto?fehler=provider-refused"


async def test_signing_out_comes_back_into_the_app(client: httpx.AsyncClient) -> None:
    await _sign_in(client, "erika")
    there = (await client.post("/api/v1/sign-in/sign-out", headers=SAME_ORIGIN)).json()["continueAt"]
    assert (await client.get(there)).headers["location"] == f"{PUBLIC}/konto"
    away = await client.get("/api/demo/sign-in/end-session?post_logout_redirect_uri=https://evil.example/")
    assert away.headers["location"] == PUBLIC


async def test_the_demo_is_found_under_both_names_of_this_machine(settings: Settings, clock: FrozenClock) -> None:
    settings = msgspec.structs.replace(settings, public_url="http://localhost:8123")
    async with running(create_app(settings, clock)) as app:
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8123") as client:
            detour = (await client.get(f"{START}?lang=en")).headers["location"]
            assert detour == f"http://localhost:8123{START}?lang=en"
            assert "/authorize?" in (await client.get(detour)).headers["location"]


async def test_there_is_no_such_provider_without_the_demo(settings: Settings, clock: FrozenClock) -> None:
    plain = msgspec.structs.replace(settings, demo=False)
    async with running(create_app(plain, clock)) as app:
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as client:
            assert (await client.get("/api/v1/sign-in/providers")).json() == {"providers": []}
            assert (await client.get("/api/demo/sign-in/jwks")).status_code == 404
            assert (await client.get(START)).headers["location"] == "/konto?fehler=unknown-provider"


async def test_the_rights_of_the_demo_end_with_the_demo(
    client: httpx.AsyncClient, settings: Settings, clock: FrozenClock, database: Database
) -> None:
    assert await _sign_in(client, "a-platzhalter") == "/"
    cookie = {"cookie": f"session={client.cookies['session']}"}
    async with running(create_app(msgspec.structs.replace(settings, demo=False), clock)) as app:
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC, headers=cookie) as later:
            assert (await later.get(ME)).json()["signedIn"] is False


async def test_production_refuses_to_start_with_it(settings: Settings, clock: FrozenClock) -> None:
    context = build_context(msgspec.structs.replace(settings, production=True), clock)
    with pytest.raises(RuntimeError, match="demo only"):
        demo_identity_slice.build(context)
    with pytest.raises(RuntimeError, match="demo only"):
        create_app(msgspec.structs.replace(settings, production=True), clock)
    await context.db.close()
