"""Queries of passkeys. Never commits."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, select, update

from backend.accounts.models import Account
from backend.core.db import Session, upsert
from backend.passkeys.models import Passkey, RecoveryCode, WebauthnChallenge


async def lock_account(session: Session, account_id: UUID) -> Account | None:
    """One account, locked while its ways in are changed (SQLite has one writer anyway)."""
    return await session.get(Account, account_id, with_for_update=True, populate_existing=True)


async def passkeys_of(session: Session, account_id: UUID) -> list[Passkey]:
    """Passkeys of a person, the oldest first."""
    query = select(Passkey).where(Passkey.account_id == account_id)
    return list(await session.scalars(query.order_by(Passkey.created_at, Passkey.id)))


async def passkey_for_sign_in(session: Session, credential_id: bytes) -> tuple[Passkey, Account] | None:
    """The passkey with this id and its account; locked, so that its counter moves one sign-in at a time."""
    query = select(Passkey, Account).join(Account, Account.id == Passkey.account_id)
    row = (await session.execute(query.where(Passkey.credential_id == credential_id).with_for_update())).first()
    return (row[0], row[1]) if row else None


async def add_passkey(session: Session, passkey: Passkey) -> bool:
    """Store a new passkey; False when its credential id is known already, also to somebody else."""
    values = {column.name: getattr(passkey, column.name) for column in Passkey.__table__.columns}
    stored = upsert(session, Passkey).values(**values).on_conflict_do_nothing(index_elements=["credential_id"])
    return await session.scalar(stored.returning(Passkey.id)) is not None


async def rename_passkey(session: Session, account_id: UUID, passkey_id: UUID, label: str) -> int:
    """Give a passkey of this person another name; returns how many rows changed."""
    mine = (Passkey.id == passkey_id) & (Passkey.account_id == account_id)
    return _count(await session.execute(update(Passkey).where(mine).values(label=label)))


async def delete_passkey(session: Session, account_id: UUID, passkey_id: UUID) -> int:
    """Forget a passkey of this person; returns how many rows went."""
    mine = (Passkey.id == passkey_id) & (Passkey.account_id == account_id)
    return _count(await session.execute(delete(Passkey).where(mine)))


async def recovery_code_of(session: Session, account_id: UUID) -> RecoveryCode | None:
    """The person's recovery code, as a digest."""
    return await session.get(RecoveryCode, account_id)


async def replace_recovery_code(
    session: Session, account_id: UUID, digest: bytes, now: datetime, *, retry_digest: bytes | None = None
) -> None:
    """Let this be the person's one code. `retry_digest`: see `take_retry`."""
    values = {"digest": digest, "retry_digest": retry_digest, "created_at": now}
    insert = upsert(session, RecoveryCode).values(account_id=account_id, **values)
    await session.execute(insert.on_conflict_do_update(index_elements=["account_id"], set_=values))


async def take_recovery_code(session: Session, digest: bytes) -> UUID | None:
    """Use up a code: of two requests at the same moment one gets the account, the other None."""
    taken = delete(RecoveryCode).where(RecoveryCode.digest == digest).returning(RecoveryCode.account_id)
    return cast("UUID | None", await session.scalar(taken))


async def account_of_code(session: Session, digest: bytes, retry_digest: bytes, since: datetime) -> UUID | None:
    """Whose a code is or was a moment ago. Only to lock the account first, as erasing does; `take_...` decides."""
    again = (RecoveryCode.retry_digest == retry_digest) & (RecoveryCode.created_at >= since)
    query = select(RecoveryCode.account_id).where((RecoveryCode.digest == digest) | again)
    return cast("UUID | None", await session.scalar(query))


async def take_retry(session: Session, retry_digest: bytes, since: datetime) -> UUID | None:
    """Whose code was just used by this very request, so that its answer may be given again."""
    same = (RecoveryCode.retry_digest == retry_digest) & (RecoveryCode.created_at >= since)
    query = select(RecoveryCode.account_id).where(same).with_for_update()
    return cast("UUID | None", await session.scalar(query))


async def put_challenge(session: Session, challenge: WebauthnChallenge) -> None:
    """Store a challenge."""
    session.add(challenge)
    await session.flush()


async def take_challenge(session: Session, token_digest: bytes) -> WebauthnChallenge | None:
    """Use up the challenge of a browser: of two requests at the same moment one gets it, the other None."""
    taken = delete(WebauthnChallenge).where(WebauthnChallenge.token_digest == token_digest)
    return cast("WebauthnChallenge | None", await session.scalar(taken.returning(WebauthnChallenge)))


async def delete_challenges_expired(session: Session, now: datetime) -> int:
    """Delete challenges nobody answered."""
    return _count(await session.execute(delete(WebauthnChallenge).where(WebauthnChallenge.expires_at <= now)))


async def forget_ways_in(session: Session, account_id: UUID) -> int:
    """Forget all passkeys, the recovery code and open challenges of a person; returns how many rows went."""
    tables = (Passkey, RecoveryCode, WebauthnChallenge)
    return sum([_count(await session.execute(delete(t).where(t.account_id == account_id))) for t in tables])


def _count(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount
