"""What must hold before texts may be shown: complete, certain, whole, and really translated."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError

from tools.i18n.collect import collect, source_faults
from tools.i18n.compile import PluralClashError, plural_categories
from tools.i18n.layout import ROOT, all_catalogues, forms, read_catalogue

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LETTER = re.compile(r"[^\W\d_]")
# In some languages a form for exactly one or two says the number in words.
_OPTIONAL_IN_PLURALS = {"n"}


def same_as_german(root: Path) -> dict[str, set[str]]:
    """Texts that may stay as they are, by language ("*" for all): `translations/same-as-german.toml`."""
    path = root / "translations" / "same-as-german.toml"
    if not path.exists():
        return {}
    return {tag: set(texts) for tag, texts in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _message_faults(message: Message, plural_count: int, allowed: set[str]) -> Iterator[str]:
    sources, texts = forms(message)
    if message.fuzzy:
        yield "fuzzy"
    if not all(text.strip() for text in texts):
        yield "missing"
        return
    if len(sources) > 1 and len(texts) != plural_count:
        yield f"{len(texts)} plural forms instead of {plural_count}"
    wanted = set().union(*map(_placeholders, sources))
    needed = wanted - _OPTIONAL_IN_PLURALS if len(sources) > 1 else wanted
    for text in texts:
        given = _placeholders(text)
        if not needed <= given <= wanted:
            yield f"placeholders {sorted(given)} instead of {sorted(wanted)}"
    is_word = any(_LETTER.search(_PLACEHOLDER.sub("", source)) for source in sources)
    if is_word and texts[0] == sources[0] and sources[0] not in allowed:
        yield "same as German (if that is right, list it in translations/same-as-german.toml)"


def catalogue_faults(catalogue: Catalog, template: Catalog, tag: str, allowed: set[str]) -> Iterator[str]:
    """Faults of one PO file against what the source says today."""
    try:
        plural_categories(catalogue, tag)
    except PluralClashError as clash:
        yield str(clash)
    for message in template:
        if message.id:
            known = catalogue.get(message.id, message.context)
            if known is None:
                yield f"{_name(message)}: not in the file, run `python -m tools.i18n update`"
            else:
                for fault in _message_faults(known, catalogue.num_plurals, allowed):
                    yield f"{_name(message)}: {fault}"
    for message in catalogue:
        if message.id and template.get(message.id, message.context) is None:
            yield f"{_name(message)}: no longer used"
    for message in catalogue.obsolete.values():
        yield f"{_name(message)}: obsolete"


def _name(message: Message) -> str:
    return f"“{_source(message)}”"


def find_faults(root: Path = ROOT) -> list[str]:
    """Everything that is wrong with the texts, in words; empty when all is well."""
    faults = source_faults(root)
    templates = collect(root)
    allow_list = same_as_german(root)
    for tag, domain, path in all_catalogues(root):
        where = path.relative_to(root)
        if not path.exists():
            faults.append(f"{where}: the file is missing, run `python -m tools.i18n update`")
            continue
        allowed = allow_list.get("*", set()) | allow_list.get(tag, set())
        try:
            catalogue = read_catalogue(path, tag)
        except PoFileError as error:
            faults.append(f"{where}: {error}")
            continue
        if tag == "de-simple":  # plain German may be plain already
            allowed |= {_source(message) for message in templates[domain]}
        faults += [f"{where}: {fault}" for fault in catalogue_faults(catalogue, templates[domain], tag, allowed)]
    return faults


def _source(message: Message) -> str:
    return forms(message)[0][0]
