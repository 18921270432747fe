"""The health of the system for staff: every part asked at once, none able to hold up the others."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from litestar import Controller, Request, get
from litestar.di import NamedDependency

from backend.core.clock import Clock
from backend.core.db import Database
from backend.core.http import locale_of, problems
from backend.core.i18n import N_, Translations
from backend.core.identity import CITY_ROLES
from backend.core.jobs import Jobs
from backend.core.policy import staff
from backend.core.schema import Schema
from backend.core.snapshots import Snapshots
from backend.core.vitals import Vital, VitalSource, VitalState, VitalView

logger = structlog.get_logger(__name__)

POLICY = staff(*CITY_ROLES)
GAVE_UP_SHOWN = timedelta(hours=24)
MANY_WAITING = 500
"""So many waiting jobs mean that the worker does not keep up, or does not run."""
_PATIENCE_S = 3.0


class SystemHealth(Schema):
    """All parts, as of `checked_at`."""

    checked_at: datetime
    vitals: list[VitalView]


def kernel_vitals(db: Database, jobs: Jobs, snapshots: Snapshots, clock: Clock) -> tuple[VitalSource, ...]:
    """How database, jobs and snapshots are."""

    async def database() -> Sequence[Vital]:
        label = N_("Datenbank")
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await db.ping()
        except Exception:  # noqa: BLE001 -- whatever the driver raises, the part is failing
            return [Vital(key="database", label=label, state="failing")]
        return [Vital(key="database", label=label, state="ok", seen_at=clock())]

    async def background() -> Sequence[Vital]:
        counts = await jobs.counts(clock() - GAVE_UP_SHOWN)
        state: VitalState = "failing" if counts.gave_up else "late" if counts.waiting >= MANY_WAITING else "ok"
        return [
            Vital(
                key="jobs",
                label=N_("Aufgaben im Hintergrund"),
                state=state,
                detail=N_("Warten: {waiting}. Neuer Versuch: {retrying}. Aufgegeben seit gestern: {gave_up}."),
                figures={"waiting": counts.waiting, "retrying": counts.retrying, "gave_up": counts.gave_up},
            )
        ]

    async def answers() -> Sequence[Vital]:
        failed = snapshots.failed
        return [
            Vital(
                key="snapshots",
                label=N_("Öffentliche Listen"),
                state="late" if failed else "ok",
                detail=N_("Bereit: {ready}. Nicht erneuert: {failed}."),
                figures={"ready": len(snapshots.paths) - len(failed), "failed": len(failed)},
            )
        ]

    return database, background, answers


class VitalBoard:
    """Asks all sources."""

    def __init__(self, sources: Sequence[VitalSource], translations: Translations, clock: Clock) -> None:
        self._sources = sources
        self._translations = translations
        self._clock = clock

    async def read(self, locale: str) -> SystemHealth:
        """Every part in the reader's language. A source that fails or hangs is a failing part, not a failing answer."""
        answers = await asyncio.gather(*(self._ask(number, source) for number, source in enumerate(self._sources)))
        vitals = [self._view(vital, locale) for answer in answers for vital in answer]
        return SystemHealth(checked_at=self._clock(), vitals=vitals)

    async def _ask(self, number: int, source: VitalSource) -> Sequence[Vital]:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await source()
        except Exception:  # one broken part must not hide the others
            logger.exception("vital_source_failed", source=getattr(source, "__qualname__", number))
            return [Vital(key=f"source-{number}", label=N_("Ein Teil antwortet nicht"), state="failing")]

    def _view(self, vital: Vital, locale: str) -> VitalView:
        detail = self._translations.translate(vital.detail, locale) if vital.detail else None
        return VitalView(
            key=vital.key,
            label=self._translations.translate(vital.label, locale),
            state=vital.state,
            kind=vital.kind,
            seen_at=vital.seen_at,
            detail=detail.format(**vital.figures) if detail else None,
        )


class SystemHealthController(Controller):
    """For the desk; machines use `/health`."""

    path = "/api/v1/desk/health"
    tags = ("Desk",)

    @get(
        "/",
        operation_id="getSystemHealth",
        summary="How feeds, jobs and sources are",
        policy=POLICY,
        responses=problems(*POLICY.problems),
    )
    async def read_health(
        self,
        request: Request[Any, Any, Any],
        vital_board: NamedDependency[VitalBoard],
        translations: NamedDependency[Translations],
    ) -> SystemHealth:
        """Asked afresh each time; names of parts and details come in the reader's language."""
        return await vital_board.read(locale_of(request, translations))
