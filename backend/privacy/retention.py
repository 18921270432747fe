"""The daily deletion: every class of data has its time, and what is over it goes. Says what it deleted."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from backend.core.clock import Clock
from backend.core.db import Database, Session
from backend.core.i18n import N_
from backend.core.metrics import Metrics
from backend.core.ownership import Identities
from backend.core.personal_data import PersonalDataRegister
from backend.core.vitals import Vital
from backend.privacy import repository

logger = structlog.get_logger(__name__)

UNUSED = "unused_identities"
_OWN = "retention_run"
_BATCH = 20
_LATE = timedelta(hours=36)

Deletion = Callable[[Session, datetime], Awaitable[int]]


class RetentionService:
    """Runs the purges. Each class is a transaction of its own: one that fails keeps no other from its time."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        metrics: Metrics,
        register: PersonalDataRegister,
        identities: Identities,
        keep_runs_days: int,
    ) -> None:
        self._db = db
        self._clock = clock
        self._register = register
        self._identities = identities
        self._keep_runs = timedelta(days=keep_runs_days)
        self._deleted = metrics.counter("personal_data_deleted", "Records deleted because their time was over", "key")

    async def run(self) -> None:
        """Delete everything whose time is over. Safe to repeat. Raises `RuntimeError` when a class failed."""
        now = self._clock()
        deletions: dict[str, Deletion] = {entry.key: entry.purge for entry in self._register.entries if entry.purge}
        deletions |= {UNUSED: self._erase_unused, _OWN: self._forget_runs}
        failed = [key for key, deletion in deletions.items() if not await self._delete(key, deletion, now)]
        if failed:
            raise RuntimeError(f"not deleted: {', '.join(failed)}")

    async def _delete(self, key: str, deletion: Deletion, now: datetime) -> bool:
        try:
            count = await self._until_done(deletion, now, batched=key == UNUSED)
        except Exception:  # a slice's code; the others have their time too, and the record tells of this one
            logger.exception("retention_failed", key=key)
            await self._note(now, key, None)
            return False
        await self._note(now, key, count)
        self._deleted.labels(key).inc(count)
        if count:
            logger.info("retention_deleted", key=key, count=count)
        return True

    async def _until_done(self, deletion: Deletion, now: datetime, *, batched: bool) -> int:
        total = 0
        while True:
            async with self._db.write() as session:
                count = await deletion(session, now)
            total += count
            if not batched or not count:
                return total

    async def _note(self, now: datetime, key: str, count: int | None) -> None:
        async with self._db.write() as session:
            await repository.add_run(session, now, key, count)

    async def _erase_unused(self, session: Session, now: datetime) -> int:
        """Erase a batch of devices and accounts that nobody uses any more, with all that belongs to them."""
        people = await self._identities.unused(session, now, _BATCH)
        return sum([sum((await self._register.erase(session, person)).values()) for person in people])

    async def _forget_runs(self, session: Session, now: datetime) -> int:
        return await repository.forget_runs(session, now - self._keep_runs)

    async def vitals(self) -> Sequence[Vital]:
        """How the last run went, for the desk."""
        async with self._db.read() as session:
            rows = await repository.last_run(session)
        seen_at = rows[0].ran_at if rows else None
        late = seen_at is None or self._clock() - seen_at > _LATE
        failing = any(row.deleted is None for row in rows)
        return [
            Vital(
                key="privacy.retention",
                label=N_("Tägliches Löschen"),
                state="failing" if failing else "late" if late else "ok",
                seen_at=seen_at,
                detail=N_("Gelöscht: {n}.") if rows else None,
                figures={"n": sum(row.deleted or 0 for row in rows)},
            )
        ]
