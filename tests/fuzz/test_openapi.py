"""Requests made up from our own OpenAPI document, right ones and wrong ones, against the app with the demo's data.

Whatever is asked: no fault of ours, errors are problem documents without inside views, answers are what the document
promises. The examples are the same in every run; `max_examples` bounds the time.
"""

import itertools
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.openapi import from_path
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from backend.core.errors import PROBLEM_MEDIA_TYPE, ProblemDocument
from backend.core.migration import upgrade
from bench.server import REPOSITORY, SECRET, Server, app_environment, serving

MAX_EXAMPLES = 50
LIVE = "/api/v1/parking/live"  # endless by design, see its own test below
_VISITORS = itertools.count(1)
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_INSIDE = re.compile(r'Traceback|File "|\.py\b|site-packages|sqlalchemy|psycopg|sqlite3|msgspec', re.IGNORECASE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with all genuine data and the demo's bays, behind a proxy whose word on addresses counts."""
    url = f"sqlite:///{tmp_path_factory.mktemp('fuzz') / 'app.db'}"
    upgrade(url, REPOSITORY)
    subprocess.run(
        [sys.executable, "-m", "backend", "seed", "--demo"],
        env={"PATH": "", **app_environment(url, 8000)},
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    with serving(url, trusted_proxies="127.0.0.1/32", log_level="error") as running:
        yield running


@pytest.fixture(scope="module")
def known(server: Server) -> dict[str, str]:
    """Ids that exist, so that not every made-up request ends at "not found"."""
    with httpx.Client(base_url=f"{server.url}/api/v1") as client:
        site = client.get("/parking/sites").json()["sites"][0]["id"]
        return {
            "bay_id": client.get("/parking/bays").json()["bays"][0]["id"],
            "site_id": site,
            "lot_id": site,
            "place_id": client.get("/places").json()["places"][0]["id"],
            "city_key": client.get("/city").json()["name"],
            "locale": client.get("/city").json()["locales"][-1],
            "page_id": client.get("/content/de").json()["pages"][0]["id"],
        }


schema = from_path(REPOSITORY / "openapi.json").exclude(path=LIVE)
"""The committed document; `tests/architecture` proves that it is the app's."""


def assert_error_is_told_plainly(answer: Any) -> None:
    """Errors are problem documents for people, never a look inside."""
    if answer.status_code < 400:
        return
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE, answer.text
    problem = msgspec.json.decode(answer.content, type=ProblemDocument)
    assert problem.status == answer.status_code
    assert problem.code
    assert problem.title
    assert not _INSIDE.search(answer.text), answer.text


def make_plausible(case: Any, dice: random.Random, known: dict[str, str]) -> None:
    """Let some requests get past the first refusal: public ids that exist, a period of sensible length."""
    for name in case.path_parameters or {}:
        if name in known and dice.random() < 0.5:
            case.path_parameters[name] = known[name]
    if "from" in (case.query or {}) and dice.random() < 0.5:
        begin = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=dice.randrange(500))
        case.query["from"] = begin.isoformat()
        case.query["to"] = (begin + timedelta(hours=dice.randrange(1, 168))).isoformat()


def headers_of(visitor: int, dice: random.Random) -> dict[str, str]:
    """A fresh visitor each time (rate limits have tests of their own), who mostly has what it takes to be let in."""
    headers = {"X-Forwarded-For": str(IPv4Address(0x0A000000 + visitor))}
    if dice.random() < 0.8:
        headers["X-Webhook-Secret"] = SECRET
    if dice.random() < 0.8:
        headers["Idempotency-Key"] = str(UUID(int=dice.getrandbits(128)))
    return headers


@schema.parametrize()
@settings(
    max_examples=MAX_EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_any_request_is_answered_as_the_document_says(case: Any, server: Server, known: dict[str, str]) -> None:
    visitor = next(_VISITORS)
    dice = random.Random(visitor)
    make_plausible(case, dice, known)
    answer = case.call(base_url=server.url, headers=headers_of(visitor, dice))
    case.validate_response(answer, checks=_CHECKS)
    assert_error_is_told_plainly(requests_like(answer))


def requests_like(answer: Any) -> Any:
    """The answer with the few fields our own check reads."""
    return httpx.Response(
        answer.status_code,
        headers={name: ", ".join(values) for name, values in answer.headers.items() if name != "content-encoding"},
        content=answer.content,
    )


@pytest.mark.parametrize("header", ["x" * 81, "x" * 5_000])
def test_a_wrong_place_to_resume_is_refused_before_the_stream_begins(server: Server, header: str) -> None:
    answer = httpx.get(f"{server.url}{LIVE}", headers={"Last-Event-ID": header})
    assert answer.status_code == 400
    assert_error_is_told_plainly(answer)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/nothing-here"),
        ("GET", "/api/v1/parking/bays/%00"),
        ("GET", "/api/v1/places/..%2f..%2fetc%2fpasswd"),
        ("DELETE", "/api/v1/parking/bays"),
        ("POST", "/api/v1/places/not-a-uuid/reports"),
        ("PUT", "/health/live"),
        ("GET", "/api/v1/places/search?limit=0"),
        ("GET", "/api/v1/places/search?cursor=%ff%fe"),
        ("GET", "/api/v1/districts/at?lat=nan&lon=inf"),
        ("GET", "/api/v1/parking/statistics?from=0001-01-01T00:00:00%2B14:00&to=9999-12-31T23:59:59-14:00"),
    ],
)
def test_strange_requests_end_in_a_plain_error(server: Server, method: str, path: str) -> None:
    answer = httpx.request(method, f"{server.url}{path}")
    assert 400 <= answer.status_code < 500
    assert_error_is_told_plainly(answer)
