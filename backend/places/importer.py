"""From the files in `content/places` to clean places. Pure: the same features give the same records and report.

Every known fault of the source is mended, dropped or refused, and each time a finding says so. Contact details
(telephone, fax, e-mail) never get through: a field that holds one is dropped whole.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from backend.core.geo import BBox, Point
from backend.core.places import DistrictLookup
from backend.places import cleaning
from backend.places.catalogue import Catalogue, ImportPlan, Layer, LayerRule
from backend.places.folding import fold
from backend.places.merging import Draft, merge_all
from backend.places.records import Finding, FindingKind, ImportResult, PlaceRecord, make_report

_READ_FIELDS = ("title", "street", "zip", "city", "district", "description", "web")
_REGION_FIELDS = frozenset({"city", "district"})
"""Name the city, never a part of it; checked or redundant, so not counted as unused."""

Features = Mapping[str, Sequence[Any]]
"""GeoJSON features (RFC 7946) by layer name."""


def read_features(catalogue: Catalogue) -> Features:
    """The features of all layers of the plan. Raises `OSError` or `ValueError` for a missing or broken file."""
    return {
        layer.name: _read_collection(catalogue.folder / "data" / f"{layer.name}.geojson")
        for layer in catalogue.plan.layer
    }


def _read_collection(path: Path) -> list[Any]:
    collection = json.loads(path.read_text(encoding="utf-8"))
    if collection.get("type") != "FeatureCollection":
        raise ValueError(f"{path.name} is not a GeoJSON FeatureCollection")
    features: list[Any] = collection["features"]
    return features


def import_features(features: Features, plan: ImportPlan, box: BBox, districts: DistrictLookup) -> ImportResult:
    """Places in a stable order with the report. `box` is the city's; a position outside it is refused."""
    reader = _Reader(plan, box)
    drafts = [
        draft
        for layer in plan.layer
        for feature in features.get(layer.name, ())
        if (draft := reader.read(layer, feature)) is not None
    ]
    drafts, merged = merge_all(drafts, plan)
    findings = [*reader.findings, *merged]
    places = _records(drafts, plan, districts, findings)
    total = sum(len(features.get(layer.name, ())) for layer in plan.layer)
    return ImportResult(places, make_report(total, places, findings, reader.unused))


class _Reader:
    """Reads single features and notes what it finds."""

    def __init__(self, plan: ImportPlan, box: BBox) -> None:
        self._plan = plan
        self._box = box
        self._repairs = {(repair.layer, repair.field, repair.from_): repair for repair in plan.repair}
        self.findings: list[Finding] = []
        self.unused: Counter[str] = Counter()

    def read(self, layer: Layer, feature: Any) -> Draft | None:
        """A draft of the place, or None if it is refused."""
        raw = dict(feature.get("properties") or {})
        name = cleaning.squeeze(str(raw.get("title") or ""))
        properties = self._without_contacts(layer, name, raw)
        self._count_unused(layer, properties)
        texts = {key: self._text(layer, name, key, properties.get(key)) for key in _READ_FIELDS}
        name = texts["title"] or ""
        self._check_city(layer, name, texts["city"])
        position = self._position(layer, name, feature.get("geometry"))
        if not name:
            self._note("name-missing", layer, str(feature.get("id", "")))
        if not name or position is None:
            return None
        web, web_hours = self._web(layer, name, texts["web"])
        rule = _matching_rule(layer, properties)
        about, hours = cleaning.split_hours(texts["description"] or "")
        given_hours = self._text(layer, name, layer.hours_field or "", properties.get(layer.hours_field or ""))
        return Draft(
            layer=layer.name,
            category=rule.category if rule else layer.category,
            name=name,
            position=position,
            street=self._street(layer, name, texts["street"]),
            zip=self._postcode(layer, name, properties.get("zip")),
            description=about,
            hours_text=given_hours or hours or web_hours,
            note=texts["description"] if (rule.note if rule else layer.note) else None,
            web=web,
            accessible_toilet=bool(rule and rule.accessible_toilet),
            form=" ".join(cleaning.texts_of(properties.get("cat2"))),
        )

    def _note(self, kind: FindingKind, layer: Layer, place: str, detail: str = "") -> None:
        self.findings.append(Finding(kind, layer.name, place, detail))

    def _without_contacts(self, layer: Layer, name: str, raw: dict[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for key, value in raw.items():
            if key.casefold() in cleaning.CONTACT_KEYS:
                self._note("contact-field-dropped", layer, name, key)
            elif any(cleaning.contains_contact(text) for text in cleaning.texts_of(value)):
                self._note("contact-text-dropped", layer, name, key)
            else:
                kept[key] = value
        return kept

    def _count_unused(self, layer: Layer, properties: dict[str, Any]) -> None:
        used = {*(layer.only_fields or _READ_FIELDS), *_REGION_FIELDS, layer.hours_field}
        used |= {rule.field for rule in layer.rules}
        for key in [key for key in properties if key not in used]:
            self.unused[f"{layer.name}.{key}"] += 1
            if layer.only_fields:
                del properties[key]

    def _text(self, layer: Layer, name: str, field: str, value: object) -> str | None:
        """A text field with mended spelling and spaces; None when it says nothing."""
        if not isinstance(value, str):
            return None
        if repair := self._repairs.get((layer.name, field, value)):
            self._note("field-repaired", layer, name, f"{field}: {value} -> {repair.to} ({repair.reason})")
            value = repair.to
        clean = cleaning.clean_street(value) if field == "street" else cleaning.squeeze(value)
        if clean != value and field in {"title", "street"}:
            self._note("whitespace-cleaned", layer, name, field)
        return clean or None

    def _street(self, layer: Layer, name: str, street: str | None) -> str | None:
        if street is None:
            return None
        completed = cleaning.complete_street(street)
        if completed != street:
            self._note("street-completed", layer, name, f"{street} -> {completed}")
        return completed

    def _position(self, layer: Layer, name: str, geometry: Any) -> Point | None:
        coordinates = (geometry or {}).get("coordinates") or (None, None)
        lon, lat = coordinates[0], coordinates[1]
        if not isinstance(lon, int | float) or not isinstance(lat, int | float):
            self._note("position-missing", layer, name)
        elif lon == 0 and lat == 0:
            self._note("position-zero", layer, name)
        elif not self._box.contains(Point(lat, lon)):
            self._note("position-outside-city", layer, name, f"{lat}, {lon}")
        else:
            return Point(float(lat), float(lon))
        return None

    def _check_city(self, layer: Layer, name: str, city: str | None) -> None:
        if city is not None and city not in self._plan.cities:
            self._note("city-differs", layer, name, city)

    def _postcode(self, layer: Layer, name: str, value: object) -> str | None:
        if value is None:
            return None
        postcode = cleaning.clean_postcode(value)
        if postcode not in self._plan.postcodes:
            self._note("postcode-dropped", layer, name, cleaning.squeeze(str(value)))
            return None
        return postcode

    def _web(self, layer: Layer, name: str, text: str | None) -> tuple[str | None, str | None]:
        """The link, and opening hours where somebody wrote them into the link field."""
        if text is None:
            return None, None
        web = cleaning.clean_web(text)
        if web is None:
            hours = cleaning.split_hours(text)[1]
            self._note("web-was-hours" if hours else "web-dropped", layer, name, text)
            return None, hours
        if web != text:
            self._note("web-completed", layer, name, web)
        return web, None


def _matching_rule(layer: Layer, properties: dict[str, Any]) -> LayerRule | None:
    for rule in layer.rules:
        if any(rule.contains in text for text in cleaning.texts_of(properties.get(rule.field))):
            return rule
    return None


def _records(
    drafts: list[Draft], plan: ImportPlan, districts: DistrictLookup, findings: list[Finding]
) -> list[PlaceRecord]:
    """Drafts with id and district, ordered by name."""
    taken: set[UUID] = set()
    records: list[PlaceRecord] = []
    for draft in sorted(drafts, key=Draft.sort_key):
        district = districts.district_at(draft.position)
        if district is None:
            findings.append(Finding("outside-districts", draft.layer, draft.name))
        records.append(
            PlaceRecord(
                id=_place_id(draft, plan.id_namespace, taken, findings),
                district=district,
                lat=draft.position.lat,
                lon=draft.position.lon,
                source=plan.source,
                licence=plan.licence,
                as_of=plan.as_of,
                **{field: getattr(draft, field) for field in _COPIED},
            )
        )
    return sorted(records, key=lambda place: (fold(place.name), place.id.hex))


_COPIED = tuple(field for field in PlaceRecord.__struct_fields__ if field in Draft.__struct_fields__)


def _place_id(draft: Draft, namespace: UUID, taken: set[UUID], findings: list[Finding]) -> UUID:
    """UUIDv5 of layer, name and street. Namesakes at one address add what tells them apart, so order plays no part."""
    identity = f"{draft.layer}|{fold(draft.name)}|{fold(draft.street or '')}"
    candidate = uuid5(namespace, identity)
    if candidate in taken:
        identity += f"|{fold(draft.description or '')}"
        candidate = uuid5(namespace, identity)
        findings.append(Finding("id-collision", draft.layer, draft.name, draft.description or ""))
    while candidate in taken:
        identity += f"|{draft.position.lat:.6f},{draft.position.lon:.6f}"
        candidate = uuid5(namespace, identity)
    taken.add(candidate)
    return candidate
