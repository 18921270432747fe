"""Sites and bays from content files. A wrong file stops the seeding with an error that names file and record.

A file has one `[source]`, `[[sites]]`, and `[[bays]]`: groups whose fields hold for each bay in their `items`.
"""

import re
import tomllib
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import msgspec

from backend.parking.hours import parse_hours
from backend.parking.schemas import (
    BayKind,
    Entrance,
    Kerb,
    Orientation,
    Restriction,
    RestrictionType,
    Side,
    SiteKind,
    Source,
    Surface,
)

_NAMESPACE = UUID("8a3d5c1e-6f0b-5b7a-9d52-2f6f0c7be1a4")
"""Root of our stable ids: the same key gives the same id in every installation and after every import."""
_DURATION = re.compile(r"^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?)?$")


class ContentInvalid(ValueError):
    """A content file cannot be used; the message names the file and the record."""


def site_id(key: str) -> UUID:
    """Stable id of a site."""
    return uuid5(_NAMESPACE, f"site:{key}")


def bay_id(key: str) -> UUID:
    """Stable id of a bay."""
    return uuid5(_NAMESPACE, f"bay:{key}")


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of records in a content file: a misspelt field is an error."""


class SourceEntry(_Entry, frozen=True):
    """Origin of all records of the file."""

    name: str
    licence: str | None = None
    as_of: str | None = None
    url: str | None = None
    demo: bool = False


class RestrictionEntry(_Entry, frozen=True):
    """For whom a bay is kept."""

    type: RestrictionType
    hours: str | None = None
    max_stay: str | None = None


class EntranceEntry(_Entry, frozen=True):
    """A way in."""

    name: str
    lat: float
    lon: float
    street: str | None = None


class SiteEntry(_Entry, frozen=True):
    """A site."""

    key: str
    name: str
    kind: SiteKind
    lat: float
    lon: float
    street: str | None = None
    capacity: int | None = None
    has_realtime_data: bool = False
    opening_hours: str | None = None
    hours_text: str | None = None
    fee_text: str | None = None
    max_stay: str | None = None
    max_height_cm: int | None = None
    public_transport: str | None = None
    restrictions: list[RestrictionEntry] = []
    entrances: list[EntranceEntry] = []


class SensorEntry(_Entry, frozen=True):
    """The device under a bay: its EUI-64 as hex and the id of its profile."""

    dev_eui: str
    profile: str


class BayEntry(_Entry, frozen=True):
    """A bay."""

    key: str
    name: str
    lat: float
    lon: float
    site: str | None = None
    street: str | None = None
    bay_kind: BayKind = "general"
    restrictions: list[RestrictionEntry] = []
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
    sensor: SensorEntry | None = None


class Catalogue(msgspec.Struct, frozen=True):
    """One content file. `name` is its path below the content folder."""

    name: str
    source: SourceEntry
    sites: list[SiteEntry]
    bays: list[BayEntry]

    def site_rows(self) -> list[dict[str, Any]]:
        """Rows of `parking_site`."""
        return [self._site_row(site) for site in self.sites]

    def bay_rows(self) -> list[dict[str, Any]]:
        """Rows of `parking_bay`."""
        return [self._bay_row(bay) for bay in self.bays]

    def _shared(self, entry: SiteEntry | BayEntry) -> dict[str, Any]:
        source = Source(**msgspec.structs.asdict(self.source))
        restrictions = [Restriction(**msgspec.structs.asdict(restriction)) for restriction in entry.restrictions]
        return {
            **msgspec.structs.asdict(entry),
            "catalogue": self.name,
            "source": msgspec.to_builtins(source),
            "restrictions": msgspec.to_builtins(restrictions),
        }

    def _site_row(self, site: SiteEntry) -> dict[str, Any]:
        entrances = [Entrance(**msgspec.structs.asdict(entrance)) for entrance in site.entrances]
        return {**self._shared(site), "id": site_id(site.key), "entrances": msgspec.to_builtins(entrances)}

    def _bay_row(self, bay: BayEntry) -> dict[str, Any]:
        row = self._shared(bay)
        del row["site"], row["sensor"]
        return {
            **row,
            "id": bay_id(bay.key),
            "site_id": site_id(bay.site) if bay.site else None,
            "has_realtime_data": bay.sensor is not None,
        }


def read_catalogue(content_dir: Path, name: str, timezone: str) -> Catalogue:
    """Read and check a content file. Raises `ContentInvalid`."""
    try:
        document = tomllib.loads((content_dir / name).read_text(encoding="utf-8"))
        catalogue = Catalogue(
            name=name,
            source=msgspec.convert(document.get("source", {}), SourceEntry),
            sites=[_convert(entry, SiteEntry) for entry in document.get("sites", [])],
            bays=[_convert(entry, BayEntry) for group in document.get("bays", []) for entry in _items(group)],
        )
        _check(catalogue, timezone)
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise ContentInvalid(f"{name}: {error}") from error
    return catalogue


def _items(group: dict[str, Any]) -> list[dict[str, Any]]:
    shared = {field: value for field, value in group.items() if field != "items"}
    return [{**shared, **item} for item in group.get("items", [])]


def _convert(entry: dict[str, Any], kind: type[Any]) -> Any:
    try:
        return msgspec.convert(entry, kind)
    except msgspec.ValidationError as error:
        raise ContentInvalid(f"{entry.get('key', 'record without key')}: {error}") from error


def _check(catalogue: Catalogue, timezone: str) -> None:
    """What types cannot say: unique keys, real positions, readable hours and durations, known sites."""
    entries: list[SiteEntry | BayEntry] = [*catalogue.sites, *catalogue.bays]
    sites = {site.key for site in catalogue.sites}
    seen: set[str] = set()
    for entry in entries:
        if entry.key in seen:
            raise ContentInvalid(f"{entry.key}: key used twice")
        seen.add(entry.key)
        if not (47 < entry.lat < 56 and 5 < entry.lon < 16):
            raise ContentInvalid(f"{entry.key}: position outside Germany")
        for hours in (entry.opening_hours, *(restriction.hours for restriction in entry.restrictions)):
            if hours is not None:
                parse_hours(hours, timezone, owner=entry.name)
        for stay in (entry.max_stay, *(restriction.max_stay for restriction in entry.restrictions)):
            if stay is not None and not _DURATION.match(stay):
                raise ContentInvalid(f"{entry.key}: max_stay {stay!r} is no ISO 8601 duration")
        if isinstance(entry, BayEntry) and entry.site is not None and entry.site not in sites:
            raise ContentInvalid(f"{entry.key}: site {entry.site!r} is not in this file")
