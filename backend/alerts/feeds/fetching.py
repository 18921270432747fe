"""Asking a source carefully: only its own hosts, bounded size and time, few redirects, nothing twice for nothing.

Sizes are bounded before and after unpacking: a few kilobytes of gzip can hold gigabytes, so nothing is unpacked past
the limit. Only gzip is asked for and taken, because its unpacking can be stopped in the middle.
"""

import asyncio
import time
import zlib
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import httpx
import msgspec

from backend.alerts.content import Feed, may_ask
from backend.core.clock import Clock

DEADLINE_S = 20.0
"""For one document."""
LOOK_S = 25.0
"""For everything that one look at a source asks for; what has not come by then is asked for next time."""
_TIMEOUT = httpx.Timeout(8.0)
_MAX_REDIRECTS = 3
_LONGEST_RETRY_S = 3600
_AGENT = "city-app-alerts/1"
_GZIP = 16 + zlib.MAX_WBITS


class FeedFault(Exception):
    """The source could not be used this time. `reason` is short and stable; `retry_after_s` is the source's wish."""

    def __init__(self, reason: str, retry_after_s: int = 0) -> None:
        self.reason = reason
        self.retry_after_s = retry_after_s
        super().__init__(reason)


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """An answer; `body` is None when nothing changed since `etag`."""

    body: bytes | None
    etag: str | None
    last_modified: str | None


class Fetcher:
    """HTTP for one look at one source. `production` forbids plain http to this machine.

    A source that drips may have hundreds of documents: all together they get `LOOK_S`, so that the next look at the
    good sources, which waits for this one, is never far.
    """

    def __init__(self, client: httpx.AsyncClient, clock: Clock, *, production: bool) -> None:
        self._client = client
        self._clock = clock
        self._production = production
        self._ends_at = time.monotonic() + LOOK_S

    async def get(self, feed: Feed, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        """The document at `url`. Raises `FeedFault`."""
        left = min(DEADLINE_S, self._ends_at - time.monotonic())
        headers = {"user-agent": _AGENT, "accept-encoding": "gzip"}
        if etag:
            headers["if-none-match"] = etag
        if modified:
            headers["if-modified-since"] = modified
        try:
            async with asyncio.timeout(left):
                return await self._follow(feed, url, headers)
        except TimeoutError as error:
            raise FeedFault("slow") from error
        except httpx.TimeoutException as error:
            raise FeedFault("slow") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise FeedFault("certificate" if "CERTIFICATE" in str(error).upper() else "unreachable") from error

    async def _follow(self, feed: Feed, url: str, headers: dict[str, str]) -> Fetched:
        for _ in range(_MAX_REDIRECTS + 1):
            if not may_ask(url, feed, production=self._production):
                raise FeedFault("foreign-host")
            async with self._client.stream("GET", url, headers=headers, timeout=_TIMEOUT) as response:
                if response.has_redirect_location:
                    url = urljoin(url, response.headers.get("location", ""))
                    continue
                return await self._take(feed, response)
        raise FeedFault("redirects")

    async def _take(self, feed: Feed, response: httpx.Response) -> Fetched:
        etag, modified = _short(response.headers.get("etag"), 200), _short(response.headers.get("last-modified"), 60)
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return Fetched(body=None, etag=etag, last_modified=modified)
        if response.status_code != httpx.codes.OK:
            raise FeedFault(f"http-{response.status_code}", self._retry_after(response.headers.get("retry-after")))
        return Fetched(body=await _body(response, feed.max_bytes), etag=etag, last_modified=modified)

    def _retry_after(self, text: str | None) -> int:
        """Seconds, given as such or as a date (RFC 9110, section 10.2.3)."""
        if not text:
            return 0
        try:
            seconds = (
                int(text) if text.isdigit() else int((parsedate_to_datetime(text) - self._clock()).total_seconds())
            )
        except (ValueError, TypeError):
            return 0
        return max(0, min(seconds, _LONGEST_RETRY_S))


async def _body(response: httpx.Response, limit: int) -> bytes:
    """The unpacked body. Raises `FeedFault` before more than `limit` bytes were taken or made."""
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise FeedFault("too-large")
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip"}:
        raise FeedFault("encoding")
    unpack = zlib.decompressobj(_GZIP) if "gzip" in coding else None
    parts: list[bytes] = []
    taken = made = 0
    async for chunk in response.aiter_raw():
        taken += len(chunk)
        part = chunk if unpack is None else _unpacked(unpack, chunk, limit + 1 - made)
        made += len(part)
        if taken > limit or made > limit:
            raise FeedFault("too-large")
        parts.append(part)
    if unpack is not None and not unpack.eof:
        raise FeedFault("cut-off")
    return b"".join(parts)


def _unpacked(unpack: "zlib._Decompress", chunk: bytes, most: int) -> bytes:
    try:
        return unpack.decompress(chunk, most)
    except zlib.error as error:
        raise FeedFault("encoding") from error


def _short(text: str | None, limit: int) -> str | None:
    """What is too long to be kept is not kept: then the whole document is asked for again."""
    return text if text is not None and len(text) <= limit else None
