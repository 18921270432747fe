"""The built web app from memory: precompressed, immutable where the name carries a hash, byte ranges for PMTiles.

The framework's own static handler ignores Range requests, which PMTiles needs, and does not compress.
"""

import mimetypes
from hashlib import blake2b
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import msgspec

from backend.core.asgi import ASGIApp, Receive, Scope, Send
from backend.core.snapshots import accepted_encoding, etag_matches

_ENCODED_SUFFIX = {"br": ".br", "gzip": ".gz"}
_IMMUTABLE = b"public, max-age=31536000, immutable"
_REVALIDATE = b"no-cache"
_RANGE_CHUNK = 256 * 1024
_TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript", ".mjs": "text/javascript"}

mimetypes.add_type("font/woff2", ".woff2")


class StaticFile(msgspec.Struct, frozen=True):
    """An answer in one encoding."""

    body: bytes
    etag: bytes
    headers: list[tuple[bytes, bytes]]


def _content_type(name: str) -> str:
    kind = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("json", "javascript")) else kind


class StaticSite:
    """Serves files of one folder; pages that are no file get `index.html`, the app's own router does the rest.

    `reserved` are path prefixes that always belong to the app below.
    """

    def __init__(self, app: ASGIApp, folder: Path, reserved: tuple[str, ...], pmtiles: Path | None = None) -> None:
        self._app = app
        self._folder = folder
        self._reserved = reserved
        self._pmtiles = pmtiles
        self._cache: dict[tuple[str, str], StaticFile | None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry point."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or self._is_reserved(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if self._pmtiles is not None and scope["path"] == "/map/city.pmtiles":
            await _send_range(self._pmtiles, headers.get(b"range", b""), scope, send)
            return
        encoding = accepted_encoding(headers.get(b"accept-encoding", b""))
        file = await self._find(scope["path"], encoding)
        if file is None and self._is_page(scope["path"]):
            file = await self._find("/index.html", encoding)
        if file is None:
            await self._app(scope, receive, send)
            return
        await send_file(file, headers.get(b"if-none-match", b""), scope, send)

    def _is_reserved(self, path: str) -> bool:
        return path.startswith(self._reserved)

    @staticmethod
    def _is_page(path: str) -> bool:
        return "." not in path.rpartition("/")[2]

    async def _find(self, path: str, encoding: str) -> StaticFile | None:
        key = (path, encoding)
        if key in self._cache:
            return self._cache[key]
        file = await anyio.to_thread.run_sync(self._load, path, encoding)
        if file is not None:  # misses are not kept: an endless number of them would fill the memory
            self._cache[key] = file
        return file

    def _load(self, path: str, encoding: str) -> StaticFile | None:
        name = "index.html" if path == "/" else path.lstrip("/")
        target = (self._folder / name).resolve()
        if not target.is_relative_to(self._folder.resolve()) or not target.is_file():
            return None
        encoded = target.with_name(target.name + _ENCODED_SUFFIX.get(encoding, ""))
        used = encoding if encoded.is_file() else "identity"
        body = (target if used == "identity" else encoded).read_bytes()
        etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'.encode()
        headers = [
            (b"content-type", _content_type(target.name).encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", _IMMUTABLE if name.startswith("assets/") else _REVALIDATE),
            (b"vary", b"accept-encoding"),
            (b"etag", etag),
        ]
        if used != "identity":
            headers.append((b"content-encoding", used.encode()))
        return StaticFile(body, etag, headers)


async def send_file(file: StaticFile, if_none_match: bytes, scope: Scope, send: Send) -> None:
    """Answer with the file, or with 304 when the reader has it already."""
    if if_none_match and etag_matches(if_none_match, file.etag):
        kept = [pair for pair in file.headers if pair[0] in {b"etag", b"cache-control", b"vary"}]
        await send({"type": "http.response.start", "status": 304, "headers": kept})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": file.headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else file.body})


def parse_range(header: bytes, size: int) -> tuple[int, int] | None:
    """First and last byte of a single `bytes=` range (RFC 9110, section 14.1.2); None when absent or not one range.

    Raises `ValueError` when the range lies outside a file of `size` bytes.
    """
    if not header.startswith(b"bytes=") or b"," in header:
        return None
    first, _, last = header.removeprefix(b"bytes=").decode("latin-1").partition("-")
    if not (first.isdecimal() or first == "") or not (last.isdecimal() or last == "") or (first == "" and last == ""):
        return None
    if first == "":
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
    if start > end or start >= size:
        raise ValueError("range not satisfiable")
    return start, end


async def _send_range(path: Path, header: bytes, scope: Scope, send: Send) -> None:
    size = (await anyio.Path(path).stat()).st_size
    headers: list[tuple[bytes, bytes]] = [
        (b"accept-ranges", b"bytes"),
        (b"content-type", b"application/vnd.pmtiles"),
        (b"cache-control", b"public, max-age=3600"),
    ]
    try:
        asked = parse_range(header, size)
    except ValueError:
        headers.append((b"content-range", f"bytes */{size}".encode()))
        await send({"type": "http.response.start", "status": 416, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    start, end = asked or (0, size - 1)
    if asked is not None:
        headers.append((b"content-range", f"bytes {start}-{end}/{size}".encode()))
    headers.append((b"content-length", str(end - start + 1).encode()))
    message: dict[str, Any] = {"type": "http.response.start", "status": 206 if asked else 200, "headers": headers}
    await send(message)
    if scope["method"] == "HEAD":
        await send({"type": "http.response.body", "body": b""})
        return
    async with await anyio.open_file(path, "rb") as file:
        await file.seek(start)
        left = end - start + 1
        while left > 0:
            chunk = await file.read(min(_RANGE_CHUNK, left))
            if not chunk:
                break
            left -= len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})
