"""Limits on what costs: token buckets in memory, keyed by a secret hash of the client's address.

The address itself is never stored, and the secret dies with the process, so the table cannot be turned back into
addresses. Each process counts for itself: with N web processes the limit is up to N times as high.
"""

import hashlib
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from backend.core.asgi import Scope
from backend.core.errors import Problem
from backend.core.i18n import N_
from backend.core.metrics import Metrics

Network = IPv4Network | IPv6Network
_IPV6_SITE_BITS = 64  # one household gets a /64 (RFC 6177), so single IPv6 addresses cost an abuser nothing
_FORWARDED_FOR = b"x-forwarded-for"


class RateLimited(Problem):
    """Too many requests in too short a time."""

    code = "rate-limited"
    status = 429
    title = N_("Zu viele Anfragen")
    detail = N_("Bitte warten Sie einen Moment und versuchen Sie es dann noch einmal.")


class Rate(msgspec.Struct, frozen=True):
    """`limit` requests at once, refilled evenly within `per` seconds."""

    limit: int
    per: float


class RateLimiter:
    """Counts per scope and client. `clock` is monotonic, in seconds; `max_keys` bounds the memory."""

    def __init__(
        self,
        *,
        trusted_proxies: Iterable[str] = (),
        metrics: Metrics | None = None,
        clock: Callable[[], float] = time.monotonic,
        max_keys: int = 50_000,
    ) -> None:
        self.trusted = parse_networks(trusted_proxies)
        self._refused = (metrics or Metrics()).counter("rate_limited", "Requests refused by a rate limit", "scope")
        self._clock = clock
        self._max_keys = max_keys
        self._secret = secrets.token_bytes(32)
        self._buckets: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def check(self, scope: str, key: str, rule: Rate) -> None:
        """Take one token of `key` (a client address) in `scope`. Raises `RateLimited` with `Retry-After`."""
        now = self._clock()
        bucket = self._digest(scope, key)
        tokens, updated = self._buckets.pop(bucket, (float(rule.limit), now))
        tokens = min(float(rule.limit), tokens + (now - updated) * rule.limit / rule.per)
        allowed = tokens >= 1.0
        self._buckets[bucket] = (tokens - 1.0 if allowed else tokens, now)
        if len(self._buckets) > self._max_keys:
            self._buckets.popitem(last=False)  # least recently seen: most likely full again anyway
        if not allowed:
            self._refused.labels(scope).inc()
            wait = math.ceil((1.0 - tokens) * rule.per / rule.limit)
            raise RateLimited(headers={"retry-after": str(max(1, wait))})

    def check_connection(self, connection_scope: Scope, scope: str, rule: Rate) -> None:
        """`check` for whoever sent this request."""
        self.check(scope, _site(client_address(connection_scope, self.trusted)), rule)

    def __len__(self) -> int:
        return len(self._buckets)

    def _digest(self, scope: str, key: str) -> bytes:
        return hashlib.blake2b(f"{scope}\0{key}".encode(), key=self._secret, digest_size=16).digest()


def rate_limit(scope: str, rate: Rate) -> Guard:
    """A route guard. The app keeps its limiter in `app.state.limiter`; the route lists `RateLimited` as a problem."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
        connection.app.state.limiter.check_connection(connection.scope, scope, rate)

    return guard


def parse_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks from CIDR texts. Raises `ValueError` for anything else."""
    return tuple(ip_network(text, strict=False) for text in texts)


def client_address(scope: Scope, trusted: Sequence[Network]) -> str:
    """The address of whoever is asking; "" when the server does not know it (Unix socket).

    `X-Forwarded-For` is believed only as far as trusted proxies wrote it: from the right, the first address that is
    not a trusted proxy. Everything further left was written by that client and may be a lie.
    """
    client = scope.get("client")
    address = _parse(client[0]) if client else None
    if address is None:
        return ""
    if not _is_trusted(address, trusted):
        return str(address)
    for entry in reversed(_forwarded_for(scope)):
        hop = _parse(entry)
        if hop is None:  # a broken entry ends the chain of trust; the last good hop stands
            break
        address = hop
        if not _is_trusted(address, trusted):
            break
    return str(address)


def _forwarded_for(scope: Scope) -> list[str]:
    values = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == _FORWARDED_FOR]
    return ",".join(values).split(",") if values else []


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: with or without port, IPv6 in brackets, IPv4 within IPv6."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _is_trusted(address: IPv4Address | IPv6Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _site(address: str) -> str:
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((int(parsed), _IPV6_SITE_BITS), strict=False))
    return address
