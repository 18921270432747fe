"""Which endpoints and keys are taken, when a silent phone is asked and forgotten. Pure."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

MAX_ENDPOINT_CHARS = 1024
_POINT_BYTES = 65
_AUTH_BYTES = 16
ASK_AFTER = timedelta(days=55)
FORGET_AFTER = timedelta(days=60)
CHECK_EVERY = timedelta(days=30)


def is_allowed_endpoint(endpoint: str, hosts: Sequence[str]) -> bool:
    """True for an address of a known push service: else anybody could make us call addresses inside our network.

    `hosts` are names, `*.name` for whatever lies below it, or whole origins (`http://127.0.0.1:9000`) for a service of
    one's own.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    is_plain = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint and "\\" not in endpoint
    if not is_plain or len(endpoint) > MAX_ENDPOINT_CHARS or parts.username is not None or parts.hostname is None:
        return False
    if f"{parts.scheme}://{parts.netloc}" in hosts:
        return True
    names = [host.removeprefix("*") for host in hosts if "://" not in host]
    is_known = any(parts.hostname.endswith(name) if name[0] == "." else parts.hostname == name for name in names)
    return parts.scheme == "https" and port in {None, 443} and is_known


def are_keys(p256dh: bytes, auth: bytes) -> bool:
    """True for a point of the curve P-256, uncompressed, and a secret of 16 bytes (RFC 8291)."""
    if len(p256dh) != _POINT_BYTES or len(auth) != _AUTH_BYTES:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
    except ValueError:
        return False
    return True


def digest(endpoint: str) -> bytes:
    """A short name of an endpoint for looking it up."""
    return hashlib.sha256(endpoint.encode()).digest()


def asked_before(today: date) -> date:
    """Phones last seen on this day or earlier are asked for a sign of life."""
    return today - ASK_AFTER


def forgotten_before(today: date) -> date:
    """Phones last seen on this day or earlier are forgotten."""
    return today - FORGET_AFTER
