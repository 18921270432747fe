"""Pages by cursor: every row exactly once, and a cursor that was tampered with is refused."""

import base64
from datetime import UTC, datetime
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.pagination import InvalidCursor, decode_cursor, encode_cursor, make_page


@given(st.tuples(st.text(max_size=40), st.integers(-(2**53), 2**53), st.none() | st.booleans()))
def test_a_cursor_gives_back_the_position(position: tuple[str, int, bool | None]) -> None:
    cursor = encode_cursor(position)
    assert tuple(decode_cursor(cursor)) == position
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_cursor_gives_back_times_and_ids_as_such() -> None:
    position = (datetime(2026, 11, 23, 12, tzinfo=UTC), uuid4())
    assert decode_cursor(encode_cursor(position), tuple[datetime, UUID]) == position


@pytest.mark.parametrize(
    "cursor",
    ["", "%%%", "AAAA", "a", "é", "x" * 513, base64.b64encode(b'{"a":1}').decode(), encode_cursor(("only one",))],
)
def test_a_cursor_of_another_make_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor) as caught:
        decode_cursor(cursor, tuple[datetime, UUID])
    assert (caught.value.code, caught.value.status) == ("invalid-cursor", 400)


@given(st.text(max_size=600))
def test_any_text_is_either_a_cursor_or_a_problem(text: str) -> None:
    try:
        decode_cursor(text)
    except InvalidCursor:
        return


@pytest.mark.parametrize("total", [0, 1, 2, 3, 4, 9, 10])
def test_walking_the_pages_meets_every_row_once(total: int) -> None:
    rows, seen, pages, cursor = list(range(total)), [], 0, encode_cursor((-1,))
    while cursor is not None:
        (after,) = decode_cursor(cursor, tuple[int])
        page = make_page([row for row in rows if row > after][:4], 3, lambda row: (row,))
        assert len(page.items) <= 3
        seen += page.items
        pages += 1
        cursor = page.next_cursor
    assert seen == rows
    assert pages == max(1, -(-total // 3))  # no empty page at the end


def test_the_last_page_says_so_on_the_wire() -> None:
    assert msgspec.json.decode(msgspec.json.encode(make_page([1], 3, lambda row: (row,)))) == {
        "items": [1],
        "nextCursor": None,
    }
