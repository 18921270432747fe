"""Passkeys and recovery codes on the wire."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from backend.core.schema import Body, Schema

_Base64Url = Annotated[str, Meta(max_length=1400, pattern="^[A-Za-z0-9_-]+$")]
_Blob = Annotated[str, Meta(max_length=16_000, pattern="^[A-Za-z0-9_-]+$")]


class PasskeyOptions(Schema):
    """What the browser's passkey dialog needs: the options of WebAuthn Level 3 as JSON, bytes as base64url."""

    public_key: dict[str, Any]


class NewAccountRequest(Body):
    """The one thing an account needs: what the person wants to be called."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]


class AttestationResponse(Schema):
    """What an authenticator says of a new passkey."""

    client_data_json: _Blob = msgspec.field(name="clientDataJSON")
    attestation_object: _Blob
    transports: Annotated[list[Annotated[str, Meta(max_length=20)]], Meta(max_length=8)] = msgspec.field(
        default_factory=list
    )


class RegistrationCredential(Schema):
    """A new passkey, as `PublicKeyCredential.toJSON()` writes it; what we do not need is ignored."""

    id: _Base64Url
    raw_id: _Base64Url
    type: Literal["public-key"]
    response: AttestationResponse


class AssertionResponse(Schema):
    """What a passkey signed."""

    client_data_json: _Blob = msgspec.field(name="clientDataJSON")
    authenticator_data: _Blob
    signature: _Blob
    user_handle: Annotated[str, Meta(max_length=120)] | None = None


class SignInCredential(Schema):
    """Proof by a passkey, as `PublicKeyCredential.toJSON()` writes it; what we do not need is ignored."""

    id: _Base64Url
    raw_id: _Base64Url
    type: Literal["public-key"]
    response: AssertionResponse


class SignedIn(Schema):
    """The browser is signed in. `recovery_code` is told here once and never again; the old one, if any, is void."""

    name: str
    recovery_code: str | None = None


class RecoveryRequest(Body):
    """A printed recovery code; spaces, hyphens and small letters do not matter."""

    code: Annotated[str, Meta(min_length=1, max_length=200)]


class NewRecoveryCode(Schema):
    """A recovery code, told once."""

    recovery_code: str


class PasskeyView(Schema):
    """A passkey of the person."""

    id: UUID
    label: str
    created_at: datetime
    last_used_on: date | None
    is_backed_up: bool
    may_be_copied: bool
    """Its counter once ran backwards: better remove it and make a new one."""


class MyPasskeys(Schema):
    """The person's own ways in."""

    passkeys: list[PasskeyView]
    recovery_code_since: datetime | None
    providers: list[str]
    """Ids of the logins of others that lead into this account."""


class PasskeyRename(Body):
    """Another name for a passkey."""

    label: Annotated[str, Meta(min_length=1, max_length=60)]
