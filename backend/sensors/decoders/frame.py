"""What all decoders share: their result, their one error and careful reading of bytes."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value]"
"""A decoded field as the vendor names and nests it."""


class UndecodableFrame(Exception):
    """The bytes are not a frame of this device: unknown port, wrong length or a value outside the format.

    Never answered with an empty result: silence would look like a sensor that measured nothing.
    """


class Decoded(msgspec.Struct, frozen=True):
    """One frame in the vendor's own field names; a device profile gives them meaning."""

    fields: Mapping[str, Value]


Decoder: TypeAlias = Callable[[int, bytes], Decoded]
"""`decode(port, payload)`; raises `UndecodableFrame`."""


def unknown_port(port: int) -> UndecodableFrame:
    """The error for a port that the device's format does not have."""
    return UndecodableFrame(f"unknown port {port}")


def require_length(payload: bytes, *allowed: int) -> None:
    """Raise `UndecodableFrame` unless `payload` has one of the allowed lengths, in bytes."""
    if len(payload) not in allowed:
        expected = " or ".join(str(length) for length in allowed)
        raise UndecodableFrame(f"{len(payload)} bytes, expected {expected}")


def int8(payload: bytes, at: int) -> int:
    """Signed byte at position `at`."""
    return int.from_bytes(payload[at : at + 1], "big", signed=True)


def uint16(payload: bytes, at: int) -> int:
    """Unsigned big-endian 16-bit integer at position `at`."""
    return int.from_bytes(payload[at : at + 2], "big")
