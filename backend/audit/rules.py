"""Who may read which entries and take which back. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from backend.core.identity import Role, Visitor

UNDONE = ".undone"
"""Suffix of the action that takes another one back."""


class UndoState(StrEnum):
    """Whether an entry can be taken back, and if not, why."""

    POSSIBLE = "possible"
    NONE = "none"
    """Nobody can take back this kind of action."""
    DONE = "done"
    IS_UNDO = "isUndo"
    FORGOTTEN = "forgotten"
    """Its details are over their time, so nobody knows what to go back to."""
    NOT_YOURS = "notYours"


def reads_everything(visitor: Visitor) -> bool:
    """Administrators read the whole log."""
    return Role.ADMIN in visitor.roles


def readable_actions(visitor: Visitor, undo_roles: Mapping[str, frozenset[Role]]) -> list[str]:
    """What others read: actions that a role of theirs may take back, and their taking back."""
    own = sorted(action for action, roles in undo_roles.items() if roles & visitor.roles)
    return [*own, *(action + UNDONE for action in own)]


def undo_state(
    visitor: Visitor, roles: frozenset[Role] | None, *, is_undo: bool, is_undone: bool, is_forgotten: bool
) -> UndoState:
    """What `visitor` can do about an entry; `roles` may take back its kind of action, None where nobody can."""
    if is_undo:
        return UndoState.IS_UNDO
    if roles is None:
        return UndoState.NONE
    if is_undone:
        return UndoState.DONE
    if not roles & visitor.roles:
        return UndoState.NOT_YOURS
    return UndoState.FORGOTTEN if is_forgotten else UndoState.POSSIBLE
