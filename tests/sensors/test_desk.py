"""Staff look after devices: assign, take out of service, register the unknown; two at once, and the way back."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from backend.core.asgi import ASGIApp
from backend.core.db import Database
from backend.core.identity import Role
from backend.parking import repository as parking
from backend.parking.content import bay_id
from backend.sensors.guards import SECRET_HEADER
from tests.conftest import FrozenClock
from tests.parking.town import town
from tests.people import SignedIn, person
from tests.resilience.waiting import until
from tests.sensors.kit import EUI, chirpstack_up

DESK = "/api/v1/desk/sensors"
LOG = "/api/v1/desk/audit"
PLAIN, PERSONAL = bay_id("plain"), bay_id("personal")
WATCHING_PLAIN = {"kind": "parking.bay", "id": str(PLAIN)}


@pytest.fixture
async def officer(app: ASGIApp, database: Database, clock: FrozenClock) -> SignedIn:
    """An officer in a town with bays, one of them without a sensor."""
    catalogue = town()
    async with database.write() as session:
        await parking.replace_catalogue(session, catalogue.name, catalogue.site_rows(), catalogue.bay_rows())
    return await person(database, clock, roles={Role.OFFICER})


async def say(
    client: httpx.AsyncClient, clock: FrozenClock, payload: bytes = b"\x01", f_cnt: int = 1, eui: str = EUI
) -> None:
    body = chirpstack_up(clock(), payload, f_cnt=f_cnt, eui=eui)
    headers = {SECRET_HEADER: "test-webhook-secret", "content-type": "application/json"}
    answer = await client.post("/api/v1/sensors/uplinks/chirpstack?event=up", content=body, headers=headers)
    assert answer.status_code == 202


async def post(client: httpx.AsyncClient, by: SignedIn, path: str, **body: Any) -> httpx.Response:
    return await client.post(path, json={"reason": "Einbau"} | body, headers=by.headers)


async def registered(client: httpx.AsyncClient, clock: FrozenClock, by: SignedIn, eui: str = EUI) -> str:
    """A device that came out of quarantine; returns its address."""
    await say(client, clock, eui=eui)
    answer = await post(client, by, f"{DESK}/quarantine/{eui}/register", name=f"Neu {eui[-2:]}", profile="bosch-tps110")
    assert answer.status_code == 200, answer.text
    return f"{DESK}/devices/{answer.json()['deviceId']}"


async def edit(client: httpx.AsyncClient, by: SignedIn, device: str, tag: str, **changes: Any) -> httpx.Response:
    now = (await client.get(device, headers=by.headers)).json()["device"]
    body = {
        "name": now["name"],
        "profile": now["profile"],
        "inService": now["inService"],
        "target": now["target"] and {"kind": now["target"]["kind"], "id": now["target"]["id"]},
        "reason": "Umbau",
    }
    return await client.put(device, json=body | changes, headers=by.headers | {"if-match": tag})


async def undo(client: httpx.AsyncClient, by: SignedIn, sequence: int) -> httpx.Response:
    return await post(client, by, f"{LOG}/{sequence}/undo")


async def public_bay(client: httpx.AsyncClient, bay: Any = PLAIN) -> dict[str, Any]:
    return (await client.get(f"/api/v1/parking/bays/{bay}")).json()


async def shows(client: httpx.AsyncClient, *, sensor: bool) -> None:
    """Return when the public sees the bay with a sensor, or without one."""

    async def ask() -> bool:
        return (await public_bay(client))["hasRealtime"] is sensor

    await until("the bay shows whether it has a sensor", ask)


async def heard(client: httpx.AsyncClient, by: SignedIn, device: str, f_cnt: int = 1) -> dict[str, Any]:
    """The device once its message with this counter has been worked on."""

    async def ask() -> dict[str, Any] | None:
        detail: dict[str, Any] = (await client.get(device, headers=by.headers)).json()
        done = {frame["fCnt"] for frame in detail["frames"] if frame["status"] == "done"}
        return detail if f_cnt in done else None

    found = await until("the message is worked on", ask)
    assert found is not None
    return found


async def test_only_control_centre_and_administrators(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock, officer: SignedIn
) -> None:
    editor = await person(database, clock, roles={Role.EDITOR})
    for path in ("devices", "devices/export.csv", "quarantine", "profiles"):
        assert (await client.get(f"{DESK}/{path}")).status_code == 401
        assert (await client.get(f"{DESK}/{path}", headers=editor.headers)).status_code == 403
        assert (await client.get(f"{DESK}/{path}", headers=officer.headers)).status_code == 200
    refused = await post(client, editor, f"{DESK}/quarantine/{EUI}/discard")
    assert refused.status_code == 403


async def test_what_is_unknown_waits_is_registered_and_its_messages_count(
    client: httpx.AsyncClient, clock: FrozenClock, officer: SignedIn
) -> None:
    await say(client, clock)
    clock.advance(minutes=5)
    await say(client, clock, f_cnt=2)
    (waiting,) = (await client.get(f"{DESK}/quarantine", headers=officer.headers)).json()["items"]
    assert (waiting["devEui"], waiting["frames"], waiting["isKnown"]) == (EUI, 2, False)
    assert waiting["firstAt"] < waiting["lastAt"]
    device = await registered(client, clock, officer)
    detail = await heard(client, officer, device, 2)
    assert detail["device"]["state"] == "working"
    assert {reading["quantity"]: reading["value"] for reading in detail["readings"]}["occupied"] is True
    assert len(detail["frames"]) == 2
    assert (await client.get(f"{DESK}/quarantine", headers=officer.headers)).json()["total"] == 0


async def test_a_device_is_assigned_and_the_bay_has_a_sensor_until_it_is_taken_back(
    client: httpx.AsyncClient, clock: FrozenClock, officer: SignedIn
) -> None:
    device = await registered(client, clock, officer)
    assert (await public_bay(client))["reason"] == "noSensor"
    changed = await edit(client, officer, device, '"v1"', target=WATCHING_PLAIN)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"v2"')
    assert changed.json()["device"]["target"]["name"] == "plain"
    await shows(client, sensor=True)
    assert (await undo(client, officer, changed.json()["auditSequence"])).status_code == 200
    await shows(client, sensor=False)
    assert (await client.get(device, headers=officer.headers)).json()["device"]["target"] is None


async def test_a_bay_takes_one_device_and_a_personal_bay_none(
    client: httpx.AsyncClient, clock: FrozenClock, officer: SignedIn
) -> None:
    first = await registered(client, clock, officer)
    second = await registered(client, clock, officer, eui="0102030405060709")
    await edit(client, officer, first, '"v1"', target=WATCHING_PLAIN)
    taken = await edit(client, officer, second, '"v1"', target=WATCHING_PLAIN)
    assert (taken.status_code, taken.json()["code"]) == (409, "target-taken")
    nowhere = await edit(client, officer, second, '"v1"', target={"kind": "parking.bay", "id": str(PERSONAL)})
    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "target-unknown")
    await edit(client, officer, first, '"v2"', inService=False)
    assert (await edit(client, officer, second, '"v1"', target=WATCHING_PLAIN)).status_code == 200


async def test_of_two_people_at_once_the_second_is_told(
    client: httpx.AsyncClient, clock: FrozenClock, officer: SignedIn
) -> None:
    device = await registered(client, clock, officer)
    answers = await asyncio.gather(*(edit(client, officer, device, '"v1"', name=name) for name in ("A", "B")))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    body = {"name": "C", "profile": "bosch-tps110", "inService": True, "target": None, "reason": "x"}
    assert (await client.put(device, json=body, headers=officer.headers)).status_code == 428


async def test_a_device_out_of_service_is_heard_but_not_believed(
    client: httpx.AsyncClient, clock: FrozenClock, officer: SignedIn, database: Database
) -> None:
    device = await registered(client, clock, officer)
    await edit(client, officer, device, '"v1"', target=WATCHING_PLAIN, inService=False)
    clock.advance(minutes=10)
    await say(client, clock, b"\x01", f_cnt=7)
    detail = await heard(client, officer, device, 7)
    assert detail["device"]["state"] == "outOfService"
    assert detail["frames"][0]["status"] == "done"
    async with database.read() as session:
        assert (await session.execute(text("SELECT count(*) FROM bay_status"))).scalar_one() == 0


async def test_an_undo_is_refused_when_somebody_has_edited_since(
    client: httpx.AsyncClient, clock: FrozenClock, officer: SignedIn
) -> None:
    device = await registered(client, clock, officer)
    first = await edit(client, officer, device, '"v1"', name="Erster")
    await edit(client, officer, device, '"v2"', name="Zweiter")
    answer = await undo(client, officer, first.json()["auditSequence"])
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot-undo")
    assert (await client.get(device, headers=officer.headers)).json()["device"]["name"] == "Zweiter"


async def test_a_registration_and_a_discard_are_taken_back(
    client: httpx.AsyncClient, clock: FrozenClock, officer: SignedIn
) -> None:
    await say(client, clock)
    discarded = (await post(client, officer, f"{DESK}/quarantine/{EUI}/discard")).json()
    assert discarded["frames"] == 1
    assert (await client.get(f"{DESK}/quarantine", headers=officer.headers)).json()["total"] == 0
    gone = await post(client, officer, f"{DESK}/quarantine/{EUI}/discard")
    assert (gone.status_code, gone.json()["code"]) == (404, "nothing-quarantined")
    assert (await undo(client, officer, discarded["auditSequence"])).status_code == 200
    assert (await client.get(f"{DESK}/quarantine", headers=officer.headers)).json()["total"] == 1
    answer = await post(client, officer, f"{DESK}/quarantine/{EUI}/register", name="Neu", profile="bosch-tps110")
    again = await post(client, officer, f"{DESK}/quarantine/{EUI}/register", name="Neu", profile="bosch-tps110")
    assert (again.status_code, again.json()["code"]) == (409, "device-known")
    assert (await undo(client, officer, answer.json()["auditSequence"])).status_code == 200
    assert (await client.get(f"{DESK}/devices/{answer.json()['deviceId']}", headers=officer.headers)).status_code == 404


async def test_devices_are_found_by_their_state(
    client: httpx.AsyncClient, clock: FrozenClock, officer: SignedIn
) -> None:
    device = await registered(client, clock, officer)
    await heard(client, officer, device)

    async def names(state: str) -> list[str]:
        answer = await client.get(f"{DESK}/devices?device_state={state}", headers=officer.headers)
        return [row["name"] for row in answer.json()["items"]]

    assert (await names("working"), await names("silent"), await names("neverSeen")) == (["Neu 08"], [], [])
    clock.advance(minutes=50)
    await client.get("/api/v1/me/sessions", headers=officer.headers)
    clock.advance(minutes=50)
    await client.get("/api/v1/me/sessions", headers=officer.headers)
    clock.set(clock() + timedelta(minutes=50))
    await client.get("/api/v1/me/sessions", headers=officer.headers)
    clock.advance(minutes=50)
    assert (await names("working"), await names("silent")) == ([], ["Neu 08"])
