"""An alarm goes to phones over a push service that speaks the real protocol, over TLS, on this machine."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from backend.app import build_context
from backend.core.alarms import Alarm, AlarmArea, AlarmLine
from backend.core.clock import utc_now
from backend.core.context import Context
from backend.core.jobs import EmbeddedJobs
from backend.push import outbox
from backend.push.bell import PushBell
from backend.push.sender import Sender
from backend.settings import PushSettings, Settings
from bench.phones import Phone, phones, subscribe
from bench.push_service import PushService, push_service

KEY = ec.generate_private_key(ec.SECP256R1()).private_bytes(
    serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    """Busy for a second, from the first message on."""
    with push_service({"PUSH_BUSY_S": "1"}) as started:
        yield started


async def key() -> bytes:
    return KEY


def with_push(settings: Settings, service: PushService) -> Settings:
    push = PushSettings(
        services=(service.origin, service.twin), ca_file=str(service.ca_file), contact="mailto:warn@example.org"
    )
    return msgspec.structs.replace(settings, push=push, public_url="https://city.example")


@pytest.fixture
async def context(settings: Settings, service: PushService) -> AsyncIterator[Context]:
    """An app's parts that know the local push service."""
    built = msgspec.structs.replace(build_context(with_push(settings, service), utc_now), jobs=EmbeddedJobs())
    built.jobs.task("push.send", _nothing)
    yield built
    await built.db.close()


async def _nothing() -> None:
    return None


def alarm(**changes: Any) -> Alarm:
    now = datetime.now(UTC)
    base = Alarm(
        family=uuid4(),
        revision=uuid4(),
        look="civil",
        kind="alert",
        exercise=False,
        severity="severe",
        area=AlarmArea(whole_city=True),
        sent_at=now,
        expires_at=now + timedelta(hours=1),
        lines={"de": AlarmLine("Großbrand", "Fenster zu"), "uk": AlarmLine("Пожежа", "Зачиніть вікна")},
        path="/warnungen/1",
    )
    return msgspec.structs.replace(base, **changes)


async def ring(context: Context, wanted: Alarm) -> None:
    async with context.db.write() as session:
        await PushBell(context).ring(session, wanted)


async def send(
    context: Context, until: Callable[[Any], bool] = lambda totals: not totals.waiting, *, family: Any
) -> Any:
    """Send until what came of it is as expected."""
    sender = Sender(context, key)
    try:
        async with asyncio.timeout(60):
            while True:
                await sender.drain()
                async with context.db.read() as session:
                    delivered = await PushBell(context).delivered(session, family)
                if until(delivered[-1]):
                    return delivered[-1]
                await asyncio.sleep(0.05)
    finally:
        await sender.services.close()


def taken_by(service: PushService, wanted: list[Phone]) -> dict[str, list[Any]]:
    known = {phone.endpoint.removeprefix(service.origin): phone for phone in wanted}
    found: dict[str, list[Any]] = {}
    for message in service.report().kept:
        if message.path in known:
            found.setdefault(message.path, []).append((message.headers, known[message.path].read(message.body)))
    return found


async def test_each_phone_gets_one_message_that_it_can_open_in_its_language(
    context: Context, service: PushService
) -> None:
    address = f"{service.origin}/ok/{uuid4().hex}/"
    here, there = list(phones(30, address + "de-")), list(phones(5, address + "uk-"))
    await subscribe(context.db, here, districts=["010"])
    await subscribe(context.db, there, locale="uk")
    await subscribe(context.db, list(phones(3, address + "far-")), districts=["160"])
    rung = alarm(area=AlarmArea(districts=("010",)))
    await ring(context, rung)
    await ring(context, rung)
    delivery = await send(context, family=rung.family)
    assert (delivery.audience, delivery.accepted, delivery.failed, delivery.waiting) == (35, 35, 0, 0)
    assert delivery.first_at <= delivery.finished_at

    taken = taken_by(service, here + there)
    assert len(taken) == 35
    assert {len(messages) for messages in taken.values()} == {1}
    titles = Counter(messages[0][1]["title"] for messages in taken.values())
    assert titles == {"Großbrand": 30, "Пожежа": 5}
    head, notification = taken[here[0].endpoint.removeprefix(service.origin)][0]
    assert Vapid02.verify(head["authorization"].replace(", ", ","))
    assert (head["urgency"], head["content-encoding"]) == ("high", "aes128gcm")
    assert 3_000 < int(head["ttl"]) <= 3_600
    assert head["topic"] == notification["tag"]
    assert len(head["topic"]) == 32
    assert int(head["content-length"]) < 1_024
    assert notification["navigate"] == "https://city.example/warnungen/1"
    assert notification["data"] == {"look": "civil", "kind": "alert", "revision": str(rung.revision)}


async def test_what_services_answer_decides_what_becomes_of_a_phone(context: Context, service: PushService) -> None:
    run = uuid4().hex
    kinds = {
        kind: list(phones(3, f"{service.origin}/{kind}/{run}/")) for kind in ("ok", "gone", "large", "moved", "flaky")
    }
    kinds["denied"] = list(phones(3, f"{service.origin}/denied/{run}/"))
    for wanted in kinds.values():
        await subscribe(context.db, wanted)
    rung = alarm()
    await ring(context, rung)
    delivery = await send(context, lambda found: found.waiting == 3, family=rung.family)
    assert (delivery.accepted, delivery.gone, delivery.failed) == (6, 3, 6)
    async with context.db.read() as session:
        left = await outbox.phones_in(session, [phone.id for wanted in kinds.values() for phone in wanted])
        failed, late, _ = await outbox.count_failures(session, datetime.now(UTC) - timedelta(days=1))
    assert len(left) == 15  # only those that are gone are forgotten
    assert (failed, late) == (6, 3)


async def test_a_service_that_is_busy_holds_up_no_other(context: Context, service: PushService) -> None:
    run = uuid4().hex
    busy = list(phones(300, f"{service.twin}/busy/{run}/"))
    await subscribe(context.db, busy)
    await subscribe(context.db, list(phones(300, f"{service.origin}/ok/{run}/")))
    rung = alarm()
    await ring(context, rung)
    first = await send(context, lambda found: found.accepted >= 300, family=rung.family)
    asked = service.report().asked
    assert first.accepted + first.waiting == 600
    delivery = await send(context, family=rung.family)
    assert (delivery.accepted, delivery.failed) == (600, 0)
    assert service.report().asked - asked < 900  # a pause is kept, not tried again and again


async def test_a_dead_service_costs_the_others_nothing(context: Context, service: PushService) -> None:
    run = uuid4().hex
    dead = msgspec.structs.replace(context, settings=_also(context.settings, "https://127.0.0.1:9"))
    await subscribe(context.db, list(phones(20, "https://127.0.0.1:9/ok/")))
    await subscribe(context.db, list(phones(20, "https://169.254.169.254/latest/")))
    await subscribe(context.db, list(phones(20, f"{service.origin}/ok/{run}/")))
    rung = alarm()
    await ring(dead, rung)
    delivery = await send(dead, lambda found: found.accepted == 20, family=rung.family)
    assert (delivery.waiting, delivery.failed) == (20, 20)  # what is not allowed is never called


def _also(settings: Settings, origin: str) -> Settings:
    push = msgspec.structs.replace(settings.push, services=(*settings.push.services, origin))
    return msgspec.structs.replace(settings, push=push)


async def test_a_later_message_takes_the_place_of_what_is_still_open(context: Context, service: PushService) -> None:
    wanted = list(phones(10, f"{service.origin}/ok/{uuid4().hex}/"))
    await subscribe(context.db, wanted)
    old = alarm()
    new = alarm(family=old.family, kind="allClear", sent_at=old.sent_at + timedelta(seconds=5))
    await ring(context, old)
    await ring(context, new)
    await ring(context, alarm(family=old.family, sent_at=old.sent_at + timedelta(seconds=1)))
    delivery = await send(context, lambda found: True, family=old.family)
    assert delivery is not None
    taken = taken_by(service, wanted)
    assert [message[1]["data"]["kind"] for messages in taken.values() for message in messages] == ["allClear"] * 10


async def test_named_phones_get_it_whatever_they_chose(context: Context, service: PushService) -> None:
    wanted = list(phones(6, f"{service.origin}/ok/{uuid4().hex}/"))
    await subscribe(context.db, wanted, severity="extreme")
    rung = alarm(
        look="test", severity="minor", devices=tuple(phone.device_id for phone in wanted[:2]), area=AlarmArea()
    )
    await ring(context, rung)
    delivery = await send(context, family=rung.family)
    assert delivery.audience == delivery.accepted == 2


async def test_several_senders_share_an_alarm_and_nobody_is_told_twice(context: Context, service: PushService) -> None:
    wanted = list(phones(2_600, f"{service.origin}/ok/{uuid4().hex}/"))
    await subscribe(context.db, wanted)
    rung = alarm()
    senders = [Sender(context, key, lane=(lane, 2)) for lane in (0, 1)]
    assert sum([await sender.arm_all() for sender in senders]) == 2_600
    await ring(context, rung)
    await asyncio.gather(*(sender.drain() for sender in senders))
    for sender in senders:
        await sender.services.close()
    taken = taken_by(service, wanted)
    assert len(taken) == 2_600
    assert {len(messages) for messages in taken.values()} == {1}
