"""Decentlab sensors, protocol version 2: one self-describing layout, a table of sensors per model.

A frame is version, device number, a bit for each sensor that is present, then 16-bit words in the order of the table.
Formulas after the vectors of TheThingsNetwork/lorawan-devices, `vendor/decentlab`, in the vendor's order of operations
so that results are equal to the last bit.
"""

from collections.abc import Callable, Sequence

import msgspec

from backend.sensors.decoders.frame import Decoded, UndecodableFrame, Value, uint16

_PROTOCOL_VERSION = 2
_HEADER_BYTES = 5
_CONCENTRATION = "\u00b5g\u22c5m\u207b\u00b3"


class _Quantity(msgspec.Struct, frozen=True):
    name: str
    display_name: str
    unit: str | None
    convert: Callable[[Sequence[int]], float]


class _Sensor(msgspec.Struct, frozen=True):
    words: int
    quantities: tuple[_Quantity, ...]


class Model(msgspec.Struct, frozen=True):
    """One Decentlab model: its sensors in the order of their presence bits."""

    sensors: tuple[_Sensor, ...]

    def decode(self, port: int, payload: bytes) -> Decoded:
        """Decode one frame. Raises `UndecodableFrame` on port 0, another version, unknown sensors or length."""
        if port == 0:
            raise UndecodableFrame("unknown port 0")
        if len(payload) < _HEADER_BYTES:
            raise UndecodableFrame(f"{len(payload)} bytes, expected at least {_HEADER_BYTES}")
        if payload[0] != _PROTOCOL_VERSION:
            raise UndecodableFrame(f"protocol version {payload[0]}, expected {_PROTOCOL_VERSION}")
        fields: dict[str, Value] = {"protocol_version": payload[0], "device_id": uint16(payload, 1)}
        present = uint16(payload, 3)
        if present >> len(self.sensors):
            raise UndecodableFrame(f"presence bits {present:#06x} name sensors that this model does not have")
        at = _HEADER_BYTES
        for sensor in (sensor for bit, sensor in enumerate(self.sensors) if present >> bit & 1):
            words = [uint16(payload, at + 2 * index) for index in range(sensor.words)]
            at += 2 * sensor.words
            fields.update({quantity.name: _field(quantity, words) for quantity in sensor.quantities})
        if at != len(payload):
            raise UndecodableFrame(f"{len(payload)} bytes, expected {at}")
        return Decoded(fields)


def _field(quantity: _Quantity, words: Sequence[int]) -> Value:
    field: dict[str, Value] = {"displayName": quantity.display_name, "value": quantity.convert(words)}
    if quantity.unit is not None:
        field["unit"] = quantity.unit
    return field


def _tenth(word: int) -> Callable[[Sequence[int]], float]:
    return lambda words: words[word] / 10


_BATTERY = _Sensor(1, (_Quantity("battery_voltage", "Battery voltage", "V", lambda words: words[0] / 1000),))

AIR_CLIMATE = Model(
    (
        _Sensor(
            2,
            (
                _Quantity("air_temperature", "Air temperature", "\u00b0C", lambda words: 175 * words[0] / 65535 - 45),
                _Quantity("air_humidity", "Air humidity", "%", lambda words: 100 * words[1] / 65535),
            ),
        ),
        _BATTERY,
    )
)
"""DL-SHT35: air temperature and humidity."""

RAIN_GAUGE = Model(
    (
        _Sensor(
            4,
            (
                _Quantity("precipitation", "Precipitation", "mm", lambda words: words[0] * 0.1),
                _Quantity("precipitation_interval", "Precipitation interval", "s", lambda words: words[1]),
                _Quantity(
                    "cumulative_precipitation",
                    "Cumulative precipitation",
                    "mm",
                    lambda words: (words[2] + words[3] * 65536) * 0.1,
                ),
            ),
        ),
        _BATTERY,
    )
)
"""DL-TBRG: tipping-bucket rain gauge."""

PARTICULATE_MATTER = Model(
    (
        _BATTERY,
        _Sensor(
            10,
            (
                _Quantity("pm1_0_mass_concentration", "PM1.0 mass concentration", _CONCENTRATION, _tenth(0)),
                _Quantity("pm2_5_mass_concentration", "PM2.5 mass concentration", _CONCENTRATION, _tenth(1)),
                _Quantity("pm4_mass_concentration", "PM4 mass concentration", _CONCENTRATION, _tenth(2)),
                _Quantity("pm10_mass_concentration", "PM10 mass concentration", _CONCENTRATION, _tenth(3)),
                _Quantity("typical_particle_size", "Typical particle size", "nm", lambda words: words[4]),
                _Quantity("pm0_5_number_concentration", "PM0.5 number concentration", None, _tenth(5)),
                _Quantity("pm1_0_number_concentration", "PM1.0 number concentration", None, _tenth(6)),
                _Quantity("pm2_5_number_concentration", "PM2.5 number concentration", None, _tenth(7)),
                _Quantity("pm4_number_concentration", "PM4 number concentration", None, _tenth(8)),
                _Quantity("pm10_number_concentration", "PM10 number concentration", None, _tenth(9)),
            ),
        ),
        _Sensor(
            2,
            (
                _Quantity(
                    "air_temperature", "Air temperature", "\u00b0C", lambda words: 175.72 * words[0] / 65536 - 46.85
                ),
                _Quantity("air_humidity", "Air humidity", "%", lambda words: 125 * words[1] / 65536 - 6),
            ),
        ),
        _Sensor(1, (_Quantity("barometric_pressure", "Barometric pressure", "Pa", lambda words: words[0] * 2),)),
    )
)
"""DL-PM: particulate matter with air temperature, humidity and pressure."""
