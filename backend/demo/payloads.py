"""Bytes as the parking sensors send them: the counterpart of the decoders, for synthetic devices only."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from backend.sensors.decoders import bosch_tps110, nwave_nps310


class Report(StrEnum):
    """What a sensor tells of itself."""

    STATUS = "status"
    HEARTBEAT = "heartbeat"
    STARTUP = "startup"


class EncodedFrame(msgspec.Struct, frozen=True):
    """A port and the bytes on it."""

    port: int
    payload: bytes


Encoder: TypeAlias = Callable[[Report, bool, int], EncodedFrame]
"""`encode(report, occupied, temperature)`; the temperature in degrees Celsius."""

_BOSCH_FIRMWARE = (0, 29, 2)
_NWAVE_FIRMWARE = (1, 13, 0)
_BOSCH_POWER_ON = 2
_NWAVE_POWER_ON = 2
_BOSCH_STARTUP_LENGTH = 17


def encode_bosch(report: Report, occupied: bool, temperature: int) -> EncodedFrame:
    """A frame of the Bosch TPS110."""
    if report is Report.STATUS:
        return EncodedFrame(bosch_tps110.STATUS_PORT, bytes([occupied]))
    if report is Report.HEARTBEAT:
        return EncodedFrame(bosch_tps110.HEARTBEAT_PORT, bytes([occupied, temperature & 0xFF]))
    debug_codes = bytes(_BOSCH_STARTUP_LENGTH - len(_BOSCH_FIRMWARE) - 2)
    return EncodedFrame(bosch_tps110.STARTUP_PORT, debug_codes + bytes([*_BOSCH_FIRMWARE, _BOSCH_POWER_ON, occupied]))


def encode_nwave(report: Report, occupied: bool, temperature: int) -> EncodedFrame:
    """A frame of the Nwave NPS310, which tells no temperature."""
    if report is Report.STATUS:
        return EncodedFrame(nwave_nps310.STATUS_PORT, bytes([occupied]))
    if report is Report.HEARTBEAT:
        return EncodedFrame(nwave_nps310.HEARTBEAT_PORT, bytes([occupied]))
    return EncodedFrame(nwave_nps310.STARTUP_PORT, bytes([*_NWAVE_FIRMWARE, _NWAVE_POWER_ON, occupied]))


ENCODERS: Mapping[str, Encoder] = MappingProxyType({"bosch-tps110": encode_bosch, "nwave-nps310": encode_nwave})
"""Encoder by device profile."""
