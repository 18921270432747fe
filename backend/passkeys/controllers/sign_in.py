"""HTTP: accounts by passkey, and the printed recovery code. Open to everybody, and limited for everybody."""

from typing import Any

from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from backend.core.errors import InvalidRequest
from backend.core.http import problems
from backend.core.idempotency import IdempotencyKey, IdempotencyKeyInvalid
from backend.core.policy import ON_DEVICE, allow
from backend.core.ratelimit import Rate, RateLimited, rate_limit
from backend.passkeys.errors import (
    AccountBlocked,
    CeremonyOver,
    PasskeyRefused,
    RecoveryCodeMistyped,
    RecoveryCodeRefused,
)
from backend.passkeys.schemas import (
    NewAccountRequest,
    PasskeyOptions,
    RecoveryRequest,
    RegistrationCredential,
    SignedIn,
    SignInCredential,
)
from backend.passkeys.service.sign_in import PasskeyService
from backend.passkeys.service.ways_in import WaysInService

PASSKEY_PATH = "/api/v1/sign-in/passkey"
# A family or a library shares one address; a program that tries again and again does not get far.
_SIGN_INS = Rate(30, per=600)
_REGISTRATIONS = Rate(10, per=3600)
_RECOVERIES = Rate(20, per=3600)  # slips of the pen count too


class PasskeySignInController(Controller):
    """Ways in without a password. Answers are the same whether an account exists or not."""

    path = PASSKEY_PATH
    tags = ("Account",)
    opt = allow(ON_DEVICE)

    @post(
        "/registration/options",
        operation_id="beginPasskeyRegistration",
        summary="Begin a new account",
        status_code=200,
        guards=[rate_limit("passkey-registration-options", _SIGN_INS)],
        responses=problems(*ON_DEVICE.problems, InvalidRequest, RateLimited),
    )
    async def begin_registration(
        self,
        request: Request[Any, Any, Any],
        passkey_service: NamedDependency[PasskeyService],
        data: JSONBody[NewAccountRequest],
    ) -> PasskeyOptions:
        """Options for `navigator.credentials.create()`; good once, for five minutes, in this browser."""
        return await passkey_service.begin_registration(request, data.name)

    @post(
        "/registration",
        operation_id="registerPasskey",
        summary="Make an account with a passkey",
        guards=[rate_limit("passkey-registration", _REGISTRATIONS)],
        responses=problems(*ON_DEVICE.problems, InvalidRequest, PasskeyRefused, CeremonyOver, RateLimited),
    )
    async def register(
        self,
        request: Request[Any, Any, Any],
        passkey_service: NamedDependency[PasskeyService],
        data: JSONBody[RegistrationCredential],
    ) -> SignedIn:
        """Makes the account, signs the browser in and tells the recovery code once."""
        return await passkey_service.register(request, data)

    @post(
        "/options",
        operation_id="beginPasskeySignIn",
        summary="Begin to sign in",
        status_code=200,
        guards=[rate_limit("passkey-options", _SIGN_INS)],
        responses=problems(*ON_DEVICE.problems, RateLimited),
    )
    async def begin_sign_in(
        self, request: Request[Any, Any, Any], passkey_service: NamedDependency[PasskeyService]
    ) -> PasskeyOptions:
        """Options for `navigator.credentials.get()`; names no account. Good once, for five minutes, in this browser."""
        return await passkey_service.begin_sign_in(request)

    @post(
        "/",
        operation_id="signInWithPasskey",
        summary="Sign in with a passkey",
        status_code=200,
        guards=[rate_limit("passkey-sign-in", _SIGN_INS)],
        responses=problems(
            *ON_DEVICE.problems, InvalidRequest, PasskeyRefused, AccountBlocked, CeremonyOver, RateLimited
        ),
    )
    async def sign_in(
        self,
        request: Request[Any, Any, Any],
        passkey_service: NamedDependency[PasskeyService],
        data: JSONBody[SignInCredential],
    ) -> SignedIn:
        """Signs the browser in; whatever session it had before ends."""
        return await passkey_service.sign_in(request, data)

    @post(
        "/recovery",
        operation_id="signInWithRecoveryCode",
        summary="Sign in with the printed recovery code",
        status_code=200,
        guards=[rate_limit("recovery", _RECOVERIES)],
        responses=problems(
            *ON_DEVICE.problems,
            InvalidRequest,
            IdempotencyKeyInvalid,
            RecoveryCodeMistyped,
            RecoveryCodeRefused,
            AccountBlocked,
            RateLimited,
        ),
    )
    async def recover(
        self,
        request: Request[Any, Any, Any],
        ways_in_service: NamedDependency[WaysInService],
        data: JSONBody[RecoveryRequest],
        idempotency_key: IdempotencyKey = None,
    ) -> SignedIn:
        """Signs the browser in, voids the code and tells its successor once. Next, the person adds a new passkey.

        The same request with the same `Idempotency-Key` is answered again for ten minutes, with another successor.
        """
        return await ways_in_service.recover(request, data.code, idempotency_key)
