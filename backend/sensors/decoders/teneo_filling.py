"""Teneo IoT filling-degree sensor: distance to the content in centimetres, battery voltage.

Format after the vectors of TheThingsNetwork/lorawan-devices, `vendor/teneo-iot`. Port 1 carries a distance (optionally
with a status byte, optionally with climate), port 2 an error code, port 3 says that the device is charging.
"""

from backend.sensors.decoders.frame import Decoded, Value, require_length, uint16, unknown_port

_DISTANCE_PORT, _ERROR_PORT, _CHARGING_PORT = 1, 2, 3
_OUT_OF_RANGE = 4  # status: nothing within reach, which the vendor writes as distance -1


def decode(port: int, payload: bytes) -> Decoded:
    """Decode one frame; raises `UndecodableFrame`."""
    if port == _DISTANCE_PORT:
        return _distance(payload)
    if port == _ERROR_PORT:
        require_length(payload, 2)
        return Decoded(_base(payload) | _outcome(payload[1], None))
    if port == _CHARGING_PORT:
        require_length(payload, 1, 2, 3)
        return Decoded(_base(payload) | {"valid": False, "charging": True})
    raise unknown_port(port)


def _base(payload: bytes) -> dict[str, Value]:
    battery = 2 + payload[0] / 10
    return {"sensorType": "fillrate", "settingsAllowed": True, "charging": False, "battery": battery}


def _distance(payload: bytes) -> Decoded:
    require_length(payload, 3, 4, 7, 8)
    distance = uint16(payload, 1)
    has_status = len(payload) in (4, 8)
    fields = _base(payload)
    if has_status and payload[3]:
        fields |= _outcome(payload[3], distance)
    else:
        fields |= {"valid": True, "distance": distance}
    if len(payload) >= 7:
        climate = 4 if has_status else 3
        fields["temperature"] = uint16(payload, climate) / 100
        fields["relativeHumidity"] = uint16(payload, climate + 2) / 100
    return Decoded(fields)


def _outcome(code: int, distance: int | None) -> dict[str, Value]:
    if code == _OUT_OF_RANGE:
        return {"valid": True, "distance": -1}
    fields: dict[str, Value] = {"valid": False, "errorcode": code}
    if distance is not None:
        fields["distance"] = distance
    return fields
