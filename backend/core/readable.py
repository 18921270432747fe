"""Pages that can be read before, and without, any script: the app's own shell with the text already in it.

The same address serves people, search engines and the app: where JavaScript runs, the app takes the place over.
"""

import gzip
import re
from hashlib import blake2b
from html import escape
from pathlib import Path
from typing import Protocol

import anyio.to_thread
import brotli  # type: ignore[import-untyped]  # ships no types
import msgspec

from backend.core.asgi import ASGIApp, Receive, Scope, Send
from backend.core.snapshots import accepted_encoding
from backend.core.static import StaticFile, send_file

_MOUNT = '<div id="app"></div>'
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description" content="[^"]*" ?/?>')
_HTML = re.compile(r"<html [^>]*>")
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_BROTLI_QUALITY = 5
_KEPT = 2000
"""Built pages kept in memory; there are as many as pages and languages, whatever people append to an address."""


class ReadablePage(msgspec.Struct, frozen=True):
    """What goes into the shell. `head` and `body` are finished HTML, `key` names the page and its state."""

    key: str
    language: str
    direction: str
    title: str
    description: str
    head: str
    body: str


class ReadableSource(Protocol):
    """A slice that has texts to read."""

    def find_readable(self, path: str, query: str, accept_language: str) -> ReadablePage | None:
        """The page at `path`, or `None` when this source has nothing there."""
        ...


class ReadablePages:
    """Answers GET for addresses that a source knows; everything else goes on to the layer below."""

    def __init__(self, app: ASGIApp, folder: Path, sources: list[ReadableSource]) -> None:
        self._app = app
        self._shell_file = folder / "index.html"
        self._shell: str | None = None
        self._sources = sources
        self._built: dict[tuple[str, str], StaticFile] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry point."""
        file = None
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            file = await self._find(scope)
        if file is None:
            await self._app(scope, receive, send)
            return
        await send_file(file, dict(scope["headers"]).get(b"if-none-match", b""), scope, send)

    async def _find(self, scope: Scope) -> StaticFile | None:
        headers = dict(scope["headers"])
        accepted = headers.get(b"accept-language", b"").decode("latin-1")
        query = scope.get("query_string", b"").decode("latin-1")
        for source in self._sources:
            page = source.find_readable(scope["path"], query, accepted)
            if page is not None:
                return await self._file(page, accepted_encoding(headers.get(b"accept-encoding", b"")))
        return None

    async def _file(self, page: ReadablePage, encoding: str) -> StaticFile | None:
        key = (page.key, encoding)
        if key not in self._built:
            made = await anyio.to_thread.run_sync(self._make, page, encoding)
            if made is None:
                return None
            if len(self._built) >= _KEPT:
                self._built.clear()
            self._built[key] = made
        return self._built[key]

    def _make(self, page: ReadablePage, encoding: str) -> StaticFile | None:
        if self._shell is None:
            if not self._shell_file.is_file():
                return None  # the web app is not built: the layer below says so
            self._shell = self._shell_file.read_text(encoding="utf-8")
        body = compress(fill_shell(self._shell, page).encode(), encoding)
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"content-language", page.language.encode()),
            (b"cache-control", b"no-cache"),
            (b"vary", b"accept-encoding, accept-language"),
        ]
        etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'.encode()
        headers.append((b"etag", etag))
        if encoding != "identity":
            headers.append((b"content-encoding", encoding.encode()))
        return StaticFile(body, etag, headers)


def fill_shell(shell: str, page: ReadablePage) -> str:
    """The shell with the page's title, language, links and text. Nothing else of the shell changes."""

    def put(pattern: re.Pattern[str], text: str, into: str) -> str:
        return pattern.sub(lambda _: text, into, count=1)

    filled = put(_HTML, f'<html lang="{escape(page.language)}" dir="{escape(page.direction)}">', shell)
    filled = put(_TITLE, f"<title>{escape(page.title)}</title>", filled)
    filled = put(_DESCRIPTION, f'<meta name="description" content="{escape(page.description)}" />', filled)
    filled = put(_NOSCRIPT, "", filled)
    filled = filled.replace("</head>", f"{page.head}</head>", 1)
    return filled.replace(_MOUNT, f'<div id="app">{page.body}</div>', 1)


def compress(body: bytes, encoding: str) -> bytes:
    """The body in one of our encodings."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=_BROTLI_QUALITY))
    return gzip.compress(body, 6, mtime=0) if encoding == "gzip" else body
