"""An authenticator in software: real keys, real CBOR and COSE, real signatures. It does wrong what a test asks for."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "http://localhost:8000"
_PRESENT, _VERIFIED, _ELIGIBLE, _BACKED_UP, _ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


def encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """One passkey. `synced`: lives in a password store, so it does not count its uses."""

    def __init__(self, *, synced: bool = True, origin: str = ORIGIN) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.origin = origin
        self.synced = synced
        self.count = 0
        self.user_handle = b""
        self.verified = True
        self.cross_origin = False

    def copy(self) -> "Authenticator":
        """What a thief would hold: same key, same counter."""
        twin = Authenticator(synced=self.synced, origin=self.origin)
        twin.key, twin.credential_id = self.key, self.credential_id
        twin.count, twin.user_handle = self.count, self.user_handle
        return twin

    def create(self, options: dict[str, Any], *, rp_id: str | None = None) -> dict[str, Any]:
        """Answer `navigator.credentials.create()`."""
        self.user_handle = decode(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(cose)
        data = self._data(rp_id or options["rp"]["id"], _ATTESTED) + attested
        response = {
            "clientDataJSON": encode(self._client_data("webauthn.create", options["challenge"])),
            "attestationObject": encode(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            "transports": ["internal", "hybrid"],
        }
        return self._credential(response)

    def get(self, options: dict[str, Any], *, rp_id: str | None = None) -> dict[str, Any]:
        """Answer `navigator.credentials.get()`."""
        client_data = self._client_data("webauthn.get", options["challenge"])
        data = self._data(rp_id or options["rpId"], 0)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": encode(client_data),
            "authenticatorData": encode(data),
            "signature": encode(signature),
            "userHandle": encode(self.user_handle),
        }
        return self._credential(response)

    def _data(self, rp_id: str, flags: int) -> bytes:
        if not self.synced:
            self.count += 1
        flags |= _PRESENT | (_VERIFIED if self.verified else 0) | (_ELIGIBLE | _BACKED_UP if self.synced else 0)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin}
        return json.dumps(told).encode()

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        name = encode(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }
