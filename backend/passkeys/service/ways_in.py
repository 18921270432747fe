"""A person's own ways into the account: passkeys and the printed recovery code."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from backend.accounts.secrets import token_digest
from backend.accounts.service.sessions import SessionService
from backend.core.clock import Clock
from backend.core.cookies import Connection
from backend.core.db import Database, Session
from backend.core.errors import FieldError, InvalidRequest
from backend.core.idempotency import check_key
from backend.core.identity import Visitor
from backend.core.personal_data import Person
from backend.core.policy import SignInRequired
from backend.core.ratelimit import Rate, RateLimiter
from backend.core.ways_in import OtherWaysIn
from backend.passkeys import repository, rules
from backend.passkeys.ceremonies import RelyingParty, check_attestation, creation_options
from backend.passkeys.errors import (
    AccountBlocked,
    LastWayIn,
    PasskeyKnown,
    PasskeyNotFound,
    RecoveryCodeMistyped,
    RecoveryCodeRefused,
    TooManyPasskeys,
)
from backend.passkeys.models import Passkey
from backend.passkeys.recovery_code import Mistyped, new_code, prefix_of, read_code
from backend.passkeys.schemas import MyPasskeys, PasskeyOptions, PasskeyView, RegistrationCredential, SignedIn
from backend.passkeys.service.challenges import Challenges
from backend.passkeys.service.sign_in import known, stored_passkey

METHOD = "recovery"
MAX_PASSKEYS = 10
_RETRY_WITHIN = timedelta(minutes=10)
_GUESSES_PER_PREFIX = Rate(5, per=3600)


class WaysInService:
    """Adds, renames and removes passkeys, prints recovery codes and honours them."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        party: RelyingParty,
        challenges: Challenges,
        sessions: SessionService,
        limiter: RateLimiter,
        others: OtherWaysIn,
    ) -> None:
        self._db = db
        self._clock = clock
        self._party = party
        self._challenges = challenges
        self._sessions = sessions
        self._limiter = limiter
        self._others = others

    async def list_mine(self, account_id: UUID) -> MyPasskeys:
        """What leads into the account."""
        async with self._db.read() as session:
            rows = await repository.passkeys_of(session, account_id)
            code = await repository.recovery_code_of(session, account_id)
            providers = await self._others.providers_of(session, account_id)
        return MyPasskeys(
            passkeys=[_view(row) for row in rows],
            recovery_code_since=code.created_at if code else None,
            providers=list(providers),
        )

    # -- passkeys

    async def begin_adding(self, connection: Connection, visitor: Visitor, account_id: UUID) -> PasskeyOptions:
        """Options for one more passkey. Raises `TooManyPasskeys`."""
        async with self._db.write() as session:
            mine = await repository.passkeys_of(session, account_id)
            if len(mine) >= MAX_PASSKEYS:
                raise TooManyPasskeys
            challenge = await self._challenges.begin(session, connection, "add", account_id=account_id)
        options = creation_options(self._party, challenge, account_id, visitor.name, [known(row) for row in mine])
        return PasskeyOptions(public_key=options)

    async def add(self, connection: Connection, account_id: UUID, credential: RegistrationCredential) -> PasskeyView:
        """One more passkey. Raises `CeremonyOver`, `PasskeyRefused`, `PasskeyKnown`, `TooManyPasskeys`."""
        taken = await self._challenges.take(connection, "add", account_id)
        attested = check_attestation(self._party, taken.challenge, credential)
        row = stored_passkey(attested, account_id, connection, self._clock)
        async with self._db.write() as session:
            if await repository.lock_account(session, account_id) is None:
                raise SignInRequired
            if len(await repository.passkeys_of(session, account_id)) >= MAX_PASSKEYS:
                raise TooManyPasskeys
            if not await repository.add_passkey(session, row):
                raise PasskeyKnown
        return _view(row)

    async def rename(self, account_id: UUID, passkey_id: UUID, label: str) -> None:
        """Another name for a passkey. Raises `PasskeyNotFound`, also for somebody else's."""
        clean = rules.clean_name(label)
        if not clean:
            raise InvalidRequest(errors=[FieldError(field="label", message="empty")])
        async with self._db.write() as session:
            if not await repository.rename_passkey(session, account_id, passkey_id, clean):
                raise PasskeyNotFound

    async def remove(self, account_id: UUID, passkey_id: UUID, *, even_if_last: bool) -> None:
        """Forget a passkey. Raises `PasskeyNotFound` and, unless the person has been warned, `LastWayIn`.

        A login of the city that leads into the account is a way in too.
        The account is locked, so that two windows cannot remove the last two passkeys past the warning.
        """
        async with self._db.write() as session:
            await repository.lock_account(session, account_id)
            mine = [row.id for row in await repository.passkeys_of(session, account_id)]
            if passkey_id not in mine:
                raise PasskeyNotFound
            if len(mine) == 1 and not even_if_last and not await self._others.providers_of(session, account_id):
                raise LastWayIn
            await repository.delete_passkey(session, account_id, passkey_id)

    # -- the recovery code

    async def renew_code(self, account_id: UUID) -> str:
        """A new recovery code; the old one is void. Raises `SignInRequired` when the account was just erased."""
        code = new_code()
        async with self._db.write() as session:
            if await repository.lock_account(session, account_id) is None:
                raise SignInRequired
            await repository.replace_recovery_code(session, account_id, token_digest(code), self._clock())
        return code

    async def recover(self, connection: Connection, text: str, key: str | None) -> SignedIn:
        """Sign in with the printed code, which is void from then on; the answer holds its successor.

        An answer may be lost on its way, and with it the last way in. So the same request (same code, same key) is
        answered again for ten minutes, each time with another successor; the one told last counts.

        Raises `IdempotencyKeyInvalid`, `RecoveryCodeMistyped`, `RecoveryCodeRefused`, `AccountBlocked`, `RateLimited`.
        Guesses are counted for the first group of the code too: many addresses together get no further than one.
        """
        request_key = check_key(key)
        try:
            code = read_code(text)
        except Mistyped as slip:
            wrong = None if slip.is_length else [FieldError(field=f"group{slip.group}", message=str(slip.group))]
            raise RecoveryCodeMistyped(errors=wrong) from slip
        self._limiter.check("recovery-prefix", prefix_of(code), _GUESSES_PER_PREFIX)
        now, retry = self._clock(), token_digest(f"{code} {request_key}")
        async with self._db.write() as session:
            since = now - _RETRY_WITHIN
            owner = await repository.account_of_code(session, token_digest(code), retry, since)
            account = await repository.lock_account(session, owner) if owner else None
            taken = await repository.take_recovery_code(session, token_digest(code))
            taken = taken or await repository.take_retry(session, retry, since)
            if account is None or taken != account.id:  # unknown, erased, or another request was faster
                raise RecoveryCodeRefused
            if account.blocked_at is not None:
                raise AccountBlocked
            fresh = new_code()
            await repository.replace_recovery_code(session, account.id, token_digest(fresh), now, retry_digest=retry)
            await self._sessions.open(session, connection, account, method=METHOD)
        return SignedIn(name=account.name, recovery_code=fresh)


def _view(row: Passkey) -> PasskeyView:
    return PasskeyView(
        id=row.id,
        label=row.label,
        created_at=row.created_at,
        last_used_on=row.last_used_on,
        is_backed_up=row.is_backed_up,
        may_be_copied=row.clone_suspected_at is not None,
    )


async def export_ways_in(session: Session, person: Person) -> Sequence[Any]:
    """For "Meine Daten": passkeys as the person sees them, and since when there is a recovery code."""
    if person.account_id is None:
        return []
    code = await repository.recovery_code_of(session, person.account_id)
    passkeys: list[Any] = [_view(row) for row in await repository.passkeys_of(session, person.account_id)]
    return [*passkeys, {"recoveryCodeSince": code.created_at}] if code else passkeys


async def erase_ways_in(session: Session, person: Person) -> int:
    """Forget every way in of this person."""
    return await repository.forget_ways_in(session, person.account_id) if person.account_id else 0
