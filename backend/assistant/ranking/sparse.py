"""Sparse tables in NumPy: counting, and turning rows into posting lists. Pure.

SciPy would do the same at the price of 100 MB installed and a slower start; these few functions are all we need.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

_BATCH_ENTRIES = 100_000
_SPAN_CELLS = 1_000_000


class Rows(msgspec.Struct, frozen=True):
    """A sparse table by rows: row `i` has `columns[starts[i]:starts[i+1]]` with the `values` beside them."""

    starts: NDArray[np.int64]
    columns: Ints
    values: NDArray[Any]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def spans(self) -> Iterator[tuple[slice, NDArray[np.int64]]]:
        """The cells in pieces of whole rows, with the row of each cell, so that little memory is needed."""
        first = 0
        while first < len(self):
            last = int(np.searchsorted(self.starts, self.starts[first] + _SPAN_CELLS, side="right")) - 1
            last = max(last, first + 1)
            sizes = np.diff(self.starts[first : last + 1])
            yield slice(int(self.starts[first]), int(self.starts[last])), np.repeat(np.arange(first, last), sizes)
            first = last


class Postings(msgspec.Struct, frozen=True):
    """The same by columns: column `j` occurs in `rows[starts[j]:starts[j+1]]`."""

    starts: NDArray[np.int64]
    rows: Ints
    values: NDArray[Any]


def ragged(lists: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], Ints]:
    """Lists of different length as one array and where each begins."""
    starts = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(items) for items in lists], out=starts[1:])
    flat = np.fromiter((item for items in lists for item in items), np.int32, count=int(starts[-1]))
    return starts, flat


def gather(starts: NDArray[np.int64], wanted: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of all items of the wanted lists, one list after the other, and the length of each list."""
    lengths = starts[wanted + 1] - starts[wanted]
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    positions = np.arange(total) + np.repeat(starts[wanted] - (ends - lengths), lengths)
    return positions, lengths


def count_rows(
    bags: Iterable[tuple[NDArray[np.integer], NDArray[np.floating]]],
    expand: tuple[NDArray[np.int64], Ints],
    columns: int,
    store: Callable[[Floats], NDArray[Any]] = lambda sums: sums,
) -> Rows:
    """A table with one row for each bag of (word, weight): weights are summed over what each word expands to.

    `expand` lists for every word its columns, as `ragged` gives them. `store` says how sums are kept.
    """
    lengths: list[Ints] = []
    found_columns: list[Ints] = []
    found_values: list[NDArray[Any]] = []
    for batch in _batches(bags, expand):
        keys = np.concatenate([row * columns + key for row, (key, _) in enumerate(batch)])
        order = np.argsort(keys)
        keys = keys[order]
        firsts = np.flatnonzero(np.diff(keys, prepend=-1))
        rows, inside = np.divmod(keys[firsts], columns)
        lengths.append(np.bincount(rows, minlength=len(batch)).astype(np.int32))
        if len(firsts):
            values = np.concatenate([weights for _, weights in batch])[order]
            found_columns.append(inside.astype(np.int32))
            found_values.append(store(np.add.reduceat(values, firsts)))
    starts = np.zeros(sum(map(len, lengths)) + 1, np.int64)
    if lengths:
        np.cumsum(np.concatenate(lengths), out=starts[1:])
    if not found_columns:
        return Rows(starts, np.zeros(0, np.int32), np.zeros(0, np.float32))
    return Rows(starts, np.concatenate(found_columns), np.concatenate(found_values))


def _batches(
    bags: Iterable[tuple[NDArray[np.integer], NDArray[np.floating]]], expand: tuple[NDArray[np.int64], Ints]
) -> Iterator[list[tuple[NDArray[np.int64], Floats]]]:
    """Bags as (columns, weights), as many together as are quick to sort."""
    held: list[tuple[NDArray[np.int64], Floats]] = []
    size = 0
    for words, weights in bags:
        positions, sizes = gather(expand[0], words)
        held.append((expand[1][positions].astype(np.int64), np.repeat(weights, sizes).astype(np.float32)))
        size += len(positions)
        if size >= _BATCH_ENTRIES:
            yield held
            held, size = [], 0
    if held:
        yield held


def postings(rows: Rows, columns: int, most: int) -> Postings:
    """Turn rows into posting lists; columns that more than `most` rows have are left out."""
    frequencies = np.bincount(rows.columns, minlength=columns)
    keep = frequencies <= most
    starts = np.zeros(columns + 1, np.int64)
    np.cumsum(np.where(keep, frequencies, 0), out=starts[1:])
    found_rows = np.empty(int(starts[-1]), np.int32)
    found_values = np.empty(int(starts[-1]), rows.values.dtype)
    free = starts[:-1].copy()
    for span, row_of in rows.spans():
        kept = keep[rows.columns[span]]
        column_of = rows.columns[span][kept]
        order = np.argsort(column_of, kind="stable")
        ordered = column_of[order]
        firsts = np.flatnonzero(np.diff(ordered, prepend=-1))
        lengths = np.diff(np.append(firsts, len(ordered)))
        places = free[ordered] + np.arange(len(ordered)) - np.repeat(firsts, lengths)
        found_rows[places] = row_of[kept][order]
        found_values[places] = rows.values[span][kept][order]
        free[ordered[firsts]] += lengths
    return Postings(starts, found_rows, found_values)
