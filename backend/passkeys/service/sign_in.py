"""Accounts by passkey: made with a name only, entered without typing anything, confirmed before a dangerous step.

Two answers to one challenge: the first counts, the second is too late. Two browsers with one passkey: both are let in,
one after the other. Two registrations: two accounts, each with its own passkey; a credential belongs to one account.
"""

from uuid import UUID

from webauthn import base64url_to_bytes

from backend.accounts import repository as accounts
from backend.accounts.models import Account
from backend.accounts.rules import browser_label
from backend.accounts.secrets import token_digest
from backend.accounts.service.sessions import SessionService
from backend.core.clock import Clock
from backend.core.cookies import Connection
from backend.core.db import Database, Session
from backend.core.errors import FieldError, InvalidRequest
from backend.core.identity import Visitor
from backend.core.ids import new_id
from backend.passkeys import repository, rules
from backend.passkeys.ceremonies import (
    Attested,
    KnownPasskey,
    RelyingParty,
    check_assertion,
    check_attestation,
    creation_options,
    request_options,
)
from backend.passkeys.errors import AccountBlocked, PasskeyRefused
from backend.passkeys.models import Passkey, WebauthnChallenge
from backend.passkeys.recovery_code import new_code
from backend.passkeys.schemas import PasskeyOptions, RegistrationCredential, SignedIn, SignInCredential
from backend.passkeys.service.challenges import Challenges

METHOD = "passkey"


def known(passkey: Passkey) -> KnownPasskey:
    """What the dialogs and checks need of a stored passkey."""
    return KnownPasskey(passkey.credential_id, passkey.public_key, passkey.transports, passkey.can_be_backed_up)


def stored_passkey(attested: Attested, account_id: UUID, connection: Connection, clock: Clock) -> Passkey:
    """A row for a new passkey, called after the browser it was made in until the person says otherwise."""
    return Passkey(
        id=new_id(),
        account_id=account_id,
        credential_id=attested.credential_id,
        public_key=attested.public_key,
        sign_count=attested.sign_count,
        transports=attested.transports,
        can_be_backed_up=attested.can_be_backed_up,
        is_backed_up=attested.is_backed_up,
        label=browser_label(connection.headers.get("user-agent")),
        created_at=clock(),
    )


class PasskeyService:
    """Registration, sign-in and confirmation by passkey."""

    def __init__(
        self, db: Database, clock: Clock, party: RelyingParty, challenges: Challenges, sessions: SessionService
    ) -> None:
        self._db = db
        self._clock = clock
        self._party = party
        self._challenges = challenges
        self._sessions = sessions

    # -- a new account

    async def begin_registration(self, connection: Connection, name: str) -> PasskeyOptions:
        """Options for a new account's first passkey. Nothing exists until the passkey does."""
        clean = rules.clean_name(name)
        if not clean:
            raise InvalidRequest(errors=[FieldError(field="name", message="empty")])
        account_id = new_id()
        async with self._db.write() as session:
            challenge = await self._challenges.begin(session, connection, "register", account_id=account_id, name=clean)
        return PasskeyOptions(public_key=creation_options(self._party, challenge, account_id, clean, []))

    async def register(self, connection: Connection, credential: RegistrationCredential) -> SignedIn:
        """Make the account, its passkey and its recovery code, and sign this browser in.

        Raises `CeremonyOver` and `PasskeyRefused`.
        """
        taken = await self._challenges.take(connection, "register")
        assert taken.account_id is not None  # `begin_registration` put both there
        assert taken.name is not None
        attested = check_attestation(self._party, taken.challenge, credential)
        code, now = new_code(), self._clock()
        account = Account(id=taken.account_id, name=taken.name, created_at=now, last_signed_in_on=now.date())
        async with self._db.write() as session:
            await accounts.add(session, account)
            row = stored_passkey(attested, account.id, connection, self._clock)
            if not await repository.add_passkey(session, row):
                raise PasskeyRefused
            await repository.replace_recovery_code(session, account.id, token_digest(code), now)
            await self._sessions.open(session, connection, account, method=METHOD)
        return SignedIn(name=account.name, recovery_code=code)

    # -- signing in

    async def begin_sign_in(self, connection: Connection) -> PasskeyOptions:
        """Options that let the person pick any passkey of this app; the same for everybody."""
        async with self._db.write() as session:
            challenge = await self._challenges.begin(session, connection, "signIn")
        return PasskeyOptions(public_key=request_options(self._party, challenge, []))

    async def sign_in(self, connection: Connection, credential: SignInCredential) -> SignedIn:
        """Sign this browser in. Raises `CeremonyOver`, `PasskeyRefused`, `AccountBlocked`."""
        taken = await self._challenges.take(connection, "signIn")
        async with self._db.write() as session:
            account = await self._prove(session, taken, credential)
            if account is not None:
                await self._sessions.open(session, connection, account, method=METHOD)
        if account is None:
            raise PasskeyRefused
        return SignedIn(name=account.name)

    # -- once more, before a dangerous step

    async def begin_confirmation(self, connection: Connection, account_id: UUID) -> PasskeyOptions:
        """Options for the person's own passkeys. Raises `PasskeyRefused` when there are none."""
        async with self._db.write() as session:
            mine = await repository.passkeys_of(session, account_id)
            if not mine:
                raise PasskeyRefused
            challenge = await self._challenges.begin(session, connection, "confirm", account_id=account_id)
        return PasskeyOptions(public_key=request_options(self._party, challenge, [known(row) for row in mine]))

    async def confirm(self, connection: Connection, visitor: Visitor, credential: SignInCredential) -> None:
        """Make the session fresh again, with a new token. Raises `CeremonyOver`, `PasskeyRefused`, `AccountBlocked`.

        It stays the session it is: a sign-in by the city's login can still be ended from there.
        """
        taken = await self._challenges.take(connection, "confirm", visitor.account_id)
        async with self._db.write() as session:
            account = await self._prove(session, taken, credential)
            if account is not None and visitor.session_id is not None:
                await self._sessions.refresh(session, connection, visitor.session_id)
        if account is None:
            raise PasskeyRefused

    async def _prove(self, session: Session, taken: WebauthnChallenge, credential: SignInCredential) -> Account | None:
        """The account that the passkey belongs to; None after noting that somebody may hold a copy of it.

        None instead of an error, so that the note is kept. Only this sign-in is refused: answers that overtake each
        other look the same as a copy, and locking people out of their account would be worse than warning them.
        """
        found = await repository.passkey_for_sign_in(session, base64url_to_bytes(credential.raw_id))
        if found is None or (taken.account_id is not None and found[1].id != taken.account_id):
            raise PasskeyRefused
        passkey, account = found
        asserted = check_assertion(self._party, taken.challenge, credential, known(passkey), account.id)
        if rules.is_counter_behind(passkey.sign_count, asserted.sign_count):
            passkey.clone_suspected_at = self._clock()
            await session.flush()
            return None
        if account.blocked_at is not None:
            raise AccountBlocked
        passkey.sign_count, passkey.is_backed_up = asserted.sign_count, asserted.is_backed_up
        passkey.last_used_on = self._clock().date()
        await session.flush()
        return account
