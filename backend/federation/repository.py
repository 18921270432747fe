"""Queries of signing in through providers. Never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.exc import IntegrityError

from backend.accounts.models import Account, AccountSession, RoleGrant
from backend.core.db import Session, upsert
from backend.federation.models import FederatedLogin, SignInAttempt, SpentLogoutToken

METHOD = "oidc"

# -- sign-ins under way


async def add_attempt(session: Session, attempt: SignInAttempt) -> None:
    """Store a sign-in under way."""
    session.add(attempt)
    await session.flush()


async def take_attempt(
    session: Session, provider: str, state_digest: bytes, browser_digest: bytes
) -> SignInAttempt | None:
    """The sign-in that this browser began with this provider; nobody gets it a second time."""
    fits = (
        (SignInAttempt.state_digest == state_digest)
        & (SignInAttempt.browser_digest == browser_digest)
        & (SignInAttempt.provider == provider)
    )
    return await session.scalar(delete(SignInAttempt).where(fits).returning(SignInAttempt))


async def delete_expired(session: Session, now: datetime) -> int:
    """Delete attempts and spent tokens whose time is over."""
    attempts = await session.execute(delete(SignInAttempt).where(SignInAttempt.expires_at <= now))
    spent = await session.execute(delete(SpentLogoutToken).where(SpentLogoutToken.expires_at <= now))
    return _count(attempts) + _count(spent)


# -- people


async def account_of(session: Session, provider: str, subject: str, *, lock: bool = False) -> Account | None:
    """The account behind a subject. `lock`: nobody else changes its rights until the transaction ends."""
    account_id = await session.scalar(
        select(FederatedLogin.account_id).where(FederatedLogin.provider == provider, FederatedLogin.subject == subject)
    )
    return await session.get(Account, account_id, with_for_update=lock) if account_id else None


async def link(session: Session, provider: str, subject: str, new: Account) -> Account:
    """The account behind a subject: `new` unless there is one already, also when another sign-in is faster."""
    known = await account_of(session, provider, subject, lock=True)
    if known is not None:
        return known
    try:
        async with session.begin_nested():
            session.add(new)
            await session.flush()
            session.add(
                FederatedLogin(provider=provider, subject=subject, account_id=new.id, created_at=new.created_at)
            )
    except IntegrityError:  # the other sign-in has committed by now: the database made us wait for it
        known = await account_of(session, provider, subject, lock=True)
        if known is None:
            raise
        return known
    return new


async def logins_of(session: Session, account_id: UUID) -> Sequence[FederatedLogin]:
    """All logins of a person."""
    return (await session.scalars(select(FederatedLogin).where(FederatedLogin.account_id == account_id))).all()


async def delete_logins(session: Session, account_id: UUID) -> int:
    """Forget which logins a person has; returns how many."""
    return _count(await session.execute(delete(FederatedLogin).where(FederatedLogin.account_id == account_id)))


# -- sessions


async def provider_of_session(session: Session, session_id: UUID) -> str | None:
    """The provider that a session was begun with."""
    return await session.scalar(select(AccountSession.provider).where(AccountSession.id == session_id))


async def end_sessions(
    session: Session, provider: str, *, account_id: UUID | None, provider_session: str | None
) -> int:
    """End sessions begun with a provider: of an account, or with one session there, or both; returns how many."""
    ended = (AccountSession.method == METHOD) & (AccountSession.provider == provider)
    if account_id is not None:
        ended &= AccountSession.account_id == account_id
    if provider_session is not None:
        ended &= AccountSession.provider_session == provider_session
    return _count(await session.execute(delete(AccountSession).where(ended)))


async def spend(session: Session, digest: bytes, expires_at: datetime) -> bool:
    """Remember a logout token; False when it was carried out before."""
    values = {"digest": digest, "expires_at": expires_at}
    statement = upsert(session, SpentLogoutToken).values(values).on_conflict_do_nothing()
    return await session.scalar(statement.returning(SpentLogoutToken.digest)) is not None


async def drop_rights_of_others(session: Session, providers: Sequence[str], sources: Sequence[str], prefix: str) -> int:
    """End sessions and take back roles that came from providers which are not configured any more."""
    foreign = (AccountSession.method == METHOD) & AccountSession.provider.not_in(providers)
    ended = await session.execute(delete(AccountSession).where(foreign))
    stale = RoleGrant.source.startswith(prefix, autoescape=True) & RoleGrant.source.not_in(sources)
    taken = await session.execute(delete(RoleGrant).where(stale))
    return _count(ended) + _count(taken)


def _count(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount
