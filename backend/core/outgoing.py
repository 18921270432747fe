"""Requests that the app itself sends: only to configured origins, small, without redirects, never for long.

An address that comes out of a foreign document (a discovery document, a feed) cannot lead the app to a place of its own
network (server-side request forgery; OWASP ASVS 5, 1.3.6 and 15.3.2).
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import httpx2
import msgspec

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONNECT_S = 3.0
_READ_S = 5.0
_TOTAL_S = 8.0
_MAX_BYTES = 256 * 1024
_Document = TypeVar("_Document")


class OutgoingRefused(Exception):
    """The request or its answer breaks a rule of ours; the message names the rule, never the content."""


FAILURES = (OutgoingRefused, httpx2.HTTPError, httpx2.InvalidURL, TimeoutError)
"""Everything that may go wrong with a request to the outside."""


def origin(address: str) -> str:
    """Scheme, host and port of an address, the port always written. Raises `ValueError` for anything but HTTP(S)."""
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL as error:
        raise ValueError("not an address") from error
    if url.scheme not in _DEFAULT_PORTS or not url.host or url.userinfo:
        raise ValueError("not an HTTP address")
    return f"{url.scheme}://{url.host}:{url.port or _DEFAULT_PORTS[url.scheme]}"


class _Limited(httpx2.AsyncByteStream):
    """A body that ends with an error where it grows too large."""

    def __init__(self, stream: httpx2.AsyncByteStream, limit: int) -> None:
        self._stream = stream
        self._limit = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for chunk in self._stream:
            read += len(chunk)
            if read > self._limit:
                raise OutgoingRefused("the answer is too large")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


class Outgoing:
    """What may be asked, and how much may come back. `transport` stands in for the network inside one process."""

    def __init__(
        self,
        origins: Iterable[str],
        *,
        max_bytes: int = _MAX_BYTES,
        total_seconds: float = _TOTAL_S,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.origins = frozenset(origin(address) for address in origins)
        self._max_bytes = max_bytes
        self._total_s = total_seconds
        self._transport = transport

    def allows(self, address: str) -> bool:
        """True for an address at one of the origins."""
        try:
            return origin(address) in self.origins
        except ValueError:
            return False

    def client_options(self) -> dict[str, Any]:
        """Arguments for an `httpx2.AsyncClient`, or a client derived from it, that keeps the rules."""
        options: dict[str, Any] = {
            "timeout": httpx2.Timeout(_READ_S, connect=_CONNECT_S),
            "follow_redirects": False,
            "headers": {"accept-encoding": "identity"},  # a small packed answer cannot become a large one
            "event_hooks": {"request": [self._check_request], "response": [self._limit_answer]},
        }
        return options | ({"transport": self._transport} if self._transport is not None else {"verify": self._trust})

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Certificates to believe, read once: that takes longer than the rest of making a client."""
        return httpx2.create_ssl_context()

    async def _check_request(self, request: httpx2.Request) -> None:
        if not self.allows(str(request.url)):
            raise OutgoingRefused("the address is at no configured origin")

    async def _limit_answer(self, response: httpx2.Response) -> None:
        if response.is_redirect:
            raise OutgoingRefused("the answer is a redirect")
        if response.headers.get("content-encoding", "identity") != "identity":
            raise OutgoingRefused("the answer is packed")
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _Limited(response.stream, self._max_bytes)

    def deadline(self) -> asyncio.Timeout:
        """`async with outgoing.deadline():` ends an exchange in time, also one that drips. Raises `TimeoutError`."""
        return asyncio.timeout(self._total_s)

    async def get_json(self, address: str, kind: type[_Document]) -> _Document:
        """The JSON document at `address` as `kind`. Raises one of `FAILURES`."""
        async with self.deadline(), httpx2.AsyncClient(**self.client_options()) as client:
            response = await client.get(address, headers={"accept": "application/json"})
        return _document(response, kind)

    async def post_json(
        self, address: str, body: object, kind: type[_Document], headers: Mapping[str, str] | None = None
    ) -> _Document:
        """Send `body` as JSON, and read the JSON document that comes back. Raises one of `FAILURES`."""
        given = {"accept": "application/json", "content-type": "application/json", **(headers or {})}
        async with self.deadline(), httpx2.AsyncClient(**self.client_options()) as client:
            response = await client.post(address, content=msgspec.json.encode(body), headers=given)
        return _document(response, kind)


def _document(response: httpx2.Response, kind: type[_Document]) -> _Document:
    if response.status_code != httpx2.codes.OK:
        raise OutgoingRefused(f"the answer has the status {response.status_code}")
    try:
        return msgspec.json.decode(response.content, type=kind)
    except msgspec.MsgspecError as error:
        raise OutgoingRefused("the answer is not the document that was asked for") from error
