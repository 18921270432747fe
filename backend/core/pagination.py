"""Long lists in pages, by cursor: stable while rows come and go, and as fast on page 1,000 as on page 1."""

import base64
import binascii
from typing import Any, Generic, TypeVar, cast

import msgspec

from backend.core.errors import Problem
from backend.core.i18n import N_
from backend.core.schema import Schema

ItemT = TypeVar("ItemT")
ShapeT = TypeVar("ShapeT", bound=tuple[Any, ...])
_MAX_CURSOR_CHARS = 512


class InvalidCursor(Problem):
    """The cursor was not made by this API, or for another list."""

    code = "invalid-cursor"
    status = 400
    title = N_("Seite nicht gefunden")
    detail = N_("Diese Stelle der Liste gibt es nicht. Bitte beginnen Sie die Liste von vorn.")


class Page(Schema, Generic[ItemT]):
    """One page of a list. `next_cursor` is `null` on the last page."""

    items: list[ItemT]
    next_cursor: str | None


def encode_cursor(position: tuple[Any, ...]) -> str:
    """An opaque, URL-safe text for the sort key of the last row (texts, numbers, times, UUIDs)."""
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).rstrip(b"=").decode()


def decode_cursor(cursor: str, shape: type[ShapeT] | None = None) -> ShapeT:
    """The sort key behind a cursor as `shape`, e.g. `tuple[datetime, UUID]`. Raises `InvalidCursor`."""
    if not cursor or len(cursor) > _MAX_CURSOR_CHARS:
        raise InvalidCursor
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return cast("ShapeT", msgspec.json.decode(raw, type=shape or tuple[Any, ...]))
    except (binascii.Error, ValueError, msgspec.DecodeError, RecursionError) as error:
        raise InvalidCursor from error


def make_page(rows: list[ItemT], limit: int, position: Any) -> Page[ItemT]:
    """A page from up to `limit + 1` rows: the extra row only tells that there is more.

    `position` is called with the last row shown and returns its sort key.
    """
    shown = rows[:limit]
    more = len(rows) > limit and bool(shown)
    return Page(items=shown, next_cursor=encode_cursor(position(shown[-1])) if more else None)
