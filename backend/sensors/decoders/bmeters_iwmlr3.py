"""B-Meters IWM-LR3 water meter module: absolute counter, reverse flow counter, alarms.

Format after TheThingsNetwork/lorawan-devices, `vendor/b-meters`; counters are little-endian. Field names are the
vendor's, with its spelling.
"""

from backend.sensors.decoders.frame import Decoded, UndecodableFrame, require_length, unknown_port

_PORT = 1
_LENGTH = 13
_UNITS = {0x0D, 0x0E, 0x0F}  # value information field: litres, decalitres, hectolitres
_HIGHEST_ALARM = 0x05


def decode(port: int, payload: bytes) -> Decoded:
    """Decode one frame; raises `UndecodableFrame`."""
    if port != _PORT:
        raise unknown_port(port)
    require_length(payload, _LENGTH)
    if payload[11] not in _UNITS:
        raise UndecodableFrame(f"unit {payload[11]:#04x} is none of the meter's")
    if payload[12] > _HIGHEST_ALARM:
        raise UndecodableFrame(f"alarm {payload[12]:#04x} is none of the meter's")
    return Decoded(
        {
            "aplication": payload[0],
            "valueCounter": int.from_bytes(payload[1:5], "little"),
            "flowCounter": int.from_bytes(payload[5:9], "little"),
            "indexK": payload[9],
            "medium": payload[10],
            "vif": payload[11],
            "alarm": payload[12],
        }
    )
