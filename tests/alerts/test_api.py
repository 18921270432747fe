"""Warnings as phones, displays and other systems meet them."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import uuid4

import httpx
import pytest

from backend.accounts import slice as accounts_slice
from backend.alerts.cap.model import Alert
from backend.alerts.cap.read_xml import read_xml
from backend.alerts.cap.xml_tree import read_tree
from backend.alerts.service import ALERTS_PATH, ATOM_PATH, HISTORY_PATH, RSS_PATH
from backend.alerts.slice import AlertsSlice
from backend.app import build_slices, create_litestar
from backend.core.context import Context
from backend.core.snapshots import SnapshotGate
from backend.places.seeding import seed
from tests.alerts.kit import DISC, alert, follow_up, info, square
from tests.conftest import FrozenClock

TEXTS = (
    info(),
    info(language="DE-LS", headline="Warnung", instruction="Bleiben Sie im Haus."),
    info(language="EN", headline="Heavy rain in a test", instruction="Stay inside."),
    info(language="AR", headline="تحذير", description="Es regnet im Test."),
)


@pytest.fixture
async def client(alerts: AlertsSlice, context: Context) -> AsyncIterator[httpx.AsyncClient]:
    """The framework behind the snapshot gate, on the same service as `alerts`."""
    app = SnapshotGate(create_litestar(context, [accounts_slice.build(context), alerts]), context.snapshots)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app.test") as opened:
        yield opened


async def take_in(alerts: AlertsSlice, messages: Sequence[Alert]) -> int:
    """Store as a source would, and wait for what PostgreSQL tells the processes later."""
    added = await alerts.service.store("list", messages)
    await alerts.service.reload()
    return added


async def fresh(context: Context, client: httpx.AsyncClient, path: str = ALERTS_PATH) -> Any:
    """The answer after all changes so far."""
    if context.snapshots.find(path) is not None:
        await context.snapshots.fresh(path)
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_without_a_word_of_any_source_nothing_is_called_safe(context: Context, client: httpx.AsyncClient) -> None:
    body = await fresh(context, client)
    assert body["alerts"] == []
    assert [(source["stale"], source["checkedAt"]) for source in body["sources"]] == [(True, None)] * 3


async def test_a_warning_is_told_in_every_language_with_what_was_left_in_german(
    alerts: AlertsSlice, context: Context, client: httpx.AsyncClient
) -> None:
    await take_in(alerts, [alert(infos=TEXTS)])
    (summary,) = (await fresh(context, client))["alerts"]
    assert summary["headlines"] == {
        "de": "Starkregen im Test",
        "de-simple": "Warnung",
        "en": "Heavy rain in a test",
        "ar": "تحذير",
    }
    assert (summary["severity"], summary["state"], summary["onTop"]) == ("severe", "active", True)
    detail = await fresh(context, client, f"{ALERTS_PATH}/{summary['id']}")
    texts = {text["locale"]: text for text in detail["texts"]}
    assert texts["de"]["steps"] == ["Bleiben Sie im Haus.", "Gehen Sie nicht in den Keller."]
    assert texts["ar"]["untranslated"] == ["description", "steps"]
    assert texts["en"]["untranslated"] == ["description"]
    assert texts["de-simple"]["untranslated"] == ["description"]
    assert texts["de"]["untranslated"] == []
    assert (detail["wholeCity"], detail["geometry"], detail["credit"]) == (True, None, "Erfundene Quelle")


async def test_the_list_stays_tiny_and_caches_may_keep_it_for_seconds_only(
    alerts: AlertsSlice, context: Context, client: httpx.AsyncClient
) -> None:
    many = [alert(f"many-{number}", infos=(info(areas=(DISC,)),)) for number in range(100)]
    await take_in(alerts, many)
    await context.snapshots.fresh(ALERTS_PATH)
    answer = await client.get(ALERTS_PATH, headers={"accept-encoding": "br"})
    assert answer.headers["cache-control"] == "public, max-age=5, stale-while-revalidate=60"
    assert len(answer.json()["alerts"]) == 100
    assert int(answer.headers["content-length"]) < 12_000  # of which 3 kB are ids, which do not compress
    again = await client.get(ALERTS_PATH, headers={"accept-encoding": "br", "if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_a_cache_in_front_may_answer_for_us_and_knows_for_how_long(
    alerts: AlertsSlice, context: Context, client: httpx.AsyncClient
) -> None:
    """RFC 9111 and RFC 5861: for everybody, for seconds, by encoding; asking again costs no body."""
    await take_in(alerts, [alert()])
    (story,) = alerts.service.stories()
    detail = f"{ALERTS_PATH}/{story.id}"
    for path, age in ((ALERTS_PATH, 5), (detail, 10), (HISTORY_PATH, 30), (ATOM_PATH, 15), (RSS_PATH, 15)):
        await context.snapshots.fresh(path)
        tags = set()
        for coding in ("br", "gzip", "identity"):
            answer = await client.get(path, headers={"accept-encoding": coding})
            kept = await client.get(
                path, headers={"accept-encoding": coding, "if-none-match": answer.headers["etag"], "cookie": "a=b"}
            )
            assert (kept.status_code, kept.content) == (304, b"")
            for headers in (answer.headers, kept.headers):
                assert headers["cache-control"] == f"public, max-age={age}, stale-while-revalidate=60", path
                assert headers["vary"].lower() == "accept-encoding"
                assert headers["etag"] == answer.headers["etag"]
                assert "set-cookie" not in headers
            tags.add(answer.headers["etag"])
        assert len(tags) == 3, path


async def test_the_page_of_a_current_warning_is_served_from_memory_and_renewed(
    alerts: AlertsSlice, context: Context, client: httpx.AsyncClient, clock: FrozenClock
) -> None:
    first = alert()
    await take_in(alerts, [first])
    (story,) = alerts.service.stories()
    path = f"{ALERTS_PATH}/{story.id}"
    assert context.snapshots.find(path) is not None
    assert len((await fresh(context, client, path))["versions"]) == 1

    clock.advance(minutes=30)
    await take_in(alerts, [follow_up(first, "test-0002", "Cancel")])
    detail = await fresh(context, client, path)
    assert [version["kind"] for version in detail["versions"]] == ["alert", "cancel"]
    assert detail["state"] == "allClear"

    clock.advance(hours=7)
    await alerts.service.tick()
    await alerts.service.reload()
    assert context.snapshots.find(path) is None
    assert (await fresh(context, client, path))["state"] == "allClear"  # from the ordinary handler
    past = await fresh(context, client, f"{ALERTS_PATH}/history")
    assert [one["id"] for one in past["alerts"]] == [str(story.id)]


async def test_a_drawing_is_on_the_page_with_the_window_it_is_exact_in(
    alerts: AlertsSlice, context: Context, client: httpx.AsyncClient
) -> None:
    await take_in(alerts, [alert(infos=(info(areas=(square(51.352, 6.644, 0.004),)),))])
    (story,) = alerts.service.stories()
    detail = await fresh(context, client, f"{ALERTS_PATH}/{story.id}")
    assert detail["districts"] == ["180"]
    assert detail["geometry"]["type"] == "MultiPolygon"
    assert len(detail["geometry"]["coordinates"][0][0]) == 5
    assert detail["window"] == pytest.approx([6.36, 51.18, 6.83, 51.52])


async def test_each_message_is_there_as_cap(alerts: AlertsSlice, context: Context, client: httpx.AsyncClient) -> None:
    sent = alert(infos=TEXTS)
    await take_in(alerts, [sent])
    (story,) = alerts.service.stories()
    path = f"{ALERTS_PATH}/{story.id}/versions/{story.newest.id}/cap.xml"
    answer = await client.get(path)
    assert answer.headers["content-type"].startswith("application/cap+xml")
    assert read_xml(answer.content) == sent
    for wrong in (f"{ALERTS_PATH}/{uuid4()}", f"{ALERTS_PATH}/{story.id}/versions/{uuid4()}/cap.xml"):
        missing = await client.get(wrong)
        assert (missing.status_code, missing.json()["code"]) == (404, "alert-not-found")


async def test_other_systems_read_atom_and_rss(
    alerts: AlertsSlice, context: Context, client: httpx.AsyncClient
) -> None:
    await take_in(alerts, [alert(infos=(info(headline="Böen & Regen"),))])
    (story,) = alerts.service.stories()
    for path, kind, entry in (("feed.atom", "atom", "entry"), ("feed.rss", "rss", "item")):
        await context.snapshots.fresh(f"{ALERTS_PATH}/{path}")
        answer = await client.get(f"{ALERTS_PATH}/{path}")
        assert answer.headers["content-type"].startswith(f"application/{kind}+xml")
        (found,) = [element for element in read_tree(answer.content).walk() if element.name == entry]
        titles = [child.text for child in found.children if child.name == "title"]
        assert titles == ["Böen & Regen"]
        assert f"/warnungen/{story.id}" in answer.text


async def test_an_exercise_is_never_mixed_with_the_real_thing(
    alerts: AlertsSlice, context: Context, client: httpx.AsyncClient
) -> None:
    real = alert()
    await take_in(alerts, [real, alert("ex-1", status="Exercise"), alert("test-x", status="Test")])
    await take_in(alerts, [follow_up(real, "ex-2", "Cancel", status="Exercise")])
    body = await fresh(context, client)
    assert [(one["status"], one["state"]) for one in body["alerts"]] == [("actual", "active")]


async def test_taking_the_same_in_again_changes_nothing(alerts: AlertsSlice) -> None:
    messages = [alert(), follow_up(alert(), "test-0002", "Update")]
    assert await take_in(alerts, messages) == 2
    assert await take_in(alerts, messages) == 0
    (story,) = alerts.service.stories()
    assert len(story.versions) == 2


async def test_messages_in_any_order_become_one_story(alerts: AlertsSlice, clock: FrozenClock) -> None:
    first = alert()
    second = follow_up(first, "test-0002", "Update")
    third = follow_up(second, "test-0003", "Cancel")
    clock.advance(hours=1)
    for message in (third, first, second):
        await take_in(alerts, [message])
    (story,) = alerts.service.stories()
    assert [version.alert.identifier for version in story.versions] == ["test-0001", "test-0002", "test-0003"]
    assert story.state == "allClear"


async def test_what_is_not_ours_is_not_kept(alerts: AlertsSlice) -> None:
    elsewhere = alert("far-1", infos=(info(areas=(square(52.5, 13.4),)),))
    assert await take_in(alerts, [elsewhere]) == 0


async def test_a_warning_ends_by_the_clock_without_any_message(
    alerts: AlertsSlice, context: Context, client: httpx.AsyncClient, clock: FrozenClock
) -> None:
    await take_in(alerts, [alert()])
    assert len((await fresh(context, client))["alerts"]) == 1
    clock.advance(hours=7)
    await alerts.service.tick()
    await alerts.service.reload()
    assert (await fresh(context, client))["alerts"] == []


async def test_old_stories_are_deleted_and_young_ones_stay(
    alerts: AlertsSlice, context: Context, clock: FrozenClock
) -> None:
    await take_in(alerts, [alert("old-1")])
    clock.advance(days=context.settings.alerts.retention_days - 1)
    await take_in(alerts, [alert("young-1", sent=clock())])
    clock.advance(days=2)
    await alerts.service.forget_old()
    await alerts.service.reload()
    assert [story.newest.alert.identifier for story in alerts.service.stories()] == ["young-1"]


async def test_a_process_that_only_works_knows_the_stadtteile(context: Context) -> None:
    """`work` builds the slices and runs their jobs, but starts no web part."""
    await seed(context, lambda _what, _done, _total: None)
    (worker,) = [part for part in build_slices(context) if isinstance(part, AlertsSlice)]
    await worker.service.store("list", [alert(infos=(info(areas=(DISC,)),))])
    await worker.service.tick()
    (story,) = worker.service.stories()
    assert "010" in story.concern.districts
