"""Challenges on their way: kept on the server, good once, for five minutes, in one browser."""

import secrets
from datetime import timedelta
from typing import Literal
from uuid import UUID

from backend.accounts.secrets import new_token, token_digest
from backend.core.clock import Clock
from backend.core.cookies import Connection, CookieJar
from backend.core.db import Database, Session
from backend.passkeys import repository
from backend.passkeys.errors import CeremonyOver
from backend.passkeys.models import WebauthnChallenge

COOKIE = "ceremony"
LIFETIME = timedelta(minutes=5)
_CHALLENGE_BYTES = 32

Purpose = Literal["register", "signIn", "add", "confirm"]


class Challenges:
    """Gives out challenges and takes them back. A browser has one at a time: beginning anew voids the one before."""

    def __init__(self, db: Database, clock: Clock, cookies: CookieJar) -> None:
        self._db = db
        self._clock = clock
        self._cookies = cookies

    async def begin(
        self,
        session: Session,
        connection: Connection,
        purpose: Purpose,
        *,
        account_id: UUID | None = None,
        name: str | None = None,
    ) -> bytes:
        """A fresh challenge for this browser; the cookie that binds it goes out with the answer."""
        if before := self._cookies.read(connection, COOKIE):
            await repository.take_challenge(session, token_digest(before))
        token = new_token()
        row = WebauthnChallenge(
            token_digest=token_digest(token),
            challenge=secrets.token_bytes(_CHALLENGE_BYTES),
            purpose=purpose,
            account_id=account_id,
            name=name,
            expires_at=self._clock() + LIFETIME,
        )
        await repository.put_challenge(session, row)
        self._cookies.write(connection, COOKIE, token, age=LIFETIME, same_site="strict")
        return row.challenge

    async def take(self, connection: Connection, purpose: Purpose, account_id: UUID | None = None) -> WebauthnChallenge:
        """Use up the challenge of this browser. Raises `CeremonyOver`.

        A transaction of its own: an attempt that fails afterwards has still used it up.
        """
        token = self._cookies.read(connection, COOKIE)
        if token is None:
            raise CeremonyOver
        self._cookies.clear(connection, COOKIE)
        async with self._db.write() as session:
            row = await repository.take_challenge(session, token_digest(token))
        if row is None or row.purpose != purpose or self._clock() >= row.expires_at:
            raise CeremonyOver
        if account_id is not None and row.account_id != account_id:
            raise CeremonyOver
        return row

    async def forget_expired(self) -> None:
        """Delete what nobody answered; a job."""
        async with self._db.write() as session:
            await repository.delete_challenges_expired(session, self._clock())
