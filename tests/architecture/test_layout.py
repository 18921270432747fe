"""Rules for files: names, sizes, reasons for exceptions, nothing that belongs to one machine or one city."""

import ast
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE_FOLDERS = ("backend", "pwa/src", "pwa/build", "tools", "bench", "tests", "migrations")
CODE_SUFFIXES = {".py", ".ts", ".tsx"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "shared", "stuff"}
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
GENERATED = {"pwa/src/core/api/schema.d.ts"}

# Files that may be longer, each with its reason.
LONG_FILES: dict[str, str] = {}
# Functions that may be longer, `file:name`, each with its reason.
LONG_FUNCTIONS: dict[str, str] = {}


def _tracked() -> list[Path]:
    """Files under version control and new ones that are not ignored; deleted ones are gone."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def _code() -> list[Path]:
    return [
        path
        for path in _tracked()
        if path.suffix in CODE_SUFFIXES and _name(path).startswith(SOURCE_FOLDERS) and _name(path) not in GENERATED
    ]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _product_code() -> list[Path]:
    """What runs: not tests, not tools."""
    return [
        path
        for path in _code()
        if _name(path).startswith(("backend/", "pwa/src/")) and not re.search(r"\.test\.tsx?$", path.name)
    ]


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_there_is_code_to_look_at() -> None:
    names = {_name(path) for path in _product_code()}
    assert "backend/app.py" in names
    assert any(name.endswith(".tsx") for name in names)


def test_no_file_is_a_drawer_for_everything() -> None:
    assert [
        _name(path) for path in _code() if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES
    ] == []


def test_files_stay_short_enough_to_read() -> None:
    long = {
        _name(path): count
        for path in _code()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MAX_FILE_LINES
    }
    assert {name: count for name, count in long.items() if name not in LONG_FILES} == {}
    assert set(LONG_FILES) <= set(long), "an exception that is no longer needed"


def test_functions_stay_short_enough_to_read() -> None:
    long = {
        f"{_name(path)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in _code()
        if path.suffix == ".py"
        for function in _functions(ast.parse(path.read_text(encoding="utf-8")))
        if (function.end_lineno or 0) - function.lineno + 1 > MAX_FUNCTION_LINES
        and not _name(path).startswith("migrations/")  # a migration is a list of tables
    }
    assert {name: count for name, count in long.items() if name not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) <= set(long), "an exception that is no longer needed"


def test_the_code_names_no_city() -> None:
    found = [
        f"{_name(path)}:{number}"
        for path in _product_code()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "krefeld" in re.sub(r"`krefeld( [a-z-]+)*`", "", line.lower())  # the command may be named in texts
    ]
    assert found == []


EXCEPTION = re.compile(r"#\s*(noqa|type:\s*ignore)\b")
CODED = re.compile(r"noqa: [A-Z]+\d+|type: ignore\[[a-z, -]+\]")
EXPLAINED = re.compile(r"(noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*|type: ignore\[[a-z, -]+\])\s+(--|#) \S.{5,}")


def _pattern(path: Path) -> re.Pattern[str]:
    """In a test the code is enough: its name already says what is done wrong on purpose."""
    return CODED if _name(path).startswith("tests/") else EXPLAINED


def _comments(path: Path) -> list[tokenize.TokenInfo]:
    with path.open("rb") as file:
        return [token for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT]


def test_each_exception_from_a_rule_has_a_code_and_a_reason() -> None:
    bare = [
        f"{_name(path)}:{token.start[0]} {token.string}"
        for path in _code()
        if path.suffix == ".py"
        for token in _comments(path)
        if EXCEPTION.search(token.string) and not _pattern(path).search(token.string)
    ]
    assert bare == []


def test_each_exception_in_typescript_has_a_reason() -> None:
    bare = [
        f"{_name(path)}:{number}"
        for path in (path for path in _code() if path.suffix != ".py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"@ts-(ignore|nocheck)", line) or re.search(r"@ts-expect-error\s*$", line)
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a path of one machine", r"(?<![\w.])/(?:home|Users|root|work)/[A-Za-z0-9_.-]+"),
        ("unfinished work", r"\b(?:TODO|FIXME|XXX|HACK)\b"),
    ],
)
def test_nothing_is_left_lying_about(what: str, pattern: str) -> None:
    own = Path(__file__)
    found = [
        f"{_name(path)}:{number}"
        for path in _code()
        if path != own
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert found == [], what


def test_the_web_app_never_turns_text_into_markup_or_code() -> None:
    dangerous = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(")
    found = [
        f"{_name(path)}:{number}"
        for path in _product_code()
        if path.suffix != ".py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if dangerous.search(line)
    ]
    assert found == []


def test_lock_files_name_no_host() -> None:
    python = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
    for name in (*python, "pwa/package-lock.json", "tests/federation/provider/package-lock.json"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.findall(r'^(?:--\S*index\S*|--find-links).*$|"resolved":\s*"[^"]+"', text, re.MULTILINE) == [], name


def test_only_the_settings_read_the_environment() -> None:
    # `serving` hands the command line on to the web processes through the environment
    allowed = {"backend/settings.py", "backend/serving.py"}
    found = [
        _name(path)
        for path in _product_code()
        if path.suffix == ".py" and re.search(r"os\.(environ|getenv)|import environ", path.read_text(encoding="utf-8"))
    ]
    assert set(found) <= allowed


def test_type_checking_only_imports_are_not_used_where_the_framework_reads_annotations() -> None:
    found = [
        _name(path)
        for path in _product_code()
        if path.suffix == ".py"
        and re.match(r"(controllers|schemas|slice|guards|deps)$", path.stem)
        and re.search(r"from __future__ import annotations|TYPE_CHECKING", path.read_text(encoding="utf-8"))
    ]
    assert found == []
