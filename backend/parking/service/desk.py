"""What staff do with bays: find them, close them, open them again. Every decision is in the log with its reason."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import msgspec

from backend.core.audit import AuditEntry, AuditLog, CannotUndo
from backend.core.broadcast import Broadcast
from backend.core.concurrency import check_version
from backend.core.db import Database, Session
from backend.core.identity import Role, Visitor
from backend.core.tables import CSV_MAX_ROWS, TablePage, TableQuery, to_csv
from backend.parking import repository
from backend.parking.errors import BayNotFound
from backend.parking.observations import BAYS_TOPIC, TARGET_KIND, encode_ids
from backend.parking.projection import ParkingProjection
from backend.parking.repository import DeskRow
from backend.parking.schemas import BayDecided, DeskBay

ROLES = frozenset({Role.OFFICER, Role.ADMIN})
"""The control centre knows first of a fire lane or a building site, administrators stand in for it."""
CLOSED, OPENED = "parking.bay.closed", "parking.bay.opened"
_CSV_HEADER = ("id", "name", "street", "site", "kind", "closed", "sensor", "status", "observedAt", "demo")


class BayDesk:
    """Bays as staff see them. Also the `TargetDirectory` of bays for devices."""

    def __init__(self, db: Database, broadcast: Broadcast, audit: AuditLog, projection: ParkingProjection) -> None:
        self._db = db
        self._broadcast = broadcast
        self._audit = audit
        self._projection = projection
        for action in (CLOSED, OPENED):
            audit.register_undo(action, ROLES, self._undo)

    async def list_bays(self, query: TableQuery, *, closed: bool | None) -> TablePage[DeskBay]:
        """One page. Raises `UnknownColumn`, `InvalidCursor`."""
        await self._projection.ensure_loaded()
        async with self._db.read() as session:
            rows, total, cursor = await repository.read_desk_bays(session, query, closed=closed)
        return TablePage(items=[self._view(row) for row in rows], total=total, next_cursor=cursor)

    async def export(self, query: TableQuery, *, closed: bool | None) -> bytes:
        """The same as CSV, at most `CSV_MAX_ROWS` bays."""
        everything = msgspec.structs.replace(query, limit=CSV_MAX_ROWS, cursor=None)
        page = await self.list_bays(everything, closed=closed)
        return to_csv(_CSV_HEADER, (_cells(bay) for bay in page.items))

    async def get_bay(self, bay_id: UUID) -> DeskBay:
        """One bay. Raises `BayNotFound`."""
        await self._projection.ensure_loaded()
        async with self._db.read() as session:
            return self._view(await self._row(session, bay_id))

    async def decide(
        self, visitor: Visitor, bay_id: UUID, *, closed: bool, reason: str, if_match: str | None
    ) -> BayDecided:
        """Close or open a bay. Raises `BayNotFound`, `VersionRequired`, `ChangedMeanwhile`."""
        await self._projection.ensure_loaded()
        async with self._db.write() as session:
            row = await self._row(session, bay_id, lock=True)
            check_version(row[0].version, if_match)
            before = row[0].is_closed_by_city
            await self._set_closed(session, row, closed=closed)
            number = await self._audit.record(
                session,
                visitor,
                CLOSED if closed else OPENED,
                (TARGET_KIND, bay_id),
                before={"closed": before},
                after={"closed": closed},
                reason=reason,
            )
        return BayDecided(bay=self._view(row), audit_sequence=number)

    async def _undo(self, session: Session, _visitor: Visitor, entry: AuditEntry) -> None:
        details: Mapping[str, Any] = entry.details or {}
        row = await repository.desk_bay(session, UUID(entry.subject_id), lock=True)
        if row is None or row[0].is_closed_by_city != details["after"]["closed"]:
            raise CannotUndo
        await self._set_closed(session, row, closed=details["before"]["closed"])

    async def _set_closed(self, session: Session, row: DeskRow, *, closed: bool) -> None:
        bay, _ = row
        bay.is_closed_by_city = closed
        bay.version += 1
        await session.flush()
        self._broadcast.publish(session, BAYS_TOPIC, encode_ids([bay.id]))

    async def _row(self, session: Session, bay_id: UUID, *, lock: bool = False) -> DeskRow:
        row = await repository.desk_bay(session, bay_id, lock=lock)
        if row is None:
            raise BayNotFound
        return row

    def _view(self, row: DeskRow) -> DeskBay:
        bay, site_name = row
        live = self._projection.board.bay(bay.id)
        return DeskBay(
            id=bay.id,
            name=bay.name,
            street=bay.street,
            site_name=site_name,
            bay_kind="personal" if bay.bay_kind == "personal" else "general",
            lat=bay.lat,
            lon=bay.lon,
            is_closed=bay.is_closed_by_city,
            has_sensor=bay.has_realtime_data or bay.is_watched,
            status=live.status if live else "unknown",
            reason=live.reason if live else None,
            observed_at=live.observed_at if live else None,
            demo=bool(bay.source.get("demo")),
            version=bay.version,
        )

    # -- TargetDirectory

    async def target_names(self, session: Session, kind: str, ids: Collection[UUID]) -> Mapping[UUID, str]:
        """See `core.observations.TargetDirectory`."""
        return await repository.watchable_names(session, ids) if kind == TARGET_KIND else {}

    async def set_watched(self, session: Session, kind: str, target_id: UUID, *, watched: bool) -> None:
        """See `core.observations.TargetDirectory`."""
        if kind == TARGET_KIND:
            await repository.set_watched(session, target_id, watched=watched)
            self._broadcast.publish(session, BAYS_TOPIC, encode_ids([target_id]))


def _cells(bay: DeskBay) -> tuple[object, ...]:
    return (
        bay.id,
        bay.name,
        bay.street,
        bay.site_name,
        bay.bay_kind,
        bay.is_closed,
        bay.has_sensor,
        bay.status,
        bay.observed_at,
        bay.demo,
    )
