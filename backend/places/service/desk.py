"""Use cases of the desk: find, edit and merge places. Every change stands in the log and can be taken back."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET

from backend.core.audit import AuditEntry, CannotUndo
from backend.core.concurrency import ChangedMeanwhile, check_version
from backend.core.context import Context
from backend.core.db import Session
from backend.core.errors import FieldError, InvalidRequest
from backend.core.geo import BBox, Point
from backend.core.identity import Role, Visitor
from backend.core.tables import CSV_MAX_ROWS, TablePage, TableQuery, to_csv
from backend.places import desk_repository
from backend.places.catalogue import Catalogue
from backend.places.cleaning import clean_web, squeeze
from backend.places.desk_repository import PlaceLine
from backend.places.desk_schemas import (
    DeskPlace,
    DeskPlaceRow,
    PlaceChange,
    PlaceFilter,
    PlaceMerge,
    PlaceName,
    PlaceState,
    PlaceValues,
)
from backend.places.errors import CannotMerge, PlaceNotFound, PositionOutsideCity, WebAddressRefused
from backend.places.models import Place, PlaceEdit
from backend.places.rules import EDITABLE, lay_over
from backend.places.service.public import PLACES_CHANGED, PlacesService

EDITORS = frozenset({Role.EDITOR, Role.ADMIN})
EDITED, MERGED = "place.edited", "place.merged"
_SUBJECT = "place"
_TO_WIRE = dict(zip(PlaceValues.__struct_fields__, PlaceValues.__struct_encode_fields__, strict=True))
_FROM_WIRE = {wire: field for field, wire in _TO_WIRE.items()}
_CSV_HEADER = ("id", "name", "category", "street", "district", "state", "editedOn", "openReports")


class PlacesDeskService:
    """Editing over the city's data. `places` knows the districts and shows the result to everybody."""

    def __init__(self, context: Context, catalogue: Catalogue, places: PlacesService) -> None:
        self._context = context
        self._places = places
        self._categories = frozenset(category.id for category in catalogue.categories)
        self._box = BBox(*context.city.bbox)
        self._zone = ZoneInfo(context.city.timezone)
        context.audit.register_undo(EDITED, EDITORS, self._undo_edit)
        context.audit.register_undo(MERGED, EDITORS, self._undo_merge)

    # --- Read

    async def page(self, query: TableQuery, category: str | None, state: PlaceFilter | None) -> TablePage[DeskPlaceRow]:
        """One page of all places, also of those nobody else sees. Raises `UnknownColumn`, `InvalidCursor`."""
        async with self._context.db.read() as session:
            lines, total, cursor = await desk_repository.read_places(session, query, category, state)
        return TablePage(items=[DeskPlaceRow(**self._row(line)) for line in lines], total=total, next_cursor=cursor)

    async def export(self, query: TableQuery, category: str | None, state: PlaceFilter | None) -> bytes:
        """The same as CSV."""
        page = await self.page(msgspec.structs.replace(query, limit=CSV_MAX_ROWS, cursor=None), category, state)
        return to_csv(_CSV_HEADER, (msgspec.structs.astuple(row) for row in page.items))

    async def view(self, place_id: UUID) -> DeskPlace:
        """One place to edit. Raises `PlaceNotFound`."""
        async with self._context.db.read() as session:
            return await self._view(session, place_id)

    async def _view(self, session: Session, place_id: UUID) -> DeskPlace:
        line = await desk_repository.find_place(session, place_id)
        if line is None:
            raise PlaceNotFound
        place, edit = line.place, line.edit
        survivor = edit.merged_into if edit else None
        names = await desk_repository.names_of(session, [survivor] if survivor else [])
        return DeskPlace(
            **self._row(line),
            **{field: getattr(place, field) for field in EDITABLE if field not in DeskPlaceRow.__struct_fields__},
            source=place.source,
            licence=place.licence,
            as_of=place.as_of,
            city_values=_on_wire(edit.city_values) if edit else {},
            merged_into=PlaceName(id=survivor, name=names[survivor]) if survivor else None,
            merged_from=[
                PlaceName(id=identity, name=name)
                for identity, name in await desk_repository.merged_into(session, place_id)
            ],
            version=edit.version if edit else 0,
        )

    def _row(self, line: PlaceLine) -> dict[str, Any]:
        place, edit = line.place, line.edit
        state: PlaceState = "listed"
        if edit and edit.merged_into:
            state = "merged"
        elif place.withdrawn_at:
            state = "withdrawn"
        return {
            "id": place.id,
            "name": place.name,
            "category": place.category,
            "street": place.street,
            "district": place.district,
            "state": state,
            "edited_on": edit.edited_at.astimezone(self._zone).date() if edit else None,
            "open_reports": line.open_reports,
        }

    # --- Edit

    async def change(self, visitor: Visitor, place_id: UUID, body: PlaceChange, if_match: str | None) -> DeskPlace:
        """Change some fields.

        Raises `PlaceNotFound`, `VersionRequired`, `ChangedMeanwhile`, and what is wrong with a value.
        """
        wanted = self._wanted(body)
        async with self._context.db.write() as session:
            place, edit = await self._lock(session, place_id)
            check_version(edit.version, if_match)
            before, after = self._write(place, edit, wanted)
            if after:
                await self._context.audit.record(
                    session, visitor, EDITED, (_SUBJECT, place_id), before=before, after=after, reason=body.reason
                )
                self._tell(session)
            await session.flush()
            return await self._view(session, place_id)

    def _wanted(self, body: PlaceValues) -> dict[str, Any]:
        """The fields that are to change, cleaned and checked."""
        given = {field: getattr(body, field) for field in EDITABLE if getattr(body, field) is not UNSET}
        wanted = {field: _tidy(value) if isinstance(value, str) else value for field, value in given.items()}
        if "name" in wanted and wanted["name"] is None:
            raise InvalidRequest(errors=[FieldError(field="name", message="empty")])
        if "category" in wanted and wanted["category"] not in self._categories:
            raise InvalidRequest(errors=[FieldError(field="category", message="unknown")])
        if (web := wanted.get("web")) is not None:
            wanted["web"] = clean_web(str(web))
            if wanted["web"] is None:
                raise WebAddressRefused
        return wanted

    async def _lock(self, session: Session, place_id: UUID) -> tuple[Place, PlaceEdit]:
        found = await desk_repository.lock_place(session, place_id)
        if found is None:
            raise PlaceNotFound
        place, edit = found
        return place, edit or desk_repository.begin_edit(session, place_id, self._context.clock())

    def _write(self, place: Place, edit: PlaceEdit, wanted: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Lay the wanted values over the place; returns what changed, before and after, as it stands in the log."""
        if "lat" in wanted or "lon" in wanted:
            point = Point(wanted.get("lat", place.lat), wanted.get("lon", place.lon))
            if not self._box.contains(point):
                raise PositionOutsideCity
            wanted = {**wanted, "district": self._places.district_at(point)}
        shown = {field: getattr(place, field) for field in wanted}
        changed, city_values = lay_over(shown, edit.city_values, wanted)
        if not changed:
            return {}, {}
        now = self._context.clock()
        for field, value in changed.items():
            setattr(place, field, value)
        place.changed_at = edit.edited_at = now
        edit.city_values = city_values
        edit.version += 1
        return _on_wire({field: shown[field] for field in changed}), _on_wire(changed)

    async def _undo_edit(self, session: Session, _visitor: Visitor, entry: AuditEntry) -> None:
        details = entry.details or {}
        place, edit = await self._lock(session, UUID(entry.subject_id))
        self._restore(place, edit, details["before"], details["after"])
        self._tell(session)

    def _restore(self, place: Place, edit: PlaceEdit, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Put back `before` where the place still says `after`. Raises `CannotUndo`."""
        expected = _in_columns(after)
        if any(getattr(place, field) != value for field, value in expected.items()):
            raise CannotUndo
        self._write(place, edit, _in_columns(before))

    # --- Merge

    async def merge(self, visitor: Visitor, place_id: UUID, body: PlaceMerge, if_match: str | None) -> DeskPlace:
        """Let `place_id` lead to another place, which says what was chosen from both; returns the one that stays.

        Raises `PlaceNotFound`, `CannotMerge`, `VersionRequired`, `ChangedMeanwhile`, and what is wrong with a value.
        """
        if place_id == body.into_id:
            raise CannotMerge
        wanted = self._wanted(body.values)
        async with self._context.db.write() as session:
            # always in the same order, so that two people who merge the same two do not wait for each other for ever
            locked = {one: await self._lock(session, one) for one in sorted((place_id, body.into_id))}
            (gone, gone_edit), (kept, kept_edit) = locked[place_id], locked[body.into_id]
            check_version(gone_edit.version, if_match)
            if kept_edit.version != body.into_version:
                raise ChangedMeanwhile
            if any(edit.merged_into or place.withdrawn_at for place, edit in locked.values()):
                raise CannotMerge
            before, after = self._write(kept, kept_edit, wanted)
            gone_edit.merged_into = kept.id
            self._touch(gone_edit)
            await self._context.audit.record(
                session,
                visitor,
                MERGED,
                (_SUBJECT, gone.id),
                before={"mergedInto": None, "survivor": before},
                after={"mergedInto": str(kept.id), "survivor": after},
                reason=body.reason,
            )
            self._tell(session)
            await session.flush()
            return await self._view(session, kept.id)

    async def _undo_merge(self, session: Session, _visitor: Visitor, entry: AuditEntry) -> None:
        details = entry.details or {}
        gone_id, kept_id = UUID(entry.subject_id), UUID(details["after"]["mergedInto"])
        locked = {one: await self._lock(session, one) for one in sorted((gone_id, kept_id))}
        _, gone_edit = locked[gone_id]
        if gone_edit.merged_into != kept_id:
            raise CannotUndo
        self._restore(*locked[kept_id], details["before"]["survivor"], details["after"]["survivor"])
        gone_edit.merged_into = None
        self._touch(gone_edit)
        self._tell(session)

    def _touch(self, edit: PlaceEdit) -> None:
        edit.version += 1
        edit.edited_at = self._context.clock()

    def _tell(self, session: Session) -> None:
        """Everybody sees it as soon as it is committed."""
        self._context.broadcast.publish(session, PLACES_CHANGED, b"")


def _tidy(text: str) -> str | None:
    """Lines without loose spaces; None where nothing is left."""
    return "\n".join(squeeze(line) for line in text.strip().splitlines()) or None


def _on_wire(values: dict[str, Any]) -> dict[str, Any]:
    return {_TO_WIRE.get(field, field): value for field, value in values.items()}


def _in_columns(values: dict[str, Any]) -> dict[str, Any]:
    """Editable fields of a log entry; the district follows from the position."""
    return {_FROM_WIRE[field]: value for field, value in values.items() if field in _FROM_WIRE}
