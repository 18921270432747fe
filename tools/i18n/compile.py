"""PO to what runs: `backend.mo` for the server, one JSON per language for the app.

The app asks `Intl.PluralRules` for a CLDR category ("few"), gettext counts plural forms (0, 1, 2). The two must not be
matched by position: Babel's Arabic forms stand in the order zero, one, two, few, other, many. So both rules are asked
about many numbers and the pairs are written down; a contradiction stops the build.
"""

import gettext
import json
from collections.abc import Callable
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from backend.core.i18n import gettext_id
from tools.i18n.layout import ROOT, catalogue_dir, forms, po_path, read_catalogue, tags

_SAMPLES = (*range(201), 1000, 1001, 1002, 10_000, 1_000_000, 2_000_000)
CONTEXT_MARK = "\u0004"
PLURAL_MARK = "\0"


class PluralClashError(ValueError):
    """One CLDR category would need two different plural forms of the PO file."""


def plural_categories(catalogue: Catalog, tag: str) -> dict[str, int]:
    """Index of the PO's plural form for each CLDR category of the language."""
    locale = Locale.parse(gettext_id(tag))
    form_of = _plural_function(catalogue.plural_expr)
    categories: dict[str, int] = {}
    for number in _SAMPLES:
        category, index = locale.plural_form(number), form_of(number)
        if categories.setdefault(category, index) != index:
            raise PluralClashError(f"{tag}: category {category} needs form {categories[category]} and {index}")
    # Fractions ("1,5") select "other" in every language, also where no whole number does.
    categories.setdefault("other", catalogue.num_plurals - 1)
    return categories


def _plural_function(expression: str) -> Callable[[int], int]:
    # The parser that the server's .mo files go through; the type stubs do not know it.
    return gettext.c2py(expression)


def to_json(catalogue: Catalog, tag: str) -> dict[str, str | dict[str, str]]:
    """The app's form of a catalogue; see `pwa/src/core/i18n/messages.ts`. Untranslated and fuzzy ones are left out."""
    categories = plural_categories(catalogue, tag)
    entries: dict[str, str | dict[str, str]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        sources, texts = forms(message)
        key = PLURAL_MARK.join(sources)
        if message.context:
            key = f"{message.context}{CONTEXT_MARK}{key}"
        if len(sources) == 1 and texts[0]:
            entries[key] = texts[0]
        elif len(sources) > 1 and all(texts) and len(texts) == catalogue.num_plurals:
            entries[key] = {category: texts[index] for category, index in categories.items()}
    return dict(sorted(entries.items()))


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write all compiled catalogues. Returns what was written."""
    written = []
    folder = catalogue_dir(root)
    folder.mkdir(parents=True, exist_ok=True)
    for tag in tags(root):
        for_app = folder / f"{tag}.json"
        text = json.dumps(to_json(read_catalogue(po_path(root, tag, "pwa"), tag), tag), ensure_ascii=False, indent=0)
        for_app.write_text(text + "\n", encoding="utf-8")
        source = po_path(root, tag, "backend")
        for_server = source.with_suffix(".mo")
        for_server.parent.mkdir(parents=True, exist_ok=True)
        with for_server.open("wb") as file:
            write_mo(file, read_catalogue(source, tag))
        written += [for_app, for_server]
    return written
