"""The Things Stack v3, webhooks and MQTT in JSON.

Fields that are empty, 0 or false are absent, and a field filter may remove any block. The kind of message is the block
that is present, not the address it was sent to. Source: The Things Stack documentation, "Data formats".
"""

from datetime import datetime

import msgspec

from backend.sensors.feeds.reading import (
    MalformedUplink,
    best_reception,
    counter,
    decoded_object,
    device_eui,
    instant,
    payload_bytes,
    port,
    read_json,
    session_key,
)
from backend.sensors.uplink import Kind, Server, Uplink


class _EndDevice(msgspec.Struct, frozen=True):
    dev_eui: str = ""
    dev_addr: str = ""


class _Reception(msgspec.Struct, frozen=True):
    rssi: float | None = None
    snr: float | None = None
    time: str | None = None


class _Settings(msgspec.Struct, frozen=True):
    time: str | None = None


class _UplinkMessage(msgspec.Struct, frozen=True):
    session_key_id: str = ""
    f_cnt: int = 0
    f_port: int = 0
    frm_payload: str = ""
    decoded_payload: msgspec.Raw = msgspec.Raw()
    rx_metadata: list[_Reception] = []
    settings: _Settings = _Settings()
    received_at: str | None = None


class _JoinAccept(msgspec.Struct, frozen=True):
    session_key_id: str = ""
    received_at: str | None = None


class _Message(msgspec.Struct, frozen=True):
    end_device_ids: _EndDevice
    received_at: str | None = None
    uplink_message: _UplinkMessage | None = None
    join_accept: _JoinAccept | None = None
    simulated: bool = False


def parse(body: bytes, event: str, received_at: datetime) -> Uplink | None:
    """Read one message; None for messages that carry nothing for us. Raises `MalformedUplink`.

    `event` is ignored: The Things Stack names the kind in the body.
    """
    message = read_json(body, _Message)
    if message.uplink_message is not None:
        return _up(message, message.uplink_message, received_at)
    if message.join_accept is not None:
        return _join(message, message.join_accept, received_at)
    return None


def _up(message: _Message, up: _UplinkMessage, received_at: datetime) -> Uplink:
    gateway_times = [reception.time for reception in up.rx_metadata]
    return Uplink(
        server=Server.THINGS_STACK,
        kind=Kind.UP,
        dev_eui=_eui(message),
        session=session_key(up.session_key_id, message.end_device_ids.dev_addr),
        f_cnt=counter(up.f_cnt),
        f_port=port(up.f_port),
        payload=payload_bytes(up.frm_payload),
        observed_at=instant(up.received_at, *gateway_times, up.settings.time, message.received_at, default=received_at),
        received_at=received_at,
        simulated=message.simulated,
        radio=best_reception([(reception.rssi, reception.snr) for reception in up.rx_metadata]),
        decoded=decoded_object(up.decoded_payload),
    )


def _join(message: _Message, join: _JoinAccept, received_at: datetime) -> Uplink:
    return Uplink(
        server=Server.THINGS_STACK,
        kind=Kind.JOIN,
        dev_eui=_eui(message),
        session=session_key(join.session_key_id, message.end_device_ids.dev_addr),
        observed_at=instant(join.received_at, message.received_at, default=received_at),
        received_at=received_at,
        simulated=message.simulated,
    )


def _eui(message: _Message) -> str:
    if not message.end_device_ids.dev_eui:
        raise MalformedUplink("device identifier is missing")
    return device_eui(message.end_device_ids.dev_eui)
