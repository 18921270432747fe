"""Encrypts one message for one subscription (RFC 8291 over RFC 8188, `aes128gcm`, one record, no padding).

The costly half, a fresh key pair and its agreement with the subscriber's key, needs no text. `prepare` does it, also
long before there is anything to say; `seal` does the rest. What `prepare` made may be sealed with once and never again.
"""

import hashlib
import hmac
import secrets
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MAX_PLAIN_BYTES = 3993
"""What fits into the 4,096 bytes that push services take: 86 go to the header, 17 to the end mark and the seal."""
_RECORD_SIZE = (4096).to_bytes(4)
_PUBLIC_BYTES = 65
_SALT_BYTES = 16
_KEY_BYTES = 16
_NONCE_BYTES = 12
_LAST_RECORD = b"\x02"
_CURVE = ec.SECP256R1()


class OneTimeKey(NamedTuple):
    """Public half of a key pair made for one message (65 B), and what it agreed on with the subscriber (32 B)."""

    public: bytes
    agreed: bytes


def prepare(p256dh: bytes, auth: bytes) -> OneTimeKey:
    """Make a fresh key for one message. Raises `ValueError` when `p256dh` is no point of the curve."""
    return agree(ec.generate_private_key(_CURVE), p256dh, auth)


def agree(private: ec.EllipticCurvePrivateKey, p256dh: bytes, auth: bytes) -> OneTimeKey:
    """What this pair and the subscriber agree on (RFC 8291, 3.4). Raises `ValueError` for no point of the curve."""
    subscriber = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, p256dh)
    public = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    secret = _hmac(auth, private.exchange(ec.ECDH(), subscriber))
    return OneTimeKey(public, _hmac(secret, b"WebPush: info\0" + p256dh + public + b"\x01"))


def seal(plain: bytes, key: OneTimeKey, salt: bytes | None = None) -> bytes:
    """The body to send. `salt` is given by tests only. Raises `ValueError` for more than `MAX_PLAIN_BYTES`."""
    if len(plain) > MAX_PLAIN_BYTES:
        raise ValueError("the message is too long")
    salt = salt or secrets.token_bytes(_SALT_BYTES)
    secret = _hmac(salt, key.agreed)
    content_key = _hmac(secret, b"Content-Encoding: aes128gcm\0\x01")[:_KEY_BYTES]
    nonce = _hmac(secret, b"Content-Encoding: nonce\0\x01")[:_NONCE_BYTES]
    sealed = AESGCM(content_key).encrypt(nonce, plain + _LAST_RECORD, None)
    return b"".join((salt, _RECORD_SIZE, bytes((_PUBLIC_BYTES,)), key.public, sealed))


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, hashlib.sha256)
