"""What a phone has to load, in bytes after brotli, of the built web app."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

PWA = Path(__file__).resolve().parents[2] / "pwa"
DIST = PWA / "dist"
KB = 1000


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The built app; built here when nobody has."""
    if not (DIST / "sw.js").is_file():
        npm = shutil.which("npm")
        assert npm, "npm is needed to build the web app"
        subprocess.run([npm, "--prefix", str(PWA), "run", "build"], check=True, stdout=subprocess.DEVNULL)


def brotli_size(files: Iterable[str]) -> int:
    return sum((DIST / f"{name.lstrip('/')}.br").stat().st_size for name in set(files))


def precached() -> list[str]:
    """The files that the worker fetches when it is installed."""
    (listed,) = (DIST / "assets").glob("files-*.txt")
    return listed.read_text(encoding="utf-8").splitlines()


def first_load(ending: str) -> set[str]:
    """Files of the page itself, of the start screen and of all they import at once."""
    page = (DIST / "index.html").read_text(encoding="utf-8")
    named = re.findall(r"(?:src|href)=\"(/[^\"]+)\"", page)
    start = [f"/assets/{file.name}" for file in (DIST / "assets").glob("StartPage-*") if file.suffix in {".js", ".css"}]
    todo, seen = [*named, *start], set()
    while todo:
        name = todo.pop()
        if name in seen or not name.endswith((".js", ".css")):
            continue
        seen.add(name)
        if name.endswith(".js"):
            code = (DIST / name.lstrip("/")).read_text(encoding="utf-8")
            todo += [f"/assets/{file}" for file in re.findall(r"(?:from|import)\s*[\"'`]\./([^\"'`]+)[\"'`]", code)]
    return {name for name in seen if name.endswith(ending)}


def test_the_first_load_is_at_most_40_kb_of_script_and_8_kb_of_style() -> None:
    script, style = brotli_size(first_load(".js")), brotli_size(first_load(".css"))

    assert script <= 40 * KB, script
    assert style <= 8 * KB, style


def test_the_service_worker_is_at_most_3_kb() -> None:
    size = brotli_size(["sw.js"])

    assert size <= 3 * KB, size


def test_the_list_of_files_to_have_at_hand_is_at_most_2_kb() -> None:
    """Beside the worker, not in it: it grows with every screen, and the worker is read at every push message."""
    (listed,) = (DIST / "assets").glob("files-*.txt")

    assert brotli_size([f"assets/{listed.name}"]) <= 2 * KB


def test_precached_fonts_are_at_most_25_kb() -> None:
    fonts = [name for name in precached() if name.endswith(".woff2")]

    assert fonts
    assert sum((DIST / name.lstrip("/")).stat().st_size for name in fonts) <= 25 * KB


def test_the_map_waits_until_someone_wants_it() -> None:
    assert not [name for name in [*precached(), *first_load(".js")] if re.search("maplibre|MapCanvas|pmtiles", name)]


def test_what_is_precached_is_there() -> None:
    assert [name for name in precached() if not (DIST / name.lstrip("/")).is_file()] == []
