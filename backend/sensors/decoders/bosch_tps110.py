"""Bosch parking lot sensor TPS110 (firmware 0.29): is a vehicle above the sensor?

Format after the vectors of TheThingsNetwork/lorawan-devices, `vendor/bosch`. Bit 0 of the status byte is occupied,
temperature is a signed byte in degrees Celsius, debug codes are 12 bits, low byte first.
"""

from backend.sensors.decoders.frame import Decoded, UndecodableFrame, Value, int8, require_length, unknown_port

STATUS_PORT = 1
HEARTBEAT_PORT = 2
STARTUP_PORT = 3
_STARTUP_LENGTH = 17
_RESET_CAUSES = {1: "watchdog", 2: "power on", 3: "system request", 4: "other"}


def decode(port: int, payload: bytes) -> Decoded:
    """Decode one frame; raises `UndecodableFrame`."""
    if port == STATUS_PORT:
        require_length(payload, 1)
        return Decoded({"type": "parking status", "occupied": _occupied(payload[0])})
    if port == HEARTBEAT_PORT:
        require_length(payload, 1, 2)
        fields: dict[str, Value] = {"type": "heartbeat", "occupied": _occupied(payload[0])}
        if len(payload) == 2:
            fields["temperature"] = int8(payload, 1)
        return Decoded(fields)
    if port == STARTUP_PORT:
        return _startup(payload)
    raise unknown_port(port)


def _startup(payload: bytes) -> Decoded:
    require_length(payload, _STARTUP_LENGTH)
    codes = [((payload[at + 1] & 0x0F) << 8) | payload[at] for at in (0, 4, 8)]
    fields: dict[str, Value] = {
        "type": "startup",
        "debugCodes": [code for code in codes if code],
        "firmwareVersion": f"{payload[12]}.{payload[13]}.{payload[14]}",
        "occupied": _occupied(payload[16]),
    }
    if payload[15] in _RESET_CAUSES:
        fields["resetCause"] = _RESET_CAUSES[payload[15]]
    return Decoded(fields)


def _occupied(status: int) -> bool:
    if status & ~1:
        raise UndecodableFrame(f"status byte {status:#04x} has bits that the format does not know")
    return status == 1
