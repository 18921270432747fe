"""Careful reading of what network servers send: every limit here keeps bad data out of the database."""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec

from backend.core.clock import parse_instant
from backend.sensors.uplink import Radio, Uplink

MAX_PAYLOAD_BYTES = 242
"""Largest application payload in LoRaWAN (EU868, data rate 4 and up)."""
MAX_OBJECT_BYTES = 16_384
_FIRST_YEAR = 2015
"""Before LoRaWAN 1.0: a gateway without a clock counts from 1970 (or 1980, GPS) and knows no time."""
_HIGHEST_COUNTER = 2**32 - 1
_HIGHEST_PORT = 255
_EUI = re.compile(r"[0-9a-fA-F]{16}")
_SESSION = re.compile(r"[\x21-\x7e]{0,64}")
_Shape = TypeVar("_Shape", bound=msgspec.Struct)


class MalformedUplink(Exception):
    """The message is not one of this network server; `reason` says why, without quoting what was sent."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


Parser = Callable[[bytes, str, datetime], Uplink | None]
"""`parse(body, event, received_at)`: None for an event that carries nothing for us; raises `MalformedUplink`."""


def device_eui(text: str) -> str:
    """The device identifier as 16 lower-case hex digits."""
    if not _EUI.fullmatch(text):
        raise MalformedUplink("device identifier is not 16 hex digits")
    return text.lower()


def session_key(*candidates: str) -> str:
    """The first session name that is present; empty when the server's field filter removed them all."""
    name = next((candidate for candidate in candidates if candidate), "")
    if not _SESSION.fullmatch(name):
        raise MalformedUplink("session name is not printable or too long")
    return name


def counter(value: int) -> int:
    """A frame counter within 32 bits."""
    if not 0 <= value <= _HIGHEST_COUNTER:
        raise MalformedUplink("frame counter is out of range")
    return value


def port(value: int) -> int:
    """A port within 8 bits."""
    if not 0 <= value <= _HIGHEST_PORT:
        raise MalformedUplink("port is out of range")
    return value


def payload_bytes(encoded: str) -> bytes:
    """The application payload out of base64."""
    if len(encoded) > 2 * MAX_PAYLOAD_BYTES:
        raise MalformedUplink("payload is longer than a LoRaWAN frame")
    try:
        payload = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedUplink("payload is not base64") from error
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise MalformedUplink("payload is longer than a LoRaWAN frame")
    return payload


def decoded_object(raw: msgspec.Raw) -> bytes | None:
    """The server's decoded object as JSON; None when absent, no object, or too large to keep."""
    encoded = bytes(raw)
    return encoded if encoded.startswith(b"{") and len(encoded) <= MAX_OBJECT_BYTES else None


def instant(*candidates: str | None, default: datetime) -> datetime:
    """The first time that is present, nanoseconds accepted; `default` when the server sent none."""
    text = next((candidate for candidate in candidates if candidate), None)
    if text is None:
        return default
    try:
        moment = parse_instant(text)
    except (ValueError, OverflowError) as error:
        raise MalformedUplink("time is not RFC 3339") from error
    if moment.year < _FIRST_YEAR:
        return default
    return moment


def read_json(body: bytes, shape: type[_Shape]) -> _Shape:
    """`body` as `shape`; raises `MalformedUplink`."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise MalformedUplink(f"unexpected shape: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedUplink("not JSON") from error


def best_reception(receptions: list[tuple[float | None, float | None]]) -> Radio:
    """RSSI and SNR of the gateway that heard the frame best."""
    known = [(rssi, snr) for rssi, snr in receptions if rssi is not None and -200 <= rssi <= 100]
    if not known:
        return Radio()
    rssi, snr = max(known, key=lambda item: item[0])
    return Radio(rssi=round(rssi), snr=snr)
