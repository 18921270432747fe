"""What the kernel itself stores about people: the audit log, and answers kept for repeated requests."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from backend.core.audit import AuditEntry, AuditLog
from backend.core.db import Session
from backend.core.i18n import N_
from backend.core.idempotency import Idempotency
from backend.core.personal_data import Person, PersonalData
from backend.settings import Settings

_HOURS_A_DAY = 24


async def _actions(session: Session, person: Person) -> Sequence[Any]:
    """What this person did as staff. What others did to a record of theirs is no statement about them."""
    mine = select(AuditEntry).where(AuditEntry.actor_id == person.account_id).order_by(AuditEntry.sequence)
    rows = await session.scalars(mine) if person.account_id else ()
    return [{"at": row.at, "action": row.action, "subject": f"{row.subject_kind} {row.subject_id}"} for row in rows]


def kernel_entries(settings: Settings, audit: AuditLog, idempotency: Idempotency) -> list[PersonalData]:
    """The kernel's classes of data."""

    async def blank(session: Session, now: datetime) -> int:
        return await audit.blank_details(session, now - timedelta(days=settings.retention.audit_details_days))

    async def forget_answers(session: Session, _now: datetime) -> int:
        return await idempotency.forget_old(session)

    return [
        PersonalData(
            key="audit",
            tables=("audit_entry",),
            what=N_("Protokoll: was Mitarbeitende in der App geändert haben"),
            why=N_("Damit sich jede Änderung nachprüfen lässt."),
            until=N_("Einzelheiten: {period}. Der Eintrag bleibt, ohne Ihren Namen."),
            legal_basis="public_task",
            retention_days=settings.retention.audit_details_days,
            export=_actions,
            fields={"at": N_("Zeitpunkt"), "action": N_("Handlung"), "subject": N_("Woran")},
            stays=True,
            purge=blank,
        ),
        PersonalData(
            key="repeated_request",
            tables=("idempotency_record",),
            what=N_("Kopie unserer Antwort, wenn Sie etwas senden"),
            why=N_("Damit nichts doppelt ankommt, wenn das Netz abreißt."),
            until="{period}",
            legal_basis="public_task",
            retention_days=-(-settings.idempotency_hours // _HOURS_A_DAY),
            purge=forget_answers,
        ),
    ]
