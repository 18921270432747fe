"""Where catalogues live, which there are, and how they are read and written."""

import io
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from backend.core.i18n import SOURCE_LOCALE, gettext_id

ROOT = Path(__file__).resolve().parents[2]
DOMAINS = ("backend", "pwa")
COMMENT_TAG = "i18n:"

_NOTE = """\
# Texts of the app in {locale}. The German source is the message id.
# Written by `python -m tools.i18n update`, which keeps every translation; edit only the msgstr lines.
# Rules for translators: docs/dev/translate.md
"""
# They change with every run, or name people: noise in reviews.
_UNWANTED_HEADERS = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
)


def tags(root: Path = ROOT) -> tuple[str, ...]:
    """BCP 47 tags of all languages but the source, in the order of `content/city.toml`."""
    city = tomllib.loads((root / "content" / "city.toml").read_text(encoding="utf-8"))
    return tuple(tag for tag in city["locales"] if tag != SOURCE_LOCALE)


def po_path(root: Path, tag: str, domain: str) -> Path:
    """The PO file of a language and a side."""
    return root / "translations" / gettext_id(tag) / "LC_MESSAGES" / f"{domain}.po"


def catalogue_dir(root: Path) -> Path:
    """Where the app's build finds the compiled catalogues."""
    return root / "pwa" / "src" / "core" / "i18n" / "catalogues"


def empty_catalogue(tag: str) -> Catalog:
    """A catalogue with the right language and plural forms, and nothing in it."""
    return Catalog(locale=gettext_id(tag), charset="utf-8", fuzzy=False, project="", version="")


def read_catalogue(path: Path, tag: str) -> Catalog:
    """Parse a PO file; a missing file reads as empty. Raises `PoFileError` where it is broken."""
    if not path.exists():
        return empty_catalogue(tag)
    with path.open("rb") as file:
        return read_po(file, locale=gettext_id(tag), charset="utf-8", abort_invalid=True)


def render_catalogue(catalogue: Catalog) -> str:
    """PO text that is the same for the same content: no dates, no names, no line numbers."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    lines = buffer.getvalue().decode("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}:' for name in _UNWANTED_HEADERS))]
    return "\n".join(kept).rstrip() + "\n"


def write_catalogue(path: Path, catalogue: Catalog) -> bool:
    """Write a PO file if its content changed. True when it did."""
    catalogue.header_comment = _NOTE.format(locale=catalogue.locale).rstrip()
    text = render_catalogue(catalogue)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def all_catalogues(root: Path = ROOT) -> Iterator[tuple[str, str, Path]]:
    """Tag, domain and path of every catalogue that should exist."""
    for tag in tags(root):
        for domain in DOMAINS:
            yield tag, domain, po_path(root, tag, domain)


def forms(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Source texts and translations of a message: one each, or the plural forms ("" where one is missing)."""
    sources = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
    return sources, tuple(text or "" for text in texts)
