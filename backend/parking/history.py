"""Late readings find their place in the private history, so that hourly figures are right in the end."""

from bisect import bisect_right
from collections.abc import Sequence

from backend.parking.rules import BayState, Change


def fit_in(history: Sequence[Change], late: Sequence[Change], state: BayState) -> list[Change]:
    """The rows that `late` readings of one bay add to its `history` (in time order, up to `state.observed_at`).

    A reading that only confirms what history says adds nothing, so a repeated frame leaves no trace. Behind the last
    row the present state is all we know: it is written down where a late reading contradicts it.
    """
    known = list(history)
    added: list[Change] = []
    for reading in sorted(late, key=lambda change: change.at):
        place = bisect_right(known, reading.at, key=lambda change: change.at)
        before = known[place - 1] if place else None
        if before is not None and (before.at == reading.at or before.occupied == reading.occupied):
            continue
        rows = [Change(at=reading.at, occupied=reading.occupied, was=before.occupied if before else None)]
        if place == len(known) and state.occupied != reading.occupied:
            rows.append(Change(at=state.observed_at, occupied=state.occupied, was=reading.occupied))
        known[place:place] = rows
        added += rows
    return added
