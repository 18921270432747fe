"""What the slice takes and gives, inside the process and on the wire."""

from uuid import UUID

import msgspec

from backend.core.schema import Schema
from backend.sensors.uplink import Uplink


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
