"""What can go wrong with pages, in plain words."""

from backend.core.errors import Problem
from backend.core.i18n import N_


class PageNotFound(Problem):
    """No page has this id."""

    code = "page-not-found"
    status = 404
    title = N_("Seite nicht gefunden")
    detail = N_("Diese Seite gibt es nicht. Fragen Sie gern die Behördennummer 115.")


class LanguageNotFound(Problem):
    """The app does not speak this language."""

    code = "language-not-found"
    status = 404
    title = N_("Sprache nicht gefunden")
    detail = N_("Diese Sprache spricht die App nicht.")
