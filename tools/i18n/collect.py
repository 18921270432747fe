"""Collects all source texts into one template per side."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from tools.i18n.layout import COMMENT_TAG, DOMAINS, ROOT
from tools.i18n.typescript import find_calls

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "t": None,
    "N_": None,
    "nt": (1, 2),
    "tc": ((1, "c"), 2),
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_FOLDERS = {"backend", "pwa", "content"}
_SKIPPED = {"node_modules", "dist", "__pycache__", "data", "catalogues"}


def _is_searched(root: Path, folder: str) -> bool:
    path = Path(folder).relative_to(root)
    return not path.parts or (path.parts[0] in _FOLDERS and path.name not in _SKIPPED)


def domain_of(filename: str) -> str:
    """The side a file's texts belong to: the server's own, or the app's (labels of `content/` included)."""
    return "backend" if filename.startswith("backend") else "pwa"


def collect(root: Path = ROOT) -> dict[str, Catalog]:
    """Templates by domain, with the files and the translator notes of each message."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, str(ROOT / "babel.cfg"))  # type: ignore[no-untyped-call]  # Babel has no types here
    templates = {domain: Catalog(charset="utf-8", fuzzy=False, project="", version="") for domain in DOMAINS}
    found = extract_from_dir(
        str(root),
        methods,
        options,
        keywords=KEYWORDS,
        comment_tags=(COMMENT_TAG,),
        strip_comment_tags=True,
        directory_filter=lambda folder: _is_searched(root, folder),
    )
    for filename, line, message, comments, context in sorted(found, key=lambda item: (item[0], item[1])):
        templates[domain_of(filename)].add(
            message, None, [(filename, line)], auto_comments=comments, context=context, flags=_flags(message)
        )
    return templates


def _flags(message: str | tuple[str, ...]) -> tuple[str, ...]:
    # Translation programs then guard the {placeholders}, too.
    text = message if isinstance(message, str) else "".join(message)
    return ("python-brace-format",) if "{" in text else ()


def source_faults(root: Path = ROOT) -> list[str]:
    """Calls in the app whose text cannot be collected, as `file:line: why`."""
    return [
        f"{path.relative_to(root)}:{call.line}: {call.function}(): {call.fault}"
        for path in sorted((root / "pwa" / "src").rglob("*.ts*"))
        if ".test" not in path.name
        for call in find_calls(path.read_text(encoding="utf-8"))
        if call.fault
    ]
