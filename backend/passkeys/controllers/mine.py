"""HTTP: the person's own passkeys and recovery code. What changes who gets in needs a fresh sign-in."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.accounts.controllers.me import ME_PATH
from backend.core.errors import InvalidRequest
from backend.core.http import problems
from backend.core.identity import Visitor
from backend.core.policy import SIGNED_IN
from backend.core.ratelimit import Rate, RateLimited, rate_limit
from backend.passkeys.errors import (
    AccountBlocked,
    CeremonyOver,
    LastWayIn,
    PasskeyKnown,
    PasskeyNotFound,
    PasskeyRefused,
    TooManyPasskeys,
)
from backend.passkeys.schemas import (
    MyPasskeys,
    NewRecoveryCode,
    PasskeyOptions,
    PasskeyRename,
    PasskeyView,
    RegistrationCredential,
    SignInCredential,
)
from backend.passkeys.service.sign_in import PasskeyService
from backend.passkeys.service.ways_in import WaysInService

_FRESH = SIGNED_IN.freshly()
_CONFIRMATIONS = Rate(30, per=600)
_ADDITIONS = Rate(30, per=600)

EvenIfLast = Annotated[
    bool, QueryParameter(name="evenIfLast", description="The person was warned that nothing else leads in.")
]


class MyPasskeysController(Controller):
    """The person's own ways in."""

    path = f"{ME_PATH}/passkeys"
    tags = ("Account",)

    @get(
        "/",
        operation_id="listMyPasskeys",
        summary="My passkeys",
        policy=SIGNED_IN,
        responses=problems(*SIGNED_IN.problems),
    )
    async def list_mine(
        self, ways_in_service: NamedDependency[WaysInService], visitor: NamedDependency[Visitor]
    ) -> MyPasskeys:
        """Passkeys of the person and since when there is a recovery code; never a secret."""
        assert visitor.account_id is not None  # the policy has seen to it
        return await ways_in_service.list_mine(visitor.account_id)

    @post(
        "/options",
        operation_id="beginAddingPasskey",
        summary="Begin to add a passkey",
        policy=_FRESH,
        status_code=200,
        guards=[rate_limit("passkey-add", _ADDITIONS)],
        responses=problems(*_FRESH.problems, TooManyPasskeys, RateLimited),
    )
    async def begin_adding(
        self,
        request: Request[Any, Any, Any],
        ways_in_service: NamedDependency[WaysInService],
        visitor: NamedDependency[Visitor],
    ) -> PasskeyOptions:
        """Options for `navigator.credentials.create()`; good once, for five minutes, in this browser."""
        assert visitor.account_id is not None  # the policy has seen to it
        return await ways_in_service.begin_adding(request, visitor, visitor.account_id)

    @post(
        "/",
        operation_id="addPasskey",
        summary="Add a passkey",
        policy=_FRESH,
        responses=problems(
            *_FRESH.problems, InvalidRequest, PasskeyRefused, CeremonyOver, PasskeyKnown, TooManyPasskeys
        ),
    )
    async def add(
        self,
        request: Request[Any, Any, Any],
        ways_in_service: NamedDependency[WaysInService],
        visitor: NamedDependency[Visitor],
        data: JSONBody[RegistrationCredential],
    ) -> PasskeyView:
        """One more way in, for a second device or as a reserve."""
        assert visitor.account_id is not None  # the policy has seen to it
        return await ways_in_service.add(request, visitor.account_id, data)

    @patch(
        "/{passkey_id:uuid}",
        operation_id="renamePasskey",
        summary="Rename a passkey",
        policy=SIGNED_IN,
        status_code=204,
        responses=problems(*SIGNED_IN.problems, InvalidRequest, PasskeyNotFound),
    )
    async def rename(
        self,
        ways_in_service: NamedDependency[WaysInService],
        visitor: NamedDependency[Visitor],
        passkey_id: FromPath[UUID],
        data: JSONBody[PasskeyRename],
    ) -> None:
        """A name that the person recognises. The last one given counts: only the owner sees it."""
        assert visitor.account_id is not None  # the policy has seen to it
        await ways_in_service.rename(visitor.account_id, passkey_id, data.label)

    @delete(
        "/{passkey_id:uuid}",
        operation_id="removePasskey",
        summary="Remove a passkey",
        policy=_FRESH,
        responses=problems(*_FRESH.problems, PasskeyNotFound, LastWayIn),
    )
    async def remove(
        self,
        ways_in_service: NamedDependency[WaysInService],
        visitor: NamedDependency[Visitor],
        passkey_id: FromPath[UUID],
        even_if_last: EvenIfLast = False,
    ) -> None:
        """Forgets a passkey; the last one only after a warning. Browsers that are signed in stay so."""
        assert visitor.account_id is not None  # the policy has seen to it
        await ways_in_service.remove(visitor.account_id, passkey_id, even_if_last=even_if_last)

    @post(
        "/recovery-code",
        operation_id="renewRecoveryCode",
        summary="Make a new recovery code",
        policy=_FRESH,
        responses=problems(*_FRESH.problems),
    )
    async def renew_code(
        self, ways_in_service: NamedDependency[WaysInService], visitor: NamedDependency[Visitor]
    ) -> NewRecoveryCode:
        """Tells a new code once; the old one is void."""
        assert visitor.account_id is not None  # the policy has seen to it
        return NewRecoveryCode(recovery_code=await ways_in_service.renew_code(visitor.account_id))

    @post(
        "/confirmation/options",
        operation_id="beginConfirmation",
        summary="Begin to confirm who I am",
        policy=SIGNED_IN,
        status_code=200,
        guards=[rate_limit("passkey-confirmation", _CONFIRMATIONS)],
        responses=problems(*SIGNED_IN.problems, PasskeyRefused, RateLimited),
    )
    async def begin_confirmation(
        self,
        request: Request[Any, Any, Any],
        passkey_service: NamedDependency[PasskeyService],
        visitor: NamedDependency[Visitor],
    ) -> PasskeyOptions:
        """Options for `navigator.credentials.get()` with the person's own passkeys."""
        assert visitor.account_id is not None  # the policy has seen to it
        return await passkey_service.begin_confirmation(request, visitor.account_id)

    @post(
        "/confirmation",
        operation_id="confirmWithPasskey",
        summary="Confirm who I am (step-up)",
        policy=SIGNED_IN,
        status_code=204,
        guards=[rate_limit("passkey-confirmation", _CONFIRMATIONS)],
        responses=problems(
            *SIGNED_IN.problems, InvalidRequest, PasskeyRefused, AccountBlocked, CeremonyOver, RateLimited
        ),
    )
    async def confirm(
        self,
        request: Request[Any, Any, Any],
        passkey_service: NamedDependency[PasskeyService],
        visitor: NamedDependency[Visitor],
        data: JSONBody[SignInCredential],
    ) -> None:
        """Makes the session fresh for dangerous actions, with a new token. Only for the person's own account."""
        await passkey_service.confirm(request, visitor, data)
