"""Queries of the desk over places and notes about them. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, case, func, select

from backend.core.db import Session
from backend.core.tables import TableQuery, TableSpec, read_page
from backend.places.models import Place, PlaceEdit, PlaceReport

_open_reports = (
    select(func.count())
    .where(PlaceReport.place_id == Place.id, PlaceReport.status == "open")
    .correlate(Place)
    .scalar_subquery()
)
_state = case(
    (PlaceEdit.merged_into.is_not(None), "merged"), (Place.withdrawn_at.is_not(None), "withdrawn"), else_="listed"
)
_PLACES = TableSpec(
    sort={
        "name": Place.name,
        "category": Place.category,
        "street": Place.street,
        "district": Place.district,
        "state": _state,
        "editedOn": PlaceEdit.edited_at,
        "openReports": _open_reports,
    },
    search=(Place.name, Place.street, Place.description, Place.zip),
    key=Place.id,
    default_sort="name",
)
_PLACE_CURSORS = {
    "name": str,
    "category": str,
    "street": str,
    "district": str,
    "state": str,
    "editedOn": datetime,
    "openReports": int,
}
_REPORTS = TableSpec(
    sort={"createdAt": PlaceReport.created_at, "place": Place.name, "status": PlaceReport.status},
    search=(Place.name, PlaceReport.comment),
    key=PlaceReport.id,
    default_sort="-createdAt",
)
_REPORT_CURSORS = {"createdAt": datetime, "place": str, "status": str}


class PlaceLine(msgspec.Struct, frozen=True):
    """A row of the table of places."""

    place: Place
    edit: PlaceEdit | None
    open_reports: int


_CONDITIONS = {
    "edited": PlaceEdit.edited_at.is_not(None),
    "merged": PlaceEdit.merged_into.is_not(None),
    "withdrawn": Place.withdrawn_at.is_not(None),
    "reported": _open_reports > 0,
}


def _lines() -> Select[Any]:
    return select(Place, PlaceEdit, _open_reports).outerjoin(PlaceEdit, PlaceEdit.place_id == Place.id)


async def read_places(
    session: Session, query: TableQuery, category: str | None, state: str | None
) -> tuple[list[PlaceLine], int, str | None]:
    """One page of places, the number of all, and the cursor of the next page."""
    statement = _lines()
    if category is not None:
        statement = statement.where(Place.category == category)
    if state is not None:
        statement = statement.where(_CONDITIONS[state])
    rows, total, cursor = await read_page(session, statement, _PLACES, query, _PLACE_CURSORS)
    return [PlaceLine(row[0], row[1], row[2]) for row in rows], total, cursor


async def find_place(session: Session, place_id: UUID) -> PlaceLine | None:
    """One place as the desk sees it, whatever its state."""
    row = (await session.execute(_lines().where(Place.id == place_id))).first()
    return PlaceLine(row[0], row[1], row[2]) if row else None


async def names_of(session: Session, place_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names by id."""
    rows = await session.execute(select(Place.id, Place.name).where(Place.id.in_(place_ids)))
    return {row.id: row.name for row in rows}


async def merged_into(session: Session, place_id: UUID) -> list[tuple[UUID, str]]:
    """Places that were merged into this one, by name."""
    statement = (
        select(Place.id, Place.name)
        .join(PlaceEdit, PlaceEdit.place_id == Place.id)
        .where(PlaceEdit.merged_into == place_id)
    )
    return [(identity, name) for identity, name in await session.execute(statement.order_by(Place.name))]


async def lock_place(session: Session, place_id: UUID) -> tuple[Place, PlaceEdit | None] | None:
    """One place and what the desk did to it; others who want to change it wait until this transaction ends."""
    place = await session.scalar(select(Place).where(Place.id == place_id).with_for_update())
    return None if place is None else (place, await session.get(PlaceEdit, place_id, populate_existing=True))


def begin_edit(session: Session, place_id: UUID, now: datetime) -> PlaceEdit:
    """The record of the first change of a place."""
    edit = PlaceEdit(place_id=place_id, version=0, city_values={}, merged_into=None, edited_at=now)
    session.add(edit)
    return edit


async def read_reports(
    session: Session, query: TableQuery, status: str | None, place_id: UUID | None
) -> tuple[list[tuple[PlaceReport, str]], int, str | None]:
    """One page of notes with the names of their places, the number of all, and the cursor of the next page."""
    statement: Any = select(PlaceReport, Place.name).join(Place, Place.id == PlaceReport.place_id)
    if status is not None:
        statement = statement.where(PlaceReport.status == status)
    if place_id is not None:
        statement = statement.where(PlaceReport.place_id == place_id)
    rows, total, cursor = await read_page(session, statement, _REPORTS, query, _REPORT_CURSORS)
    return [(row[0], row[1]) for row in rows], total, cursor


async def find_report(session: Session, report_id: UUID, *, lock: bool = False) -> tuple[PlaceReport, str] | None:
    """One note with the name of its place; with `lock` others who want to answer it wait."""
    statement = (
        select(PlaceReport, Place.name).join(Place, Place.id == PlaceReport.place_id).where(PlaceReport.id == report_id)
    )
    row = (await session.execute(statement.with_for_update(of=PlaceReport) if lock else statement)).first()
    return (row[0], row[1]) if row else None
