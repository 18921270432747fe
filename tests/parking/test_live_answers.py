"""What the assistant is told about parking: only what the board says now, with its age."""

from datetime import timedelta

import pytest

from backend.core.context import Context
from backend.core.live_answers import LiveFacts, LiveWish
from backend.parking.live_answers import ParkingAnswers
from backend.parking.slice import ParkingSlice
from tests.conftest import FrozenClock
from tests.parking.town import free, taken, tell

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


async def ask(parking: ParkingSlice) -> LiveFacts:
    found = await ParkingAnswers(parking.projection).tell(LiveWish("freeBay"), "de")
    assert found is not None
    return found


async def test_a_bay_for_badges_is_named_while_it_is_known_to_be_free(
    context: Context, parking: ParkingSlice, clock: FrozenClock
) -> None:
    unknown = await ask(parking)
    assert (unknown.things, unknown.known, unknown.stale) == ([], 1, True)
    await tell(context, parking, free("disabled", clock() - timedelta(minutes=20)), free("bay-1", clock()))
    seen = await ask(parking)
    assert [(thing.title, thing.status, thing.demo) for thing in seen.things] == [("disabled", "free", True)]
    assert seen.observed_at == clock() - timedelta(minutes=20)
    assert not seen.stale
    await tell(context, parking, taken("disabled", clock() - timedelta(minutes=5)))
    assert (await ask(parking)).things == []


async def test_a_street_is_no_car_park(parking: ParkingSlice) -> None:
    assert await ParkingAnswers(parking.projection).tell(LiveWish("parking"), "de") is None
