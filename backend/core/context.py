"""What the app hands to each slice, and what it gets back: the whole contract between them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec
from litestar.types import ControllerRouterHandler

from backend.core.audit import AuditLog
from backend.core.broadcast import Broadcast
from backend.core.city import CityConfig
from backend.core.clock import Clock
from backend.core.db import Database
from backend.core.i18n import Translations
from backend.core.idempotency import Idempotency
from backend.core.jobs import Jobs
from backend.core.live import LiveHub
from backend.core.live_answers import LiveSource
from backend.core.metrics import Metrics
from backend.core.personal_data import PersonalData
from backend.core.ratelimit import RateLimiter
from backend.core.readable import ReadableSource
from backend.core.searching import Searchable
from backend.core.snapshots import Snapshots
from backend.core.vitals import VitalSource
from backend.settings import Settings

Hook = Callable[[], Awaitable[None]]


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """The kernel's parts, built once per process."""

    settings: Settings
    city: CityConfig
    clock: Clock
    db: Database
    broadcast: Broadcast
    live: LiveHub
    jobs: Jobs
    snapshots: Snapshots
    limiter: RateLimiter
    idempotency: Idempotency
    translations: Translations
    metrics: Metrics
    audit: AuditLog


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """What a slice adds to the app. `dependencies` maps handler parameter names to the service they get.

    `personal_data` answers for every table about people, `vitals` tell the desk how feeds and jobs are.
    """

    controllers: Sequence[ControllerRouterHandler] = ()
    dependencies: Mapping[str, Any] = msgspec.field(default_factory=dict)
    on_startup: Sequence[Hook] = ()
    on_shutdown: Sequence[Hook] = ()
    personal_data: Sequence[PersonalData] = ()
    vitals: Sequence[VitalSource] = ()
    searchables: Sequence[Searchable] = ()
    """Groups of the one search."""
    live: Sequence[LiveSource] = ()
    """What the assistant may answer from now."""
    readable: ReadableSource | None = None
    """Texts that are also served as pages without script."""
