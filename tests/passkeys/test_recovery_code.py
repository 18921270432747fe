"""The printed code: readable aloud, forgiving about how it is written, strict about slips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.passkeys.recovery_code import ALPHABET, GROUPS, Mistyped, new_code, prefix_of, read_code

CODES = st.builds(lambda _: new_code(), st.integers())


def test_a_code_has_140_random_bits_in_seven_groups_and_no_sign_that_looks_like_another() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [5] * 7
    assert not set(code) & set("ILOU")
    assert len({new_code() for _ in range(200)}) == 200
    assert len(ALPHABET) == 32


@given(CODES)
def test_however_people_write_it_down_it_is_read(code: str) -> None:
    assert read_code(code) == code
    assert read_code(f"  {code.lower().replace('-', ' ')}\n") == code
    assert read_code(code.replace("-", "").replace("0", "o").replace("1", "l")) == code
    arabic = {ord(str(digit)): "٠١٢٣٤٥٦٧٨٩"[digit] for digit in range(10)}
    assert read_code(code.translate(arabic)) == code


@given(CODES, st.integers(0, GROUPS - 1), st.integers(0, 4), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_told_with_its_group(code: str, group: int, at: int, sign: str) -> None:
    groups = code.split("-")
    if groups[group][at] == sign:
        return
    groups[group] = groups[group][:at] + sign + groups[group][at + 1 :]
    with pytest.raises(Mistyped) as slip:
        read_code("-".join(groups))
    assert slip.value.group == group + 1


@given(CODES, st.integers(0, GROUPS - 2))
def test_two_groups_in_the_wrong_order_are_told(code: str, at: int) -> None:
    groups = code.split("-")
    groups[at], groups[at + 1] = groups[at + 1], groups[at]
    with pytest.raises(Mistyped):
        read_code("-".join(groups))


@pytest.mark.parametrize(
    "text",
    ["", "ABC", "é" * 35, new_code()[:-1], new_code() + "7", "U" * 35],
    ids=["nothing", "too short", "other letters", "one letter less", "one letter more", "letters that are not used"],
)
def test_what_is_no_code_is_a_slip(text: str) -> None:
    with pytest.raises(Mistyped):
        read_code(text)


def test_the_prefix_tells_too_little_to_guess_the_rest() -> None:
    code = new_code()
    assert prefix_of(code) == code.split("-", maxsplit=1)[0]
