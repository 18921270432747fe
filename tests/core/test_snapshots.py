"""Snapshots: built once per change, served as bytes, honest about what they are."""

import asyncio
import gzip
from typing import Any

import brotli  # type: ignore[import-untyped]  # ships no types
import httpx
import pytest

from backend.core.snapshots import SnapshotGate, Snapshots, accepted_encoding


class Source:
    """Something that changes, and counts how often it was read."""

    def __init__(self) -> None:
        self.value = b'{"n":1}'
        self.reads = 0
        self.failing = False
        self.failed = asyncio.Event()

    async def build(self) -> bytes:
        self.reads += 1
        if self.failing:
            self.failed.set()
            raise RuntimeError("source is down")
        return self.value


async def below(scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"below"})


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def snapshots(source: Source) -> Snapshots:
    registry = Snapshots([(b"x-test", b"1")])
    registry.register("/data", source.build, min_interval=0.0)
    return registry


@pytest.fixture
def client(snapshots: Snapshots) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(SnapshotGate(below, snapshots)), base_url="http://test")


async def test_many_readers_cost_one_build(client: httpx.AsyncClient, source: Source) -> None:
    answers = await asyncio.gather(*(client.get("/data") for _ in range(50)))
    assert {answer.json()["n"] for answer in answers} == {1}
    assert source.reads == 1


@pytest.mark.parametrize(
    ("asked", "got"), [("br, gzip", "br"), ("gzip", "gzip"), ("identity", None), ("br;q=0, gzip", "gzip")]
)
async def test_the_reader_gets_an_encoding_it_understands(
    client: httpx.AsyncClient, asked: str, got: str | None
) -> None:
    async with client.stream("GET", "/data", headers={"accept-encoding": asked}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == got
    plain = {"br": brotli.decompress, "gzip": gzip.decompress}.get(got or "", bytes)(raw)
    assert plain == b'{"n":1}'
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.headers["x-test"] == "1"


async def test_an_unchanged_answer_is_304_without_a_body_and_each_encoding_has_its_own_tag(
    client: httpx.AsyncClient,
) -> None:
    tags = set()
    for encoding in ("br", "gzip", "identity"):
        tag = (await client.get("/data", headers={"accept-encoding": encoding})).headers["etag"]
        again = await client.get("/data", headers={"accept-encoding": encoding, "if-none-match": f'"other", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
        tags.add(tag)
    assert len(tags) == 3


async def test_a_change_is_seen_and_changes_the_tag(
    client: httpx.AsyncClient, snapshots: Snapshots, source: Source
) -> None:
    before = (await client.get("/data")).headers["etag"]
    source.value = b'{"n":2}'
    snapshots.invalidate("/data")
    await snapshots.fresh("/data")
    after = await client.get("/data", headers={"if-none-match": before})
    assert (after.status_code, after.json()) == (200, {"n": 2})


async def test_a_thousand_changes_in_a_moment_cost_few_builds(snapshots: Snapshots, source: Source) -> None:
    await snapshots.get("/data")
    for number in range(1000):
        source.value = b'{"n":%d}' % number
        snapshots.invalidate("/data")
    await snapshots.fresh("/data")
    assert (await snapshots.get("/data")).body == b'{"n":999}'
    assert source.reads <= 4


async def test_a_failing_source_keeps_the_last_good_answer(
    client: httpx.AsyncClient, snapshots: Snapshots, source: Source
) -> None:
    await client.get("/data")
    source.failing = True
    snapshots.invalidate("/data")
    await asyncio.wait_for(source.failed.wait(), 5)
    assert (await client.get("/data")).json() == {"n": 1}
    await snapshots.close()


async def test_head_has_the_headers_and_no_body_and_other_methods_go_below(client: httpx.AsyncClient) -> None:
    head = await client.head("/data")
    assert (head.status_code, head.content, head.headers["content-type"]) == (200, b"", "application/json")
    assert (await client.post("/data")).status_code == 418
    assert (await client.get("/elsewhere")).status_code == 418


def test_a_path_has_one_owner(snapshots: Snapshots, source: Source) -> None:
    with pytest.raises(ValueError, match="twice"):
        snapshots.register("/data", source.build)


def test_a_star_accepts_what_was_not_refused() -> None:
    assert accepted_encoding(b"*") == "br"
    assert accepted_encoding(b"br;q=0, *") == "gzip"
    assert accepted_encoding(b"") == "identity"
