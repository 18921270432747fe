"""Nwave surface parking sensor NPS310: is a vehicle above the sensor?

Format after the vectors of TheThingsNetwork/lorawan-devices, `vendor/nwave`. Bit 0 of the status byte is occupied.
"""

from backend.sensors.decoders.frame import Decoded, Value, require_length, unknown_port

STATUS_PORT = 1
HEARTBEAT_PORT = 2
STARTUP_PORT = 3
_TYPES = {STATUS_PORT: "parking_status", HEARTBEAT_PORT: "heartbeat"}
_STARTUP_LENGTH = 5
_RESET_CAUSES = {1: "watchdog", 2: "power_on", 3: "user_request", 4: "brownout", 5: "other"}


def decode(port: int, payload: bytes) -> Decoded:
    """Decode one frame; raises `UndecodableFrame`."""
    if port in _TYPES:
        require_length(payload, 1)
        return Decoded({"type": _TYPES[port], "occupied": bool(payload[0] & 1)})
    if port != STARTUP_PORT:
        raise unknown_port(port)
    require_length(payload, _STARTUP_LENGTH)
    fields: dict[str, Value] = {
        "type": "startup",
        "firmware_version": f"{payload[0]}.{payload[1]}.{payload[2]}",
        "occupied": bool(payload[4] & 1),
    }
    if payload[3] in _RESET_CAUSES:
        fields["reset_cause"] = _RESET_CAUSES[payload[3]]
    return Decoded(fields)
