"""Load over raw sockets: cheap enough that the server is the limit. Reads use `wrk` where it is installed."""

import asyncio
import re
import shutil
import subprocess
import time
from collections.abc import Coroutine
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import msgspec
import uvloop

T = TypeVar("T")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Load(msgspec.Struct, frozen=True):
    """What one run achieved."""

    requests: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


class Answer(msgspec.Struct, frozen=True):
    """Status and body of one answer."""

    status: int
    body: bytes


class Connection(asyncio.Protocol):
    """One keep-alive connection that speaks one request at a time and knows only `Content-Length`."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self.is_lost = False

    @classmethod
    async def open(cls, port: int, host: str = "127.0.0.1") -> "Connection":
        """Connect."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, host, port)
        return connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # the loop's own class is none of asyncio's

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or self._answer is None or self._answer.done():
            return
        found = _LENGTH.search(self._buffer, 0, end)
        length = int(found[1]) if found else 0
        if len(self._buffer) < end + 4 + length:
            return
        answer = Answer(int(self._buffer[9:12]), bytes(self._buffer[end + 4 : end + 4 + length]))
        self._buffer.clear()
        self._answer.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("closed by the server"))

    async def exchange(self, request: bytes) -> Answer:
        """Send a request and return its answer. Raises `OSError` when the server goes away."""
        if self._transport is None or self.is_lost:
            raise ConnectionResetError("closed by the server")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` on the fastest event loop there is, so that the generator takes little of the machine."""
    return uvloop.run(work)


def read_load(url: str, *, connections: int = 32, seconds: float = 4.0) -> Load:
    """GET `url` from `connections` keep-alive connections for `seconds`, brotli accepted."""
    if shutil.which("wrk"):
        return _wrk(url, connections, seconds)
    return run(_read_load(url, connections, seconds))


def _wrk(url: str, connections: int, seconds: float) -> Load:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{round(seconds)}s", "-H", "accept-encoding: br", url]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+) requests in ([\d.]+)s", output)
    if found is None or "Non-2xx" in output:
        raise RuntimeError(output)
    return Load(int(found[1]), float(found[2]))


async def _read_load(url: str, connections: int, seconds: float) -> Load:
    parts = urlsplit(url)
    request = f"GET {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\naccept-encoding: br\r\n\r\n".encode()
    started = time.monotonic()

    async def client() -> int:
        connection = await Connection.open(parts.port or 80)
        done = 0
        while time.monotonic() < started + seconds:
            answer = await connection.exchange(request)
            if answer.status != 200:
                raise RuntimeError(f"{answer.status} {answer.body!r}")
            done += 1
        connection.close()
        return done

    counts = await asyncio.gather(*(client() for _ in range(connections)))
    return Load(sum(counts), time.monotonic() - started)
