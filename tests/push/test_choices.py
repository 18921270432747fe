"""A phone asks to be warned, changes its mind, is tested, falls silent."""

import base64
import os
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from backend.app import build_context
from backend.core.alarms import Alarm
from backend.core.db import Database, Session
from backend.core.identity import Visitor
from backend.core.places import CityShape, DistrictShape
from backend.push import repository
from backend.push.errors import PushNotSubscribed
from backend.push.schemas import PushRequest
from backend.push.service import PushChoicesService
from backend.settings import Settings
from tests.conftest import FrozenClock

ME = {"sec-fetch-site": "same-origin"}
PATH = "/api/v1/push/subscription"


class Town:
    """Two Stadtteile."""

    async def district_shapes(self) -> CityShape:
        return CityShape(None, (DistrictShape("010", "Mitte", "{}"), DistrictShape("160", "Hüls", "{}")))


class Ears:
    """Hears the bell."""

    def __init__(self) -> None:
        self.heard: list[Alarm] = []

    async def ring(self, session: Session, alarm: Alarm) -> None:
        self.heard.append(alarm)


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def address(name: str = "one") -> dict[str, Any]:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return {
        "endpoint": f"https://fcm.googleapis.com/fcm/send/{name}",
        "keys": {"p256dh": text(point), "auth": text(os.urandom(16))},
    }


def wish(name: str = "one", **choices: Any) -> dict[str, Any]:
    return {**address(name), "choices": {"locale": "de", **choices}}


@pytest.fixture
def ears() -> Ears:
    """Nobody has rung yet."""
    return Ears()


@pytest.fixture
async def service(settings: Settings, clock: FrozenClock, ears: Ears) -> AsyncIterator[PushChoicesService]:
    """The use cases without the app around them."""
    context = build_context(settings, clock)
    yield PushChoicesService(context, Town(), ears)
    await context.db.close()


async def subscribe(service: PushChoicesService, device_id: UUID) -> None:
    """A phone whose device is known."""

    async def find_device(_session: Session) -> UUID:
        return device_id

    await service.put(msgspec.convert(wish(str(device_id), districts=["160"]), type=PushRequest), find_device)


def of(device_id: UUID) -> Visitor:
    return Visitor(device_id=device_id)


async def test_a_phone_chooses_changes_and_really_leaves(client: httpx.AsyncClient) -> None:
    assert (await client.get(PATH, headers=ME)).json()["endpoint"] is None
    chosen: dict[str, Any] = {
        "severity": "moderate",
        "cell": "u1hegf",
        "quietFrom": 1320,
        "quietUntil": 420,
        "categories": ["Met"],
    }
    answer = await client.put(PATH, json=wish(**chosen), headers=ME)
    assert answer.status_code == 200
    assert chosen.items() <= answer.json()["choices"].items()

    changed = (await client.put(PATH, json=wish("two", severity="extreme"), headers=ME)).json()
    assert changed == (await client.get(PATH, headers=ME)).json()
    assert changed["endpoint"].endswith("two")
    assert changed["choices"]["cell"] is None

    assert (await client.delete(PATH, headers=ME)).status_code == 204
    assert (await client.delete(PATH, headers=ME)).status_code == 204
    assert (await client.get(PATH, headers=ME)).json()["choices"] is None
    assert (await client.put("/api/v1/push/address", json=address(), headers=ME)).status_code == 404


async def test_a_new_address_keeps_the_choices_and_belongs_to_one_phone(client: httpx.AsyncClient) -> None:
    await client.put(PATH, json=wish(severity="minor"), headers=ME)
    assert (await client.put("/api/v1/push/address", json=address("two"), headers=ME)).status_code == 204
    state = (await client.get(PATH, headers=ME)).json()
    assert state["endpoint"].endswith("two")
    assert state["choices"]["severity"] == "minor"

    first = dict(client.cookies)
    client.cookies.clear()  # the same browser has lost its cookie
    await client.put(PATH, json=wish("two"), headers=ME)
    client.cookies.clear()
    client.cookies.update(first)
    assert (await client.get(PATH, headers=ME)).json()["endpoint"] is None


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_is_no_phone_and_no_choice_is_refused(client: httpx.AsyncClient) -> None:
    foreign = wish() | {"endpoint": "https://169.254.169.254/latest"}
    keyless = wish() | {"keys": {"p256dh": text(b"\x04" + bytes(64)), "auth": text(bytes(16))}}
    foreign_letters = wish() | {"keys": {"p256dh": "ëÖ" * 43 + "ë", "auth": text(bytes(16))}}
    for body, code in (
        (foreign, "push-address-refused"),
        (foreign_letters, "push-address-refused"),
        (keyless, "push-address-refused"),
        (wish(districts=["999"]), "push-choice-unknown"),
        (wish(locale="xx"), "push-choice-unknown"),
        (wish(quietFrom=10), "push-choice-unknown"),
        (wish(cell="aaaaaa"), "invalid-request"),
        (wish(severity="none"), "invalid-request"),
    ):
        answer = await client.put(PATH, json=body, headers=ME)
        assert answer.json()["code"] == code, body
    assert (await client.get(PATH, headers=ME)).json()["endpoint"] is None


async def test_a_test_is_sent_once_to_this_phone_and_confirmed_by_it(
    service: PushChoicesService, ears: Ears, clock: FrozenClock
) -> None:
    mine, other = uuid4(), uuid4()
    key = str(uuid4())
    with pytest.raises(PushNotSubscribed):
        await service.test(of(mine), key)
    await subscribe(service, mine)
    await subscribe(service, other)

    assert await service.test(of(mine), key) == await service.test(of(mine), key)
    (alarm,) = ears.heard
    assert (alarm.look, alarm.devices, alarm.path) == ("test", (mine,), "/warnungen/benachrichtigungen")
    assert alarm.lines["de"].title != alarm.lines["en"].title

    clock.advance(seconds=4)
    await service.note_arrival(of(mine), uuid4())
    await service.note_arrival(of(other), alarm.revision)
    assert (await service.state(of(mine))).arrived_at is None
    await service.note_arrival(of(mine), alarm.revision)
    assert (await service.state(of(mine))).arrived_at == clock()
    assert (await service.state(of(other))).arrived_at is None


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_key_is_made_once(client: httpx.AsyncClient) -> None:
    first, second = [(await client.get("/api/v1/push/key")).json()["publicKey"] for _ in range(2)]
    assert first == second
    assert len(base64.urlsafe_b64decode(first + "=")) == 65


async def test_a_silent_phone_is_asked_once_and_forgotten_if_it_does_not_answer(
    service: PushChoicesService, ears: Ears, database: Database, clock: FrozenClock
) -> None:
    loud, silent = uuid4(), uuid4()
    await subscribe(service, loud)
    await subscribe(service, silent)

    clock.advance(days=54)
    await service.tend()
    assert [(alarm.kind, len(alarm.devices or ())) for alarm in ears.heard] == [("allClear", 2)]  # the monthly check
    ears.heard.clear()
    clock.advance(days=1)
    await service.tend()
    await service.tend()
    (asked,) = ears.heard
    assert (asked.kind, set(asked.devices or ())) == ("alert", {loud, silent})
    await service.note_arrival(of(loud), asked.revision)

    clock.advance(days=5)
    await service.tend()
    async with database.read() as session:
        assert await repository.of_device(session, silent) is None
        assert await repository.of_device(session, loud) is not None
