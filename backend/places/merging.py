"""Several features, one place: entrances of a garage, a second list of the same schools, general layers. Pure."""

from collections import defaultdict

import msgspec
from rapidfuzz import fuzz

from backend.core.geo import Point, distance_m
from backend.places.catalogue import ImportPlan, MergedSite
from backend.places.cleaning import house_numbers
from backend.places.folding import fold
from backend.places.records import Entrance, Finding

_SAME_SCHOOL_M = 300.0
"""Two geocoders put the same building up to 135 m apart in these files."""
_SAME_NAME = 88.0
_SAME_ADDRESS_BONUS = 100.0


class Draft(msgspec.Struct, kw_only=True):
    """A feature on its way to a place: cleaned, without id and district."""

    layer: str
    category: str
    name: str
    position: Point
    street: str | None = None
    zip: str | None = None
    description: str | None = None
    hours_text: str | None = None
    note: str | None = None
    web: str | None = None
    accessible_toilet: bool = False
    aliases: tuple[str, ...] = ()
    entrances: tuple[Entrance, ...] = ()
    form: str = ""
    """What kind of school it is; only for matching."""

    def sort_key(self) -> tuple[str, str, str, str, float, float]:
        """A total order that does not depend on the order in the file."""
        place = (self.layer, fold(self.name), fold(self.street or ""), fold(self.description or ""))
        return (*place, self.position.lat, self.position.lon)


def merge_all(drafts: list[Draft], plan: ImportPlan) -> tuple[list[Draft], list[Finding]]:
    """Drafts after all three kinds of merging, and what was merged."""
    findings: list[Finding] = []
    for site in plan.site:
        drafts = _merge_entrances(drafts, site, findings)
    for layer in plan.layer:
        if layer.duplicates:
            drafts = _merge_second_list(drafts, layer.name, layer.duplicates, findings)
    yielding = {layer.name for layer in plan.layer if layer.yields}
    return _merge_general_layers(drafts, yielding, findings), findings


def _merge_entrances(drafts: list[Draft], site: MergedSite, findings: list[Finding]) -> list[Draft]:
    by_title = {draft.name: draft for draft in drafts if draft.layer == site.layer}
    found = [(entrance, by_title[entrance.title]) for entrance in site.entrances if entrance.title in by_title]
    if not found:
        return drafts
    parts = [draft for _, draft in found]
    findings += [Finding("entrance-merged", site.layer, site.name, draft.name) for draft in parts[1:]]
    merged = msgspec.structs.replace(
        parts[0],
        name=site.name,
        entrances=tuple(
            Entrance(name=entrance.name, lat=draft.position.lat, lon=draft.position.lon, street=draft.street)
            for entrance, draft in found
        ),
        hours_text=_joined_hours([(entrance.name, draft.hours_text) for entrance, draft in found]),
    )
    dropped = {id(draft) for draft in parts[1:]}
    kept = [draft for draft in drafts if id(draft) not in dropped]
    return [merged if draft is parts[0] else draft for draft in kept]


def _joined_hours(hours: list[tuple[str, str | None]]) -> str | None:
    """One text where all entrances agree, otherwise each with its name."""
    texts = {text for _, text in hours}
    if len(texts) == 1:
        return texts.pop()
    return "; ".join(f"{name}: {text}" for name, text in hours if text)


def _merge_second_list(drafts: list[Draft], second: str, first: str, findings: list[Finding]) -> list[Draft]:
    """Give each entry of the second list to its best partner in the first; names that differ become aliases."""
    targets = [draft for draft in drafts if draft.layer == first]
    sources = [draft for draft in drafts if draft.layer == second]
    pairs = [
        (-score, source.sort_key(), target.sort_key(), source, target)
        for source in sources
        for target in targets
        if (score := _likeness(source, target)) >= _SAME_NAME
    ]
    merged: set[int] = set()
    used: set[int] = set()
    for _, _, _, source, target in sorted(pairs, key=lambda pair: pair[:3]):
        if id(source) not in merged and id(target) not in used:
            merged.add(id(source))
            used.add(id(target))
            findings.append(Finding("duplicate-merged", second, source.name, target.name))
            if fold(source.name) != fold(target.name):
                target.aliases = (*target.aliases, source.name)
                findings.append(Finding("alias-kept", first, target.name, source.name))
    return [draft for draft in drafts if id(draft) not in merged]


def _likeness(source: Draft, target: Draft) -> float:
    """0 when too far apart; 100 and more at the same address; the rest says how alike the names are."""
    if distance_m(source.position, target.position) > _SAME_SCHOOL_M:
        return 0.0
    named = fuzz.token_set_ratio(fold(source.name), fold(target.name))
    described = fuzz.token_set_ratio(
        fold(f"{source.name} {source.form}"), fold(f"{target.name} {target.description or ''}")
    )
    bonus = _SAME_ADDRESS_BONUS if _same_address(source.street or "", target.street or "") else 0.0
    return bonus + max(named, described * 0.9) + described * 0.01


def _same_address(one: str, other: str) -> bool:
    """Same street however it is spaced, and a house number in common: "Herrenweg 10/14" and "Herrenweg 14"."""
    return _letters(one) == _letters(other) and bool(house_numbers(one) & house_numbers(other))


def _letters(street: str) -> str:
    return "".join(character for character in fold(street) if character.isalpha())


def _merge_general_layers(drafts: list[Draft], yielding: set[str], findings: list[Finding]) -> list[Draft]:
    namesakes: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        namesakes[fold(draft.name), fold(draft.street or "")].append(draft)
    dropped: set[int] = set()
    for same in namesakes.values():
        if len({draft.layer for draft in same}) == 1:
            continue
        telling = [draft for draft in same if draft.layer not in yielding]
        for draft in same:
            if telling and draft.layer in yielding:
                dropped.add(id(draft))
                findings.append(Finding("duplicate-merged", draft.layer, draft.name, telling[0].layer))
        if len({draft.layer for draft in telling}) > 1:
            others = ", ".join(draft.layer for draft in telling[1:])
            findings.append(Finding("category-overlap", telling[0].layer, telling[0].name, others))
    return [draft for draft in drafts if id(draft) not in dropped]
