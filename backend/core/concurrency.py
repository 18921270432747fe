"""Two people edit the same thing: nobody's work is lost (RFC 9110, section 13.1.1, and RFC 6585, section 3).

An editable row has a `version`. Reading gives it as `ETag`, a change names it in `If-Match`; when somebody else was
faster the answer is 412 and the screen shows both versions to choose from.
"""

import re
from typing import Annotated, Protocol, TypeVar

from litestar import Response
from litestar.params import HeaderParameter

from backend.core.errors import Problem
from backend.core.i18n import N_


class Versioned(Protocol):
    """A view of something editable."""

    @property
    def version(self) -> int:
        """Grows with every change."""
        ...


ViewT = TypeVar("ViewT", bound=Versioned)
_TAG = re.compile(r'(?:W/)?"v(\d{1,9})"')

IfMatch = Annotated[
    str | None,
    HeaderParameter(name="If-Match", required=False, description="`ETag` of the version that was edited. Required."),
]
"""The header as a handler parameter; optional for the framework so that its absence is answered in plain words."""


class VersionRequired(Problem):
    """The change does not say which version it was made from."""

    code = "version-required"
    status = 428
    title = N_("Es fehlt etwas")
    detail = N_("Bitte laden Sie die Seite neu und ändern Sie es noch einmal.")


class ChangedMeanwhile(Problem):
    """Somebody else changed the same thing in the meantime."""

    code = "changed-meanwhile"
    status = 412
    title = N_("Jemand war schneller")
    detail = N_("Inzwischen hat jemand anderes das geändert. Bitte vergleichen Sie beide Fassungen.")


def version_tag(version: int) -> str:
    """The ETag of a version."""
    return f'"v{version}"'


def tagged(view: ViewT) -> Response[ViewT]:
    """The answer with a view and, as `ETag`, the version to edit."""
    return Response(view, headers={"etag": version_tag(view.version)})


def check_version(version: int, if_match: str | None) -> None:
    """Raise unless `if_match` names this version. Raises `VersionRequired`, `ChangedMeanwhile`."""
    if not if_match:
        raise VersionRequired
    named = _TAG.fullmatch(if_match.strip())
    if named is None or int(named[1]) != version:
        raise ChangedMeanwhile
