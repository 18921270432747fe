"""Who looks after an organisation when somebody who did is gone.

The member who has been there longest takes over. Where nobody is left who could, the organisation is suspended and its
open invitations are void: a link that somebody still holds must not hand a verified name to whoever opens it. The desk
sees both in the log and may decide otherwise.
"""

from backend.accounts import people_repository, repository
from backend.accounts.models import Organisation
from backend.core.audit import AuditLog
from backend.core.db import Session
from backend.core.identity import ANONYMOUS
from backend.core.personal_data import Person

INHERITED = "organisation.inherited"
ABANDONED = "organisation.abandoned"
_SUBJECT = "organisation"


class Succession:
    """Keeps organisations from being left without anybody who manages them."""

    def __init__(self, audit: AuditLog) -> None:
        self._audit = audit

    async def erase_rights(self, session: Session, person: Person) -> int:
        """Delete roles and memberships, and settle what the person leaves behind; returns how many records.

        The organisations are locked first, so that two managers who go at once are seen one after the other.
        """
        left = await people_repository.lock_organisations_of(session, person)
        erased = await repository.erase_rights(session, person)
        for row in left:
            await self.settle(session, row)
        return erased

    async def settle(self, session: Session, row: Organisation) -> None:
        """After somebody has gone: leave it, hand it on, or suspend it. The caller holds the organisation alone.

        Entries name nobody: who manages now is read in the organisation, and an erased person stays in no entry.
        """
        members = await people_repository.active_members_of(session, row.id)
        if any(member.manages for member in members):
            return
        if members:
            heir = members[0]
            heir.manages = True
            await people_repository.save(session, heir)
            await repository.must_rotate(session, heir.account_id)
            await self._audit.record(session, ANONYMOUS, INHERITED, (_SUBJECT, row.id))
            return
        await people_repository.delete_invitations_into(session, row.id)
        if row.status == "suspended":
            return
        before, row.status = row.status, "suspended"
        row.version += 1
        await people_repository.save(session, row)
        await self._audit.record(
            session,
            ANONYMOUS,
            ABANDONED,
            (_SUBJECT, row.id),
            before={"status": before},
            after={"status": row.status},
        )
