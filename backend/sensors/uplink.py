"""The one shape that every network server's message becomes."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Server(StrEnum):
    """Which network server a message came from."""

    CHIRPSTACK = "chirpstack"
    THINGS_STACK = "things-stack"


class Kind(StrEnum):
    """What a message tells us."""

    UP = "up"
    """A frame with a payload."""
    JOIN = "join"
    """The device joined: a session begins."""
    STATUS = "status"
    """Battery and link, reported by the network server."""
    RESET = "reset"
    """The network server saw the frame counter start again within one session."""


class Radio(msgspec.Struct, frozen=True):
    """Reception at the best gateway. For operators only."""

    rssi: int | None = None
    """dBm"""
    snr: float | None = None
    """dB"""


class Uplink(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a device.

    `observed_at` is the network server's time, or the gateway's where that is all we get. `f_cnt` and `f_port` are 0
    when the server left them out, as both do with zeros. `decoded` is the server's own decoding as JSON, a hint only.
    """

    server: Server
    kind: Kind
    dev_eui: str
    session: str
    f_cnt: int = 0
    f_port: int = 0
    payload: bytes = b""
    observed_at: datetime
    received_at: datetime
    simulated: bool = False
    radio: Radio = Radio()
    decoded: bytes | None = None
    battery_percent: float | None = None
