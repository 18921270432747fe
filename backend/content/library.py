"""All pages with their groups, facets and glossary, read once and checked for what would break the app."""

import tomllib
from pathlib import Path

import msgspec

from backend.content.files import SOURCE_LOCALE, ContentFault, PageFile, read_page, read_table
from backend.content.glossary import Glossary, GlossaryFile
from backend.content.schemas import PageSource

RESERVED_IDS = {"all"}
TOWN_HALL_PATH = "/rathaus"


class GroupFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heading: its name in every language, an icon (Lucide), and whether the town hall's list shows it."""

    id: str
    icon: str
    title: dict[str, str]
    listed: bool = True


class FacetValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to a question back."""

    id: str
    title: dict[str, str]


class Facet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the assistant may ask when several pages fit."""

    id: str
    question: dict[str, str]
    value: tuple[FacetValue, ...]


class _Groups(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    group: tuple[GroupFile, ...]


class _Facets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    facet: tuple[Facet, ...] = ()


class Page(msgspec.Struct, frozen=True):
    """A page in all its languages."""

    id: str
    source: PageSource
    files: dict[str, PageFile]

    @property
    def path(self) -> str:
        """Address in the app."""
        return self.source.address or f"{TOWN_HALL_PATH}/{self.id}"


class Library(msgspec.Struct, frozen=True):
    """Everything in `content/pages` with the glossary."""

    pages: dict[str, Page]
    groups: tuple[GroupFile, ...]
    facets: tuple[Facet, ...]
    glossary: Glossary


def load_library(content_dir: Path, locales: tuple[str, ...]) -> Library:
    """Read all pages. Raises `ContentFault` for a file that the app could not show."""
    folder = content_dir / "pages"
    values = read_operator(content_dir)
    groups = read_table(folder / "groups.toml", _Groups).group
    facets = read_table(folder / "facets.toml", _Facets).facet
    glossary = Glossary(read_table(content_dir / "glossary.toml", GlossaryFile).term)
    pages: dict[str, Page] = {}
    for directory in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = {path.stem: read_page(folder, path, values) for path in sorted(directory.glob("*.md"))}
        pages[directory.name] = _page(directory.name, files, locales)
    _check_names(pages, {group.id for group in groups}, facets)
    rank = {group.id: number for number, group in enumerate(groups)}
    ordered = sorted(pages.values(), key=lambda page: (rank[page.source.group], page.files[SOURCE_LOCALE].text.title))
    return Library({page.id: page for page in ordered}, groups, facets, glossary)


def read_operator(content_dir: Path) -> dict[str, str]:
    """What only the city can say about itself (`operator.toml`); an empty value is a gap that pages show."""
    path = content_dir / "operator.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), dict[str, str])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ContentFault(path.name, str(error)) from error


def _page(page_id: str, files: dict[str, PageFile], locales: tuple[str, ...]) -> Page:
    if page_id in RESERVED_IDS:
        raise ContentFault(page_id, "this id belongs to the API")
    german = files.get(SOURCE_LOCALE)
    if german is None or german.source is None:
        raise ContentFault(page_id, f"{SOURCE_LOCALE}.md is missing; the other languages are made from it")
    for locale, file in files.items():
        if locale not in locales:
            raise ContentFault(file.path, f"the app does not speak {locale!r}: {', '.join(locales)}")
    in_order = {locale: files[locale] for locale in locales if locale in files}
    return Page(page_id, german.source, in_order)


def _check_names(pages: dict[str, Page], groups: set[str], facets: tuple[Facet, ...]) -> None:
    values = {facet.id: {value.id for value in facet.value} for facet in facets}
    for page in pages.values():
        file = page.files[SOURCE_LOCALE]
        if page.source.group not in groups:
            raise ContentFault(file.path, f"no group {page.source.group!r}", line=file.line_of("group"), field="group")
        for other in page.source.related:
            if other not in pages:
                raise ContentFault(file.path, f"no page {other!r}", line=file.line_of("related"), field="related")
        for facet, value in page.source.asks.items():
            if value not in values.get(facet, set()):
                message = f"facets.toml has no {facet} = {value!r}"
                raise ContentFault(file.path, message, line=file.line_of("asks"), field="asks")
