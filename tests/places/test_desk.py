"""Places at the desk: found, edited over the city's data, merged, taken back; never a lost edit."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from backend.core.audit import AuditEntry
from backend.core.context import Context
from backend.core.db import Database
from backend.core.identity import Role
from backend.places.models import Place
from backend.places.seeding import seed
from tests.conftest import FrozenClock
from tests.people import SignedIn, person
from tests.places.test_api import find

DESK = "/api/v1/desk/places"


@pytest.fixture
async def editor(database: Database, clock: FrozenClock) -> SignedIn:
    return await person(database, clock, roles={Role.EDITOR}, name="Redaktion")


async def read(client: httpx.AsyncClient, who: SignedIn, place_id: object) -> tuple[dict[str, Any], str]:
    answer = await client.get(f"{DESK}/{place_id}", headers=who.headers)
    assert answer.status_code == 200
    return answer.json(), answer.headers["etag"]


async def edit(
    client: httpx.AsyncClient, who: SignedIn, place_id: object, etag: str | None = None, **values: object
) -> httpx.Response:
    tag = etag or (await read(client, who, place_id))[1]
    body = {**values, "reason": "Anruf aus dem Haus"}
    return await client.patch(f"{DESK}/{place_id}", json=body, headers={**who.headers, "if-match": tag})


async def merge(
    client: httpx.AsyncClient, who: SignedIn, gone: object, kept: object, **values: object
) -> httpx.Response:
    _, tag = await read(client, who, gone)
    version = (await read(client, who, kept))[0]["version"]
    body = {"intoId": kept, "intoVersion": version, "values": values, "reason": "doppelt"}
    return await client.post(f"{DESK}/{gone}/merge", json=body, headers={**who.headers, "if-match": tag})


async def take_back(client: httpx.AsyncClient, who: SignedIn, action: str) -> httpx.Response:
    """Take the last entry of an action back."""
    params = {"action": action, "sort": "-sequence", "limit": 1}
    entry = (await client.get("/api/v1/desk/audit", params=params, headers=who.headers)).json()["items"][0]
    path = f"/api/v1/desk/audit/{entry['sequence']}/undo"
    return await client.post(path, json={"reason": "Irrtum"}, headers=who.headers)


async def reimport(context: Context) -> None:
    await seed(context, lambda _what, _done, _total: None)


async def until_public(client: httpx.AsyncClient, place_id: object, field: str, value: object) -> dict[str, Any]:
    """Wait until everybody sees it; other processes follow a broadcast, and so does this one."""
    async with asyncio.timeout(5):
        while True:
            body: dict[str, Any] = (await client.get(f"/api/v1/places/{place_id}", follow_redirects=True)).json()
            if body.get(field) == value:
                return body
            await asyncio.sleep(0.01)


async def test_the_table_is_searched_sorted_filtered_and_exported(client: httpx.AsyncClient, editor: SignedIn) -> None:
    page = (await client.get(DESK, params={"q": "parkhaus"}, headers=editor.headers)).json()
    assert page["total"] == len(page["items"]) > 3
    names = [row["name"] for row in page["items"]]
    backwards = (await client.get(DESK, params={"q": "parkhaus", "sort": "-name"}, headers=editor.headers)).json()
    assert [row["name"] for row in backwards["items"]] == names[::-1]
    category = page["items"][0]["category"]
    params = {"category": category, "limit": "2"}
    first = (await client.get(DESK, params=params, headers=editor.headers)).json()
    rest = await client.get(
        DESK, params={**params, "limit": "200", "cursor": first["nextCursor"]}, headers=editor.headers
    )
    assert first["total"] == 2 + len(rest.json()["items"])
    exported = await client.get(f"{DESK}/export.csv", params={"q": "parkhaus"}, headers=editor.headers)
    assert exported.headers["content-disposition"] == 'attachment; filename="places.csv"'
    assert len(exported.text.splitlines()) == 1 + page["total"]
    nothing = (await client.get(DESK, params={"only": "edited"}, headers=editor.headers)).json()
    assert (nothing["items"], nothing["total"]) == ([], 0)


async def test_an_edit_is_seen_by_everybody_and_says_since_when(
    client: httpx.AsyncClient, editor: SignedIn, clock: FrozenClock
) -> None:
    place = await find(client, "Parkhaus am Rathaus")
    answer = await edit(client, editor, place["id"], hoursText=" täglich  6 bis 23 Uhr ")
    assert answer.status_code == 200
    assert answer.json()["cityValues"] == {"hoursText": "täglich 24 Stunden"}
    assert answer.headers["etag"] == '"v1"'
    shown = await until_public(client, place["id"], "hoursText", "täglich 6 bis 23 Uhr")
    assert (shown["edited"], shown["editedOn"]) == (["hoursText"], clock.now.date().isoformat())
    edited = (await client.get(DESK, params={"only": "edited"}, headers=editor.headers)).json()
    assert [row["id"] for row in edited["items"]] == [place["id"]]


async def test_the_public_list_follows_an_edit(client: httpx.AsyncClient, editor: SignedIn) -> None:
    place = await find(client, "Parkhaus am Rathaus")
    before = (await client.get("/api/v1/places")).headers["etag"]
    await edit(client, editor, place["id"], name="Rathausgarage")
    await until_public(client, place["id"], "name", "Rathausgarage")
    async with asyncio.timeout(5):
        while True:
            answer = await client.get("/api/v1/places")
            if answer.headers["etag"] != before:
                break
            await asyncio.sleep(0.01)
    assert "Rathausgarage" in {row["name"] for row in answer.json()["places"]}
    assert (await find(client, "Rathausgarage"))["id"] == place["id"]


async def test_a_repeated_import_keeps_edits_and_reports_nothing(
    client: httpx.AsyncClient, editor: SignedIn, context: Context, database: Database
) -> None:
    place = await find(client, "Parkhaus am Rathaus")
    await edit(client, editor, place["id"], hoursText="montags", lat=51.34, lon=6.58)
    again = await seed(context, lambda _what, _done, _total: None)
    assert (again.places.total, again.places.unchanged) == (0, 1112)
    async with database.write() as session:  # as if the files had changed: the next import writes the row again
        await session.execute(update(Place).values(fingerprint="old"))
    await reimport(context)
    kept, _ = await read(client, editor, place["id"])
    assert (kept["hoursText"], kept["lat"], kept["lon"]) == ("montags", 51.34, 6.58)
    assert kept["cityValues"]["hoursText"] == "täglich 24 Stunden"


async def test_the_position_moves_the_place_into_its_district(client: httpx.AsyncClient, editor: SignedIn) -> None:
    place = await find(client, "Parkhaus am Rathaus")
    answer = await edit(client, editor, place["id"], lat=51.3516, lon=6.6467)
    assert answer.json()["district"] not in {None, place["district"]}
    back = await edit(client, editor, place["id"], lat=place["lat"], lon=place["lon"])
    assert (back.json()["district"], back.json()["cityValues"]) == (place["district"], {})


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"lat": 50.0}, 422, "position-outside-city"),
        ({"web": "einfach mal so"}, 422, "web-address-refused"),
        ({"category": "castle-in-the-air"}, 400, "invalid-request"),
        ({"name": "   "}, 400, "invalid-request"),
        ({"zip": "4780"}, 400, "invalid-request"),
        ({"phone": "1"}, 400, "invalid-request"),
    ],
)
async def test_a_wrong_value_is_refused_and_nothing_is_stored(
    client: httpx.AsyncClient, editor: SignedIn, values: dict[str, object], status: int, code: str
) -> None:
    place = await find(client, "Parkhaus am Rathaus")
    answer = await edit(client, editor, place["id"], **values)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await read(client, editor, place["id"]))[1] == '"v0"'


async def test_two_editors_at_once_get_a_clear_choice(client: httpx.AsyncClient, editor: SignedIn) -> None:
    place = await find(client, "Parkhaus am Rathaus")
    _, tag = await read(client, editor, place["id"])
    answers = await asyncio.gather(
        edit(client, editor, place["id"], tag, note="eins"), edit(client, editor, place["id"], tag, note="zwei")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    without = await client.patch(f"{DESK}/{place['id']}", json={"reason": "Test"}, headers=editor.headers)
    assert without.status_code == 428


async def test_who_does_not_edit_places_may_not(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, editor: SignedIn
) -> None:
    place = await find(client, "Parkhaus am Rathaus")
    officer = await person(database, clock, roles={Role.OFFICER})
    _, tag = await read(client, editor, place["id"])
    assert (await edit(client, officer, place["id"], tag, note="x")).status_code == 403
    assert (await client.get(DESK)).status_code == 401


async def test_a_change_stands_in_the_log_with_before_after_and_reason(
    client: httpx.AsyncClient, editor: SignedIn, database: Database
) -> None:
    place = await find(client, "Parkhaus am Rathaus")
    await edit(client, editor, place["id"], hoursText="montags", name=place["name"])
    async with database.read() as session:
        entry = await session.scalar(select(AuditEntry).where(AuditEntry.action == "place.edited"))
    assert entry is not None
    assert entry.details is not None
    assert (entry.subject_kind, entry.subject_id, entry.actor_id) == ("place", place["id"], editor.account_id)
    assert entry.details["before"] == {"hoursText": "täglich 24 Stunden"}
    assert (entry.details["after"], entry.details["reason"]) == ({"hoursText": "montags"}, "Anruf aus dem Haus")


async def test_an_edit_is_taken_back_unless_the_same_field_has_moved_on(
    client: httpx.AsyncClient, editor: SignedIn
) -> None:
    place = await find(client, "Parkhaus am Rathaus")
    await edit(client, editor, place["id"], hoursText="montags")
    assert (await take_back(client, editor, "place.edited")).status_code == 200
    mended, _ = await read(client, editor, place["id"])
    assert (mended["hoursText"], mended["cityValues"]) == ("täglich 24 Stunden", {})

    await edit(client, editor, place["id"], hoursText="dienstags")
    first = await client.get("/api/v1/desk/audit", params={"action": "place.edited"}, headers=editor.headers)
    await edit(client, editor, place["id"], note="andere Stelle")
    await edit(client, editor, place["id"], hoursText="mittwochs")
    path = f"/api/v1/desk/audit/{first.json()['items'][0]['sequence']}/undo"
    refused = await client.post(path, json={"reason": "Irrtum"}, headers=editor.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot-undo")
    assert (await read(client, editor, place["id"]))[0]["hoursText"] == "mittwochs"


async def test_links_to_a_merged_place_lead_to_the_one_that_stays(client: httpx.AsyncClient, editor: SignedIn) -> None:
    gone, kept = await find(client, "Parkhaus am Rathaus"), await find(client, "Mediothek")
    answer = await merge(client, editor, gone["id"], kept["id"], hoursText="aus beiden")
    assert answer.status_code == 200
    assert [place["id"] for place in answer.json()["mergedFrom"]] == [gone["id"]]
    await until_public(client, gone["id"], "hoursText", "aus beiden")
    moved = await client.get(f"/api/v1/places/{gone['id']}")
    assert (moved.status_code, moved.json()["code"]) == (307, "place-merged")
    assert moved.headers["location"] == f"/api/v1/places/{kept['id']}"
    assert (await find(client, str(gone["name"])))["id"] == kept["id"], "found by its old name"
    note = await client.post(
        f"/api/v1/places/{gone['id']}/reports",
        json={"reason": "closed"},
        headers={"idempotency-key": "merged-place-1"},
        follow_redirects=True,
    )
    assert note.status_code == 201, "a note about the old place arrives at the new one"
    assert (await merge(client, editor, gone["id"], kept["id"])).json()["code"] == "cannot-merge"
    assert (await merge(client, editor, kept["id"], kept["id"])).json()["code"] == "cannot-merge"


async def test_a_chain_of_mergers_leads_to_its_end(client: httpx.AsyncClient, editor: SignedIn) -> None:
    names = ("Parkhaus am Rathaus", "Mediothek", "Stadtwald")
    first, second, third = [(await find(client, name))["id"] for name in names]
    await merge(client, editor, first, second)
    await merge(client, editor, second, third)
    await until_public(client, second, "id", third)
    moved = await client.get(f"/api/v1/places/{first}")
    assert moved.headers["location"] == f"/api/v1/places/{third}"


async def test_a_merger_is_taken_back_with_what_it_changed(client: httpx.AsyncClient, editor: SignedIn) -> None:
    gone, kept = await find(client, "Parkhaus am Rathaus"), await find(client, "Mediothek")
    before, _ = await read(client, editor, kept["id"])
    await merge(client, editor, gone["id"], kept["id"], note="aus beiden")
    assert (await take_back(client, editor, "place.merged")).status_code == 200
    await until_public(client, gone["id"], "id", gone["id"])
    after, _ = await read(client, editor, kept["id"])
    assert (after["note"], after["mergedFrom"]) == (before["note"], [])

    await merge(client, editor, gone["id"], kept["id"], note="aus beiden")
    await edit(client, editor, kept["id"], note="inzwischen anders")
    refused = await take_back(client, editor, "place.merged")
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot-undo")
    assert (await read(client, editor, gone["id"]))[0]["state"] == "merged"


async def test_two_people_who_merge_the_same_two_crosswise_end_with_one_merger(
    client: httpx.AsyncClient, editor: SignedIn
) -> None:
    one, other = await find(client, "Parkhaus am Rathaus"), await find(client, "Mediothek")
    answers = await asyncio.gather(
        merge(client, editor, one["id"], other["id"]), merge(client, editor, other["id"], one["id"])
    )
    first, second = sorted(answer.status_code for answer in answers)
    assert first == 200
    assert second in {409, 412}
