"""Queries of the parking slice. Rows, not ORM objects: the board loads twenty thousand bays at once."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec
from sqlalchemy import CursorResult, Table, and_, delete, exists, func, or_, select, update
from sqlalchemy.engine import RowMapping

from backend.core.db import Session, upsert
from backend.core.tables import TableQuery, TableSpec, read_page
from backend.parking.models import BayChange, BayStatus, OccupancyHour, ParkingBay, ParkingSite
from backend.parking.occupancy import SiteHour
from backend.parking.records import BayRecord, SiteRecord
from backend.parking.rules import BayState, Change

T = TypeVar("T")

_CHUNK = 400
"""Ids per `IN` list, far below SQLite's limit on bound values."""

_SITE = cast(Table, ParkingSite.__table__)
_BAY = cast(Table, ParkingBay.__table__)
_STATUS = cast(Table, BayStatus.__table__)
_CHANGE = cast(Table, BayChange.__table__)
_HOUR = cast(Table, OccupancyHour.__table__)

_STATE_FIELDS = tuple(field.name for field in msgspec.structs.fields(BayState))
_LABEL = "state_"
_STATE_COLUMNS = [_STATUS.c[name].label(_LABEL + name) for name in _STATE_FIELDS]


def _chunks(items: Sequence[T], size: int = _CHUNK) -> Iterable[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _state(row: RowMapping) -> BayState | None:
    if row[_LABEL + "observed_at"] is None:
        return None
    return BayState(**{name: row[_LABEL + name] for name in _STATE_FIELDS})


def _bay(row: RowMapping) -> BayRecord:
    values = {name: value for name, value in row.items() if not name.startswith(_LABEL)}
    return msgspec.convert({**values, "state": _state(row)}, BayRecord)


async def load_sites(session: Session) -> list[SiteRecord]:
    """All sites by name."""
    rows = await session.execute(select(_SITE).order_by(_SITE.c.name))
    return [msgspec.convert(dict(row), SiteRecord) for row in rows.mappings()]


async def load_bays(session: Session, bay_ids: Sequence[UUID] | None = None) -> list[BayRecord]:
    """Bays with their state: all of them by key, or those of `bay_ids`."""
    query = select(_BAY, *_STATE_COLUMNS).select_from(_BAY.outerjoin(_STATUS, _STATUS.c.bay_id == _BAY.c.id))
    if bay_ids is None:
        rows = await session.execute(query.order_by(_BAY.c.key))
        return [_bay(row) for row in rows.mappings()]
    bays: list[BayRecord] = []
    for chunk in _chunks(bay_ids):
        rows = await session.execute(query.where(_BAY.c.id.in_(chunk)))
        bays += [_bay(row) for row in rows.mappings()]
    return bays


async def lock_states(session: Session, bay_ids: Sequence[UUID]) -> dict[UUID, BayState | None]:
    """Present states of the public bays among `bay_ids`, locked until the end of the transaction.

    The bay rows are locked in the order of their ids, so that two batches cannot block each other. Unknown ids and
    personal bays are left out: nothing is stored about them.
    """
    states: dict[UUID, BayState | None] = {}
    for chunk in _chunks(sorted(bay_ids)):
        public = and_(_BAY.c.id.in_(chunk), _BAY.c.bay_kind != "personal")
        locked = await session.execute(select(_BAY.c.id).where(public).order_by(_BAY.c.id).with_for_update())
        states.update(dict.fromkeys(locked.scalars()))
        rows = await session.execute(select(*_STATE_COLUMNS, _STATUS.c.bay_id).where(_STATUS.c.bay_id.in_(chunk)))
        states.update({row["bay_id"]: _state(row) for row in rows.mappings() if row["bay_id"] in states})
    return states


async def save_states(session: Session, states: dict[UUID, BayState]) -> None:
    """Write new states."""
    rows = [
        {"bay_id": bay_id, "stale_at": state.stale_at, **msgspec.structs.asdict(state)}
        for bay_id, state in states.items()
    ]
    await _upsert_rows(session, _STATUS, rows)


async def add_changes(session: Session, changes: Sequence[tuple[UUID, Change]]) -> None:
    """Add private history. A repeated row replaces itself."""
    rows = {
        (bay_id, step.at): {"bay_id": bay_id, "observed_at": step.at, "occupied": step.occupied, "was": step.was}
        for bay_id, step in changes
    }
    await _upsert_rows(session, _CHANGE, list(rows.values()))


async def _upsert_rows(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert or replace by primary key, `_CHUNK` rows per statement; all rows have the same columns."""
    keys = [column.name for column in table.primary_key]
    for chunk in _chunks(rows):
        statement = upsert(session, table).values(list(chunk))
        changed = {name: statement.excluded[name] for name in chunk[0] if name not in keys}
        await session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


async def set_bay_closed(session: Session, bay_id: UUID, *, closed: bool) -> bool:
    """Close or open a bay; False when there is none."""
    found = await session.execute(
        update(_BAY).where(_BAY.c.id == bay_id).values(is_closed_by_city=closed).returning(_BAY.c.id)
    )
    return found.scalar() is not None


async def set_site_closed(session: Session, site_id: UUID, *, closed: bool) -> bool:
    """Close or open a site; False when there is none."""
    found = await session.execute(
        update(_SITE).where(_SITE.c.id == site_id).values(is_closed_by_city=closed).returning(_SITE.c.id)
    )
    return found.scalar() is not None


async def replace_catalogue(
    session: Session, catalogue: str, sites: Sequence[dict[str, Any]], bays: Sequence[dict[str, Any]]
) -> None:
    """Make the records of one content file what the file says: add, change, and delete what it no longer has."""
    for table, rows in ((_BAY, bays), (_SITE, sites)):
        kept = [row["id"] for row in rows]
        stored = set((await session.execute(select(table.c.id).where(table.c.catalogue == catalogue))).scalars())
        for chunk in _chunks(sorted(stored.difference(kept))):
            await session.execute(delete(table).where(table.c.id.in_(chunk)))
    await _upsert_rows(session, _SITE, sites)
    await _upsert_rows(session, _BAY, bays)


async def load_hours(session: Session, since: datetime, until: datetime, site_id: UUID | None = None) -> list[SiteHour]:
    """Hourly figures from `since` (inclusive) to `until` (exclusive) in time order."""
    query = select(_HOUR).where(_HOUR.c.hour_at >= since, _HOUR.c.hour_at < until).order_by(_HOUR.c.hour_at)
    if site_id is not None:
        query = query.where(_HOUR.c.site_id == site_id)
    rows = await session.execute(query)
    return [SiteHour(**row) for row in rows.mappings()]


async def save_hours(session: Session, hours: Sequence[SiteHour]) -> None:
    """Write hourly figures; the same hour replaces itself."""
    await _upsert_rows(session, _HOUR, [msgspec.structs.asdict(hour) for hour in hours])


async def last_hours(session: Session) -> dict[UUID, datetime]:
    """Newest hour with figures per site."""
    rows = await session.execute(select(_HOUR.c.site_id, func.max(_HOUR.c.hour_at)).group_by(_HOUR.c.site_id))
    return {site_id: newest for site_id, newest in rows}  # noqa: C416 -- rows are typed by column, dict() loses it


async def load_history(
    session: Session, bay_ids: Sequence[UUID], since: datetime, until: datetime
) -> dict[UUID, list[Change]]:
    """Changes of bays from `since` to `until` in time order, led by the newest one before `since`."""
    histories: dict[UUID, list[Change]] = {bay_id: [] for bay_id in bay_ids}
    for chunk in _chunks(bay_ids):
        before = (
            select(_CHANGE.c.bay_id, func.max(_CHANGE.c.observed_at).label("at"))
            .where(_CHANGE.c.bay_id.in_(chunk), _CHANGE.c.observed_at < since)
            .group_by(_CHANGE.c.bay_id)
            .subquery()
        )
        leading = select(_CHANGE).join(
            before, and_(before.c.bay_id == _CHANGE.c.bay_id, before.c.at == _CHANGE.c.observed_at)
        )
        within = (
            select(_CHANGE)
            .where(_CHANGE.c.bay_id.in_(chunk), _CHANGE.c.observed_at >= since, _CHANGE.c.observed_at < until)
            .order_by(_CHANGE.c.observed_at)
        )
        for query in (leading, within):
            for row in (await session.execute(query)).mappings():
                change = Change(at=row["observed_at"], occupied=row["occupied"], was=row["was"])
                histories[row["bay_id"]].append(change)
    return histories


async def purge_history(session: Session, before: datetime) -> int:
    """Delete changes older than `before`, except the newest of each bay: it is still its state. Returns how many."""
    newer = _CHANGE.alias("newer")
    is_followed = exists().where(newer.c.bay_id == _CHANGE.c.bay_id, newer.c.observed_at > _CHANGE.c.observed_at)
    result = await session.execute(delete(_CHANGE).where(_CHANGE.c.observed_at < before, is_followed))
    return cast("CursorResult[Any]", result).rowcount


# -- desk

_DESK_SPEC = TableSpec(
    sort={
        "name": ParkingBay.name,
        "street": ParkingBay.street,
        "site": ParkingSite.name,
        "closed": ParkingBay.is_closed_by_city,
        "sensor": or_(ParkingBay.has_realtime_data, ParkingBay.is_watched),
    },
    search=(ParkingBay.name, ParkingBay.street, ParkingSite.name),
    key=ParkingBay.id,
    default_sort="name",
)
_DESK_CURSOR_TYPES = {"name": str, "street": str, "site": str, "closed": bool, "sensor": bool}

DeskRow = tuple[ParkingBay, str | None]
"""A bay and the name of its site."""


def _desk_bays() -> Any:
    return select(ParkingBay, ParkingSite.name).outerjoin(ParkingSite, ParkingSite.id == ParkingBay.site_id)


async def read_desk_bays(
    session: Session, query: TableQuery, *, closed: bool | None
) -> tuple[list[DeskRow], int, str | None]:
    """One page of bays, all or only the closed or open ones, their number, and the cursor of the next page."""
    statement = _desk_bays()
    if closed is not None:
        statement = statement.where(ParkingBay.is_closed_by_city.is_(closed))
    rows, total, cursor = await read_page(session, statement, _DESK_SPEC, query, _DESK_CURSOR_TYPES)
    return [(row[0], row[1]) for row in rows], total, cursor


async def desk_bay(session: Session, bay_id: UUID, *, lock: bool = False) -> DeskRow | None:
    """One bay; with `lock` nobody else changes it until the end of the transaction."""
    if lock:
        await session.execute(select(_BAY.c.id).where(_BAY.c.id == bay_id).with_for_update())
    row = (await session.execute(_desk_bays().where(ParkingBay.id == bay_id))).first()
    return None if row is None else (row[0], row[1])


async def watchable_names(session: Session, bay_ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of the public bays among `bay_ids`: nothing is measured at personal ones."""
    names: dict[UUID, str] = {}
    for chunk in _chunks(sorted(bay_ids)):
        rows = await session.execute(
            select(_BAY.c.id, _BAY.c.name).where(_BAY.c.id.in_(chunk), _BAY.c.bay_kind != "personal")
        )
        names.update((bay_id, name) for bay_id, name in rows)
    return names


async def set_watched(session: Session, bay_id: UUID, *, watched: bool) -> None:
    """A device of the desk reports about a bay. Or no longer: then what it said last says nothing any more."""
    if watched:
        await session.execute(update(_BAY).where(_BAY.c.id == bay_id).values(is_watched=True))
        return
    left = update(_BAY).where(_BAY.c.id == bay_id).values(is_watched=False, has_realtime_data=False)
    await session.execute(left)
    await session.execute(delete(_STATUS).where(_STATUS.c.bay_id == bay_id))
