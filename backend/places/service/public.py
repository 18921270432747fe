"""Use cases: import the city's data, show and search places, find the district of a point, note mistakes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import structlog

from backend.core.context import Context
from backend.core.db import Session
from backend.core.geo import BBox, Point
from backend.core.idempotency import Outcome, fingerprint
from backend.core.ids import new_id
from backend.core.ownership import Owner
from backend.core.pagination import Page, decode_cursor, make_page
from backend.core.places import CityShape
from backend.places import repository
from backend.places.catalogue import Catalogue
from backend.places.cleaning import mask_contacts, squeeze
from backend.places.districts import DistrictIndex, DistrictRecord, city_shape, read_districts
from backend.places.errors import PlaceMerged, PlaceNotFound, PlaceWithdrawn
from backend.places.importer import import_features, read_features
from backend.places.records import ImportReport, PlaceRecord
from backend.places.repository import Changes, Traces
from backend.places.schemas import (
    AreaCollection,
    AreaFeature,
    AreaName,
    AreaProperties,
    DistrictAt,
    DistrictMap,
    PlaceAnswer,
    PlaceCategory,
    PlaceDetail,
    PlaceEntrance,
    PlaceGroup,
    PlaceHit,
    PlaceList,
    PlaceReportReceipt,
    PlaceReportRequest,
    PlaceSummary,
)
from backend.places.search import Filters, Hit, PlaceSearch, after

logger = structlog.get_logger(__name__)

PLACES_PATH = "/api/v1/places"
DISTRICTS_PATH = "/api/v1/districts"
PLACES_CHANGED = "places.changed"
_SUMMARY_FIELDS = PlaceSummary.__struct_fields__
_DETAIL_FIELDS = tuple(zip(PlaceDetail.__struct_fields__, PlaceDetail.__struct_encode_fields__, strict=True))

FindOwner = Callable[[Session], Awaitable[Owner]]
"""Finds or makes the owner of what is stored in this transaction."""
Progress = Callable[[str, int, int], None]
"""Told what is being done, how much is done and how much there is to do."""


class ImportOutcome(msgspec.Struct, frozen=True):
    """What the files gave and what that changed."""

    report: ImportReport
    places: Changes
    districts: Changes


class PlacesService:
    """Keeps places and districts in memory: they are few, read by everybody and change once in months."""

    def __init__(self, context: Context, catalogue: Catalogue) -> None:
        self._context = context
        self._catalogue = catalogue
        self._categories = {category.id: category for category in catalogue.categories}
        self._box = BBox(*context.city.bbox)
        self._zone = ZoneInfo(context.city.timezone)
        self._index = DistrictIndex(())
        self._areas: list[DistrictRecord] = []
        self._shape: CityShape | None = None
        self._places: dict[UUID, PlaceRecord] = {}
        self._traces = Traces({}, {}, {})
        self._search = PlaceSearch((), {})

    async def start(self) -> None:
        """Load everything and follow changes that other processes make."""
        self._context.broadcast.subscribe(PLACES_CHANGED, self._on_change)
        self._context.broadcast.on_reconnect(self.reload)
        await self._load()

    async def reload(self) -> None:
        """Read the tables again and renew what is shown."""
        await self._load()
        self._context.snapshots.invalidate(PLACES_PATH, DISTRICTS_PATH)

    async def _on_change(self, _payload: bytes) -> None:
        await self.reload()

    async def _load(self) -> None:
        async with self._context.db.read() as session:
            places = await repository.load_places(session)
            self._traces = await repository.load_traces(session)
            self._areas = await self._in_force(session)
        self._index = DistrictIndex(self._areas)
        self._shape = city_shape(self._areas)
        ordered = sorted(
            (self._with_other_names(place) for place in places), key=lambda place: (place.name, place.id.hex)
        )
        search = await asyncio.to_thread(
            PlaceSearch, ordered, self._categories, self.district_names, self._label_variants
        )
        # both at once: whoever sees the new places also finds them
        self._places, self._search = {place.id: place for place in ordered}, search

    def _with_other_names(self, place: PlaceRecord) -> PlaceRecord:
        """Places merged into this one are still found by their names."""
        names = self._traces.other_names.get(place.id, ())
        added = tuple(name for name in names if name not in (place.name, *place.aliases))
        return msgspec.structs.replace(place, aliases=(*place.aliases, *added)) if added else place

    def district_names(self, code: str | None) -> Iterable[str]:
        """For search: "Kita Bockum" means the Stadtteil, "Spielplatz Nord" the Stadtbezirk."""
        return [area.name for area in (self._index.district(code), self._index.borough_of(code)) if area]

    def _label_variants(self, label: str) -> Iterable[str]:
        return {self._context.translations.translate(label, locale) for locale in self._context.city.locales}

    # --- Import

    async def import_all(self, progress: Progress | None = None) -> ImportOutcome:
        """Bring places and districts up to date with `content/`. Repeating it changes nothing.

        Raises `CatalogueError`, `OSError` or `ValueError` for broken files; then nothing is written.
        """
        report_progress = progress or (lambda _what, _done, _total: None)
        result, areas = await asyncio.to_thread(self._read_files)
        total = len(areas) + len(result.places)
        report_progress("places", 0, total)
        async with self._context.db.write() as session:
            districts = await repository.store_districts(session, areas)
            report_progress("places", len(areas), total)
            places = await repository.store_places(session, result.places, self._context.clock())
            if districts.total or places.total:
                self._context.broadcast.publish(session, PLACES_CHANGED, b"")
        report_progress("places", total, total)
        logger.info("places_imported", **result.report.by_kind, places=places.total, districts=districts.total)
        return ImportOutcome(result.report, places, districts)

    def _read_files(self) -> tuple[Any, list[DistrictRecord]]:
        areas = read_districts(self._catalogue)
        today = self._context.clock().astimezone(self._zone).date()
        index = DistrictIndex(area for area in areas if area.in_force(today))
        return import_features(read_features(self._catalogue), self._catalogue.plan, self._box, index), areas

    # --- Places

    def places_of(self, *categories: str) -> list[PlaceRecord]:
        """Places of these categories, by name; for slices that build on places."""
        return [place for place in self._places.values() if place.category in categories]

    async def build_places(self) -> bytes:
        """Body of the places snapshot."""
        return msgspec.json.encode(self.list_places())

    def list_places(self) -> PlaceList:
        """All places with their categories."""
        plan = self._catalogue.plan
        return PlaceList(
            as_of=plan.as_of,
            source=plan.source,
            licence=plan.licence,
            groups=[PlaceGroup(id=group.id, label=group.label) for group in self._catalogue.groups],
            categories=[
                PlaceCategory(id=kind.id, label=kind.label, icon=kind.icon, group=kind.group, keywords=[*kind.keywords])
                for kind in self._catalogue.categories
            ],
            places=[PlaceSummary(**_summary(place)) for place in self._places.values()],
        )

    async def get_place(self, place_id: UUID) -> PlaceDetail:
        """Everything about one place. Raises `PlaceNotFound`, `PlaceWithdrawn`, `PlaceMerged`."""
        place = await self._find(place_id)
        edited_at, edited = self._traces.edits.get(place_id, (None, frozenset()))
        district, borough = self._index.district(place.district), self._index.borough_of(place.district)
        return PlaceDetail(
            **_summary(place),
            description=place.description,
            hours_text=place.hours_text,
            web=place.web,
            zip=place.zip,
            aliases=list(place.aliases),
            entrances=[PlaceEntrance(**msgspec.structs.asdict(entrance)) for entrance in place.entrances],
            source=place.source,
            licence=place.licence,
            as_of=place.as_of,
            edited=[wire for field, wire in _DETAIL_FIELDS if field in edited],
            edited_on=edited_at.astimezone(self._zone).date() if edited_at else None,
            answers=[self._answer(report) for report in self._traces.answers.get(place_id, ())],
            district_name=district.name if district else None,
            borough_name=borough.name if borough else None,
        )

    def _answer(self, report: Any) -> PlaceAnswer:
        return PlaceAnswer(
            reason=report.reason,
            status=report.status,
            note=report.note,
            decided_on=report.decided_at.astimezone(self._zone).date(),
        )

    async def _find(self, place_id: UUID) -> PlaceRecord:
        if place := self._places.get(place_id):
            return place
        async with self._context.db.read() as session:
            survivor = await repository.find_survivor(session, place_id)
            if survivor is not None:
                raise PlaceMerged(headers={"location": f"{PLACES_PATH}/{survivor}"})
            withdrawn = await repository.is_withdrawn(session, place_id)
        raise PlaceWithdrawn if withdrawn else PlaceNotFound

    def search(self, query: str, filters: Filters, limit: int, cursor: str | None) -> Page[PlaceHit]:
        """One page of hits, best first. Raises `InvalidCursor`."""
        position = decode_cursor(cursor, tuple[float, str, UUID]) if cursor else None
        hits = after(self._search.search(query, filters), position)[: limit + 1]
        page = make_page(list(hits), limit, _cursor_position)
        return Page(
            items=[PlaceHit(**_summary(hit.place), score=hit.score) for hit in page.items], next_cursor=page.next_cursor
        )

    def hits(self, query: str, filters: Filters) -> list[Hit]:
        """All hits, best first."""
        return self._search.search(query, filters)

    # --- Notes about mistakes

    async def report_place(
        self, place_id: UUID, body: PlaceReportRequest, key: str | None, find_owner: FindOwner
    ) -> PlaceReportReceipt:
        """Store a note that something is wrong with a place. Contact details in it are masked before it is stored.

        Raises `PlaceNotFound`, `PlaceWithdrawn`, `PlaceMerged`, `IdempotencyKeyInvalid`, `IdempotencyKeyReused`,
        `SignInRequired`.
        """
        try:
            await self._find(place_id)
        except PlaceMerged as merged:
            raise PlaceMerged(headers={"location": f"{merged.headers['location']}/reports"}) from merged
        async with self._context.db.write() as session:
            outcome = await self._context.idempotency.once(
                session,
                "place-report",
                key,
                fingerprint(place_id, body),
                lambda: self._store_report(session, place_id, body, find_owner),
            )
            receipt = outcome.decode(PlaceReportReceipt)
            if outcome.replayed:
                # The first answer may have got lost, and with it the cookie. Who has the key wrote the note.
                owner = await find_owner(session)
                await repository.hand_over_report(session, receipt.id, owner)
        return receipt

    async def _store_report(
        self, session: Session, place_id: UUID, body: PlaceReportRequest, find_owner: FindOwner
    ) -> Outcome:
        now = self._context.clock()
        receipt = PlaceReportReceipt(id=new_id())
        await repository.add_report(
            session,
            report_id=receipt.id,
            place_id=place_id,
            reason=body.reason,
            comment=mask_contacts(squeeze(body.comment or "")) or None,
            now=now,
            until=now + timedelta(days=self._context.settings.retention.place_report_days),
            owner=await find_owner(session),
        )
        return Outcome.of(receipt)

    # --- Districts

    def district_at(self, point: Point) -> str | None:
        """See `core.places.DistrictLookup`."""
        return self._index.district_at(point)

    async def district_shapes(self) -> CityShape:
        """See `core.places.DistrictShapes`. A process that only works in the background has not loaded them."""
        if self._shape is not None:
            return self._shape
        async with self._context.db.read() as session:
            return city_shape(await self._in_force(session))

    async def _in_force(self, session: Session) -> list[DistrictRecord]:
        today = self._context.clock().astimezone(self._zone).date()
        return [record for record in await repository.load_districts(session) if record.in_force(today)]

    def locate(self, point: Point) -> DistrictAt:
        """Stadtteil and Stadtbezirk of a position; both None outside the city."""
        code = self._index.district_at(point)
        district, borough = self._index.district(code), self._index.borough_of(code)
        return DistrictAt(district=_area_name(district), borough=_area_name(borough))

    async def build_districts(self) -> bytes:
        """Body of the districts snapshot."""
        return msgspec.json.encode(self.map_districts())

    def map_districts(self) -> DistrictMap:
        """Outline, boroughs and districts in force."""
        areas = sorted(self._areas, key=lambda record: record.code)
        by_level = {
            level: [_feature(record) for record in areas if record.level == level]
            for level in ("outline", "borough", "district")
        }
        starts: list[date] = [record.valid_from for record in areas if record.level != "outline"]
        return DistrictMap(
            valid_from=max(starts, default=None),
            outline=next(iter(by_level["outline"]), None),
            boroughs=AreaCollection(features=by_level["borough"]),
            districts=AreaCollection(features=by_level["district"]),
        )


def _summary(place: PlaceRecord) -> dict[str, Any]:
    return {field: getattr(place, field) for field in _SUMMARY_FIELDS}


def _cursor_position(hit: Hit) -> tuple[float, str, UUID]:
    return (hit.score, hit.name, hit.place.id)


def _area_name(record: DistrictRecord | None) -> AreaName | None:
    return AreaName(id=record.code, name=record.name) if record else None


def _feature(record: DistrictRecord) -> AreaFeature:
    return AreaFeature(
        id=record.code,
        geometry=msgspec.json.decode(record.geometry),
        properties=AreaProperties(
            id=record.code,
            name=record.name,
            borough=record.parent,
            inhabitants=record.inhabitants,
            inhabitants_on=record.inhabitants_on,
            valid_from=record.valid_from,
            source=record.source,
            licence=record.licence,
        ),
    )
