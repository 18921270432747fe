"""Hot public reads: built, encoded, compressed and tagged once per change, then served as bytes.

`SnapshotGate` is the outermost ASGI layer. A GET on a registered path never reaches the framework, a session or the
database: measured, the usual middleware stack costs five times the handler, a query twenty to forty times a snapshot.
"""

import asyncio
import gzip
import hashlib
import time
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from functools import lru_cache

import brotli  # type: ignore[import-untyped]  # ships no types
import msgspec
import structlog

from backend.core.asgi import ASGIApp, Receive, Scope, Send

logger = structlog.get_logger(__name__)

Headers = list[tuple[bytes, bytes]]
Build = Callable[[], Awaitable[bytes]]
_START = "http.response.start"
_BROTLI_QUALITY = 5
_BUSY_SHARE = 4  # a rebuild may take at most a quarter of the time
_RETRY_AFTER_FAILURE_S = 5.0


class Variant:
    """One encoding of a body with the headers that belong to it."""

    __slots__ = ("_fresh", "_second", "_unchanged", "body", "etag", "headers", "not_modified_headers")

    def __init__(self, body: bytes, etag: bytes, headers: Headers, not_modified_headers: Headers) -> None:
        self.body = body
        self.etag = etag
        self.headers = headers
        self.not_modified_headers = not_modified_headers
        self._second = 0

    def start(self, status: int) -> Scope:
        """The first message of an answer, made once a second: only the Date in it changes."""
        second = int(time.time())
        if second != self._second:
            date = (b"date", _http_date(second))
            self._fresh = {"type": _START, "status": 200, "headers": [*self.headers, date]}
            self._unchanged = {"type": _START, "status": 304, "headers": [*self.not_modified_headers, date]}
            self._second = second
        return self._unchanged if status == 304 else self._fresh


class Snapshot(msgspec.Struct, frozen=True):
    """A built answer in all its encodings."""

    body: bytes
    etag: str
    built_at: float
    variants: dict[str, Variant]


class _Entry:
    """A registered path and its present state."""

    def __init__(
        self, path: str, build: Build, content_type: str, max_age: int, stale_s: int, min_interval: float
    ) -> None:
        self.path = path
        self.route = path
        self.build = build
        self.content_type = content_type
        self.max_age = max_age
        self.stale_s = stale_s
        self.min_interval = min_interval
        self.current: Snapshot | None = None
        self.dirty = False
        self.not_before = 0.0
        self.lock = asyncio.Lock()
        self.rebuild: asyncio.Task[None] | None = None
        self.has_failed = False


@lru_cache(maxsize=256)
def accepted_encoding(header: bytes) -> str:
    """`br`, `gzip` or `identity` for an Accept-Encoding header (RFC 9110, section 12.5.3)."""
    refused: set[str] = set()
    accepted: set[str] = set()
    for part in header.decode("latin-1").lower().split(","):
        name, _, quality = part.strip().partition(";")
        value = quality.strip().removeprefix("q=").strip()
        (refused if value in {"0", "0.0", "0.00", "0.000"} else accepted).add(name.strip())
    for candidate in ("br", "gzip"):
        if candidate in accepted or ("*" in accepted and candidate not in refused):
            return candidate
    return "identity"


def _compress(body: bytes) -> dict[str, bytes]:
    return {
        "identity": body,
        "gzip": gzip.compress(body, 6, mtime=0),
        "br": brotli.compress(body, quality=_BROTLI_QUALITY),
    }


class Snapshots:
    """Registry of snapshot paths. `headers` are added to every answer, `document_headers` to every HTML page."""

    def __init__(self, headers: Headers | None = None, document_headers: Headers | None = None) -> None:
        self._headers = headers or []
        self._document_headers = document_headers or []
        self._entries: dict[str, _Entry] = {}

    def register(
        self,
        path: str,
        build: Build,
        *,
        content_type: str = "application/json",
        max_age: int = 15,
        stale_s: int = 86_400,
        min_interval: float = 0.5,
        route: str | None = None,
    ) -> None:
        """Serve `path` from `build()`; all times are seconds.

        `max_age` and `stale_s` (how long an old answer may be shown while a new one is fetched) are for caches,
        `min_interval` lies between two builds. `route` is the name in the metrics where many paths are of one kind.
        """
        if path in self._entries:
            raise ValueError(f"snapshot registered twice: {path}")
        self._entries[path] = _Entry(path, build, content_type, max_age, stale_s, min_interval)
        self._entries[path].route = route or path

    def forget(self, path: str) -> None:
        """Stop serving a path; the ordinary handler answers again."""
        entry = self._entries.pop(path)
        entry.dirty = False
        if entry.rebuild is not None:
            entry.rebuild.cancel()

    @property
    def paths(self) -> list[str]:
        """All registered paths."""
        return sorted(self._entries)

    @property
    def failed(self) -> list[str]:
        """Paths whose last rebuild failed; they still show the last good answer."""
        return sorted(path for path, entry in self._entries.items() if entry.has_failed)

    def find(self, path: str) -> _Entry | None:
        """The entry behind a path; used by the gate."""
        return self._entries.get(path)

    def invalidate(self, *paths: str) -> None:
        """What these paths show has changed. Cheap: one rebuild is scheduled, readers keep the last good answer."""
        for path in paths:
            entry = self._entries[path]
            entry.dirty = True
            if entry.current is not None and (entry.rebuild is None or entry.rebuild.done()):
                entry.rebuild = asyncio.get_running_loop().create_task(self._rebuild_later(entry))

    async def get(self, path: str) -> Snapshot:
        """The present answer for `path`, built on first use. Raises `KeyError` for an unknown path."""
        entry = self._entries[path]
        if entry.current is None:
            await self._build(entry)
        assert entry.current is not None
        return entry.current

    async def fresh(self, path: str) -> Snapshot:
        """The answer for `path` after all changes so far; for tests and for readers of their own writes."""
        entry = self._entries[path]
        if entry.dirty or entry.current is None:
            await self._build(entry, force=True)
        return await self.get(path)

    async def close(self) -> None:
        """Stop pending rebuilds."""
        tasks = [entry.rebuild for entry in self._entries.values() if entry.rebuild and not entry.rebuild.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _rebuild_later(self, entry: _Entry) -> None:
        while entry.dirty:
            await asyncio.sleep(max(0.0, entry.not_before - time.monotonic()))
            try:
                await self._build(entry, force=True)
            except Exception:
                # The last good answer stays up and says its own age; the next attempt comes soon.
                logger.exception("snapshot_build_failed", path=entry.path)
                entry.dirty = entry.has_failed = True
                entry.not_before = time.monotonic() + _RETRY_AFTER_FAILURE_S

    async def _build(self, entry: _Entry, *, force: bool = False) -> None:
        async with entry.lock:
            if entry.current is not None and not force:
                return
            started = time.monotonic()
            entry.dirty = False
            body = await entry.build()
            if entry.current is None or entry.current.body != body:
                bodies = await asyncio.to_thread(_compress, body)
                entry.current = self._assemble(entry, body, bodies)
            entry.has_failed = False
            took = time.monotonic() - started
            entry.not_before = time.monotonic() + max(entry.min_interval, took * _BUSY_SHARE)

    def _assemble(self, entry: _Entry, body: bytes, bodies: dict[str, bytes]) -> Snapshot:
        digest = hashlib.blake2b(body, digest_size=12).hexdigest()
        variants = {encoding: self._variant(entry, digest, encoding, encoded) for encoding, encoded in bodies.items()}
        return Snapshot(body, f'"{digest}"', time.time(), variants)

    def _variant(self, entry: _Entry, digest: str, encoding: str, encoded: bytes) -> Variant:
        # A strong tag names exact bytes, so each encoding has its own (RFC 9110, section 8.8.3).
        etag = f'"{digest}-{encoding}"'.encode()
        shared = [
            (b"etag", etag),
            (b"vary", b"accept-encoding"),
            (b"cache-control", f"public, max-age={entry.max_age}, stale-while-revalidate={entry.stale_s}".encode()),
            *(self._document_headers if entry.content_type.startswith("text/html") else self._headers),
        ]
        headers = [
            *shared,
            (b"content-type", entry.content_type.encode()),
            (b"content-length", str(len(encoded)).encode()),
        ]
        if encoding != "identity":
            headers.append((b"content-encoding", encoding.encode()))
        return Variant(encoded, etag, headers, shared)


@lru_cache(maxsize=2)
def _http_date(second: int) -> bytes:
    return formatdate(second, usegmt=True).encode()


def date_header() -> tuple[bytes, bytes]:
    """The Date header; the app reads it to correct a wrong clock on the phone."""
    return (b"date", _http_date(int(time.time())))


def etag_matches(if_none_match: bytes, etag: bytes) -> bool:
    """Weak comparison as If-None-Match asks for (RFC 9110, section 13.1.2)."""
    if if_none_match == etag:
        return True
    tags = [tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")]
    return etag in tags or b"*" in tags


_READS = frozenset({"GET", "HEAD"})


class SnapshotGate:
    """Answers snapshot paths from memory and hands everything else on."""

    def __init__(self, app: ASGIApp, snapshots: Snapshots, observe: Callable[[str, int], None] | None = None) -> None:
        self._app = app
        self._snapshots = snapshots
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry point. Written without calls to spare: they would cost as much as the answer."""
        entry = self._snapshots.find(scope["path"]) if scope["type"] == "http" else None
        if entry is None or (method := scope["method"]) not in _READS:
            await self._app(scope, receive, send)
            return
        snapshot = entry.current
        if snapshot is None:
            try:
                snapshot = await self._snapshots.get(entry.path)
            except Exception:  # the framework below turns the same failure into a problem document
                logger.exception("snapshot_build_failed", path=entry.path)
                await self._app(scope, receive, send)
                return
        encoding, if_none_match = b"", b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                encoding = value
            elif name == b"if-none-match":
                if_none_match = value
        variant = snapshot.variants[accepted_encoding(encoding)]
        status = 304 if if_none_match and etag_matches(if_none_match, variant.etag) else 200
        await send(variant.start(status))
        await send({"type": "http.response.body", "body": variant.body if status == 200 and method == "GET" else b""})
        if self._observe is not None:
            self._observe(entry.route, status)
