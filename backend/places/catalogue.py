"""What `content/places` says about the data: kinds of places, layers, known faults, district files."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar
from uuid import UUID

import msgspec

T = TypeVar("T")
DistrictLevel = Literal["borough", "district", "outline"]


class CatalogueError(ValueError):
    """A file in `content/places` is wrong; the message names the file and the place in it."""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heading for categories. `label` is a German message."""

    id: str
    label: str


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of place. `icon` is a Lucide name, `keywords` are words people type, in any language."""

    id: str
    label: str
    icon: str
    group: str
    keywords: tuple[str, ...] = ()


class LayerRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """If `field` contains the text, the feature is of this category instead of the layer's."""

    field: str
    contains: str
    category: str
    accessible_toilet: bool = False
    note: bool = False


class Layer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of features and how to read it."""

    name: str
    category: str
    rules: tuple[LayerRule, ...] = ()
    hours_field: str | None = None
    note: bool = False
    """The description is short and telling enough for lists."""
    yields: bool = False
    """A place that another layer lists under the same name and street is taken from there."""
    duplicates: str | None = None
    """Name of the layer that lists the same places better."""
    only_fields: tuple[str, ...] = ()
    """Fields to read; empty: all known ones."""


class Repair(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """One faulty text and what it should say."""

    layer: str
    field: str
    from_: str
    to: str
    reason: str


class SiteEntrance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A feature (by title) that is really an entrance, and what to call it."""

    title: str
    name: str


class MergedSite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place that a file lists once per entrance."""

    layer: str
    name: str
    entrances: tuple[SiteEntrance, ...]


class DistrictFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of areas. `valid_from` is the day from which its records are in force."""

    level: DistrictLevel
    file: str
    valid_from: date
    source: str
    licence: str
    inhabitants_on: date | None = None


class ImportPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`import.toml`: origin of the data and how to read it."""

    source: str
    licence: str
    as_of: str
    url: str
    id_namespace: UUID
    cities: tuple[str, ...]
    postcodes: tuple[str, ...]
    layer: tuple[Layer, ...]
    repair: tuple[Repair, ...]
    site: tuple[MergedSite, ...]
    districts: tuple[DistrictFile, ...]


class CategoryTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`categories.toml`: groups and kinds of places, in the order of the screen."""

    group: tuple[Group, ...]
    category: tuple[Category, ...]


class Catalogue(msgspec.Struct, frozen=True):
    """Everything `content/places` says, checked for dangling names."""

    folder: Path
    plan: ImportPlan
    groups: tuple[Group, ...]
    categories: tuple[Category, ...]


def load_catalogue(content_dir: Path) -> Catalogue:
    """Read and check `content/places`. Raises `CatalogueError`."""
    folder = content_dir / "places"
    plan = _read(folder / "import.toml", ImportPlan)
    table = _read(folder / "categories.toml", CategoryTable)
    known = {category.id for category in table.category}
    used = {layer.category for layer in plan.layer} | {rule.category for layer in plan.layer for rule in layer.rules}
    if missing := used - known:
        raise CatalogueError(f"import.toml: categories without an entry in categories.toml: {sorted(missing)}")
    if missing := {category.group for category in table.category} - {group.id for group in table.group}:
        raise CatalogueError(f"categories.toml: groups without an entry: {sorted(missing)}")
    return Catalogue(folder, plan, table.group, table.category)


def _read(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
