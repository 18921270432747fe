"""What the slice takes and gives, inside the process and on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from backend.core.schema import Body, Schema
from backend.sensors.rules import DeviceState
from backend.sensors.uplink import Uplink

Name = Annotated[str, Meta(min_length=1, max_length=120)]
Reason = Annotated[str, Meta(min_length=1, max_length=300)]
ProfileName = Annotated[str, Meta(min_length=1, max_length=64)]


class Accepted(Schema):
    """The answer to an uplink that is taken, kept aside or not needed: nothing to send again."""

    accepted: bool


class Arrival(msgspec.Struct, frozen=True):
    """An uplink and the way it came (`http` or `mqtt`)."""

    uplink: Uplink
    transport: str


class DeviceRegistration(msgspec.Struct, frozen=True, kw_only=True):
    """A device to be known: `profile` is the name of a file in `content/sensors/profiles`."""

    dev_eui: str
    profile: str
    name: str
    target_kind: str | None = None
    target_id: UUID | None = None
    demo: bool = False


class DeviceView(msgspec.Struct, frozen=True, kw_only=True):
    """A registered device as other parts of the app see it."""

    id: UUID
    dev_eui: str
    profile: str
    name: str
    target_kind: str | None
    target_id: UUID | None
    demo: bool
    session: str
    f_cnt: int


class DrainReport(msgspec.Struct, frozen=True):
    """What one round of work did."""

    done: int
    refused: int
    observations: int


# -- desk


class Target(Schema):
    """What a device watches; `name` is null when the thing is gone."""

    kind: str
    id: UUID
    name: str | None


class DeskDevice(Schema):
    """A device as staff see it. `model` is vendor and model of its profile."""

    id: UUID
    dev_eui: str
    name: str
    profile: str
    model: str
    state: DeviceState
    in_service: bool
    target: Target | None
    last_seen_at: datetime | None
    battery_percent: float | None
    battery_at: datetime | None
    demo: bool
    version: int


class DeskReading(Schema):
    """The newest value of a quantity; null after a restart."""

    quantity: str
    value: bool | float | str | None
    unit: str
    observed_at: datetime


class DeskFrame(Schema):
    """A message as it came in. `payload` is hexadecimal, `rssi` dBm and `snr` dB at the best gateway."""

    id: UUID
    kind: str
    f_cnt: int
    f_port: int
    payload: str
    server: str
    transport: str
    rssi: int | None
    snr: float | None
    observed_at: datetime
    received_at: datetime
    status: str
    reason: str | None


class DeskDeviceDetail(Schema):
    """A device with what it said last. It should report every `heartbeat_interval_s` seconds."""

    device: DeskDevice
    created_at: datetime
    heartbeat_interval_s: int | None
    stale_after_s: int | None
    readings: list[DeskReading]
    frames: list[DeskFrame]


class TargetChoice(Body):
    """What a device is to watch."""

    kind: Annotated[str, Meta(min_length=1, max_length=40)]
    id: UUID


class DeviceEdit(Body):
    """Everything about a device that staff decide, and why."""

    name: Name
    profile: ProfileName
    in_service: bool
    target: TargetChoice | None
    reason: Reason


class DeviceChanged(Schema):
    """The device as it is now, and the number of the entry in the log."""

    device: DeskDevice
    audit_sequence: int


class ProfileView(Schema):
    """A model that can be registered."""

    name: str
    vendor: str
    model: str


class ProfileList(Schema):
    """All device profiles."""

    profiles: list[ProfileView]


class QuarantinedDevice(Schema):
    """Messages that wait, by device and reason. `is_known`: the device is registered, its message is at odds."""

    dev_eui: str
    frames: int
    first_at: datetime
    last_at: datetime
    reason: str
    is_known: bool


class QuarantineRegistration(Body):
    """What an unknown device is."""

    name: Name
    profile: ProfileName
    reason: Reason


class Registered(Schema):
    """The new device, and the number of the entry in the log."""

    device_id: UUID
    audit_sequence: int


class QuarantineDiscard(Body):
    """Why the messages of a device are not wanted."""

    reason: Reason


class Discarded(Schema):
    """How many messages were put away, and the number of the entry in the log."""

    frames: int
    audit_sequence: int
