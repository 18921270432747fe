"""Device profiles: what a device's fields mean, as data in `content/sensors/profiles/*.toml`.

A profile names a decoder, or takes the fields of the network server's decoded object. It maps fields to quantities with
a unit, says how often the device reports, and which frame tells that the device has restarted.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from backend.sensors.decoders import DECODERS, UndecodableFrame, Value

Measured = bool | float | str
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
_RESTART = "restart"


class ProfileError(Exception):
    """A profile file cannot be used; the message names the file and what is expected."""


class FieldRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One field of the decoded frame and what it means."""

    field: Annotated[str, Meta(min_length=1, max_length=100)]
    """Where the value is, dotted for nested fields."""
    quantity: Name
    meaning: Annotated[str, Meta(min_length=1)]
    type: Literal["bool", "number", "text"] = "number"
    unit: str = ""
    suffix: str = ""
    """Unit that the vendor writes behind the number, to be cut off; anything else behind it is an error."""
    scale: float = 1.0
    valid_min: float | None = None
    valid_max: float | None = None
    """Outside of these the sensor has measured nothing (0 or the maximum of an ultrasonic sensor): no observation."""


class RestartRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which frame says that the device has restarted.

    What such a frame says of `resets` is not believed, because sensors boot with a guess: a restarted parking sensor
    tells "unknown" until its next status frame.
    """

    field: str
    equals: str | bool | int
    resets: Name


class DeviceProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All devices of one model."""

    vendor: Annotated[str, Meta(min_length=1)]
    model: Annotated[str, Meta(min_length=1)]
    source: Annotated[str, Meta(min_length=1)]
    """Where format and intervals come from."""
    heartbeat_interval_s: Annotated[int, Meta(ge=10, le=7 * 86_400)]
    stale_after_s: Annotated[int, Meta(ge=30, le=30 * 86_400)]
    measurements: Annotated[tuple[FieldRule, ...], Meta(min_length=1)]
    decoder: str | None = None
    server_object: bool = False
    """Take the fields of the network server's decoded object instead of decoding the bytes."""
    restart: RestartRule | None = None

    def fields(self, port: int, payload: bytes, decoded: bytes | None) -> Mapping[str, Value]:
        """The frame in the vendor's fields. Raises `UndecodableFrame`."""
        if self.decoder is not None:
            return DECODERS[self.decoder](port, payload).fields
        if decoded is None:
            raise UndecodableFrame("the network server sent no decoded object")
        try:
            return msgspec.json.decode(decoded, type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise UndecodableFrame("decoded object is no JSON object") from error

    def measure(self, fields: Mapping[str, Value]) -> dict[str, Measured]:
        """Quantities of a frame; absent or out-of-range fields give none. Raises `UndecodableFrame` on a wrong type."""
        restarted = self.is_restart(fields)
        measured: dict[str, Measured] = {_RESTART: True} if restarted else {}
        for rule in self.measurements:
            if restarted and self.restart is not None and rule.quantity == self.restart.resets:
                continue
            value = _read(rule, _at(fields, rule.field))
            if value is not None:
                measured[rule.quantity] = value
        return measured

    def is_restart(self, fields: Mapping[str, Value]) -> bool:
        """True for the frame a device sends when it starts."""
        return self.restart is not None and _at(fields, self.restart.field) == self.restart.equals

    def competes_with(self, quantity: str) -> str:
        """The quantity whose newest time decides whether `quantity` is late: a restart competes with what it resets."""
        if quantity == _RESTART and self.restart is not None:
            return self.restart.resets
        return quantity


def _at(fields: Any, path: str) -> Any:
    for part in path.split("."):
        if not isinstance(fields, Mapping):
            return None
        fields = fields.get(part)
    return fields


def _read(rule: FieldRule, value: Any) -> Measured | None:
    if value is None:
        return None
    if rule.type == "bool":
        return bool(_require(rule, value, bool))
    if rule.type == "text":
        return str(_require(rule, value, str))
    number = _number(rule, value) * rule.scale
    too_low = rule.valid_min is not None and number < rule.valid_min
    too_high = rule.valid_max is not None and number > rule.valid_max
    return None if too_low or too_high else number


def _require(rule: FieldRule, value: Any, kind: type[Any]) -> Any:
    if not isinstance(value, kind):
        raise UndecodableFrame(f"field {rule.field} is no {rule.type}")
    return value


def _number(rule: FieldRule, value: Any) -> float:
    if rule.suffix and isinstance(value, str) and value.endswith(rule.suffix):
        try:
            return float(value.removesuffix(rule.suffix))
        except ValueError:
            value = None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UndecodableFrame(f"field {rule.field} is no number")
    return float(value)


def load_profiles(folder: Path) -> dict[str, DeviceProfile]:
    """All profiles by name (the file's name without `.toml`). Raises `ProfileError`."""
    return {path.stem: load_profile(path) for path in sorted(folder.glob("*.toml"))}


def load_profile(path: Path) -> DeviceProfile:
    """One profile, checked for shape and for sense. Raises `ProfileError` naming the file."""
    try:
        profile = msgspec.convert(tomllib.loads(path.read_text("utf-8")), DeviceProfile)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path.name}: not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise ProfileError(f"{path.name}: {error}") from error
    fault = _fault(profile)
    if fault:
        raise ProfileError(f"{path.name}: {fault}")
    return profile


def _fault(profile: DeviceProfile) -> str:
    quantities = [rule.quantity for rule in profile.measurements]
    if (profile.decoder is None) != profile.server_object:
        return "name a decoder or set server_object = true, one of the two"
    if profile.decoder is not None and profile.decoder not in DECODERS:
        return f"unknown decoder {profile.decoder!r}; known: {', '.join(sorted(DECODERS))}"
    if len(set(quantities)) != len(quantities):
        return "two measurements give the same quantity"
    if _RESTART in quantities:
        return "the quantity restart is given by the restart rule only"
    if profile.restart is not None and profile.restart.resets not in quantities:
        return f"restart.resets names {profile.restart.resets!r}, which is none of the quantities"
    if profile.stale_after_s < profile.heartbeat_interval_s:
        return "stale_after_s is shorter than heartbeat_interval_s: every device would seem silent"
    return ""
