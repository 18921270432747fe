"""Errors people and programs can act on: problem documents (RFC 9457) with a stable code and a plain sentence."""

from typing import Any, ClassVar

import msgspec

from backend.core.i18n import N_, Translations
from backend.core.schema import Schema

PROBLEM_MEDIA_TYPE = "application/problem+json"
_TYPE_PREFIX = "/api/docs/problems#"


class FieldError(Schema):
    """One wrong field: where (dotted path) and what is wrong with it."""

    field: str
    message: str


class ProblemDocument(Schema, omit_defaults=True):
    """RFC 9457 problem document. `code` is stable and made for programs, `detail` is made for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str | None = None
    errors: list[FieldError] | None = None


class Problem(Exception):
    """Base of every expected error. Subclasses set the class attributes; `params` fill `{fields}` of `detail`."""

    code: ClassVar[str] = "problem"
    status: ClassVar[int] = 400
    title: ClassVar[str] = N_("Das hat nicht geklappt")
    detail: ClassVar[str] = ""

    def __init__(
        self, *, errors: list[FieldError] | None = None, headers: dict[str, str] | None = None, **params: Any
    ) -> None:
        self.errors = errors
        self.headers = headers or {}
        self.params = params
        super().__init__(f"{self.code} {params}" if params else self.code)

    def document(self, translations: Translations, locale: str, *, instance: str | None = None) -> ProblemDocument:
        """The problem in the reader's language."""
        detail = translations.translate(self.detail, locale)
        return ProblemDocument(
            type=f"{_TYPE_PREFIX}{self.code}",
            title=translations.translate(self.title, locale),
            status=self.status,
            detail=detail.format(**self.params) if self.params else detail,
            code=self.code,
            instance=instance,
            errors=self.errors,
        )


class InvalidRequest(Problem):
    """The request does not have the shape that is documented."""

    code = "invalid-request"
    status = 400
    title = N_("Die Anfrage passt nicht")
    detail = N_("Bitte prüfen Sie die Angaben. Etwas fehlt oder hat eine falsche Form.")


class NotFound(Problem):
    """Nothing lives at this address."""

    code = "not-found"
    status = 404
    title = N_("Nicht gefunden")
    detail = N_("Diese Adresse gibt es hier nicht.")


class MethodNotAllowed(Problem):
    """The address exists, but not for this method."""

    code = "method-not-allowed"
    status = 405
    title = N_("So geht es nicht")
    detail = N_("Diese Adresse kennt die gewählte Methode nicht.")


class PayloadTooLarge(Problem):
    """The body is larger than this route takes."""

    code = "payload-too-large"
    status = 413
    title = N_("Zu groß")
    detail = N_("Die gesendeten Daten sind zu groß.")


class UnsupportedMediaType(Problem):
    """The body is of a type this route does not read."""

    code = "unsupported-media-type"
    status = 415
    title = N_("Falsches Format")
    detail = N_("Bitte senden Sie JSON.")


class Forbidden(Problem):
    """Known or unknown, this caller may not do it."""

    code = "forbidden"
    status = 403
    title = N_("Nicht erlaubt")
    detail = N_("Dafür brauchen Sie eine Erlaubnis.")


class ServiceUnavailable(Problem):
    """A part we depend on does not answer; trying again later helps."""

    code = "service-unavailable"
    status = 503
    title = N_("Gerade nicht erreichbar")
    detail = N_("Bitte versuchen Sie es in ein paar Minuten noch einmal.")


class InternalError(Problem):
    """A fault of ours. The log has the cause; the answer never does."""

    code = "internal-error"
    status = 500
    title = N_("Bei uns ist ein Fehler passiert")
    detail = N_("Das liegt nicht an Ihnen. Bitte versuchen Sie es später noch einmal.")


BY_STATUS: dict[int, type[Problem]] = {
    problem.status: problem
    for problem in (
        InvalidRequest,
        Forbidden,
        NotFound,
        MethodNotAllowed,
        PayloadTooLarge,
        UnsupportedMediaType,
        ServiceUnavailable,
        InternalError,
    )
}
"""The problem for a bare status that the framework raises."""


def encode_problem(document: ProblemDocument) -> bytes:
    """The document as JSON bytes."""
    return msgspec.json.encode(document)
