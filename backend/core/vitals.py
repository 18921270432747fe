"""How the parts of a running system are: each slice says it of its own feeds, jobs and sources, the desk shows it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Literal

from backend.core.schema import Schema

VitalState = Literal["ok", "late", "failing", "off"]


class Vital(Schema):
    """One part. `label` is a German message that the app translates; `detail` names figures, never persons.

    `late`: works, but what it knows is old. `off`: not configured. `seen_at`: when it last worked.
    """

    key: str
    label: str
    state: VitalState
    seen_at: datetime | None = None
    detail: str | None = None


VitalSource = Callable[[], Awaitable[Sequence[Vital]]]
