"""Which messages reach phones, which are only to be read, and what stands on the locked screen."""

from datetime import timedelta

import pytest

from backend.alerts.cap.model import Alert
from backend.alerts.ringing import FRESH, MAX_BODY, cells_of
from backend.alerts.slice import AlertsSlice
from backend.core.cells import cell_of
from backend.core.geo import Point
from tests.alerts.conftest import HeardBell
from tests.alerts.kit import CENTRE, DISC, NOW, alert, follow_up, info
from tests.conftest import FrozenClock

FIRST = alert()
EXPIRED = (info(expires=NOW - timedelta(seconds=1)),)
ELSEWHERE = (info(areas=()),)


async def take_in(alerts: AlertsSlice, *messages: Alert, feed: str = "files") -> None:
    await alerts.service.store(feed, messages)


async def test_a_warning_its_update_and_its_end_ring_once_each_as_one_event(
    alerts: AlertsSlice, bell: HeardBell, clock: FrozenClock
) -> None:
    await take_in(alerts, FIRST)
    await take_in(alerts, FIRST)
    clock.advance(minutes=30)
    update = follow_up(FIRST, "test-0002", "Update")
    await take_in(alerts, update)
    clock.advance(minutes=30)
    await take_in(alerts, follow_up(update, "test-0003", "Cancel"))
    assert [alarm.kind for alarm in bell.heard] == ["alert", "update", "allClear"]
    assert len({alarm.family for alarm in bell.heard}) == 1
    assert len({alarm.revision for alarm in bell.heard}) == 3
    assert {alarm.severity for alarm in bell.heard} == {"severe"}


async def test_the_same_warning_from_two_sources_is_the_same_alarm(alerts: AlertsSlice, bell: HeardBell) -> None:
    await take_in(alerts, FIRST)
    await take_in(alerts, alert(f"mow.{FIRST.identifier}"), feed="list")
    assert len({(alarm.family, alarm.revision) for alarm in bell.heard}) == 1


@pytest.mark.parametrize(
    "quiet",
    [
        pytest.param(alert(sent=NOW - FRESH - timedelta(seconds=1)), id="an old one, heard of late"),
        pytest.param(alert(status="Exercise"), id="an exercise outside of a warning day"),
        pytest.param(alert(status="Test"), id="a test"),
        pytest.param(alert(infos=EXPIRED), id="one that is over"),
        pytest.param(alert(infos=ELSEWHERE), id="one for another city"),
        pytest.param(alert(msg_type="Cancel"), id="the end of a warning nobody was told of"),
    ],
)
async def test_what_is_not_to_ring_stays_quiet(alerts: AlertsSlice, bell: HeardBell, quiet: Alert) -> None:
    await take_in(alerts, quiet)
    assert bell.heard == []


async def test_a_warning_heard_of_too_late_to_ring_ends_as_quietly(
    alerts: AlertsSlice, bell: HeardBell, clock: FrozenClock
) -> None:
    late = alert(sent=NOW - timedelta(hours=2))
    await take_in(alerts, late)
    clock.advance(minutes=1)
    await take_in(alerts, follow_up(late, "test-0002", "Cancel", sent=NOW))
    assert bell.heard == []


async def test_of_two_messages_that_come_together_only_the_newer_one_rings(
    alerts: AlertsSlice, bell: HeardBell, clock: FrozenClock
) -> None:
    clock.advance(minutes=30)
    await take_in(alerts, FIRST, follow_up(FIRST, "test-0002", "Update"))
    assert [alarm.kind for alarm in bell.heard] == ["update"]


async def test_a_drawing_reaches_its_stadtteile_and_its_cells_and_the_whole_city_needs_none(
    alerts: AlertsSlice, bell: HeardBell
) -> None:
    await take_in(alerts, alert(infos=(info(areas=(DISC,)),)), alert("test-0002"))
    drawn, whole = sorted((alarm.area for alarm in bell.heard), key=lambda area: area.whole_city)
    assert drawn.districts
    assert cell_of(Point(*CENTRE)) in drawn.cells
    assert 1 <= len(drawn.cells) <= 12
    assert whole.whole_city
    assert whole.cells == ()


async def test_the_locked_screen_says_what_to_do_in_each_language_and_never_too_much(
    alerts: AlertsSlice, bell: HeardBell
) -> None:
    english = info(
        language="en",
        headline="Heavy rain",
        description="It rains.",
        instruction=" ".join(f"Stay inside, reason {number}." for number in range(40)),
    )
    plain = info(language="de-LS", headline="Starker Regen", instruction="Bleiben Sie im Haus.")
    await take_in(alerts, alert(infos=(info(), english, plain)))
    lines = bell.heard[0].lines
    assert (lines["de"].title, lines["de"].body) == (
        "Starkregen im Test",
        "Bleiben Sie im Haus. Gehen Sie nicht in den Keller.",
    )
    assert lines["en"].body.startswith("Stay inside, reason 0. Stay inside, reason 1.")
    assert lines["en"].body.endswith("…")
    assert len(lines["en"].body) <= MAX_BODY
    assert lines["de-simple"].title == "Starker Regen"


def test_nothing_drawn_touches_no_cell() -> None:
    assert cells_of(None) == cells_of([]) == ()
