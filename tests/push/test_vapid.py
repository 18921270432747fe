"""Push services can tell that a message comes from this app (RFC 8292)."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from backend.push.vapid import Vapid

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())


def _vapid() -> Vapid:
    stored = KEY.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Vapid(stored, "mailto:warnings@example.org")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _claims(header: str) -> dict[str, Any]:
    token = header.removeprefix("vapid t=").split(",")[0]
    signed, _, signature = token.rpartition(".")
    numbers = _bytes(signature)
    pair = encode_dss_signature(int.from_bytes(numbers[:32]), int.from_bytes(numbers[32:]))
    KEY.public_key().verify(pair, signed.encode(), ec.ECDSA(hashes.SHA256()))
    return msgspec.json.decode(_bytes(signed.split(".")[1]), type=dict[str, Any])


def test_the_header_is_signed_and_names_service_sender_and_end() -> None:
    vapid = _vapid()
    header = vapid.header("https://push.example", NOW)
    assert header.endswith(f", k={vapid.public_key}")
    assert _claims(header) == {
        "aud": "https://push.example",
        "exp": int((NOW + timedelta(hours=12)).timestamp()),
        "sub": "mailto:warnings@example.org",
    }


def test_one_signature_serves_a_service_until_it_nearly_ends() -> None:
    vapid = _vapid()
    first = vapid.header("https://push.example", NOW)
    assert vapid.header("https://push.example", NOW + timedelta(hours=10)) == first
    assert vapid.header("https://push.example", NOW + timedelta(hours=11, minutes=1)) != first
    assert _claims(vapid.header("https://other.example", NOW))["aud"] == "https://other.example"
