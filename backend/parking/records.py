"""Sites and bays as they are stored: what the board and the loaders work with."""

from uuid import UUID

import msgspec

from backend.parking.hours import Hours, parse_hours
from backend.parking.rules import BayFacts, BayState
from backend.parking.schemas import (
    Bay,
    BayKind,
    Entrance,
    Kerb,
    Orientation,
    Restriction,
    RestrictionType,
    Side,
    Site,
    SiteKind,
    Source,
    Surface,
)
from backend.parking.site_rules import SiteFacts


class SiteRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A stored site."""

    id: UUID
    catalogue: str
    key: str
    name: str
    kind: SiteKind
    lat: float
    lon: float
    source: Source
    street: str | None = None
    capacity: int | None = None
    has_realtime_data: bool = False
    opening_hours: str | None = None
    hours_text: str | None = None
    fee_text: str | None = None
    max_stay: str | None = None
    max_height_cm: int | None = None
    public_transport: str | None = None
    restrictions: list[Restriction] = msgspec.field(default_factory=list)
    entrances: list[Entrance] = msgspec.field(default_factory=list)
    place_id: UUID | None = None
    is_closed_by_city: bool = False

    def hours(self, timezone: str) -> Hours | None:
        """Parsed opening hours; None where nothing is known about them."""
        return parse_hours(self.opening_hours, timezone, owner=self.key) if self.opening_hours else None

    def facts(self, timezone: str) -> SiteFacts:
        """What the rules need."""
        return SiteFacts(capacity=self.capacity, is_closed_by_city=self.is_closed_by_city, hours=self.hours(timezone))

    def wire(self, district: str | None) -> Site:
        """The site as it is published, before its live state."""
        return Site(
            id=self.id,
            name=self.name,
            kind=self.kind,
            lat=self.lat,
            lon=self.lon,
            source=self.source,
            street=self.street,
            district=district,
            capacity=self.capacity,
            has_realtime=self.has_realtime_data,
            opening_hours=self.opening_hours,
            hours_text=self.hours_text,
            fee_text=self.fee_text,
            max_stay=self.max_stay,
            max_height_cm=self.max_height_cm,
            public_transport=self.public_transport,
            restrictions=self.restrictions,
            entrances=self.entrances,
            place_id=self.place_id,
        )


class BayRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A stored bay with what its sensor last said."""

    id: UUID
    catalogue: str
    key: str
    name: str
    lat: float
    lon: float
    source: Source
    site_id: UUID | None = None
    street: str | None = None
    bay_kind: BayKind = "general"
    has_realtime_data: bool = False
    restrictions: list[Restriction] = msgspec.field(default_factory=list)
    opening_hours: str | None = None
    max_stay: str | None = None
    width_cm: int | None = None
    length_cm: int | None = None
    surface: Surface | None = None
    slope_percent: float | None = None
    kerb: Kerb | None = None
    orientation: Orientation | None = None
    side: Side | None = None
    lit: bool | None = None
    covered: bool | None = None
    entrance_distance_m: int | None = None
    nearby: str | None = None
    is_closed_by_city: bool = False
    is_watched: bool = False
    state: BayState | None = None

    @property
    def audiences(self) -> tuple[RestrictionType, ...]:
        """For whom the bay is kept."""
        return tuple(restriction.type for restriction in self.restrictions)

    @property
    def has_sensor(self) -> bool:
        """A device reports about it, by the content file or by the desk."""
        return self.has_realtime_data or self.is_watched

    @property
    def is_personal(self) -> bool:
        """Kept for one named person."""
        return self.bay_kind == "personal"

    def facts(self, timezone: str, site: SiteRecord | None) -> BayFacts:
        """What the rules need; a closed site closes its bays, and its hours hold where the bay has none."""
        own = parse_hours(self.opening_hours, timezone, owner=self.key) if self.opening_hours else None
        return BayFacts(
            has_sensor=self.has_sensor,
            is_personal=self.is_personal,
            is_closed_by_city=self.is_closed_by_city or (site is not None and site.is_closed_by_city),
            hours=own or (site.hours(timezone) if site else None),
        )

    def wire(self, district: str | None) -> Bay:
        """The bay as it is published, before its live state."""
        return Bay(
            id=self.id,
            name=self.name,
            lat=self.lat,
            lon=self.lon,
            source=self.source,
            site_id=self.site_id,
            street=self.street,
            district=district,
            restrictions=self.restrictions,
            has_realtime=self.has_sensor and not self.is_personal,
            bay_kind=self.bay_kind,
            opening_hours=self.opening_hours,
            max_stay=self.max_stay,
            width_cm=self.width_cm,
            length_cm=self.length_cm,
            surface=self.surface,
            slope_percent=self.slope_percent,
            kerb=self.kerb,
            orientation=self.orientation,
            side=self.side,
            lit=self.lit,
            covered=self.covered,
            entrance_distance_m=self.entrance_distance_m,
            nearby=self.nearby,
        )
