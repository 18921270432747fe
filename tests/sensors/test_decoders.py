"""Decoders against every published vector, and against bytes that are no frame."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.sensors.decoders import DECODERS, Decoded, UndecodableFrame
from tests.sensors.vectors import Vector, load_vectors

VECTORS = load_vectors()
WATER_METER = "bmeters-iwmlr3"
FAULTY_COUNTERS = {"valueCounter", "flowCounter"}


def test_there_are_vectors_for_every_decoder() -> None:
    assert {vector.decoder for vector in VECTORS} == set(DECODERS)
    assert len(VECTORS) == 20


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_every_published_vector_decodes_to_its_fields(vector: Vector) -> None:
    decoded = dict(DECODERS[vector.decoder](vector.port, vector.payload).fields)
    expected = dict(vector.expected)
    if vector.decoder == WATER_METER:
        for field in FAULTY_COUNTERS:
            decoded.pop(field)
            expected.pop(field)
    assert decoded == expected
    assert {name: type(value) for name, value in decoded.items()} == {
        name: type(value) for name, value in expected.items()
    }


def test_water_meter_counters_follow_the_bytes_where_the_vector_is_wrong() -> None:
    """The vector writes the lowest byte in decimal and the others as hex digits; no reading of the bytes gives that."""
    (vector,) = [vector for vector in VECTORS if vector.decoder == WATER_METER]
    for field, at in (("valueCounter", 1), ("flowCounter", 5)):
        raw = vector.payload[at : at + 4]
        slip = int(f"{raw[3]:02x}{raw[2]:02x}{raw[1]:02x}{raw[0]:d}")
        assert vector.expected[field] == slip
        assert DECODERS[WATER_METER](1, vector.payload).fields[field] == int.from_bytes(raw, "little") != slip


FREE_PORT_VENDORS = ("decentlab", "elsys")  # the operator chooses the port; only 0 carries no data


@pytest.mark.parametrize(
    ("name", "port"),
    [
        (name, port)
        for name in sorted(DECODERS)
        for port in (0, 99, 255)
        if not port or not name.startswith(FREE_PORT_VENDORS)
    ],
)
def test_unknown_port_is_an_error_not_an_empty_result(name: str, port: int) -> None:
    payload = next(vector.payload for vector in VECTORS if vector.decoder == name)
    with pytest.raises(UndecodableFrame, match="unknown port"):
        DECODERS[name](port, payload)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_a_frame_cut_off_or_too_long_is_an_error(vector: Vector) -> None:
    for payload in (b"", vector.payload + bytes(40)):
        with pytest.raises(UndecodableFrame):
            DECODERS[vector.decoder](vector.port, payload)


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(sorted(DECODERS)), port=st.integers(0, 255), payload=st.binary(max_size=64))
def test_any_bytes_either_decode_to_fields_or_raise_the_one_error(name: str, port: int, payload: bytes) -> None:
    try:
        decoded = DECODERS[name](port, payload)
    except UndecodableFrame:
        return
    assert isinstance(decoded, Decoded)
    assert decoded.fields
    msgspec.json.encode(decoded.fields)


@pytest.mark.parametrize(
    ("decoder", "port", "payload", "field", "value"),
    [
        ("bosch-tps110", 1, "00", "occupied", False),
        ("bosch-tps110", 2, "0080", "temperature", -128),
        ("dingtek-dc410", 3, "8000010211000000f6010000000000010081", None, None),
        ("dingtek-dc410", 3, "80000102110064 00f6 01050000 00000181".replace(" ", ""), "temperature", "-10 \u2103"),
        ("dingtek-dc410", 3, "800001021100640016010500 0000000181".replace(" ", ""), "angle", "-5 \u00b0"),
        ("dingtek-dc410", 3, "800001021100640016000500 0000000181".replace(" ", ""), "angle", "5 \u00b0"),
        ("elsys-ers", 5, "01ff9c", "temperature", -10.0),
        ("teneo-filling", 1, "0c001e04", "distance", -1),
    ],
)
def test_what_the_vectors_leave_out(decoder: str, port: int, payload: str, field: str | None, value: object) -> None:
    if field is None:
        with pytest.raises(UndecodableFrame):
            DECODERS[decoder](port, bytes.fromhex(payload))
    else:
        assert DECODERS[decoder](port, bytes.fromhex(payload)).fields[field] == value
