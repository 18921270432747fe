"""The API document is fresh, complete, and the web app's types are made from it."""

import re
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.app import openapi_document
from backend.settings import read_settings

ROOT = Path(__file__).resolve().parents[2]
OPENAPI = ROOT / "openapi.json"
TYPES = ROOT / "pwa/src/core/api/schema.d.ts"
METHODS = {"get", "post", "put", "patch", "delete", "head", "options"}


def test_the_committed_document_is_what_the_app_says() -> None:
    assert OPENAPI.read_text(encoding="utf-8") == openapi_document(read_settings({})), "run: make openapi"


def test_the_types_of_the_web_app_are_made_from_this_document(tmp_path: Path) -> None:
    fresh = tmp_path / "schema.d.ts"
    program = ROOT / "pwa/node_modules/.bin/openapi-typescript"
    subprocess.run([program, str(OPENAPI), "--output", str(fresh)], cwd=ROOT / "pwa", capture_output=True, check=True)
    assert TYPES.read_text(encoding="utf-8") == fresh.read_text(encoding="utf-8"), "run: make openapi"


def _operations() -> list[tuple[str, dict[str, Any]]]:
    document = msgspec.json.decode(OPENAPI.read_bytes())
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


@pytest.mark.parametrize("field", ["summary", "operationId", "tags", "description"])
def test_every_operation_is_described(field: str) -> None:
    assert [name for name, operation in _operations() if not operation.get(field)] == []


def test_every_operation_says_which_errors_it_may_answer() -> None:
    without = {
        name
        for name, operation in _operations()
        if not any(code.startswith(("4", "5")) for code in operation["responses"])
    }
    # Reads of one document that take no input; nothing but the server itself can fail.
    assert {name for name in without if not _takes_nothing(name)} == set()


def _takes_nothing(name: str) -> bool:
    operation = dict(_operations())[name]
    return name.startswith("GET ") and not operation.get("parameters") and not operation.get("requestBody")


def test_operation_ids_are_unique_and_read_like_verbs() -> None:
    ids = [str(operation["operationId"]) for _, operation in _operations()]
    assert len(ids) == len(set(ids))
    assert [name for name in ids if not re.fullmatch(r"[a-z]+([A-Z][A-Za-z0-9]*)+", name)] == []
