"""Logs: one JSON line per request that says what happened, and nothing about who asked."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest
import structlog
from litestar import Litestar, Request, post
from litestar.params import FromPath
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend.core.asgi import ASGIApp
from backend.core.db import Database
from backend.core.http import exception_handlers
from backend.core.i18n import Translations
from backend.core.logs import AccessLog, configure_logging
from backend.core.metrics import Metrics
from backend.settings import Settings

SECRETS = ("198.51.100.77", "geheim", "erika", "Mozilla", "q=")


@pytest.fixture
def lines() -> Iterator[Any]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    configure_logging("info", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], level = before[0], before[1]
    root.setLevel(level)
    structlog.reset_defaults()


@post("/notes/{note_id:int}")
async def write_note(request: Request[Any, Any, Any], note_id: FromPath[int]) -> str:
    structlog.get_logger("slice").info("note_written", note_id=note_id)
    return (await request.body()).decode()


@post("/broken")
async def broken() -> None:
    raise RuntimeError("a fault of ours")


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def app(metrics: Metrics) -> ASGIApp:
    translations = Translations(Settings().resources / "translations", ["de"])
    litestar = Litestar(
        [write_note, broken],
        exception_handlers=exception_handlers(translations),
        openapi_config=None,
        logging_config=None,
    )
    return AccessLog(litestar, metrics)


async def _post(app: ASGIApp, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
    transport = httpx.ASGITransport(app, client=("198.51.100.77", 999))
    async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as client:
        return await client.post(path, content=b"geheim", headers={"user-agent": "Mozilla/5.0", **(headers or {})})


async def test_a_request_leaves_one_line_with_template_and_status_and_nothing_personal(
    app: ASGIApp, metrics: Metrics, lines: Any
) -> None:
    answer = await _post(app, "/notes/7?q=geheim&name=erika")
    (written, request) = lines()
    assert request["event"] == "request"
    assert (request["method"], request["route"], request["status"]) == ("POST", "/notes/{note_id}", 201)
    assert request["duration_ms"] >= 0
    assert request["level"] == "info"
    assert request["timestamp"].endswith("Z")
    assert written["request_id"] == request["request_id"] == answer.headers["x-request-id"]
    assert not [secret for secret in SECRETS if secret in json.dumps(lines())]
    assert metrics.value("http_requests_total", method="POST", route="/notes/{note_id}", status="201") == 1


async def test_an_unknown_address_is_not_written_down(app: ASGIApp, metrics: Metrics, lines: Any) -> None:
    await _post(app, "/geheim/erika")
    (request,) = lines()
    assert (request["route"], request["status"]) == ("unmatched", 404)
    assert not [secret for secret in SECRETS if secret in json.dumps(request)]
    assert metrics.value("http_requests_total", method="POST", route="unmatched", status="404") == 1


async def test_a_fault_is_told_with_type_place_and_request_id(app: ASGIApp, lines: Any) -> None:
    answer = await _post(app, "/broken")
    fault, request = lines()
    assert answer.status_code == request["status"] == 500
    assert fault["level"] == "error"
    assert fault["request_id"] == request["request_id"]
    (error,) = fault["exception"]
    assert (error["type"], error["message"]) == ("builtins.RuntimeError", "a fault of ours")
    assert error["frames"][-1].startswith("test_logs.py:")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("0198a2f0-7d1c-7000-8000-000000000001", True), ("erika.mustermann@example.org", False), ("", False)],
)
async def test_takes_over_a_request_id_only_if_it_is_one(app: ASGIApp, lines: Any, given: str, kept: bool) -> None:
    answer = await _post(app, "/notes/7", {"x-request-id": given})
    (_, request) = lines()
    assert (request["request_id"] == given) is kept
    assert UUID(request["request_id"]) == UUID(answer.headers["x-request-id"])


async def test_an_app_that_raises_is_logged_as_500_and_the_error_goes_on(metrics: Metrics, lines: Any) -> None:
    async def raising(_scope: Any, _receive: Any, _send: Any) -> None:
        raise KeyError("inside")

    with pytest.raises(KeyError):
        await _post(AccessLog(raising, metrics), "/x")
    assert [line["status"] for line in lines()] == [500]


async def test_a_database_error_does_not_quote_the_row(database: Database, lines: Any) -> None:
    async def insert_twice() -> None:
        async with database.write() as session:
            await session.execute(text("CREATE TABLE person (email VARCHAR(40) PRIMARY KEY)"))
            for _ in range(2):
                await session.execute(text("INSERT INTO person VALUES (:email)"), {"email": "erika@geheim.example"})

    try:
        await insert_twice()
    except SQLAlchemyError:
        structlog.get_logger("slice").exception("not_saved")
    (line,) = lines()
    assert line["exception"][0]["type"] == "sqlalchemy.exc.IntegrityError"
    assert line["exception"][1]["type"].endswith(("sqlite3.IntegrityError", "psycopg.errors.UniqueViolation"))
    assert line["exception"][1]["message"] in {"SQLITE_CONSTRAINT_PRIMARYKEY", "23505"}
    assert not [secret for secret in SECRETS if secret in json.dumps(line)]


def test_logs_of_libraries_are_json_too_and_their_request_lines_are_off(lines: Any) -> None:
    logging.getLogger("some.library").warning("could not %s", "connect")
    logging.getLogger("httpx").info("HTTP Request: GET http://x/?q=geheim")
    logging.getLogger("some.library").debug("too much detail")
    (line,) = lines()
    assert (line["event"], line["level"], line["logger"]) == ("could not connect", "warning", "some.library")


def test_a_chain_of_causes_is_told_from_the_newest_to_the_oldest(lines: Any) -> None:
    def fail() -> None:
        try:
            raise OSError("cable cut")
        except OSError as error:
            raise RuntimeError("no answer") from error

    try:
        fail()
    except RuntimeError:
        structlog.get_logger("slice").exception("failed")
    (line,) = lines()
    assert [entry["message"] for entry in line["exception"]] == ["no answer", "cable cut"]
