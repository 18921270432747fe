"""Elsys ERS family (ERS Eye and relatives): a row of type byte and value.

Format after the vectors and the type table in TheThingsNetwork/lorawan-devices, `vendor/elsys`. The vendor's script
stops silently at a type it does not know; here that is an error, because what follows cannot be trusted.
"""

from collections.abc import Callable

import msgspec

from backend.sensors.decoders.frame import Decoded, UndecodableFrame, Value


class _Kind(msgspec.Struct, frozen=True):
    name: str
    length: int
    read: Callable[[bytes], Value]


def _unsigned(raw: bytes) -> Value:
    return int.from_bytes(raw, "big")


def _tenth_degree(raw: bytes) -> Value:
    return int.from_bytes(raw, "big", signed=True) / 10


def _thousandth(raw: bytes) -> Value:
    return int.from_bytes(raw, "big") / 1000


_KINDS = {
    0x01: _Kind("temperature", 2, _tenth_degree),
    0x02: _Kind("humidity", 1, _unsigned),
    0x04: _Kind("light", 2, _unsigned),
    0x05: _Kind("motion", 1, _unsigned),
    0x06: _Kind("co2", 2, _unsigned),
    0x07: _Kind("vdd", 2, _unsigned),
    0x08: _Kind("analog1", 2, _unsigned),
    0x0A: _Kind("pulse1", 2, _unsigned),
    0x0B: _Kind("pulseAbs", 4, _unsigned),
    0x0C: _Kind("externalTemperature", 2, _tenth_degree),
    0x0D: _Kind("digital", 1, _unsigned),
    0x0E: _Kind("distance", 2, _unsigned),
    0x0F: _Kind("accMotion", 1, _unsigned),
    0x11: _Kind("occupancy", 1, _unsigned),
    0x12: _Kind("waterleak", 1, _unsigned),
    0x14: _Kind("pressure", 4, _thousandth),
    0x16: _Kind("pulse2", 2, _unsigned),
    0x17: _Kind("pulseAbs2", 4, _unsigned),
    0x18: _Kind("analog2", 2, _unsigned),
    0x1A: _Kind("digital2", 1, _unsigned),
    0x1C: _Kind("tvoc", 2, _unsigned),
}


def decode(port: int, payload: bytes) -> Decoded:
    """Decode one frame. Elsys lets operators choose the port; only 0 is no data port. Raises `UndecodableFrame`."""
    if port == 0:
        raise UndecodableFrame("unknown port 0")
    if not payload:
        raise UndecodableFrame("empty frame")
    fields: dict[str, Value] = {}
    at = 0
    while at < len(payload):
        kind = _KINDS.get(payload[at])
        if kind is None:
            raise UndecodableFrame(f"unknown type {payload[at]:#04x} at byte {at}")
        raw = payload[at + 1 : at + 1 + kind.length]
        if len(raw) < kind.length:
            raise UndecodableFrame(f"{kind.name} is cut off at byte {at}")
        fields[kind.name] = kind.read(raw)
        at += 1 + kind.length
    return Decoded(fields)
