"""What the service and the feeds know of a source between two looks."""

from datetime import datetime

import msgspec


class FeedState(msgspec.Struct, frozen=True, kw_only=True):
    """One source: last good answer, last attempt, next turn, failures in a row, and what HTTP needs to ask cheaply."""

    feed: str
    attempted_at: datetime
    next_at: datetime
    checked_at: datetime | None = None
    failures: int = 0
    problem: str | None = None
    etag: str | None = None
    last_modified: str | None = None
