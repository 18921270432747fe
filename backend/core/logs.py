"""JSON logs without personal data: no client address, no query string, no body, no user agent.

Every line carries the request's id, so that one request can be followed. Messages of database errors are left out
because drivers quote the values of the row; the error's type and code stay.
"""

import logging
import sys
import time
import traceback
from types import TracebackType
from typing import Any, TextIO
from uuid import UUID

import msgspec
import structlog
from structlog.typing import EventDict, WrappedLogger

from backend.core.asgi import ASGIApp, Receive, Scope, Send
from backend.core.ids import new_id
from backend.core.metrics import Metrics

logger = structlog.get_logger(__name__)

_FRAMES = 15
_CHAIN = 5
_MESSAGE_CHARS = 300
_QUOTES_VALUES = ("sqlalchemy", "psycopg", "sqlite3", "aiosqlite", "procrastinate")
# These write one line per request or job, with addresses or arguments in it; ours say the same without.
_TALKATIVE = (
    "httpx",
    "httpcore",
    "httpx2",
    "httpcore2",
    "procrastinate",
    "aiosqlite",
    "asyncio",
    "alembic",
    "mqtt",
    "_granian",
)
_REQUEST_ID = b"x-request-id"
UNMATCHED = "unmatched"
"""Route of a request for an address that does not exist: the address itself may hold anything."""

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure_logging(level: str = "info", stream: TextIO | None = None) -> None:
    """Send everything, also the libraries' logs, as one JSON object per line to `stream` (default: standard output)."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _describe_exception,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def _render(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()


def _describe_exception(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by type, place and (where it cannot hold row values) message of each error in the chain."""
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = given if isinstance(given, BaseException) else _exception_of(given)
    if error is not None:
        event["exception"] = describe_exception(error)
    return event


def _exception_of(given: _ExcInfo | bool) -> BaseException | None:
    return given[1] if isinstance(given, tuple) else sys.exc_info()[1]


def describe_exception(error: BaseException) -> list[dict[str, Any]]:
    """The error and what caused it, newest first, without local variables and without quoted row values."""
    described: list[dict[str, Any]] = []
    current: BaseException | None = error
    while current is not None and len(described) < _CHAIN:
        entry: dict[str, Any] = {"type": f"{type(current).__module__}.{type(current).__qualname__}"}
        message = _message(current)
        if message:
            entry["message"] = message
        frames = traceback.extract_tb(current.__traceback__)[-_FRAMES:]
        entry["frames"] = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        if isinstance(current, BaseExceptionGroup):
            entry["group"] = [type(inner).__qualname__ for inner in current.exceptions]
        described.append(entry)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return described


def _message(error: BaseException) -> str:
    if any(kind.__module__.split(".")[0] in _QUOTES_VALUES for kind in type(error).__mro__):
        return str(getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None) or "")
    return str(error)[:_MESSAGE_CHARS]


def _short(filename: str) -> str:
    for marker in ("site-packages/", "/backend/"):
        if marker in filename:
            return filename.rpartition(marker)[2]
    return filename.rpartition("/")[2]


def _request_id(scope: Scope) -> str:
    """The id a proxy in front gave, if it is a UUID (free text could hold anything), else a new one."""
    for name, value in scope["headers"]:
        if name == _REQUEST_ID:
            try:
                return str(UUID(value.decode("ascii")))
            except ValueError:
                break
    return str(new_id())


PROBLEM_CODE = "problem_code"
"""Where the answer to a refused request leaves the problem's code for its log line."""


class AccessLog:
    """ASGI layer: one log line and one count per request, and an `X-Request-Id` on every answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry point."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        started = time.perf_counter()
        answer = {"status": 500, "seconds": 0.0}

        async def send_and_note(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer["status"] = message["status"]
                answer["seconds"] = time.perf_counter() - started
                message = {**message, "headers": [*message["headers"], (_REQUEST_ID, request_id.encode())]}
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_and_note)
            finally:
                self._write(scope, int(answer["status"]), answer["seconds"] or time.perf_counter() - started)

    def _write(self, scope: Scope, status: int, seconds: float) -> None:
        route = scope.get("path_template") or UNMATCHED
        self._metrics.observe_request(scope["method"], route, status, seconds)
        fields = {"method": scope["method"], "route": route, "status": status, "duration_ms": round(seconds * 1000, 1)}
        if code := scope.get("state", {}).get(PROBLEM_CODE):
            fields["problem"] = code
        logger.info("request", **fields)
