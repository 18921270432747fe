"""Use case: a person writes to the city and reads the answer, with nothing but this device as proof of who that is."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import cast

from backend.assistant import repository
from backend.assistant.errors import ConsentMissing
from backend.assistant.models import HandOver
from backend.assistant.schemas import HandOverBody, HandOverReceipt, HandOverStatus, MyHandOver, MyHandOvers
from backend.core.context import Context
from backend.core.db import Session
from backend.core.idempotency import Outcome, fingerprint
from backend.core.identity import Visitor
from backend.core.ids import new_id
from backend.core.ownership import Owner
from backend.core.personal_data import Person

FindOwner = Callable[[Session], Awaitable[Owner]]
"""Finds or makes the owner of what is stored in this transaction."""
NOBODY = Owner()


class HandOverService:
    """Messages to the city."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def send(self, body: HandOverBody, key: str | None, find_owner: FindOwner) -> HandOverReceipt:
        """Store a message.

        Raises `ConsentMissing`, `IdempotencyKeyInvalid`, `IdempotencyKeyReused`, `SignInRequired`.
        """
        if not body.consent:
            raise ConsentMissing
        async with self._context.db.write() as session:
            outcome = await self._context.idempotency.once(
                session, "assistant-handover", key, fingerprint(body), lambda: self._store(session, body, find_owner)
            )
            receipt = outcome.decode(HandOverReceipt)
            if outcome.replayed and body.reply == "device":
                # The first answer may have got lost, and with it the cookie. Who has the key wrote the message.
                await repository.own_again(session, receipt.id, await find_owner(session))
        return receipt

    async def _store(self, session: Session, body: HandOverBody, find_owner: FindOwner) -> Outcome:
        owner = await find_owner(session) if body.reply == "device" else NOBODY
        now = self._context.clock()
        row = HandOver(
            id=new_id(),
            message=body.message,
            locale=body.locale,
            page=body.page,
            reply=body.reply,
            status="open",
            version=1,
            created_at=now,
            delete_after=now + timedelta(days=self._context.settings.retention.handover_days),
            account_id=owner.account_id,
            device_id=owner.device_id,
        )
        await repository.add_handover(session, row)
        return Outcome.of(HandOverReceipt(id=row.id, status="open", delete_on=row.delete_after.date()))

    async def mine(self, visitor: Visitor) -> MyHandOvers:
        """Messages of this device or account with their answers."""
        devices = (visitor.device_id,) if visitor.device_id else ()
        async with self._context.db.read() as session:
            rows = await repository.handovers_of(session, Person(visitor.account_id, devices))
        return MyHandOvers(items=[_mine(row) for row in rows])


def _mine(row: HandOver) -> MyHandOver:
    answered = row.decided_at if row.answer is not None else None
    return MyHandOver(
        id=row.id,
        message=row.message,
        status=cast("HandOverStatus", row.status),
        sent_on=row.created_at.date(),
        answer=row.answer,
        answered_on=answered.date() if answered else None,
        delete_on=row.delete_after.date(),
    )
