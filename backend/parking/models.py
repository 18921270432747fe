"""Tables of the parking slice.

Restrictions, entrances and sources are JSON in their wire form: they are small, always read with their row, never
searched in SQL (the finder filters on the device), and so cost no join when twenty thousand bays are loaded.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base


class ParkingSite(Base):
    """A garage, street section, lot, P+R or truck site. `catalogue` names the content file it came from."""

    __tablename__ = "parking_site"
    __table_args__ = (CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity_not_negative"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    catalogue: Mapped[str] = mapped_column(String(40), index=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(20))
    lat: Mapped[float]
    lon: Mapped[float]
    street: Mapped[str | None] = mapped_column(String(160))
    capacity: Mapped[int | None]
    has_realtime_data: Mapped[bool]
    opening_hours: Mapped[str | None] = mapped_column(Text)
    hours_text: Mapped[str | None] = mapped_column(Text)
    fee_text: Mapped[str | None] = mapped_column(Text)
    max_stay: Mapped[str | None] = mapped_column(String(20))
    max_height_cm: Mapped[int | None]
    public_transport: Mapped[str | None] = mapped_column(Text)
    restrictions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    entrances: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    source: Mapped[dict[str, Any]] = mapped_column(JSON)
    place_id: Mapped[UUID | None]
    is_closed_by_city: Mapped[bool] = mapped_column(default=False)


class ParkingBay(Base):
    """One bay. `bay_kind` "personal" is reserved for one named person: no public live state, no history."""

    __tablename__ = "parking_bay"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    catalogue: Mapped[str] = mapped_column(String(40), index=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("parking_site.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    street: Mapped[str | None] = mapped_column(String(160))
    lat: Mapped[float]
    lon: Mapped[float]
    bay_kind: Mapped[str] = mapped_column(String(10))
    has_realtime_data: Mapped[bool]
    restrictions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    opening_hours: Mapped[str | None] = mapped_column(Text)
    max_stay: Mapped[str | None] = mapped_column(String(20))
    width_cm: Mapped[int | None]
    length_cm: Mapped[int | None]
    surface: Mapped[str | None] = mapped_column(String(20))
    slope_percent: Mapped[float | None]
    kerb: Mapped[str | None] = mapped_column(String(10))
    orientation: Mapped[str | None] = mapped_column(String(15))
    side: Mapped[str | None] = mapped_column(String(5))
    lit: Mapped[bool | None]
    covered: Mapped[bool | None]
    entrance_distance_m: Mapped[int | None]
    nearby: Mapped[str | None] = mapped_column(Text)
    source: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_closed_by_city: Mapped[bool] = mapped_column(default=False)
    is_watched: Mapped[bool] = mapped_column(default=False)
    """Staff assigned a device to it; `has_realtime_data` says the same of the content file."""
    version: Mapped[int] = mapped_column(default=1)


class BayStatus(Base):
    """What is known of a bay now. `observed_at` is when it was true, `received_at` when we learned of it.

    `occupied` is null after a restart. Until `settles_at` a flapping bay shows `held` instead.
    """

    __tablename__ = "bay_status"

    bay_id: Mapped[UUID] = mapped_column(ForeignKey("parking_bay.id", ondelete="CASCADE"), primary_key=True)
    occupied: Mapped[bool | None]
    observed_at: Mapped[datetime]
    received_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    stale_at: Mapped[datetime]
    expected_interval_s: Mapped[int]
    stale_after_s: Mapped[int]
    held: Mapped[bool | None]
    settles_at: Mapped[datetime | None]


class BayChange(Base):
    """Private history: from `observed_at` the bay was `occupied` (null: unknown), before that it was `was`.

    Never leaves the slice except as hourly aggregates of sites; deleted after `parking.history_days`.
    """

    __tablename__ = "bay_change"
    __table_args__ = (Index(None, "observed_at"),)

    bay_id: Mapped[UUID] = mapped_column(ForeignKey("parking_bay.id", ondelete="CASCADE"), primary_key=True)
    observed_at: Mapped[datetime] = mapped_column(primary_key=True)
    occupied: Mapped[bool | None]
    was: Mapped[bool | None]


class OccupancyHour(Base):
    """Figures of a site for one hour (UTC): shares 0 to 1, stays that ended and their seconds together."""

    __tablename__ = "occupancy_hour"
    __table_args__ = (
        CheckConstraint("free_share BETWEEN 0 AND 1", name="free_share_range"),
        CheckConstraint("known_share BETWEEN 0 AND 1", name="known_share_range"),
        Index(None, "hour_at"),
    )

    site_id: Mapped[UUID] = mapped_column(ForeignKey("parking_site.id", ondelete="CASCADE"), primary_key=True)
    hour_at: Mapped[datetime] = mapped_column(primary_key=True)
    bays: Mapped[int]
    known_share: Mapped[float]
    free_share: Mapped[float]
    stays: Mapped[int]
    stay_s: Mapped[int]
    demo: Mapped[bool]
