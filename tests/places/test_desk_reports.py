"""Notes about places at the desk: read, answered in public, taken back; never who wrote them."""

import asyncio
from typing import Any

import httpx
import pytest

from backend.core.db import Database
from backend.core.identity import Role
from tests.conftest import FrozenClock
from tests.people import SignedIn, person
from tests.places.test_api import find
from tests.places.test_desk import take_back, until_public

REPORTS = "/api/v1/desk/places/reports"


@pytest.fixture
async def editor(database: Database, clock: FrozenClock) -> SignedIn:
    return await person(database, clock, roles={Role.EDITOR})


async def note(client: httpx.AsyncClient, key: str, comment: str = "Öffnet erst um zehn") -> tuple[str, str]:
    place = await find(client, "Parkhaus am Rathaus")
    answer = await client.post(
        f"/api/v1/places/{place['id']}/reports",
        json={"reason": "wrongHours", "comment": comment},
        headers={"idempotency-key": key},
    )
    return str(answer.json()["id"]), str(place["id"])


async def decide(
    client: httpx.AsyncClient, who: SignedIn, report_id: str, status: str, answer: str | None = None, etag: str = '"v1"'
) -> httpx.Response:
    return await client.put(
        f"{REPORTS}/{report_id}/decision",
        json={"status": status, "note": answer},
        headers={**who.headers, "if-match": etag},
    )


async def test_the_inbox_shows_what_and_where_but_not_who(client: httpx.AsyncClient, editor: SignedIn) -> None:
    report_id, place_id = await note(client, "desk-report-1")
    page = (await client.get(REPORTS, params={"status": "open"}, headers=editor.headers)).json()
    row: dict[str, Any] = page["items"][0]
    assert (row["id"], row["placeId"], row["comment"]) == (report_id, place_id, "Öffnet erst um zehn")
    assert set(row) == {
        *("id", "placeId", "placeName", "reason", "comment", "status", "note", "createdAt", "decidedAt", "version")
    }
    of_place = (await client.get(REPORTS, params={"place_id": place_id}, headers=editor.headers)).json()
    assert of_place["total"] == 1
    places = (await client.get("/api/v1/desk/places", params={"only": "reported"}, headers=editor.headers)).json()
    assert [(row["id"], row["openReports"]) for row in places["items"]] == [(place_id, 1)]
    exported = await client.get(f"{REPORTS}/export.csv", headers=editor.headers)
    assert "Öffnet erst um zehn" in exported.text


async def test_an_answer_stands_beside_the_place_without_the_note_itself(
    client: httpx.AsyncClient, editor: SignedIn, clock: FrozenClock
) -> None:
    report_id, place_id = await note(client, "desk-report-2")
    answer = await decide(client, editor, report_id, "done", "Danke, wir haben es geändert. Ruf 02151/123456 an.")
    assert (answer.status_code, answer.json()["status"]) == (200, "done")
    day = clock.now.date().isoformat()
    shown = {
        "reason": "wrongHours",
        "status": "done",
        "note": "Danke, wir haben es geändert. Ruf […] an.",
        "decidedOn": day,
    }
    body = await until_public(client, place_id, "answers", [shown])
    assert "Öffnet erst um zehn" not in str(body)


async def test_without_a_public_answer_nothing_is_shown(client: httpx.AsyncClient, editor: SignedIn) -> None:
    report_id, place_id = await note(client, "desk-report-3")
    assert (await decide(client, editor, report_id, "declined")).status_code == 200
    assert (await client.get(f"/api/v1/places/{place_id}")).json()["answers"] == []
    assert (await client.get(REPORTS, params={"status": "open"}, headers=editor.headers)).json()["total"] == 0


async def test_two_people_who_answer_at_once_get_a_clear_choice(client: httpx.AsyncClient, editor: SignedIn) -> None:
    report_id, _ = await note(client, "desk-report-4")
    answers = await asyncio.gather(
        decide(client, editor, report_id, "accepted"), decide(client, editor, report_id, "declined")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_an_answer_is_taken_back_unless_it_was_changed(client: httpx.AsyncClient, editor: SignedIn) -> None:
    report_id, _ = await note(client, "desk-report-5")
    await decide(client, editor, report_id, "accepted")
    assert (await take_back(client, editor, "place.report.decided")).status_code == 200
    reopened = await client.get(f"{REPORTS}/{report_id}", headers=editor.headers)
    assert (reopened.json()["status"], reopened.json()["decidedAt"]) == ("open", None)


async def test_only_editors_and_administrators_read_notes(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    moderator = await person(database, clock, roles={Role.MODERATOR})
    assert (await client.get(REPORTS, headers=moderator.headers)).status_code == 403
    assert (await client.get(REPORTS)).status_code == 401


async def test_a_note_that_does_not_exist_is_not_found(client: httpx.AsyncClient, editor: SignedIn) -> None:
    answer = await client.get(f"{REPORTS}/018f0000-0000-7000-8000-000000000000", headers=editor.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "report-not-found")


async def test_an_answer_goes_with_the_note_when_its_author_erases_it(
    client: httpx.AsyncClient, editor: SignedIn, clock: FrozenClock
) -> None:
    report_id, place_id = await note(client, "desk-report-erased")
    device = dict(client.cookies)
    await decide(client, editor, report_id, "done", "Danke!")
    shown = {"reason": "wrongHours", "status": "done", "note": "Danke!", "decidedOn": clock.now.date().isoformat()}
    await until_public(client, place_id, "answers", [shown])
    client.cookies.update(device)
    forgotten = await client.delete("/api/v1/me/device", headers={"sec-fetch-site": "same-origin"})
    assert forgotten.status_code == 200
    await until_public(client, place_id, "answers", [])
