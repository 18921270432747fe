"""Why an entry cannot be taken back. What the thing itself says against it comes from its slice."""

from backend.core.audit import CannotUndo
from backend.core.errors import Problem
from backend.core.i18n import N_


class AuditEntryNotFound(Problem):
    """The log has no entry with this number that the reader may see."""

    code = "audit-entry-not-found"
    status = 404
    title = N_("Nicht gefunden")
    detail = N_("Diesen Eintrag gibt es im Protokoll nicht.")


class AlreadyUndone(CannotUndo):
    """Somebody has taken it back before."""

    code = "already-undone"
    detail = N_("Das hat schon jemand zurückgenommen.")


class UndoCannotBeUndone(CannotUndo):
    """The entry itself takes another one back."""

    code = "undo-cannot-be-undone"
    detail = N_("Eine Rücknahme lässt sich nicht zurücknehmen. Bitte ändern Sie es neu.")


class NoWayBack(CannotUndo):
    """Nobody has said how this kind of action is taken back."""

    code = "no-way-back"
    detail = N_("Für diese Änderung gibt es keinen Weg zurück.")


class DetailsForgotten(CannotUndo):
    """The details of the entry were deleted when their time was over."""

    code = "details-forgotten"
    detail = N_("Das ist zu lange her. Die Einzelheiten sind gelöscht.")
