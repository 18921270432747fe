"""Messages to the city and the editors' list, from the phone to the desk and back, on both databases."""

from typing import Any

import httpx
import pytest

from backend.core.asgi import ASGIApp
from backend.core.db import Database
from backend.core.identity import Role
from tests.assistant.test_questions import UNIQUE, ask, dump
from tests.conftest import FrozenClock
from tests.people import person

HANDOVERS = "/api/v1/assistant/handovers"
DESK = "/api/v1/desk/assistant/handovers"
LIST = "/api/v1/desk/assistant/questions"
HERE = {"sec-fetch-site": "same-origin"}


async def send(client: httpx.AsyncClient, key: str = "key-12345678", **more: Any) -> httpx.Response:
    body = {"message": f"Wo gibt es {UNIQUE}?", "consent": True} | more
    return await client.post(HANDOVERS, json=body, headers={**HERE, "idempotency-key": key})


async def test_a_message_is_answered_at_the_desk_and_read_on_the_device_that_sent_it(
    client: httpx.AsyncClient, app: ASGIApp, database: Database, clock: FrozenClock
) -> None:
    first, again = await send(client), await send(client)
    assert (first.status_code, again.json()) == (201, first.json())
    officer = await person(database, clock, roles={Role.OFFICER}, name="Ole Amt")
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_001))
    async with httpx.AsyncClient(transport=transport, base_url="http://app.test", headers=officer.headers) as desk:
        listed = (await desk.get(f"{DESK}/", params={"status": "open"})).json()
        assert [row["message"] for row in listed["items"]] == [f"Wo gibt es {UNIQUE}?"]
        url = f"{DESK}/{first.json()['id']}"
        tag = (await desk.get(url)).headers["etag"]
        assert (await desk.post(f"{url}/claim")).status_code == 428
        claimed = await desk.post(f"{url}/claim", headers={"if-match": tag})
        assert (claimed.json()["claimedByName"], claimed.json()["isMine"]) == ("Ole Amt", True)
        assert (await desk.post(f"{url}/claim", headers={"if-match": tag})).status_code == 412
        tag = claimed.headers["etag"]
        answered = await desk.put(f"{url}/answer", json={"answer": "In der Mediothek."}, headers={"if-match": tag})
        assert answered.json()["status"] == "answered"
        closed = await desk.post(f"{url}/close", headers={"if-match": answered.headers["etag"]})
        assert closed.json()["status"] == "closed"
        late = await desk.put(f"{url}/answer", json={"answer": "Nein."}, headers={"if-match": closed.headers["etag"]})
        assert (late.status_code, late.json()["code"]) == (409, "handover-decided")
        assert (await desk.get(HANDOVERS)).json() == {"items": []}  # whoever answers does not own it
    mine = (await client.get(HANDOVERS)).json()["items"]
    assert [(one["message"], one["answer"]) for one in mine] == [(f"Wo gibt es {UNIQUE}?", "In der Mediothek.")]


async def test_nothing_is_stored_without_consent_and_nobody_is_named_without_need(
    client: httpx.AsyncClient, database: Database
) -> None:
    refused = await send(client, consent=False)
    assert (refused.status_code, refused.json()["code"]) == (400, "consent-missing")
    assert UNIQUE not in await dump(database)
    sent = await send(client, "key-87654321", reply="none")
    assert sent.status_code == 201
    assert "set-cookie" not in sent.headers
    assert (await client.get(HANDOVERS)).json() == {"items": []}


async def test_unanswered_questions_reach_the_editors_only_with_consent_and_without_names(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    question = "Ich heiße Erika Beispielfrau, wie züchtet man Orchideen? 0151 23456789"
    assert not (await ask(client, question))["kept"]
    assert "Orchideen" not in await dump(database)
    for _ in range(2):
        assert (await ask(client, question, keep=True))["kept"]
    stored = await dump(database)
    assert "Orchideen" in stored
    assert "Beispielfrau" not in stored
    assert "23456789" not in stored
    editor = await person(database, clock, roles={Role.EDITOR})
    listed = (await client.get(f"{LIST}/", headers=editor.headers)).json()
    (row,) = listed["items"]
    assert (row["times"], row["status"], row["language"]) == (2, "open", "de")
    decide = {**editor.headers, "if-match": f'"v{row["version"]}"'}
    done = await client.put(f"{LIST}/{row['id']}/status", json={"status": "done"}, headers=decide)
    assert done.json()["status"] == "done"
    exported = await client.get(f"{LIST}/export.csv", headers=editor.headers)
    assert "Orchideen" in exported.text
    await ask(client, question, keep=True)
    assert (await client.get(f"{LIST}/", headers=editor.headers)).json()["items"][0]["status"] == "open"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_questions_with_an_answer_are_not_kept_even_with_consent(
    client: httpx.AsyncClient, database: Database
) -> None:
    assert (await ask(client, "perso weg was tun", keep=True))["kind"] == "answer"
    assert (await ask(client, "es brennt", keep=True))["kind"] == "crisis"
    assert "perso weg" not in await dump(database)
