"""A provider signs people out with a signed token; anything less signs nobody out."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey

from backend.core.db import Database
from backend.settings import Settings
from tests.conftest import FrozenClock
from tests.federation.conftest import FORGED, settings_with
from tests.federation.forger import Forger
from tests.federation.test_forged_answers import ME, START, sign_in, with_
from tests.people import person

LOGOUT = f"{START}/backchannel-logout"


@pytest.fixture
def settings(forger: Forger, database_url: str, tmp_path: Path) -> Settings:
    return settings_with(database_url, tmp_path, FORGED.format(issuer=forger.issuer))


async def _is_signed_in(client: httpx.AsyncClient) -> bool:
    return bool((await client.get(ME)).json()["signedIn"])


async def test_a_subject_is_signed_out_everywhere_and_nobody_else(
    client: httpx.AsyncClient, machine: httpx.AsyncClient, forger: Forger, database: Database, clock: FrozenClock
) -> None:
    other = await person(database, clock)
    assert await sign_in(client, forger) == "/"
    answer = await machine.post(LOGOUT, data={"logout_token": forger.logout_token()})
    assert answer.status_code == 200
    assert not await _is_signed_in(client)
    assert (await client.get(ME, headers=other.headers)).json()["signedIn"] is True


async def test_only_the_named_session_ends(
    client: httpx.AsyncClient, machine: httpx.AsyncClient, forger: Forger
) -> None:
    forger.claims = with_(sid="here")
    assert await sign_in(client, forger) == "/"
    for number, changes in enumerate([{"sid": "elsewhere"}, {"sid": "here", "sub": "nobody"}, {"sub": "nobody"}]):
        token = forger.logout_token(jti=str(number), **changes)
        assert (await machine.post(LOGOUT, data={"logout_token": token})).status_code == 200
        assert await _is_signed_in(client)
    token = forger.logout_token(sid="here", sub=None)
    assert (await machine.post(LOGOUT, data={"logout_token": token})).status_code == 200
    assert not await _is_signed_in(client)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"iss": "https://elsewhere.example"}, id="another issuer"),
        pytest.param({"aud": "another-app"}, id="another audience"),
        pytest.param({"events": None}, id="no event"),
        pytest.param({"events": {"http://schemas.example/other": {}}}, id="another event"),
        pytest.param({"nonce": "n"}, id="an ID token in disguise"),
        pytest.param({"sub": None}, id="nobody named"),
        pytest.param({"jti": None}, id="no name of its own"),
        pytest.param({"exp": None}, id="no end"),
        pytest.param({"exp": 1_700_000_000}, id="expired"),
        pytest.param({"exp": 9e12}, id="would have to be remembered for ever"),
        pytest.param({"iat": 4_000_000_000, "exp": 4_000_000_100}, id="of the future"),
    ],
)
async def test_tokens_that_do_not_fit_sign_nobody_out(
    client: httpx.AsyncClient, machine: httpx.AsyncClient, forger: Forger, changes: dict[str, Any]
) -> None:
    assert await sign_in(client, forger) == "/"
    answer = await machine.post(LOGOUT, data={"logout_token": forger.logout_token(**changes)})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-request")
    assert await _is_signed_in(client)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_tokens_count_once_and_need_the_providers_key(
    client: httpx.AsyncClient, machine: httpx.AsyncClient, forger: Forger
) -> None:
    token = forger.logout_token()
    assert (await machine.post(LOGOUT, data={"logout_token": token})).status_code == 200
    assert await sign_in(client, forger) == "/"
    assert (await machine.post(LOGOUT, data={"logout_token": token})).status_code == 400
    forger.key = ECKey.generate_key("P-256", {"kid": "first"})
    answer = await machine.post(LOGOUT, data={"logout_token": forger.logout_token(jti="two")})
    assert answer.status_code == 400
    assert await _is_signed_in(client)
    assert (
        await machine.post("/api/v1/sign-in/oidc/nobody/backchannel-logout", data={"logout_token": token})
    ).status_code == 404
    assert (await machine.post(LOGOUT, data={})).status_code == 400


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_an_id_token_signs_nobody_out(
    client: httpx.AsyncClient, machine: httpx.AsyncClient, forger: Forger
) -> None:
    assert await sign_in(client, forger) == "/"
    token = forger.honestly(forger.honest_claims())
    assert (await machine.post(LOGOUT, data={"logout_token": token})).status_code == 400
    assert await _is_signed_in(client)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_signing_out_never_fails_for_a_provider_that_is_down(
    client: httpx.AsyncClient, forger: Forger, clock: FrozenClock
) -> None:
    assert await sign_in(client, forger) == "/"
    forger.close()
    clock.advance(hours=2)
    answer = await client.post("/api/v1/sign-in/sign-out", headers={"sec-fetch-site": "same-origin"})
    assert (answer.status_code, answer.json()) == (200, {"continueAt": None})
    assert not await _is_signed_in(client)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_other_sites_cannot_sign_a_person_out(client: httpx.AsyncClient, forger: Forger) -> None:
    assert await sign_in(client, forger) == "/"
    answer = await client.post("/api/v1/sign-in/sign-out", headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross-site-refused")
    assert await _is_signed_in(client)
