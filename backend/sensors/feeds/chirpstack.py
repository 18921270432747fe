"""ChirpStack v4, HTTP integration and MQTT in JSON.

Protobuf JSON leaves out zeros and false: a first frame has no `fCnt`, an empty battery no `batteryLevel`.
Source: ChirpStack v4 documentation, "Event types".
"""

from datetime import datetime

import msgspec

from backend.sensors.feeds.reading import (
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

_COUNTER_RESET = "UPLINK_F_CNT_RESET"


class _Struct(msgspec.Struct, rename="camel", kw_only=True):
    """Unknown fields are ignored: servers grow new ones."""


class _DeviceInfo(_Struct):
    dev_eui: str


class _Reception(_Struct):
    rssi: float | None = None
    snr: float | None = None


class _Event(_Struct):
    device_info: _DeviceInfo
    time: str | None = None
    deduplication_id: str = ""


class _Up(_Event):
    dev_addr: str = ""
    f_cnt: int = 0
    f_port: int = 0
    data: str = ""
    object: msgspec.Raw = msgspec.Raw()
    rx_info: list[_Reception] = []


class _Join(_Event):
    dev_addr: str = ""


class _Status(_Event):
    battery_level: float = 0.0
    battery_level_unavailable: bool = False
    external_power_source: bool = False


class _Log(_Event):
    code: str = ""


def parse(body: bytes, event: str, received_at: datetime) -> Uplink | None:
    """Read one event; None for events that carry nothing for us. Raises `MalformedUplink`."""
    if event == Kind.UP:
        return _up(read_json(body, _Up), received_at)
    if event == Kind.JOIN:
        join = read_json(body, _Join)
        return _event(Kind.JOIN, join, session_key(join.dev_addr), received_at)
    if event == Kind.STATUS:
        return _status(read_json(body, _Status), received_at)
    if event == "log":
        log = read_json(body, _Log)
        return _event(Kind.RESET, log, "", received_at) if log.code == _COUNTER_RESET else None
    return None


def _up(up: _Up, received_at: datetime) -> Uplink:
    return Uplink(
        server=Server.CHIRPSTACK,
        kind=Kind.UP,
        dev_eui=device_eui(up.device_info.dev_eui),
        session=session_key(up.dev_addr).lower(),
        f_cnt=counter(up.f_cnt),
        f_port=port(up.f_port),
        payload=payload_bytes(up.data),
        observed_at=instant(up.time, default=received_at),
        received_at=received_at,
        radio=best_reception([(item.rssi, item.snr) for item in up.rx_info]),
        decoded=decoded_object(up.object),
    )


def _status(status: _Status, received_at: datetime) -> Uplink:
    unknown = status.battery_level_unavailable or status.external_power_source
    battery = None if unknown else min(max(status.battery_level, 0.0), 100.0)
    return _event(Kind.STATUS, status, "", received_at, battery)


def _event(kind: Kind, event: _Event, session: str, received_at: datetime, battery: float | None = None) -> Uplink:
    return Uplink(
        server=Server.CHIRPSTACK,
        kind=kind,
        dev_eui=device_eui(event.device_info.dev_eui),
        session=session,
        observed_at=instant(event.time, default=received_at),
        received_at=received_at,
        battery_percent=battery,
    )
