"""The places API as an app on a phone meets it."""

from uuid import uuid4

import brotli  # type: ignore[import-untyped] -- ships no types
import httpx
import pytest
from sqlalchemy import select

from backend.core.db import Database
from backend.places.models import PlaceReport
from backend.places.repository import delete_expired_reports
from tests.conftest import FrozenClock


async def find(client: httpx.AsyncClient, query: str) -> dict[str, object]:
    answer = await client.get("/api/v1/places/search", params={"q": query, "limit": 1})
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()["items"][0]
    return found


async def test_the_list_is_a_small_snapshot_with_source_age_and_categories(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/places", headers={"accept-encoding": "identity"})
    body = answer.json()
    assert (body["asOf"], body["licence"]) == ("2017", "MIT")
    assert len(body["places"]) == 1112
    assert {place["category"] for place in body["places"]} <= {category["id"] for category in body["categories"]}
    assert {category["group"] for category in body["categories"]} == {group["id"] for group in body["groups"]}
    assert len(brotli.compress(answer.content, quality=5)) < 64_000  # 27 kB of it are ids, which do not compress
    again = await client.get(
        "/api/v1/places", headers={"accept-encoding": "identity", "if-none-match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


async def test_a_place_tells_all_we_know_and_null_for_what_we_do_not(client: httpx.AsyncClient) -> None:
    garage = await find(client, "Parkhaus am Rathaus")
    detail = (await client.get(f"/api/v1/places/{garage['id']}")).json()
    assert detail["name"] == "Parkhaus am Rathaus (P1)"
    assert [entrance["name"] for entrance in detail["entrances"]] == ["Einfahrt Westwall", "Einfahrt Schneiderstraße"]
    assert (detail["districtName"], detail["boroughName"]) == ("Stadtmitte", "Mitte")
    assert (detail["hoursText"], detail["note"], detail["asOf"]) == ("täglich 24 Stunden", None, "2017")
    assert detail["accessibleToilet"] is False


async def test_search_pages_by_cursor_and_takes_filters(client: httpx.AsyncClient) -> None:
    params: dict[str, str | int | bool] = {"q": "toilete", "accessible": True, "limit": 25}
    page = (await client.get("/api/v1/places/search", params=params)).json()
    rest = (await client.get("/api/v1/places/search", params={**params, "cursor": page["nextCursor"]})).json()
    ids = [hit["id"] for hit in page["items"] + rest["items"]]
    assert len(ids) == len(set(ids)) == 39
    assert rest["nextCursor"] is None
    scores = [hit["score"] for hit in page["items"] + rest["items"]]
    assert scores == sorted(scores, reverse=True)
    in_bockum = (
        await client.get("/api/v1/places/search", params={"category": "kindergarten", "district": "130"})
    ).json()
    assert {(hit["category"], hit["district"]) for hit in in_bockum["items"]} == {("kindergarten", "130")}


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"cursor": "!!!"}, "invalid-cursor"),
        ({"cursor": "WzFd"}, "invalid-cursor"),
        ({"limit": "0"}, "invalid-request"),
        ({"limit": "101"}, "invalid-request"),
        ({"q": "x" * 101}, "invalid-request"),
        ({"accessible": "maybe"}, "invalid-request"),
    ],
)
async def test_a_wrong_search_is_explained(client: httpx.AsyncClient, params: dict[str, str], code: str) -> None:
    answer = await client.get("/api/v1/places/search", params=params)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code


async def test_an_unknown_place_is_not_found(client: httpx.AsyncClient) -> None:
    for path in (f"/api/v1/places/{uuid4()}", "/api/v1/places/not-an-id"):
        answer = await client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


async def test_districts_are_geojson_in_force(client: httpx.AsyncClient) -> None:
    body = (await client.get("/api/v1/districts")).json()
    assert body["validFrom"] == "2025-11-01"
    assert body["outline"]["geometry"]["type"] == "Polygon"
    assert (len(body["boroughs"]["features"]), len(body["districts"]["features"])) == (5, 19)
    assert body["districts"]["type"] == "FeatureCollection"
    middle = body["districts"]["features"][0]
    assert (middle["type"], middle["id"]) == ("Feature", "010")
    assert middle["properties"]["name"] == "Stadtmitte"
    assert (middle["properties"]["borough"], middle["properties"]["inhabitants"]) == ("1", 33395)


async def test_a_position_has_its_district_and_outside_there_is_none(client: httpx.AsyncClient) -> None:
    inside = (await client.get("/api/v1/districts/at", params={"lat": 51.3337, "lon": 6.5593})).json()
    assert inside == {"district": {"id": "010", "name": "Stadtmitte"}, "borough": {"id": "1", "name": "Mitte"}}
    outside = (await client.get("/api/v1/districts/at", params={"lat": 51.3206, "lon": 6.468})).json()
    assert outside == {"district": None, "borough": None}
    for params in ({"lat": 91, "lon": 6}, {"lat": 51}, {"lat": "nan", "lon": 6}):
        assert (await client.get("/api/v1/districts/at", params=params)).status_code == 400


async def test_a_note_is_stored_once_for_its_device_and_forgotten_in_time(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    place = await find(client, "Mediothek")
    path = f"/api/v1/places/{place['id']}/reports"
    body = {"reason": "wrongHours", "comment": "  jetzt bis 19 Uhr, Rückfragen: 02151 / 86 25 56 oder a@example.org "}
    headers = {"idempotency-key": str(uuid4())}
    first = await client.post(path, json=body, headers=headers)
    assert (first.status_code, first.json()["status"]) == (201, "received")
    same_origin = headers | {"sec-fetch-site": "same-origin"}
    assert (await client.post(path, json=body, headers=same_origin)).json() == first.json()
    other = await client.post(path, json={"reason": "closed"}, headers=same_origin)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    async with database.read() as session:
        (note,) = await session.scalars(select(PlaceReport))
    assert (str(note.id), note.reason) == (first.json()["id"], "wrongHours")
    assert (note.account_id, note.device_id is not None) == (None, True)
    assert note.comment == "jetzt bis 19 Uhr, Rückfragen: […] oder […]"
    assert (note.delete_after - note.created_at).days == 180
    async with database.write() as session:
        assert await delete_expired_reports(session, clock.advance(days=179)) == 0
        assert await delete_expired_reports(session, clock.advance(days=1)) == 1


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "body",
    [
        {"reason": "boring"},
        {"comment": "ohne Grund"},
        {"reason": "other", "comment": "x" * 501},
        {"reason": "other", "email": "a@example.org"},
        [],
    ],
)
async def test_a_malformed_note_is_refused(client: httpx.AsyncClient, body: object) -> None:
    place = await find(client, "Mediothek")
    answer = await client.post(
        f"/api/v1/places/{place['id']}/reports", json=body, headers={"idempotency-key": str(uuid4())}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-request")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_note_needs_a_key_and_a_place(client: httpx.AsyncClient) -> None:
    place = await find(client, "Mediothek")
    keyless = await client.post(f"/api/v1/places/{place['id']}/reports", json={"reason": "closed"})
    assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency-key-invalid")
    nowhere = await client.post(
        f"/api/v1/places/{uuid4()}/reports", json={"reason": "closed"}, headers={"idempotency-key": str(uuid4())}
    )
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "place-not-found")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_notes_are_limited_per_client(client: httpx.AsyncClient) -> None:
    place = await find(client, "Mediothek")
    codes = [
        (
            await client.post(
                f"/api/v1/places/{place['id']}/reports",
                json={"reason": "closed"},
                headers={"idempotency-key": str(uuid4()), "sec-fetch-site": "same-origin"},
            )
        ).status_code
        for _ in range(6)
    ]
    assert codes == [201] * 5 + [429]
