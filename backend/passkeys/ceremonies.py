"""WebAuthn without input or output: options for the browser, and whether what comes back proves anything.

User verification (finger, face, PIN) is required, because a passkey is the only proof an account has: with "preferred"
a found security key would be enough to be somebody else. Credentials are discoverable, so that signing in needs no
name. Attestation is not asked for: which make of authenticator people own is none of our business.
"""

from typing import Any
from uuid import UUID

import msgspec
import structlog
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import options_to_json_dict, parse_client_data_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from backend.passkeys.errors import PasskeyRefused
from backend.passkeys.schemas import RegistrationCredential, SignInCredential

logger = structlog.get_logger(__name__)

_TIMEOUT_MS = 5 * 60 * 1000  # nobody has to be quick (WCAG 2.2.1)
_TRANSPORTS = {transport.value: transport for transport in AuthenticatorTransport}


class RelyingParty(msgspec.Struct, frozen=True):
    """Who the passkeys are for: host name, name on the dialog, and the one origin that may ask."""

    id: str
    name: str
    origin: str


class KnownPasskey(msgspec.Struct, frozen=True):
    """What the checks and dialogs need of a stored passkey."""

    credential_id: bytes
    public_key: bytes
    transports: str
    can_be_backed_up: bool


class Attested(msgspec.Struct, frozen=True):
    """A new passkey that proved itself."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: str
    can_be_backed_up: bool
    is_backed_up: bool


class Asserted(msgspec.Struct, frozen=True):
    """A passkey proved itself; the counter is for the caller to judge."""

    sign_count: int
    is_backed_up: bool


def creation_options(
    party: RelyingParty, challenge: bytes, account_id: UUID, name: str, known: list[KnownPasskey]
) -> dict[str, Any]:
    """Options for `navigator.credentials.create()`. `known`: passkeys the person has already."""
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=account_id.bytes,
        user_name=name,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[_descriptor(passkey) for passkey in known],
    )
    return options_to_json_dict(options)


def request_options(party: RelyingParty, challenge: bytes, allowed: list[KnownPasskey]) -> dict[str, Any]:
    """Options for `navigator.credentials.get()`. Nothing `allowed`: whichever passkey the person picks."""
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=[_descriptor(passkey) for passkey in allowed],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def check_attestation(party: RelyingParty, challenge: bytes, credential: RegistrationCredential) -> Attested:
    """The new passkey. Raises `PasskeyRefused`; the reason goes to the log only."""
    try:
        _refuse_frames(credential.response.client_data_json)
        verified = verify_registration_response(
            credential=msgspec.to_builtins(credential),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception as error:
        raise _refusal(error) from error
    return Attested(
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=",".join(dict.fromkeys(t for t in credential.response.transports if t in _TRANSPORTS)),
        can_be_backed_up=verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        is_backed_up=verified.credential_backed_up,
    )


def check_assertion(
    party: RelyingParty, challenge: bytes, credential: SignInCredential, stored: KnownPasskey, account_id: UUID
) -> Asserted:
    """What the passkey proved. Raises `PasskeyRefused`; the reason goes to the log only."""
    try:
        _refuse_frames(credential.response.client_data_json)
        handle = credential.response.user_handle
        if handle is not None and base64url_to_bytes(handle) != account_id.bytes:
            raise ValueError("user handle of another account")
        verified = verify_authentication_response(
            credential=msgspec.to_builtins(credential),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=stored.public_key,
            credential_current_sign_count=0,  # the caller judges the counter, to be able to note a copy
            require_user_verification=True,
        )
        if (verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE) != stored.can_be_backed_up:
            raise ValueError("backup eligibility changed")  # it never may (WebAuthn Level 3, 7.2)
    except Exception as error:
        raise _refusal(error) from error
    return Asserted(verified.new_sign_count, verified.credential_backed_up)


def _refuse_frames(client_data: str) -> None:
    """The library does not look at this: our dialogs never run inside another site's page."""
    if parse_client_data_json(base64url_to_bytes(client_data)).cross_origin:
        raise ValueError("asked from inside another page")


def _refusal(error: Exception) -> PasskeyRefused:
    """Any way in which a message can be broken is a refusal: CBOR, DER, curve points, JSON inside base64."""
    logger.info("passkey_refused", reason=f"{type(error).__name__}: {error}"[:200])
    return PasskeyRefused()


def _descriptor(passkey: KnownPasskey) -> PublicKeyCredentialDescriptor:
    transports = [_TRANSPORTS[name] for name in passkey.transports.split(",") if name in _TRANSPORTS]
    return PublicKeyCredentialDescriptor(id=passkey.credential_id, transports=transports or None)
