"""A message is sealed exactly as RFC 8291 says."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from backend.push import sealing


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# RFC 8291, appendix A
PLAIN = b"When I grow up, I want to be a watermelon"
SENDER = _bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
SUBSCRIBER = _bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
AUTH = _bytes("BTBZMqHH6r4Tts7J_aSIgg")
SALT = _bytes("DGv6ra1nlYgDCS1FRnbzlw")
SEALED = _bytes(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
    "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_comes_out_bit_for_bit() -> None:
    private = ec.derive_private_key(int.from_bytes(SENDER), ec.SECP256R1())
    assert sealing.seal(PLAIN, sealing.agree(private, SUBSCRIBER, AUTH), SALT) == SEALED


def test_each_message_has_a_key_and_a_salt_of_its_own() -> None:
    key, other = sealing.prepare(SUBSCRIBER, AUTH), sealing.prepare(SUBSCRIBER, AUTH)
    assert key.public != other.public
    assert key.agreed != other.agreed
    assert sealing.seal(PLAIN, key)[:16] != sealing.seal(PLAIN, other)[:16]


def test_the_longest_message_just_fits() -> None:
    key = sealing.prepare(SUBSCRIBER, AUTH)
    assert len(sealing.seal(b"a" * sealing.MAX_PLAIN_BYTES, key)) == 4096
    with pytest.raises(ValueError, match="too long"):
        sealing.seal(b"a" * (sealing.MAX_PLAIN_BYTES + 1), key)


def test_a_key_that_is_no_point_of_the_curve_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid EC key"):
        sealing.prepare(b"\x04" + b"\x01" * 64, AUTH)
