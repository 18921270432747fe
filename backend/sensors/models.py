"""Tables of the sensors slice."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.ids import new_id


class FrameStatus(StrEnum):
    """Where a stored frame is on its way."""

    PENDING = "pending"
    """Stored and answered; its work comes after."""
    DONE = "done"
    QUARANTINED = "quarantined"
    """Unknown device, or a second payload under a key that is taken. Has no effect on anything shown."""
    REFUSED = "refused"
    """Cannot be decoded or made its work fail; kept so that somebody can look, never tried again."""


class SensorDevice(Base):
    """A device we know: what model it is and what it watches."""

    __tablename__ = "sensor_device"
    __table_args__ = (Index(None, "target_kind", "target_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    dev_eui: Mapped[str] = mapped_column(String(16), unique=True)
    profile: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    target_kind: Mapped[str | None] = mapped_column(String(40))
    target_id: Mapped[UUID | None]
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    """Newest time of observation over all frames."""
    session: Mapped[str] = mapped_column(String(80), default="")
    """Session of the newest frame; another one means that the device joined again."""
    f_cnt: Mapped[int] = mapped_column(BigInteger, default=0)
    counter_reset_at: Mapped[datetime | None]
    """When the network server reported that the counter started again within the session."""
    battery_percent: Mapped[float | None]
    battery_at: Mapped[datetime | None]
    in_service: Mapped[bool] = mapped_column(default=True)
    """Out of service: still heard, but what it measures is not handed on."""
    version: Mapped[int] = mapped_column(default=1)
    """Above 1 staff have edited it: then it is theirs, and loading content files leaves it alone."""


class SensorFrame(Base):
    """One message as it came in. Kept for a few weeks; the key makes repeats visible across transports and servers.

    `variant` is empty for the frame that counts and a digest of the payload for others under the same key.
    """

    __tablename__ = "sensor_frame"
    __table_args__ = (
        UniqueConstraint("dev_eui", "kind", "session", "f_cnt", "variant"),
        Index(
            "ix_sensor_frame_pending",
            "id",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        Index(
            "ix_sensor_frame_quarantined",
            "dev_eui",
            sqlite_where=text("status = 'quarantined'"),
            postgresql_where=text("status = 'quarantined'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dev_eui: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(10))
    session: Mapped[str] = mapped_column(String(80))
    f_cnt: Mapped[int] = mapped_column(BigInteger)
    variant: Mapped[str] = mapped_column(String(16), default="")
    f_port: Mapped[int]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    decoded: Mapped[bytes | None] = mapped_column(LargeBinary)
    battery_percent: Mapped[float | None]
    server: Mapped[str] = mapped_column(String(20))
    transport: Mapped[str] = mapped_column(String(10))
    rssi: Mapped[int | None]
    snr: Mapped[float | None]
    observed_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(200))
    attempts: Mapped[int] = mapped_column(default=0)
    processed_at: Mapped[datetime | None]


class SensorReading(Base):
    """The newest value of each quantity of a device: what decides whether the next frame is late. No history."""

    __tablename__ = "sensor_reading"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("sensor_device.id", ondelete="CASCADE"), primary_key=True)
    quantity: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[bool | float | str | None] = mapped_column(JSON(none_as_null=True))
    """None after a restart: not known until the next status."""
    observed_at: Mapped[datetime]
    received_at: Mapped[datetime]
    f_cnt: Mapped[int] = mapped_column(BigInteger)
    session: Mapped[str] = mapped_column(String(80))
