"""Tables of the places slice.

Geometry stays GeoJSON text: a city's districts fit in memory, so no spatial database is needed.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base


class Place(Base):
    """A place with origin and age. A place that left the source is withdrawn, never deleted: links to it still work."""

    __tablename__ = "place"
    __table_args__ = (CheckConstraint("NOT (lat = 0 AND lon = 0)", name="position_known"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    layer: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(300))
    aliases: Mapped[list[str]] = mapped_column(JSON)
    lat: Mapped[float]
    lon: Mapped[float]
    street: Mapped[str | None] = mapped_column(String(200))
    zip: Mapped[str | None] = mapped_column(String(10))
    district: Mapped[str | None] = mapped_column(String(10))
    description: Mapped[str | None] = mapped_column(Text)
    hours_text: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    web: Mapped[str | None] = mapped_column(Text)
    accessible_toilet: Mapped[bool]
    entrances: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(200))
    licence: Mapped[str] = mapped_column(String(60))
    as_of: Mapped[str] = mapped_column(String(10))
    fingerprint: Mapped[str] = mapped_column(String(32))
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class PlaceEdit(Base):
    """What the desk did to a place; imports leave it alone. `city_values`: the city's data in the edited fields."""

    __tablename__ = "place_edit"
    __table_args__ = (CheckConstraint("merged_into IS NULL OR merged_into <> place_id", name="merged_into_another"),)

    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"), primary_key=True)
    version: Mapped[int]
    city_values: Mapped[dict[str, Any]] = mapped_column(JSON)
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"), index=True)
    edited_at: Mapped[datetime]


class District(Base):
    """An area and the days it is in force; a later import closes the earlier record and keeps it."""

    __tablename__ = "district"
    __table_args__ = (
        UniqueConstraint("level", "code", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="valid_in_order"),
        CheckConstraint("inhabitants IS NULL OR inhabitants >= 0", name="inhabitants_not_negative"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(100))
    parent: Mapped[str | None] = mapped_column(String(12))
    geometry: Mapped[str] = mapped_column(Text)
    inhabitants: Mapped[int | None]
    inhabitants_on: Mapped[date | None] = mapped_column(Date)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200))
    licence: Mapped[str] = mapped_column(String(60))


class PlaceReport(Base):
    """ "Stimmt nicht?": a note about a place, of an account or a device, so that its author can erase it.

    Deleted after `delete_after`. No foreign keys: identities are erased through the register of personal data.
    """

    __tablename__ = "place_report"
    __table_args__ = (Index(None, "delete_after"), Index(None, "place_id", "created_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"))
    reason: Mapped[str] = mapped_column(String(20))
    comment: Mapped[str | None] = mapped_column(String(500))
    status: Mapped[str] = mapped_column(String(10), default="open", server_default="open")
    note: Mapped[str | None] = mapped_column(String(300))
    """The public answer of the desk."""
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    delete_after: Mapped[datetime]
    account_id: Mapped[UUID | None] = mapped_column(index=True)
    device_id: Mapped[UUID | None] = mapped_column(index=True)
