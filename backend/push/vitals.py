"""How sending to phones goes, for the desk."""

from datetime import timedelta

from backend.core.context import Context
from backend.core.i18n import N_
from backend.core.vitals import Vital
from backend.push import outbox

_DAY = timedelta(days=1)


class SendingVitals:
    """Messages that push services refused for good are our fault, or theirs: somebody has to look."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def read(self) -> list[Vital]:
        """One part: failing when messages were refused within a day, late while some wait."""
        now = self._context.clock()
        async with self._context.db.read() as session:
            failed, late, last = await outbox.count_failures(session, now - _DAY)
        return [
            Vital(
                key="push.sending",
                label=N_("Versand aufs Handy"),
                state="failing" if failed else "late" if late else "ok",
                seen_at=last,
                detail=N_("Abgewiesen in 24 Stunden: {failed}. Neuer Versuch folgt: {late}."),
                figures={"failed": failed, "late": late},
            )
        ]
