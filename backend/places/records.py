"""What the importer produces: clean places, and a report of everything it mended, dropped or refused."""

from collections import Counter
from typing import Literal
from uuid import UUID

import msgspec

FindingKind = Literal[
    "alias-kept",
    "category-overlap",
    "city-differs",
    "contact-field-dropped",
    "contact-text-dropped",
    "duplicate-merged",
    "entrance-merged",
    "field-repaired",
    "id-collision",
    "name-missing",
    "outside-districts",
    "position-missing",
    "position-outside-city",
    "position-zero",
    "postcode-dropped",
    "street-completed",
    "web-completed",
    "web-dropped",
    "web-was-hours",
    "whitespace-cleaned",
]
REFUSALS: frozenset[FindingKind] = frozenset(
    {"name-missing", "position-missing", "position-outside-city", "position-zero"}
)
"""Findings after which a feature is not imported."""


class Finding(msgspec.Struct, frozen=True, order=True):
    """One thing the importer noticed. It never repeats a contact detail."""

    kind: FindingKind
    layer: str
    place: str
    detail: str = ""


class Entrance(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One way into a place."""

    name: str
    lat: float
    lon: float
    street: str | None = None


class PlaceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A place as it is stored. Texts are those of the source, cleaned; None means unknown."""

    id: UUID
    layer: str
    category: str
    name: str
    lat: float
    lon: float
    source: str
    licence: str
    as_of: str
    aliases: tuple[str, ...] = ()
    street: str | None = None
    zip: str | None = None
    district: str | None = None
    description: str | None = None
    hours_text: str | None = None
    note: str | None = None
    web: str | None = None
    accessible_toilet: bool = False
    entrances: tuple[Entrance, ...] = ()


class ImportReport(msgspec.Struct, kw_only=True):
    """What one reading of the files gave. The same files give the same report."""

    features: int
    places: int
    refused: int
    merged: int
    by_kind: dict[str, int]
    by_category: dict[str, int]
    unused_fields: dict[str, int]
    """Fields of the source that no place carries, as `layer.field`, with how often they occur."""
    findings: list[Finding]


class ImportResult(msgspec.Struct, frozen=True):
    """Places in a stable order, with the report."""

    places: list[PlaceRecord]
    report: ImportReport


def make_report(
    features: int, places: list[PlaceRecord], findings: list[Finding], unused: Counter[str]
) -> ImportReport:
    """Count what was found."""
    ordered = sorted(findings)
    return ImportReport(
        features=features,
        places=len(places),
        refused=sum(finding.kind in REFUSALS for finding in ordered),
        merged=sum(finding.kind in {"duplicate-merged", "entrance-merged"} for finding in ordered),
        by_kind=dict(sorted(Counter(finding.kind for finding in ordered).items())),
        by_category=dict(sorted(Counter(place.category for place in places).items())),
        unused_fields=dict(sorted(unused.items())),
        findings=ordered,
    )
