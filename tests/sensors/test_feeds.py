"""Messages of both network servers as published, and as they arrive in bad company."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from backend.sensors.feeds import chirpstack, things_stack
from backend.sensors.feeds.mqtt import read_broker, source_of
from backend.sensors.feeds.reading import MalformedUplink
from backend.sensors.uplink import Kind, Server
from tests.sensors.kit import EUI, chirpstack_up, rfc3339, things_stack_up
from tests.sensors.vectors import LORAWAN

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def published(name: str) -> bytes:
    return (LORAWAN / "network-servers" / name).read_bytes()


def test_the_published_things_stack_uplink_is_read() -> None:
    uplink = things_stack.parse(published("tts-v3-uplink-message-example.json"), "", NOW)
    assert uplink is not None
    assert (uplink.dev_eui, uplink.session, uplink.f_cnt) == ("0004a30b001c0530", "AXA50tHUGUucuzS/bCGMNw==", 1)
    assert (uplink.f_port, uplink.payload.hex()) == (0, "8241de")  # the sample has no port
    assert uplink.observed_at == datetime(2020, 2, 12, 15, 15, 45, 789585, tzinfo=UTC)
    assert uplink.received_at == NOW
    assert uplink.radio.rssi == -35
    assert msgspec.json.decode(uplink.decoded or b"") == {"temperature": 1.0, "luminosity": 0.64}


def test_the_published_things_stack_join_begins_a_session() -> None:
    join = things_stack.parse(published("tts-v3-join-message-example.json"), "", NOW)
    assert join is not None
    assert (join.kind, join.session) == (Kind.JOIN, "AXBSH1Pk6Z0G166RlH16CQ==")


@pytest.mark.parametrize("name", ["downlink-event-message", "downlink-failed-event-message"])
def test_other_things_stack_messages_are_ignored(name: str) -> None:
    assert things_stack.parse(published(f"tts-v3-{name}-example.json"), "", NOW) is None


@pytest.mark.parametrize("event", ["ack", "txack", "location", "integration", "anything"])
def test_other_chirpstack_events_are_ignored_unread(event: str) -> None:
    assert chirpstack.parse(b"not even JSON", event, NOW) is None


def test_chirpstack_events() -> None:
    assert chirpstack.parse(chirpstack_up(NOW), "join", NOW).kind is Kind.JOIN  # type: ignore[union-attr]
    assert chirpstack.parse(chirpstack_up(NOW, code="UPLINK_F_CNT_RESET"), "log", NOW).kind is Kind.RESET  # type: ignore[union-attr]
    assert chirpstack.parse(chirpstack_up(NOW, code="UPLINK_F_CNT_RETRANSMISSION"), "log", NOW) is None


def test_a_field_filter_may_remove_all_but_the_device_and_the_payload() -> None:
    lean = json.dumps({"end_device_ids": {"dev_eui": EUI}, "uplink_message": {"frm_payload": "AQ=="}}).encode()
    uplink = things_stack.parse(lean, "", NOW)
    assert uplink is not None
    assert (uplink.session, uplink.f_cnt, uplink.f_port, uplink.payload, uplink.observed_at) == ("", 0, 0, b"\x01", NOW)
    assert chirpstack.parse(json.dumps({"deviceInfo": {"devEui": EUI}}).encode(), "up", NOW) is not None


def test_the_network_servers_time_wins_over_the_gateways() -> None:
    message = json.loads(things_stack_up(NOW))
    message["uplink_message"]["rx_metadata"][0]["time"] = rfc3339(NOW + timedelta(hours=3))
    assert things_stack.parse(json.dumps(message).encode(), "", NOW).observed_at == NOW  # type: ignore[union-attr]
    del message["uplink_message"]["received_at"]
    parsed = things_stack.parse(json.dumps(message).encode(), "", NOW)
    assert parsed is not None
    assert parsed.observed_at == NOW + timedelta(hours=3)


def test_a_clock_that_counts_from_1970_or_1980_is_no_clock() -> None:
    for text in ("1970-01-01T00:00:05Z", "1980-01-06T00:00:00Z"):
        parsed = chirpstack.parse(json.dumps({"deviceInfo": {"devEui": EUI}, "time": text}).encode(), "up", NOW)
        assert parsed is not None
        assert parsed.observed_at == NOW


@pytest.mark.parametrize(
    "change",
    [
        {"deviceInfo": {"devEui": "01020304050607"}},
        {"deviceInfo": {"devEui": "010203040506070g"}},
        {"deviceInfo": None},
        {"data": "***"},
        {"data": "A" * 600},
        {"data": 7},
        {"fCnt": -1},
        {"fCnt": 2**32},
        {"fCnt": "12"},
        {"fCnt": 1.5},
        {"fPort": 256},
        {"time": "yesterday"},
        {"time": "2026-11-23T12:00:00"},
        {"time": "0001-01-01T00:00:00+14:00"},
        {"devAddr": "\x00"},
        {"devAddr": "a" * 65},
        {"devAddr": "with space"},
        {"rxInfo": "none"},
    ],
)
def test_malformed_values_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedUplink):
        chirpstack.parse(chirpstack_up(NOW, **change), "up", NOW)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"7", b'{"deviceInfo": {}}', b"[" * 60_000, b'{"a":' * 10_000],
)
def test_what_is_no_message_is_refused_by_both(body: bytes) -> None:
    with pytest.raises(MalformedUplink):
        chirpstack.parse(body, "up", NOW)
    with pytest.raises(MalformedUplink):
        things_stack.parse(body, "", NOW)


@pytest.mark.parametrize(
    ("topic", "source"),
    [
        ("application/17c82e96/device/0102030405060708/event/up", (Server.CHIRPSTACK, "up")),
        ("application/17c82e96/device/0102030405060708/event/join", (Server.CHIRPSTACK, "join")),
        ("v3/app@tenant/devices/bay-1/up", (Server.THINGS_STACK, "up")),
        ("v3/app@tenant/devices/bay-1/join", (Server.THINGS_STACK, "join")),
        ("something/else", None),
        ("", None),
    ],
)
def test_topics_say_which_server_speaks(topic: str, source: object) -> None:
    assert source_of(topic) == source


def test_broker_addresses() -> None:
    broker = read_broker("mqtts://broker.example", "city", "key", ("a/#",), "id")
    assert (broker.host, broker.port, broker.tls, broker.username) == ("broker.example", 8883, True, "city")
    assert read_broker("mqtt://broker.example:2000", "", "", (), "").port == 2000
    for url in ("http://broker.example", "broker.example:1883", "mqtt://"):
        with pytest.raises(ValueError, match="mqtt://"):
            read_broker(url, "", "", (), "")
