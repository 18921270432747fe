"""How the parts of a running system are: each slice says it of its own feeds, jobs and sources, the desk shows it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from backend.core.schema import Schema

VitalState = Literal["ok", "late", "failing", "off"]
VitalKind = Literal["live", "dataset"]
"""`live`: a feed or a job that has to keep up. `dataset`: fixed data of one year; old is how it is, no alarm."""


class Vital(msgspec.Struct, frozen=True, kw_only=True):
    """One part. `label` and `detail` are German messages (`N_`); `figures` fill `{names}` of `detail`, never persons.

    `late`: works, but what it knows is old. `off`: not configured. `seen_at`: when it last worked.
    """

    key: str
    label: str
    state: VitalState
    kind: VitalKind = "live"
    seen_at: datetime | None = None
    detail: str | None = None
    figures: Mapping[str, int | str] = {}


class VitalView(Schema):
    """A part as the desk shows it, in the reader's language."""

    key: str
    label: str
    state: VitalState
    kind: VitalKind
    seen_at: datetime | None
    detail: str | None


VitalSource = Callable[[], Awaitable[Sequence[Vital]]]
