"""The board: every site and bay with its present view, encoded. Readers are served from here, never from the database.

Each bay keeps its own JSON bytes, so one change encodes one bay, and a snapshot is a join of bytes: twenty thousand
bays take a few milliseconds.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from backend.core.geo import Point
from backend.core.places import DistrictLookup
from backend.parking.records import BayRecord, SiteRecord
from backend.parking.rules import BayFacts, BayView, view_bay
from backend.parking.schemas import Bay, BayLive, LiveChange, Site, SiteLive
from backend.parking.site_rules import SeenBay, SiteFacts, SiteView, count_audiences, view_site

_ENCODER = msgspec.json.Encoder()
_OPEN_DAYS_AHEAD = 7
_REFRESH_INTERVALS = timedelta(hours=6)
"""Opening intervals reach a week ahead; moving them on this often is enough."""


class BoardChange(msgspec.Struct, frozen=True):
    """Ids whose public view changed."""

    bays: frozenset[UUID] = frozenset()
    sites: frozenset[UUID] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.bays or self.sites)


class _BayEntry:
    """A bay on the board."""

    __slots__ = ("audiences", "facts", "feature", "raw", "record", "view", "wire")

    def __init__(self, record: BayRecord, facts: BayFacts, wire: Bay) -> None:
        self.record = record
        self.facts = facts
        self.wire = wire
        self.audiences = record.audiences
        self.view: BayView | None = None
        self.raw = b""
        self.feature = b""

    def look(self, now: datetime) -> bool:
        """Take the view at `now`; True when the public sees something new."""
        view = view_bay(self.facts, self.record.state, now)
        if view == self.view:
            return False
        self.view = view
        self.wire = msgspec.structs.replace(
            self.wire,
            status=view.status,
            reason=view.reason,
            observed_at=view.observed_at,
            changed_at=view.changed_at,
            ageing_at=view.ageing_at,
            stale_at=view.stale_at,
        )
        self.raw = _ENCODER.encode(self.wire)
        self.feature = _feature(self.wire, self.raw)
        return True


class _SiteEntry:
    """A site on the board with the ids of its public bays."""

    __slots__ = ("bay_ids", "facts", "feature", "intervals_at", "raw", "record", "view", "wire")

    def __init__(self, record: SiteRecord, facts: SiteFacts, wire: Site) -> None:
        self.record = record
        self.facts = facts
        self.wire = wire
        self.bay_ids: list[UUID] = []
        self.view: SiteView | None = None
        self.intervals_at: datetime | None = None
        self.raw = b""
        self.feature = b""

    def look(self, bays: Sequence[SeenBay], now: datetime) -> bool:
        """Take the view at `now`; True when the public sees something new."""
        view = view_site(self.facts, bays, now)
        restrictions = count_audiences(self.record.restrictions, bays)
        needs_intervals = self.facts.hours is not None and (
            self.intervals_at is None or now - self.intervals_at >= _REFRESH_INTERVALS
        )
        if view == self.view and restrictions == self.wire.restrictions and not needs_intervals:
            return False
        self.view = view
        if self.facts.hours is not None and needs_intervals:
            self.intervals_at = now
            intervals = self.facts.hours.open_intervals(now, days=_OPEN_DAYS_AHEAD)
            self.wire = msgspec.structs.replace(self.wire, open_intervals=intervals)
        self.wire = msgspec.structs.replace(
            self.wire,
            status=view.status,
            reason=view.reason,
            free=view.free,
            counts=view.counts,
            capacity=self.record.capacity if self.record.capacity is not None else _total(view),
            restrictions=restrictions,
            observed_at=view.observed_at,
            stale_at=view.stale_at,
        )
        self.raw = _ENCODER.encode(self.wire)
        self.feature = _feature(self.wire, self.raw)
        return True

    def is_due(self, now: datetime) -> bool:
        """The view may have changed by itself."""
        turns = self.view is not None and self.view.turns_at is not None and self.view.turns_at <= now
        return turns or (self.intervals_at is not None and now - self.intervals_at >= _REFRESH_INTERVALS)


def _total(view: SiteView) -> int | None:
    counts = view.counts
    return counts.free + counts.taken + counts.closed + counts.unknown if counts else None


def _feature(wire: Bay | Site, raw: bytes) -> bytes:
    """GeoJSON feature around encoded properties; the position is longitude, latitude (RFC 7946)."""
    head = f'{{"type":"Feature","id":"{wire.id}","geometry":{{"type":"Point","coordinates":[{wire.lon},{wire.lat}]}},'
    return b"".join((head.encode(), b'"properties":', raw, b"}"))


def _document(head: bytes, now: datetime, name: bytes, parts: list[bytes]) -> bytes:
    """A JSON object around encoded `parts`, put together in one join: every further copy of megabytes would show."""
    opening = b"".join((head, b'"generatedAt":', _ENCODER.encode(now.replace(microsecond=0)), b',"', name, b'":['))
    if not parts:
        return opening + b"]}"
    parts[0] = opening + parts[0]
    parts[-1] += b"]}"
    return b",".join(parts)


class ParkingBoard:
    """All sites and bays of one process. Not thread-safe: one event loop owns it."""

    def __init__(self, timezone: str, districts: DistrictLookup) -> None:
        self._timezone = timezone
        self._districts = districts
        self._sites: dict[UUID, _SiteEntry] = {}
        self._bays: dict[UUID, _BayEntry] = {}

    def replace_all(self, sites: Iterable[SiteRecord], bays: Iterable[BayRecord], now: datetime) -> None:
        """Start over with what is stored."""
        self._sites = {site.id: self._site_entry(site) for site in sites}
        self._bays = {}
        for bay in bays:
            self._put_bay(bay, now)
        for entry in self._sites.values():
            entry.look(self._seen(entry), now)

    def apply(self, bays: Iterable[BayRecord], now: datetime) -> BoardChange:
        """Take over reloaded bays, and the sites they belong to."""
        changed = {bay.id for bay in bays if self._put_bay(bay, now)}
        return self._with_sites(changed, now)

    def tick(self, now: datetime) -> BoardChange:
        """Let time pass: sensors fall silent, flapping settles, doors open and close."""
        due = [
            bay_id
            for bay_id, entry in self._bays.items()
            if entry.view is not None and entry.view.turns_at is not None and entry.view.turns_at <= now
        ]
        changed = {bay_id for bay_id in due if self._bays[bay_id].look(now)}
        return self._with_sites(changed, now, also=[key for key, entry in self._sites.items() if entry.is_due(now)])

    def site(self, site_id: UUID) -> Site | None:
        """A site as published."""
        entry = self._sites.get(site_id)
        return entry.wire if entry else None

    def bay(self, bay_id: UUID) -> Bay | None:
        """A bay as published."""
        entry = self._bays.get(bay_id)
        return entry.wire if entry else None

    def sites(self) -> list[Site]:
        """All sites as published."""
        return [entry.wire for entry in self._sites.values()]

    def bay_ids(self) -> list[UUID]:
        """All bays."""
        return list(self._bays)

    def live_change(self, change: BoardChange) -> bytes:
        """Encoded data of a live event."""
        return _ENCODER.encode(
            LiveChange(
                bays=[_bay_live(self._bays[key].wire) for key in change.bays if key in self._bays],
                sites=[_site_live(self._sites[key].wire) for key in change.sites if key in self._sites],
            )
        )

    def sites_json(self, now: datetime) -> bytes:
        """`SiteList` as JSON."""
        return _document(b"{", now, b"sites", [entry.raw for entry in self._sites.values()])

    def bays_json(self, now: datetime) -> bytes:
        """`BayList` as JSON."""
        return _document(b"{", now, b"bays", [entry.raw for entry in self._bays.values()])

    def sites_geojson(self, now: datetime) -> bytes:
        """`SiteCollection` as GeoJSON."""
        parts = [entry.feature for entry in self._sites.values()]
        return _document(b'{"type":"FeatureCollection",', now, b"features", parts)

    def bays_geojson(self, now: datetime) -> bytes:
        """`BayCollection` as GeoJSON."""
        parts = [entry.feature for entry in self._bays.values()]
        return _document(b'{"type":"FeatureCollection",', now, b"features", parts)

    def status_counts(self) -> dict[str, int]:
        """Bays by status, for metrics."""
        counts = dict.fromkeys(("free", "taken", "closed", "unknown"), 0)
        for entry in self._bays.values():
            counts[entry.wire.status] += 1
        return counts

    def sensor_counts(self) -> tuple[int, int]:
        """Bays with a sensor, and those of them whose sensor is silent or has never reported."""
        reasons = [entry.wire.reason for entry in self._bays.values() if entry.facts.has_sensor]
        return len(reasons), sum(reason in ("silent", "neverReported") for reason in reasons)

    def _site_entry(self, record: SiteRecord) -> _SiteEntry:
        district = self._districts.district_at(Point(record.lat, record.lon))
        return _SiteEntry(record, record.facts(self._timezone), record.wire(district))

    def _put_bay(self, record: BayRecord, now: datetime) -> bool:
        old = self._bays.get(record.id)
        district = old.wire.district if old else self._districts.district_at(Point(record.lat, record.lon))
        site = self._sites.get(record.site_id) if record.site_id else None
        entry = _BayEntry(record, record.facts(self._timezone, site.record if site else None), record.wire(district))
        entry.look(now)
        self._bays[record.id] = entry
        if old is None and site is not None and not record.is_personal:
            site.bay_ids.append(record.id)
        return old is None or old.raw != entry.raw

    def _seen(self, entry: _SiteEntry) -> list[SeenBay]:
        bays = (self._bays[bay_id] for bay_id in entry.bay_ids)
        return [SeenBay(bay.view, bay.audiences) for bay in bays if bay.view is not None]

    def _with_sites(self, bays: set[UUID], now: datetime, also: Iterable[UUID] = ()) -> BoardChange:
        touched = {self._bays[bay_id].record.site_id for bay_id in bays} | set(also)
        entries = [(key, self._sites[key]) for key in touched if key is not None and key in self._sites]
        changed = {key for key, entry in entries if entry.look(self._seen(entry), now)}
        return BoardChange(frozenset(bays), frozenset(changed))


def _bay_live(bay: Bay) -> BayLive:
    return BayLive(
        id=bay.id,
        status=bay.status,
        reason=bay.reason,
        observed_at=bay.observed_at,
        changed_at=bay.changed_at,
        ageing_at=bay.ageing_at,
        stale_at=bay.stale_at,
    )


def _site_live(site: Site) -> SiteLive:
    return SiteLive(
        id=site.id,
        status=site.status,
        reason=site.reason,
        free=site.free,
        counts=site.counts,
        restrictions=site.restrictions,
        observed_at=site.observed_at,
        stale_at=site.stale_at,
    )
