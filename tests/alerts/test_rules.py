"""Which messages are one story, and what state it is in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from backend.alerts.areas import NOWHERE, Concern
from backend.alerts.cap.model import Alert
from backend.alerts.rules import (
    GONE_AFTER,
    Known,
    Story,
    Version,
    Visibility,
    bare_name,
    is_storable,
    names,
    tell,
    tell_all,
    threads_of,
)
from backend.core.ids import new_id
from tests.alerts.kit import NOW, alert, follow_up, info

CITY = Concern(whole_city=True, districts=("010", "020"))
NORMAL = Visibility()
THREAD = new_id()


def version(message: Alert, *, thread: UUID = THREAD, feed: str = "nina", **changes: Any) -> Version:
    made = {"received_at": max(message.sent, NOW - timedelta(days=30)), "concern": CITY, **changes}
    return Version(id=new_id(), thread=thread, feed=feed, alert=message, **made)


def story(*versions: Version, now: datetime = NOW, seen: Visibility = NORMAL) -> Story:
    return tell(versions, now, seen)


def known(message: Alert, thread: UUID) -> Known:
    return Known(thread=thread, status=message.status, identifier=message.identifier, references=message.references)


OPEN = alert(infos=(info(expires=None),))


# --- Threads


def test_a_message_belongs_to_the_story_of_what_it_names() -> None:
    first = alert()
    update = follow_up(first, "test-0002", "Update")
    assert threads_of(update, [known(first, THREAD)]) == {THREAD}


def test_a_message_that_came_too_late_is_found_by_the_one_that_names_it() -> None:
    first = alert()
    update = follow_up(first, "test-0002", "Update")
    assert threads_of(first, [known(update, THREAD)]) == {THREAD}


@pytest.mark.parametrize(
    "references",
    [
        "DE-NW-KR-1,mow.DE-NW-KR-SE1-2026-1-000,18--T00:00:00+00:00",
        "DE-NW-KR-SE1-2025-9-000 DE-NW-KR-SE1-2026-1-000,mow.DE-NW-KR-SE1-2026-1-000,2026-11-23T00:00:00+00:00",
        "  DE-NW-KR-SE1-2026-1-000  ",
    ],
)
def test_references_that_break_the_standard_still_lead_to_the_story(references: str) -> None:
    first = alert("mow.DE-NW-KR-SE1-2026-1-000")
    end = alert("mow.DE-NW-KR-SE1-2026-1-001", msg_type="Cancel", references=references)
    assert threads_of(end, [known(first, THREAD)]) == {THREAD}


def test_a_name_that_only_begins_alike_is_another_story() -> None:
    first = alert("mow.DE-NW-KR-SE1-2026-1-0001")
    end = alert("x-9", msg_type="Cancel", references="DE-NW,mow.DE-NW-KR-SE1-2026-1-000,2026-11-23T00:00:00+00:00")
    assert threads_of(end, [known(first, THREAD)]) == set()


@pytest.mark.parametrize("status", ["Exercise", "Test"])
def test_an_exercise_never_ends_a_real_warning(status: Any) -> None:
    end = follow_up(alert(), "test-0002", "Cancel", status=status)
    assert threads_of(end, [known(alert(), THREAD)]) == set()


def test_names_are_compared_without_the_prefix_of_the_federal_api() -> None:
    assert bare_name("mow.DE-HE-1") == bare_name("DE-HE-1") == "DE-HE-1"
    assert bare_name("id:2.49.0.0.276") == "2.49.0.0.276"
    assert names("a,b,c d") == {"a", "b", "c", "d"}
    assert names(None) == set()


# --- States


def test_a_warning_is_active_until_its_end() -> None:
    end = NOW + timedelta(hours=6)
    told = [story(version(alert()), now=now) for now in (NOW, end - timedelta(seconds=1), end)]
    assert [one.state for one in told] == ["active", "active", "expired"]
    assert [one.is_current for one in told] == [True, True, False]
    assert told[2].ended_at == end


def test_a_warning_that_begins_later_is_announced() -> None:
    later = alert(infos=(info(onset=NOW + timedelta(hours=2)),))
    assert story(version(later)).state == "upcoming"
    assert story(version(later), now=NOW + timedelta(hours=2)).state == "active"


def test_an_all_clear_ends_the_story_although_it_still_says_extreme() -> None:
    first = alert(infos=(info(severity="Extreme"),))
    end = follow_up(first, "test-0002", "Cancel")
    told = story(version(first), version(end), now=NOW + timedelta(hours=1))
    assert (told.state, told.is_current, told.newest.alert.identifier) == ("allClear", True, "test-0002")
    assert told.on_top is True
    later = story(version(first), version(end), now=NOW + timedelta(hours=7))
    assert (later.state, later.is_current, later.on_top) == ("allClear", False, False)


def test_an_all_clear_without_an_area_ends_the_warning_where_it_was() -> None:
    first = alert()
    end = version(follow_up(first, "test-0002", "Cancel", infos=()), concern=NOWHERE)
    assert story(version(first), end).concern == CITY


def test_an_update_that_says_all_clear_is_one() -> None:
    first = alert()
    end = follow_up(first, "test-0002", "Update", infos=(info(response_types=("AllClear",)),))
    assert story(version(first), version(end)).state == "allClear"


def test_an_update_that_moved_away_is_no_longer_ours_and_no_all_clear() -> None:
    first = alert()
    away = version(follow_up(first, "test-0002", "Update"), concern=NOWHERE)
    told = story(version(first), away)
    assert (told.state, told.is_current) == ("moved", False)


def test_without_an_end_it_stays_and_leaves_the_top_after_a_day() -> None:
    fresh, old = story(version(OPEN)), story(version(OPEN), now=NOW + timedelta(hours=25))
    assert (fresh.state, fresh.on_top) == ("active", True)
    assert (old.state, old.is_current, old.on_top) == ("active", True, False)


def test_without_an_end_and_without_news_for_a_week_it_is_gone() -> None:
    assert story(version(OPEN), now=NOW + timedelta(days=8)).state == "gone"


def test_a_source_that_no_longer_lists_it_ends_only_what_has_no_end() -> None:
    missing = {"missing_since": NOW - GONE_AFTER}
    assert story(version(OPEN, **missing)).state == "gone"
    assert story(version(OPEN, missing_since=NOW - GONE_AFTER / 2)).state == "active"
    assert story(version(alert(), **missing)).state == "active"


def test_an_end_before_the_beginning_is_a_broken_clock_and_no_end() -> None:
    broken = alert(infos=(info(expires=NOW - timedelta(days=400)),))
    assert story(version(broken)).state == "active"


def test_a_sender_from_the_future_does_not_win_over_what_came_later() -> None:
    first = alert(sent=NOW + timedelta(hours=20))
    end = follow_up(alert(), "test-0002", "Cancel", sent=NOW + timedelta(minutes=5))
    told = story(
        version(first, received_at=NOW), version(end, received_at=NOW + timedelta(minutes=5)), now=NOW + GONE_AFTER
    )
    assert told.state == "allClear"


def test_what_is_too_coarse_is_listed_but_not_on_top() -> None:
    flood = version(alert("lhp.HOCHWASSERZENTRALEN.DE.NW"))
    told = story(flood, seen=Visibility(quiet_prefixes=("lhp.",)))
    assert (told.is_current, told.on_top) == (True, False)


# --- What is shown


def test_exercises_appear_only_on_a_warning_day_and_tests_never() -> None:
    exercise, test = version(alert(status="Exercise")), version(alert(status="Test"), thread=new_id())
    assert tell_all([exercise, test], NOW, NORMAL, ["nina"], frozenset()) == []
    (shown,) = tell_all([exercise, test], NOW, Visibility(exercises=True), ["nina"], frozenset())
    assert shown.newest.alert.status == "Exercise"


def test_the_demo_shows_its_exercise_and_never_on_top() -> None:
    seen = Visibility(demo_feeds=frozenset({"demo"}))
    (shown,) = tell_all([version(alert(status="Exercise"), feed="demo")], NOW, seen, [], frozenset())
    assert (shown.is_demo, shown.on_top) == (True, False)
    assert tell_all([version(alert(), feed="demo")], NOW, seen, [], frozenset()) == []


def test_the_same_warning_of_two_sources_is_told_once_by_the_fresh_one() -> None:
    ours, theirs = version(alert("mow.DE-1")), version(alert("DE-1"), feed="dwd", thread=new_id())
    for stale, feed in ((frozenset(), "nina"), (frozenset({"nina"}), "dwd")):
        (told,) = tell_all([ours, theirs], NOW, NORMAL, ["nina", "dwd"], stale)
        assert told.newest.feed == feed


def test_a_wrong_all_clear_of_one_source_does_not_hide_the_warning_of_another() -> None:
    good, copy = version(alert()), version(alert(), feed="rogue", thread=new_id())
    wrong = version(follow_up(alert(), "test-0002", "Cancel"), feed="rogue", thread=copy.thread)
    told = tell_all([copy, wrong, good], NOW + timedelta(minutes=40), NORMAL, ["rogue", "nina"], frozenset())
    assert ("nina", "active") in [(one.newest.feed, one.state) for one in told]


def test_the_most_pressing_comes_first_and_what_is_over_last() -> None:
    minor = version(alert("m-minor", infos=(info(severity="Minor"),)), thread=new_id())
    extreme = version(alert("m-extreme", infos=(info(severity="Extreme"),)), thread=new_id())
    over = version(
        alert("m-over", infos=(info(severity="Extreme", expires=NOW - timedelta(seconds=1)),)), thread=new_id()
    )
    told = tell_all([over, minor, extreme], NOW, NORMAL, ["nina"], frozenset())
    assert [one.newest.alert.identifier for one in told] == ["m-extreme", "m-minor", "m-over"]


@pytest.mark.parametrize(
    "changes", [{"status": "Draft"}, {"status": "System"}, {"scope": "Private"}, {"msg_type": "Ack"}, {"infos": ()}]
)
def test_what_is_not_for_the_public_is_not_kept(changes: dict[str, Any]) -> None:
    assert is_storable(alert()) is True
    assert is_storable(alert(**changes)) is False
