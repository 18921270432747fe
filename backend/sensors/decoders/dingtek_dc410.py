"""Dingtek DC410 ultrasonic fill sensor: distance to the content, lid motion, tilt.

Format after the vectors of TheThingsNetwork/lorawan-devices, `vendor/dingtek`; the vendor hands values with their unit
as text. Two things differ from the published script on purpose: the sign of the angle is read from its byte (the script
compares before it masks, so that every angle comes out negative), and temperature is signed, because a container stands
outside in winter.
"""

from backend.sensors.decoders.frame import Decoded, UndecodableFrame, int8, uint16, unknown_port

_PORT = 3
_HEAD, _TAIL = 0x80, 0x81
_MEASUREMENT_LENGTH = 17
_SETTINGS_LENGTH = 25
_SETTINGS_TYPE = 0x03


def decode(port: int, payload: bytes) -> Decoded:
    """Decode one frame; raises `UndecodableFrame`."""
    if port != _PORT:
        raise unknown_port(port)
    if not payload or payload[0] != _HEAD or payload[-1] != _TAIL:
        raise UndecodableFrame("start or end mark is missing")
    if len(payload) == _MEASUREMENT_LENGTH and payload[3] != _SETTINGS_TYPE:
        return _measurement(payload)
    if len(payload) == _SETTINGS_LENGTH and payload[3] == _SETTINGS_TYPE:
        return _settings(payload)
    raise UndecodableFrame(f"{len(payload)} bytes of type {payload[3:4].hex() or 'none'} are no known frame")


def _measurement(payload: bytes) -> Decoded:
    angle = payload[10] if payload[9] & 0x0F == 0 else -payload[10]
    return Decoded(
        {
            "level": f"{uint16(payload, 5)} mm",
            "full": bool(payload[11] >> 4),
            "motion": bool(payload[12] >> 4),
            "battery": bool(payload[12] & 0x0F),
            "angle": f"{angle} \u00b0",
            "temperature": f"{int8(payload, 8)} \u2103",
            "frame_counter": uint16(payload, 13),
        }
    )


def _settings(payload: bytes) -> Decoded:
    return Decoded(
        {
            "periodic_upload_interval": f"{payload[7]} hours",
            "periodic_detection_interval": f"{payload[8]} minutes",
            "full_alarm_threshold": f"{payload[9]} cm",
            "motion_alarm_threshold": f"{payload[11]} \u00b0",
            "motion_alarm_enable": bool(payload[12]),
            "ultrasonic_range": "2000 mm" if payload[13] == 0 else "5000 mm",
        }
    )
