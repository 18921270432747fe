"""Which addresses and keys of push services are taken."""

import os

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from backend.push.rules import are_keys, is_allowed_endpoint

SERVICES = ("fcm.googleapis.com", "*.push.apple.com", "http://127.0.0.1:9000")


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:APA91",
        "https://fcm.googleapis.com:443/wp/abc",
        "https://web.push.apple.com/QGx",
        "http://127.0.0.1:9000/push/1",
    ],
)
def test_addresses_of_known_services_are_taken(endpoint: str) -> None:
    assert is_allowed_endpoint(endpoint, SERVICES)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://user@fcm.googleapis.com/x",
        "https://evil.example\\@fcm.googleapis.com/x",
        "https://push.apple.com.evil.example/x",
        "https://evilpush.apple.com/x",
        "http://127.0.0.1:9001/push/1",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://fcm.googleapis.com:port/x",
        "https://fcm.googleapis.com/" + "a" * 1024,
        "https://fcm.googleapis.com/\n",
        "ftp://fcm.googleapis.com/x",
    ],
)
def test_nobody_makes_us_call_other_addresses(endpoint: str) -> None:
    assert not is_allowed_endpoint(endpoint, SERVICES)


def point() -> bytes:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def test_keys_are_a_point_of_the_curve_and_sixteen_bytes() -> None:
    assert are_keys(point(), os.urandom(16))
    assert not are_keys(point(), os.urandom(15))
    assert not are_keys(b"\x04" + bytes(64), os.urandom(16))
    assert not are_keys(point()[:-1], os.urandom(16))
