"""Cells: the published geohash examples, and that every position lies in the cell it is given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.cells import cell_box, cell_of, cells_in, is_cell
from backend.core.geo import BBox, Point

ROUNDING = 1e-12


@pytest.mark.parametrize(
    ("lat", "lon", "cell"),
    [
        (57.64911, 10.40744, "u4pruy"),
        (-25.382708, -49.265506, "6gkzwg"),
        (90, 180, "zzzzzz"),
    ],
)
def test_a_position_gets_the_geohash_that_others_compute(lat: float, lon: float, cell: str) -> None:
    assert cell_of(Point(lat, lon)) == cell


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_position_lies_in_its_cell(lat: float, lon: float) -> None:
    box = cell_box(cell_of(Point(lat, lon)))
    assert box.west - ROUNDING <= lon <= box.east + ROUNDING
    assert box.south - ROUNDING <= lat <= box.north + ROUNDING


def test_a_box_is_covered_without_gaps_or_repeats() -> None:
    box = BBox(6.5, 51.3, 6.55, 51.35)
    cells = list(cells_in(box))
    assert len(cells) == len(set(cells)) == 6 * 10
    assert {cell_of(Point(51.3 + step / 100, 6.5 + step / 100)) for step in range(6)} <= set(cells)


def test_what_is_no_cell_is_refused() -> None:
    assert not any(is_cell(text) for text in ("u1h", "aaaaaa", "u1hegf7", ""))
    with pytest.raises(ValueError, match="not a cell"):
        cell_box("u1hail")
