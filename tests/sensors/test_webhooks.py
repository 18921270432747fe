"""The webhooks through the whole app: who may deliver, what is answered, what is stored."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
from sqlalchemy import func, select

from backend.app import assemble, build_context
from backend.core.context import Context
from backend.core.db import Database
from backend.sensors.models import SensorFrame
from backend.sensors.uplink import Server
from backend.settings import SensorSettings, Settings
from tests.asgi import running
from tests.conftest import FrozenClock
from tests.sensors.kit import chirpstack_up, things_stack_up
from tests.sensors.malformed import malformed_messages

SECRET = {"X-Webhook-Secret": "test-webhook-secret"}
CHIRPSTACK = "/api/v1/sensors/uplinks/chirpstack?event=up"
THINGS_STACK = "/api/v1/sensors/uplinks/things-stack"
FLOOD = 600


@pytest.fixture
async def context(settings: Settings, clock: FrozenClock) -> Context:
    return build_context(settings, clock)


@pytest.fixture
async def hooks(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    """The whole app on this test's context, so that its figures can be read."""
    async with running(assemble(context)) as app:
        transport = httpx.ASGITransport(app, client=("192.0.2.7", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as client:
            yield client


async def stored(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(SensorFrame)) or 0


async def test_uplinks_of_both_servers_are_taken_and_durable_when_answered(
    hooks: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    answer = await hooks.post(CHIRPSTACK, content=chirpstack_up(clock()), headers=SECRET)
    assert (answer.status_code, answer.json()) == (202, {"accepted": True})
    assert await stored(database) == 1
    answer = await hooks.post(THINGS_STACK, content=things_stack_up(clock()), headers=SECRET)
    assert (answer.status_code, answer.json()) == (202, {"accepted": True})
    assert await stored(database) == 2
    again = await hooks.post(THINGS_STACK, content=things_stack_up(clock()), headers=SECRET)
    assert again.status_code == 202
    assert await stored(database) == 2


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "headers", [{}, {"X-Webhook-Secret": ""}, {"X-Webhook-Secret": "test-webhook-secre"}, {"X-Webhook-Secret": "ä"}]
)
async def test_without_the_secret_nothing_is_taken(
    hooks: httpx.AsyncClient, database: Database, clock: FrozenClock, headers: dict[str, str]
) -> None:
    encoded = {name: value.encode() for name, value in headers.items()}
    answer = await hooks.post(CHIRPSTACK, content=chirpstack_up(clock()), headers=encoded)
    assert (answer.status_code, answer.json()["code"]) == (401, "webhook-secret-wrong")
    assert answer.headers["content-type"] == "application/problem+json"
    assert await stored(database) == 0


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("sensors", "status", "code"),
    [
        (SensorSettings(), 503, "webhook-not-configured"),
        (
            SensorSettings(webhook_secret="test-webhook-secret", webhook_networks=("198.51.100.0/24",)),
            403,
            "webhook-network-refused",
        ),
        (SensorSettings(webhook_secret="test-webhook-secret", webhook_networks=("192.0.2.0/24",)), 202, None),
    ],
)
async def test_who_may_deliver_is_set_by_secret_and_network(
    settings: Settings, clock: FrozenClock, sensors: SensorSettings, status: int, code: str | None
) -> None:
    context = build_context(msgspec.structs.replace(settings, sensors=sensors), clock)
    async with running(assemble(context)) as app:
        transport = httpx.ASGITransport(app, client=("192.0.2.7", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as client:
            headers = SECRET | {"X-Forwarded-For": "198.51.100.9"}  # believed of trusted proxies only
            answer = await client.post(CHIRPSTACK, content=chirpstack_up(clock()), headers=headers)
    assert (answer.status_code, answer.json().get("code")) == (status, code)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_refusals_have_stable_codes(hooks: httpx.AsyncClient, database: Database, clock: FrozenClock) -> None:
    large = await hooks.post(CHIRPSTACK, content=b'{"a":"' + b"x" * 70_000 + b'"}', headers=SECRET)
    assert (large.status_code, large.json()["code"]) == (413, "payload-too-large")
    broken = await hooks.post(CHIRPSTACK, content=b"{", headers=SECRET)
    assert (broken.status_code, broken.json()["code"]) == (400, "uplink-malformed")
    assert "not JSON" in broken.json()["detail"]
    no_event = await hooks.post("/api/v1/sensors/uplinks/chirpstack", content=b"{}", headers=SECRET)
    assert no_event.status_code == 400
    clock.advance(minutes=6)
    ahead = chirpstack_up(clock())
    clock.advance(minutes=-6)
    future = await hooks.post(CHIRPSTACK, content=ahead, headers=SECRET)
    assert (future.status_code, future.json()["code"]) == (422, "uplink-from-the-future")
    other = await hooks.post("/api/v1/sensors/uplinks/chirpstack?event=ack", content=b"{}", headers=SECRET)
    assert other.status_code == 202
    assert await stored(database) == 0


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_flood_of_malformed_uplinks_is_refused_counted_and_never_stored(
    hooks: httpx.AsyncClient, context: Context, database: Database, clock: FrozenClock
) -> None:
    answers = await asyncio.gather(
        *(
            hooks.post(CHIRPSTACK if server is Server.CHIRPSTACK else THINGS_STACK, content=body, headers=SECRET)
            for server, body in malformed_messages(FLOOD, clock())
        )
    )
    assert {answer.status_code for answer in answers} == {400}
    assert {answer.json()["code"] for answer in answers} == {"uplink-malformed"}
    assert await stored(database) == 0
    counted = sum(
        context.metrics.value("sensor_uplinks_total", server=server, transport="http", outcome="malformed")
        for server in ("chirpstack", "things-stack")
    )
    assert counted == FLOOD
    good = await hooks.post(CHIRPSTACK, content=chirpstack_up(clock()), headers=SECRET)
    assert good.status_code == 202
