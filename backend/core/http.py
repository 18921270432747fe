"""The seam to Litestar: problems as answers, problems in the OpenAPI document, the reader's language."""

from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.types import ExceptionHandlersMap

from backend.core.db import UNAVAILABLE, UNSTORABLE
from backend.core.errors import (
    BY_STATUS,
    PROBLEM_MEDIA_TYPE,
    FieldError,
    InternalError,
    InvalidRequest,
    Problem,
    ProblemDocument,
    ServiceUnavailable,
)
from backend.core.i18n import Translations
from backend.core.logs import PROBLEM_CODE
from backend.core.tables import CSV_MEDIA_TYPE

logger = structlog.get_logger(__name__)

_MAX_FIELD_ERRORS = 20
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def problems(*kinds: type[Problem]) -> dict[int, ResponseSpec]:
    """`responses=` of a route: every problem it may answer with, for people who read the API documents."""
    by_status: dict[int, list[type[Problem]]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, []).append(kind)
    return {
        status: ResponseSpec(
            data_container=ProblemDocument,
            media_type=PROBLEM_MEDIA_TYPE,
            description="; ".join(f"`{kind.code}`: {_first_line(kind)}" for kind in same),
            generate_examples=False,
        )
        for status, same in by_status.items()
    }


def _first_line(kind: type[Problem]) -> str:
    return (kind.__doc__ or kind.code).strip().splitlines()[0]


def locale_of(request: Request[Any, Any, Any], translations: Translations) -> str:
    """The language the reader asked for."""
    return translations.negotiate(request.headers.get("accept-language"))


async def refuse_nul(request: Request[Any, Any, Any]) -> None:
    """Hook `before_request` of the app: no text holds the character NUL, which PostgreSQL cannot store.

    Raises `InvalidRequest`. Looks for its JSON spelling in the raw body, before anything is decoded or stored.
    """
    if request.method not in _SAFE_METHODS and b"\\u0000" in await request.body():
        raise InvalidRequest


def exception_handlers(translations: Translations) -> ExceptionHandlersMap:
    """Handlers that turn every exception into a problem document; causes go to the log, never into the answer."""

    def answer(request: Request[Any, Any, Any], problem: Problem) -> Response[ProblemDocument]:
        request.scope["state"][PROBLEM_CODE] = problem.code  # for the log line of the request
        document = problem.document(translations, locale_of(request, translations))
        return Response(
            document,
            status_code=problem.status,
            media_type=PROBLEM_MEDIA_TYPE,
            headers={"cache-control": "no-store", **problem.headers},
        )

    def on_problem(request: Request[Any, Any, Any], problem: Problem) -> Response[ProblemDocument]:
        return answer(request, problem)

    def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[ProblemDocument]:
        kind = BY_STATUS.get(error.status_code)
        if kind is None:
            kind = InvalidRequest if error.status_code < 500 else InternalError
        errors = _field_errors(error) if isinstance(error, ValidationException) else None
        headers = {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
        return answer(request, kind(errors=errors, headers=headers))

    def on_fault(request: Request[Any, Any, Any], error: Exception) -> Response[ProblemDocument]:
        if isinstance(error, UNAVAILABLE):
            logger.warning("database_unavailable", error=type(error).__name__)
            return answer(request, ServiceUnavailable(headers={"retry-after": "5"}))
        if isinstance(error, UNSTORABLE):  # a value in the address or in a header that the database cannot hold
            return answer(request, InvalidRequest())
        logger.error("unhandled_error", exc_info=error)
        return answer(request, InternalError())

    return {Problem: on_problem, HTTPException: on_http, Exception: on_fault}


def _field_errors(error: ValidationException) -> list[FieldError] | None:
    extra = error.extra if isinstance(error.extra, list) else []
    found = [
        FieldError(field=str(item.get("key", "")), message=str(item.get("message", "")))
        for item in extra[:_MAX_FIELD_ERRORS]
        if isinstance(item, dict)
    ]
    return found or None


def csv_answer(body: bytes, file_name: str) -> Response[bytes]:
    """A table to keep: the browser saves it under `file_name`."""
    return Response(
        body, media_type=CSV_MEDIA_TYPE, headers={"content-disposition": f'attachment; filename="{file_name}"'}
    )
