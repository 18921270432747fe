"""`krefeld check-content` and `krefeld lint-language`: what writers and the build run over the texts."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from backend.content.checks import LEVELS, ContentProblem, check_language, describe, find_problems, page_text
from backend.content.files import ContentFault, read_page
from backend.content.language.checker import check_text
from backend.content.language.readability import Readability, measure
from backend.content.language.text import Level
from backend.content.library import Library, load_library, read_operator


def check_pages(content_dir: Path, locales: tuple[str, ...], today: date) -> list[ContentProblem]:
    """Everything that is wrong with the pages; a file that cannot be read is the only finding."""
    try:
        library = load_library(content_dir, locales)
    except ContentFault as fault:
        return [ContentProblem(fault.path, fault.line, "error", str(fault))]
    return find_problems(library, today)


def lint_files(paths: Sequence[Path], library: Library, content_dir: Path, level: Level) -> list[ContentProblem]:
    """Plain-language findings for files. Pages keep the level of their language, other texts are held to `level`.

    Raises `ContentFault` for a page that cannot be read.
    """
    found: list[ContentProblem] = []
    for path in _files(paths):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".md" and text.startswith("+++"):
            page = read_page(path.parent.parent, path, read_operator(content_dir))
            found += check_language(page, library)
        else:
            found += [
                ContentProblem(str(path), finding.line, finding.severity, describe(finding))
                for finding in check_text(text, level)
            ]
    return found


def measure_pages(library: Library) -> list[tuple[str, Readability]]:
    """Readability of each German and plain German text: a trend for editors."""
    figures = [
        (file.path, measure(page_text(file)))
        for page in library.pages.values()
        for file in page.files.values()
        if file.locale in LEVELS
    ]
    return [(path, figure) for path, figure in figures if figure is not None]


def missing_operator_values(content_dir: Path) -> list[str]:
    """Keys of `operator.toml` that the city still has to fill in."""
    return [key for key, value in read_operator(content_dir).items() if not value.strip()]


def _files(paths: Sequence[Path]) -> list[Path]:
    """Files as named, and pages below folders."""
    return [
        file
        for path in paths
        for file in (sorted(path.rglob("*.md")) if path.is_dir() else [path])
        if path.is_file() or file.stem in LEVELS
    ]
