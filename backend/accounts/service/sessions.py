"""Sessions: begun by a proof of identity, rotated when rights change, ended by the person, by idling or by age."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from backend.accounts import repository, rules
from backend.accounts.errors import SessionNotFound
from backend.accounts.models import Account, AccountSession
from backend.accounts.rules import SessionLimits
from backend.accounts.secrets import new_token, token_digest
from backend.core.clock import Clock
from backend.core.cookies import Connection, CookieJar
from backend.core.db import Database, Session, after_commit
from backend.core.identity import ANONYMOUS, Role, Visitor
from backend.core.ids import new_id
from backend.settings import AccountSettings

logger = structlog.get_logger(__name__)

COOKIE = "session"


class SessionService:
    """Opens, recognises and ends sessions."""

    def __init__(self, db: Database, clock: Clock, cookies: CookieJar, settings: AccountSettings) -> None:
        self._db = db
        self._clock = clock
        self._cookies = cookies
        self._resident = SessionLimits(
            timedelta(days=settings.session_idle_days), timedelta(days=settings.session_absolute_days)
        )
        self._staff = SessionLimits(
            timedelta(minutes=settings.staff_idle_minutes), timedelta(hours=settings.staff_absolute_hours)
        )

    async def open(
        self,
        session: Session,
        connection: Connection,
        account: Account,
        *,
        method: str,
        provider: str | None = None,
        provider_session: str | None = None,
        authenticated_at: datetime | None = None,
    ) -> UUID:
        """Sign this browser in. Whatever session it had before ends, so a planted token is worth nothing (fixation).

        `authenticated_at`: when the person proved who they are, where that was not just now.
        """
        await self._end_present(session, connection)
        now = self._clock()
        limits = rules.limits_for(await repository.roles_of(session, account.id), self._resident, self._staff)
        token = new_token()
        row = AccountSession(
            id=new_id(),
            account_id=account.id,
            token_digest=token_digest(token),
            method=method,
            provider=provider,
            provider_session=provider_session,
            label=rules.browser_label(connection.headers.get("user-agent")),
            created_at=now,
            authenticated_at=authenticated_at or now,
            last_seen_at=now,
            expires_at=now + limits.absolute,
        )
        account.last_signed_in_on = now.date()
        await repository.add(session, row)
        self._cookies.write(connection, COOKIE, token, age=limits.absolute)
        after_commit(session, lambda: logger.info("signed_in", method=method, provider=provider))
        return row.id

    async def refresh(self, session: Session, connection: Connection, session_id: UUID) -> None:
        """The person has proved who they are once more: the session is fresh and has a new token."""
        row = await repository.session_for_update(session, session_id)
        if row is not None:
            row.authenticated_at = self._clock()
            await self._renew_token(session, connection, row)
            after_commit(session, lambda: logger.info("confirmed"))

    async def _end_present(self, session: Session, connection: Connection) -> None:
        token = self._cookies.read(connection, COOKIE)
        found = await repository.session_by_digest(session, token_digest(token)) if token else None
        if found is not None:
            await repository.delete_session(session, found[0].account_id, found[0].id)

    async def recognise(self, connection: Connection) -> Visitor:
        """The person of this connection; `ANONYMOUS` for a missing, unknown, former or ended session."""
        token = self._cookies.read(connection, COOKIE)
        if token is None:
            return ANONYMOUS
        digest, now = token_digest(token), self._clock()
        async with self._db.read() as session:
            found = await repository.session_by_digest(session, digest)
            if found is None:
                self._cookies.clear(connection, COOKIE)
                return ANONYMOUS
            row, account = found
            roles = await repository.roles_of(session, account.id)
            memberships = await repository.memberships_of(session, account.id)
        if not self._is_good(row, account, digest, roles, now):
            self._cookies.clear(connection, COOKIE)
            return ANONYMOUS
        await self._keep_fresh(connection, row, digest, now)
        return Visitor(
            account_id=account.id,
            session_id=row.id,
            name=account.name,
            roles=roles | {Role.RESIDENT},
            memberships=memberships,
            # The token before a confirmation still counts for a moment, but it has proved nothing itself (ASVS 7.2.4).
            authenticated_at=row.authenticated_at if digest == row.token_digest else None,
        )

    def _is_good(
        self, row: AccountSession, account: Account, digest: bytes, roles: frozenset[Role], now: datetime
    ) -> bool:
        if account.blocked_at is not None:
            return False
        if digest != row.token_digest and not rules.is_former_token_good(now, row.rotated_at):
            return False
        return not rules.is_session_over(
            now,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            limits=rules.limits_for(roles, self._resident, self._staff),
        )

    async def _keep_fresh(self, connection: Connection, row: AccountSession, digest: bytes, now: datetime) -> None:
        if row.must_rotate and digest == row.token_digest:
            async with self._db.write() as session:
                await self._rotate(session, connection, row.id, digest)
        elif now - row.last_seen_at >= rules.SEEN_EVERY:
            async with self._db.write() as session:
                await repository.note_session_seen(session, row.id, now)

    async def _rotate(self, session: Session, connection: Connection, session_id: UUID, digest: bytes) -> None:
        row = await repository.session_for_update(session, session_id)
        if row is None or row.token_digest != digest:  # a request beside this one was faster; its answer has the cookie
            return
        await self._renew_token(session, connection, row)

    async def _renew_token(self, session: Session, connection: Connection, row: AccountSession) -> None:
        token, now = new_token(), self._clock()
        row.former_digest, row.token_digest = row.token_digest, token_digest(token)
        row.rotated_at, row.must_rotate, row.last_seen_at = now, False, now
        await session.flush()
        self._cookies.write(connection, COOKIE, token, age=max(timedelta(0), row.expires_at - now))

    # -- the person's own list

    async def list_sessions(self, account_id: UUID) -> Sequence[AccountSession]:
        """All sessions of a person, the youngest first."""
        async with self._db.read() as session:
            return await repository.sessions_of(session, account_id)

    async def end(self, account_id: UUID, session_id: UUID) -> None:
        """End one session of this person. Raises `SessionNotFound`, also for another person's session."""
        async with self._db.write() as session:
            if not await repository.delete_session(session, account_id, session_id):
                raise SessionNotFound

    async def end_others(self, account_id: UUID, keep: UUID | None) -> int:
        """End all sessions of this person but `keep`; returns how many."""
        async with self._db.write() as session:
            return await repository.delete_other_sessions(session, account_id, keep)

    async def sign_out(self, connection: Connection, visitor: Visitor) -> None:
        """End this browser's session and take the cookie back."""
        if visitor.account_id is not None and visitor.session_id is not None:
            async with self._db.write() as session:
                await repository.delete_session(session, visitor.account_id, visitor.session_id)
            logger.info("signed_out")
        self._cookies.clear(connection, COOKIE)
