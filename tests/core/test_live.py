"""Live updates: resume where you were, reset when that is gone, one slow reader never holds up the others."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar, Request, get

from backend.core.http import exception_handlers
from backend.core.i18n import Translations
from backend.core.live import HEARTBEAT, LiveFull, LiveHub, encode_event
from backend.core.metrics import Metrics
from backend.settings import Settings


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def hub(metrics: Metrics) -> AsyncIterator[LiveHub]:
    hub = LiveHub(metrics, max_events=4)
    yield hub
    await hub.close()


def _parse(chunk: bytes) -> list[dict[str, str]]:
    events: list[dict[str, str]] = []
    for block in chunk.decode().strip().split("\n\n"):
        event: dict[str, str] = {}
        for line in block.split("\n"):
            name, _, value = line.partition(": ")
            event[name] = f"{event[name]}\n{value}" if name == "data" and "data" in event else value
        events.append(event)
    return events


async def _next(stream: AsyncIterator[bytes]) -> list[dict[str, str]]:
    return _parse(await asyncio.wait_for(anext(stream), 5))


def _publish(hub: LiveHub, *ids: int) -> None:
    for number in ids:
        hub.publish("parking", "bays", b'{"n":%d}' % number, f"e{number}")


async def test_a_client_gets_what_is_published_after_it_came(hub: LiveHub) -> None:
    _publish(hub, 1)
    stream = hub.stream("parking")
    (greeting,) = await _next(stream)
    assert greeting == {"retry": "3000", "id": "e1"}
    _publish(hub, 2)
    assert await _next(stream) == [{"id": "e2", "event": "bays", "data": '{"n":2}'}]
    _publish(hub, 3, 4)
    assert [event["id"] for event in await _next(stream)] == ["e3", "e4"]


async def test_topics_are_apart(hub: LiveHub) -> None:
    stream = hub.stream("parking")
    await _next(stream)
    hub.publish("weather", "rain", b"{}", "w1")
    _publish(hub, 1)
    assert [event["id"] for event in await _next(stream)] == ["e1"]


async def test_a_client_resumes_after_the_last_event_it_saw(hub: LiveHub) -> None:
    _publish(hub, 1, 2, 3)
    stream = hub.stream("parking", "e1")
    await _next(stream)
    assert [event["id"] for event in await _next(stream)] == ["e2", "e3"]


async def test_a_client_that_left_before_its_first_event_resumes_too(hub: LiveHub) -> None:
    stream = hub.stream("parking")
    (greeting,) = await _next(stream)
    await stream.aclose()  # type: ignore[attr-defined]
    _publish(hub, 1, 2)
    again = hub.stream("parking", greeting["id"])
    assert "id" not in (await _next(again))[0]
    assert [event["id"] for event in await _next(again)] == ["e1", "e2"]


@pytest.mark.parametrize("last_event_id", ["e1", "never-heard-of", "start-of-another-process"])
async def test_a_place_that_is_gone_means_reset(hub: LiveHub, metrics: Metrics, last_event_id: str) -> None:
    _publish(hub, 1, 2, 3, 4, 5, 6)
    stream = hub.stream("parking", last_event_id)
    assert await _next(stream) == [
        {"retry": "3000", "id": "e6"},
        {"id": "e6", "event": "reset", "data": "{}"},
    ]
    assert metrics.value("live_resets_total", topic="parking") == 1
    _publish(hub, 7)
    assert [event["id"] for event in await _next(stream)] == ["e7"]


async def test_who_saw_the_event_just_before_the_ring_misses_nothing(hub: LiveHub, metrics: Metrics) -> None:
    _publish(hub, 1, 2, 3, 4, 5, 6)
    stream = hub.stream("parking", "e2")
    await _next(stream)
    assert [event["id"] for event in await _next(stream)] == ["e3", "e4", "e5", "e6"]
    assert metrics.value("live_resets_total", topic="parking") == 0


async def test_a_publisher_that_repeats_an_id_does_not_lose_the_places_of_others(hub: LiveHub) -> None:
    _publish(hub, 1, *[2] * 7)
    stream = hub.stream("parking", "e2")
    assert await _next(stream) == [{"retry": "3000", "id": "e2"}]
    _publish(hub, 3, 4)
    assert [event["id"] for event in await _next(stream)] == ["e3", "e4"]


async def test_the_ring_is_bounded_in_bytes_too() -> None:
    hub = LiveHub(max_events=100, max_bytes=1_000)
    for number in range(20):
        hub.publish("parking", "bays", b"x" * 300, f"e{number}")
    stream = hub.stream("parking", "e16")
    await _next(stream)
    assert [event["id"] for event in await _next(stream)] == ["e17", "e18", "e19"]
    gone = hub.stream("parking", "e10")
    assert (await _next(gone))[1]["event"] == "reset"
    await hub.close()


@given(st.integers(1, 12), st.lists(st.integers(0, 30), min_size=1, max_size=30))
def test_with_reconnects_at_any_moment_every_event_arrives_once_and_in_order_or_a_reset_says_so(
    ring: int, bursts: list[int]
) -> None:
    async def play() -> None:
        hub, published, seen, last = LiveHub(max_events=ring), 0, 0, ""
        async for chunk in hub.stream("parking"):
            last = _parse(chunk)[0]["id"]
            break
        for burst in bursts:
            for _ in range(burst):
                published += 1
                _publish(hub, published)
            stream = hub.stream("parking", last)
            events = await _next(stream)
            if events[-1].get("event") == "reset":
                assert burst > ring
                seen, last = published, events[-1]["id"]
            elif published > seen:
                for event in await _next(stream):
                    seen += 1
                    assert event["id"] == last == "" or event["id"] == f"e{seen}"
                    last = event["id"]
            await stream.aclose()  # type: ignore[attr-defined]
            assert seen == published
        await hub.close()

    asyncio.run(play())


async def test_a_slow_reader_is_cut_off_and_the_others_go_on(hub: LiveHub, metrics: Metrics) -> None:
    slow, quick = hub.stream("parking"), hub.stream("parking")
    await _next(slow)
    await _next(quick)
    for number in range(1, 7):
        _publish(hub, number)
        assert [event["id"] for event in await _next(quick)] == [f"e{number}"]
    with pytest.raises(StopAsyncIteration):
        await anext(slow)
    assert metrics.value("live_dropped_clients_total", topic="parking") == 1
    assert hub.client_count == 1


async def test_heartbeats_reach_idle_clients_and_do_not_delay_events(hub: LiveHub) -> None:
    stream = hub.stream("parking")
    await _next(stream)
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    await hub.beat()
    assert await waiting == HEARTBEAT
    await hub.beat()
    _publish(hub, 1)
    assert [event["id"] for event in await _next(stream)] == ["e1"]


async def test_the_pulse_beats_by_itself() -> None:
    hub = LiveHub(heartbeat_s=0.001)
    stream = hub.stream("parking")
    await _next(stream)
    assert await asyncio.wait_for(anext(stream), 5) == HEARTBEAT
    await hub.close()


async def test_closing_ends_every_stream_and_refuses_new_ones(hub: LiveHub, metrics: Metrics) -> None:
    streams = [hub.stream("parking") for _ in range(3)]
    for stream in streams:
        await _next(stream)
    assert metrics.value("live_clients") == 3
    endings = [asyncio.ensure_future(anext(stream)) for stream in streams]
    await asyncio.sleep(0)
    await hub.close()
    results = await asyncio.gather(*endings, return_exceptions=True)
    assert [type(result) for result in results] == [StopAsyncIteration] * 3
    assert (hub.client_count, metrics.value("live_clients")) == (0, 0)
    with pytest.raises(LiveFull):
        hub.respond("parking", None)


async def test_a_stop_signal_ends_the_streams_and_still_reaches_the_server(hub: LiveHub) -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: heard.append(number))
    try:
        stream = hub.stream("parking")
        await _next(stream)
        with hub.ending_on_signals():
            os.kill(os.getpid(), signal.SIGTERM)
            with pytest.raises(StopAsyncIteration):
                await asyncio.wait_for(anext(stream), 5)
        assert heard == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)


async def test_a_full_process_refuses_with_a_problem() -> None:
    hub = LiveHub(max_clients=1)
    first = hub.stream("parking")
    await _next(first)
    with pytest.raises(LiveFull) as caught:
        hub.respond("parking", None)
    assert (caught.value.status, caught.value.headers["retry-after"]) == (503, "30")
    await first.aclose()  # type: ignore[attr-defined]
    hub.respond("parking", None)
    await hub.close()


@pytest.mark.parametrize(("event", "event_id"), [("a\nb", "1"), ("bays", "1\r"), ("bays", ""), ("bays", "a\0b")])
def test_names_that_would_break_the_format_are_refused(event: str, event_id: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        encode_event(event, b"{}", event_id)


def test_line_breaks_in_data_survive() -> None:
    assert _parse(encode_event("note", b"one\ntwo\r\nthree", "1"))[0]["data"] == "one\ntwo\nthree"


class _Browser:
    """The other end of an ASGI connection."""

    def __init__(self, app: Any, headers: dict[str, str] | None = None) -> None:
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.inbox.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": "/live", "raw_path": b"/live", "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1),
            "server": ("app.test", 80), "state": {},
            "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        }  # fmt: skip
        self.task = asyncio.create_task(app(scope, self.inbox.get, self.sent.put))

    async def read(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.sent.get(), 5)


@pytest.fixture
def app(hub: LiveHub) -> Litestar:
    @get("/live")
    async def live(request: Request[Any, Any, Any]) -> Any:
        return hub.respond("parking", request.headers.get("last-event-id"))

    translations = Translations(Settings().resources / "translations", ["de"])
    return Litestar([live], exception_handlers=exception_handlers(translations), openapi_config=None)


async def test_over_http_the_stream_has_its_headers_and_ends_when_the_browser_leaves(
    app: Litestar, hub: LiveHub
) -> None:
    browser = _Browser(app)
    start = await browser.read()
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    assert start["status"] == 200
    assert headers["content-type"].startswith("text/event-stream")
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
    assert "content-length" not in headers
    await browser.read()
    _publish(hub, 1)
    chunk = await browser.read()
    assert (_parse(chunk["body"])[0]["id"], chunk["more_body"]) == ("e1", True)
    await browser.inbox.put({"type": "http.disconnect"})
    await asyncio.wait_for(browser.task, 5)
    assert hub.client_count == 0


async def test_over_http_a_browser_resumes_and_a_stopping_app_ends_the_answer(app: Litestar, hub: LiveHub) -> None:
    _publish(hub, 1, 2)
    browser = _Browser(app, {"last-event-id": "e1"})
    await browser.read()
    await browser.read()
    assert _parse((await browser.read())["body"])[0]["id"] == "e2"
    await hub.close()
    assert await browser.read() == {"type": "http.response.body", "body": b"", "more_body": False}
    await asyncio.wait_for(browser.task, 5)
