"""Sources over real HTTP on loopback: what they say arrives, and what goes wrong stays with the one that is wrong."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from backend.alerts.cap.model import Alert
from backend.alerts.cap.write_json import write_json
from backend.alerts.cap.write_xml import write_xml
from backend.alerts.content import Feed, FeedsError, load_feeds, may_ask
from backend.alerts.feeds import fetching
from backend.alerts.feeds.reader import back_off_s
from backend.alerts.slice import AlertsSlice
from backend.core.city import CityConfig
from tests.alerts.conftest import CONTENT
from tests.alerts.kit import alert, dashboard, follow_up, info
from tests.alerts.source import Source
from tests.conftest import FrozenClock

LIST = "/dashboard/051140000000.json"


def say(source: Source, *alerts: Alert) -> None:
    """The federal API lists these and has their documents."""
    source.say(LIST, dashboard(*alerts), etag=f'"{hash(alerts)}"')
    for one in alerts:
        source.say(f"/warnings/{one.identifier}.json", write_json(one))


def archive(*alerts: Alert) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as file:
        for one in alerts:
            file.writestr(f"{one.identifier}.xml", write_xml(one))
    return body.getvalue()


async def look(alerts: AlertsSlice) -> None:
    """Let the job run once, and wait for what PostgreSQL tells the processes later."""
    await alerts.reader.run_due()
    await alerts.service.reload()


def told(alerts: AlertsSlice) -> list[tuple[str, str]]:
    """(identifier, state) of all stories."""
    return [(story.newest.alert.identifier, story.state) for story in alerts.service.stories()]


async def problems(alerts: AlertsSlice) -> dict[str, str | None]:
    return {state.feed: state.problem for state in await alerts.service.feed_states()}


@pytest.fixture
def quiet(source: Source) -> Source:
    """All three sources answer and have nothing to say."""
    say(source)
    source.say("/files", '<feed xmlns="http://www.w3.org/2005/Atom"></feed>')
    source.say("/all.zip", archive())
    return source


async def test_a_warning_of_the_federal_api_arrives_and_its_all_clear_ends_it(
    alerts: AlertsSlice, quiet: Source, clock: FrozenClock
) -> None:
    first = alert("mow.DE-1")
    say(quiet, first)
    await look(alerts)
    assert told(alerts) == [("mow.DE-1", "active")]

    clock.advance(minutes=30)
    say(quiet, follow_up(first, "mow.DE-2", "Cancel"))
    await look(alerts)
    assert told(alerts) == [("mow.DE-2", "allClear")]
    assert len(alerts.service.stories()[0].versions) == 2


async def test_unchanged_answers_cost_one_small_question(
    alerts: AlertsSlice, quiet: Source, clock: FrozenClock
) -> None:
    say(quiet, alert("mow.DE-1"))
    await look(alerts)
    quiet.asked.clear()
    clock.advance(seconds=31)
    await look(alerts)
    assert [(path, "if-none-match" in headers) for path, headers in quiet.asked] == [(LIST, True)]
    (state,) = [state for state in await alerts.service.feed_states() if state.feed == "list"]
    assert (state.checked_at, state.problem) == (clock(), None)


async def test_a_listed_warning_without_a_document_is_told_from_the_list(
    alerts: AlertsSlice, quiet: Source, clock: FrozenClock
) -> None:
    one = alert("mow.DE-1")
    quiet.say(LIST, dashboard(one))
    await look(alerts)
    (story,) = alerts.service.stories()
    assert (story.newest.alert.infos[0].headline, story.concern.whole_city) == ("Starkregen im Test", True)

    clock.advance(seconds=31)
    quiet.say(f"/warnings/{one.identifier}.json", write_json(msgspec.structs.replace(one, note="whole")))
    await look(alerts)
    assert (f"/warnings/{one.identifier}.json") in [path for path, _ in quiet.asked[-4:]]


async def test_an_open_warning_that_is_no_longer_listed_ends_after_a_while(
    alerts: AlertsSlice, quiet: Source, clock: FrozenClock
) -> None:
    say(quiet, alert("mow.DE-1", infos=(info(expires=None),)))
    await look(alerts)
    say(quiet)
    clock.advance(seconds=31)
    await look(alerts)
    assert told(alerts) == [("mow.DE-1", "active")]
    clock.advance(minutes=31)
    await look(alerts)
    assert told(alerts) == [("mow.DE-1", "gone")]


async def test_messages_in_feeds_behind_links_and_in_archives_arrive(alerts: AlertsSlice, quiet: Source) -> None:
    inside, linked, packed = alert("in-1"), alert("linked-1"), alert("packed-1")
    body = write_xml(inside).decode().partition("?>")[2]
    quiet.say(
        "/files",
        '<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<entry><id>1</id><content>{body}</content></entry>"
        '<entry><id>2</id><updated>x</updated><link type="application/cap+xml" href="/cap/2.xml"/></entry></feed>',
    )
    quiet.say("/cap/2.xml", write_xml(linked))
    quiet.say("/all.zip", archive(packed))
    await look(alerts)
    assert {name for name, _ in told(alerts)} == {"in-1", "linked-1", "packed-1"}


async def test_rss_and_a_bare_message_are_understood(alerts: AlertsSlice, quiet: Source, clock: FrozenClock) -> None:
    quiet.say("/files", "<rss><channel><item><guid>1</guid><link>/cap/1.xml</link></item></channel></rss>")
    quiet.say("/cap/1.xml", write_xml(alert("rss-1")))
    await look(alerts)
    quiet.say("/files", write_xml(alert("bare-1")))
    clock.advance(minutes=2)
    await look(alerts)
    assert {name for name, _ in told(alerts)} == {"rss-1", "bare-1"}


BIG = b"<feed>" + b" " * 300_000 + b"</feed>"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"body": b"\x00\xff garbage"}, "not-xml"),
        ({"body": b"<html>Wartungsarbeiten</html>"}, "not-cap"),
        ({"body": BIG}, "too-large"),
        ({"body": b"", "status": 302, "headers": {"location": "/files"}}, "redirects"),
        ({"body": b"", "status": 302, "headers": {"location": "http://169.254.169.254/latest"}}, "foreign-host"),
        ({"body": b"", "status": 301, "headers": {"location": "file:///etc/passwd"}}, "foreign-host"),
        ({"body": b"", "status": 500}, "http-500"),
        ({"body": b'<!DOCTYPE x [<!ENTITY e "e">]><feed/>'}, "document-type"),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_wrong_source_never_hides_a_good_one(
    alerts: AlertsSlice, quiet: Source, answer: dict[str, Any], problem: str
) -> None:
    say(quiet, alert("mow.DE-1"))
    quiet.say("/files", **answer)
    quiet.say("/all.zip", b"PK no archive")
    await look(alerts)
    assert told(alerts) == [("mow.DE-1", "active")]
    assert await problems(alerts) == {"list": None, "files": problem, "zip": "not-zip"}
    sources = {source.key: source.stale for source in alerts.service.list_alerts().sources}
    assert sources == {"list": False, "files": True, "zip": True}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_source_that_drips_is_given_up(
    alerts: AlertsSlice, quiet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "DEADLINE_S", 0.3)
    say(quiet, alert("mow.DE-1"))
    quiet.say("/files", BIG[:1000], drip_s=0.2)
    await look(alerts)
    assert told(alerts) == [("mow.DE-1", "active")]
    assert (await problems(alerts))["files"] == "slow"


async def test_links_to_other_hosts_are_never_followed(alerts: AlertsSlice, quiet: Source) -> None:
    quiet.say("/files", "<rss><channel><item><guid>1</guid><link>http://127.0.0.1:1/x</link></item></channel></rss>")
    with Source().running() as other:
        port = other.url.rpartition(":")[2]
        quiet.say("/files", f"<rss><item><guid>1</guid><link>http://localhost:{port}/x</link></item></rss>")
        await look(alerts)
        assert other.asked == []


async def test_one_broken_message_does_not_hide_its_neighbours(alerts: AlertsSlice, quiet: Source) -> None:
    good, bad = alert("mow.DE-1"), alert("mow.DE-2", infos=(info(headline=None),))
    quiet.say(LIST, dashboard(bad, good))
    quiet.say("/warnings/mow.DE-1.json", write_json(good))
    quiet.say("/warnings/mow.DE-2.json", b'{"identifier": 1}')
    await look(alerts)
    assert ("mow.DE-1", "active") in told(alerts)


async def test_a_sender_with_a_wrong_clock_hides_nothing(
    alerts: AlertsSlice, quiet: Source, clock: FrozenClock
) -> None:
    good = alert("mow.DE-1")
    future = alert("mow.DE-9", sent=clock() + timedelta(hours=20))
    absurd = alert("mow.DE-8", sent=clock() + timedelta(days=4000))
    past = alert("mow.DE-7", sent=clock() - timedelta(days=4000), infos=(info(expires=clock() - timedelta(days=3999)),))
    say(quiet, future, absurd, past, good)
    await look(alerts)
    assert ("mow.DE-1", "active") in told(alerts)
    (shifted,) = [story for story in alerts.service.stories() if story.newest.alert.identifier == "mow.DE-9"]
    assert shifted.newest.issued_at == clock()
    assert "mow.DE-8" not in [name for name, _ in told(alerts)]


async def test_failures_make_the_pauses_longer_and_one_good_answer_ends_that(
    alerts: AlertsSlice, quiet: Source, clock: FrozenClock
) -> None:
    quiet.say(LIST, b"broken")
    pauses = []
    for _ in range(4):
        before = clock()
        await look(alerts)
        (state,) = [state for state in await alerts.service.feed_states() if state.feed == "list"]
        pauses.append((state.next_at - before).total_seconds())
        clock.set(state.next_at)
    assert pauses == sorted(pauses)
    assert pauses[3] >= 8 * pauses[0] * 0.8
    say(quiet)
    await look(alerts)
    (state,) = [state for state in await alerts.service.feed_states() if state.feed == "list"]
    assert (state.failures, state.problem, state.next_at - clock()) == (0, None, timedelta(seconds=30))


async def test_the_wish_of_an_overloaded_source_is_honoured(
    alerts: AlertsSlice, quiet: Source, clock: FrozenClock
) -> None:
    quiet.say(LIST, b"", status=503, headers={"retry-after": "600"})
    await look(alerts)
    (state,) = [state for state in await alerts.service.feed_states() if state.feed == "list"]
    assert state.next_at - clock() >= timedelta(seconds=600)


async def test_an_endless_tag_is_not_kept_and_breaks_nothing(alerts: AlertsSlice, quiet: Source) -> None:
    quiet.say("/files", "<feed></feed>", etag='"' + "x" * 5000 + '"')
    await look(alerts)
    assert await problems(alerts) == {"list": None, "files": None, "zip": None}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_zip_that_unpacks_to_too_much_is_refused(alerts: AlertsSlice, quiet: Source) -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(30):
            file.writestr(f"{number}.xml", b" " * 10_000_000)
    quiet.say("/all.zip", body.getvalue())
    await look(alerts)
    assert (await problems(alerts))["zip"] == "too-large"


# --- Configuration


def test_the_sources_of_the_content_are_sound_and_none_is_read_unasked(city: CityConfig) -> None:
    path = CONTENT / "alerts" / "feeds.toml"
    assert load_feeds(path, city, (), production=True) == ()
    nina, dwd = load_feeds(path, city, ("nina", "dwd"), production=True)
    assert nina.url == "https://warnung.bund.de/api31/dashboard/051140000000.json"
    assert (nina.hosts, dwd.hosts) == (("warnung.bund.de",), ("opendata.dwd.de",))


def test_an_unknown_source_is_named(city: CityConfig) -> None:
    with pytest.raises(FeedsError, match="katwarn"):
        load_feeds(CONTENT / "alerts" / "feeds.toml", city, ("katwarn",), production=False)


@pytest.mark.parametrize(
    ("url", "development", "production"),
    [
        ("https://a.example/x", True, True),
        ("http://a.example/x", False, False),
        ("http://127.0.0.1:8000/x", True, False),
        ("https://b.example/x", False, False),
        ("https://user:secret@a.example/x", False, False),
        ("ftp://a.example/x", False, False),
        ("//a.example/x", False, False),
    ],
)
def test_only_own_hosts_over_https_are_asked(url: str, development: bool, production: bool) -> None:
    feed = Feed(key="a-1", name="A", kind="documents", url="", credit="", hosts=("a.example", "127.0.0.1"))
    assert may_ask(url, feed, production=False) is development
    assert may_ask(url, feed, production=True) is production


def test_pauses_grow_to_a_quarter_of_an_hour() -> None:
    feed = Feed(key="a-1", name="A", kind="documents", url="", credit="", every_s=30)
    pauses = [back_off_s(feed, failures) for failures in range(1, 30)]
    assert pauses == sorted(pauses)
    assert 60 <= pauses[0] <= 66
    assert 900 <= pauses[-1] <= 990
