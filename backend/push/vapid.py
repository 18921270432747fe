"""Tells push services who sends (VAPID, RFC 8292): one signature for each service and half a day, not per message."""

import base64
from datetime import datetime, timedelta

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

_LIVES = timedelta(hours=12)
_RENEW_BEFORE = timedelta(hours=1)
_NUMBER_BYTES = 32


class Vapid:
    """Signs with the app's key (PKCS #8, DER). `subject` is a `mailto:` or `https:` address of the operator."""

    def __init__(self, private_key: bytes, subject: str) -> None:
        key = serialization.load_der_private_key(private_key, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("not a key of an elliptic curve")
        self._key = key
        self._subject = subject
        self._headers: dict[str, tuple[datetime, str]] = {}
        point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        self.public_key = _text(point)

    def header(self, origin: str, now: datetime) -> str:
        """`Authorization` for messages to `origin` (scheme, host, port if not the usual one)."""
        known = self._headers.get(origin)
        if known is None or known[0] - now < _RENEW_BEFORE or known[0] - now > _LIVES:
            known = (now + _LIVES, self._sign(origin, now + _LIVES))
            self._headers[origin] = known
        return known[1]

    def _sign(self, origin: str, expires: datetime) -> str:
        claims = {"aud": origin, "exp": int(expires.timestamp()), "sub": self._subject}
        signed = ".".join(_text(msgspec.json.encode(part)) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
        r, s = decode_dss_signature(self._key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(_NUMBER_BYTES) + s.to_bytes(_NUMBER_BYTES)
        return f"vapid t={signed}.{_text(signature)}, k={self.public_key}"


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
