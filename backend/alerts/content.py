"""`content/alerts/feeds.toml`: the sources of warnings that exist. Which of them are read is a setting."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from backend.core.city import CityConfig

Kind = Literal["dashboard", "documents", "archive"]
"""`dashboard`: list and details of the federal API. `documents`: CAP, Atom or RSS. `archive`: a ZIP of CAP files."""
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class FeedsError(ValueError):
    """`feeds.toml` or the setting that chooses from it is wrong; the message says where."""


class Feed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One source. Only `hosts` are ever asked, whatever its answers link or redirect to."""

    key: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
    name: str
    kind: Kind
    url: str
    credit: str
    detail_url: str = ""
    hosts: tuple[str, ...] = ()
    every_s: Annotated[int, msgspec.Meta(ge=5, le=3600)] = 60
    stale_after_s: Annotated[int, msgspec.Meta(ge=30)] = 300
    complete: bool = False
    """It lists all warnings in force: one that is no longer listed and has no end is over."""
    quiet: tuple[str, ...] = ()
    """Prefixes of identifiers that are listed, but never put on top of the screen (too coarse for one city)."""
    max_bytes: Annotated[int, msgspec.Meta(ge=1000, le=64_000_000)] = 8_000_000


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    feed: tuple[Feed, ...] = ()


def load_feeds(path: Path, city: CityConfig, chosen: Sequence[str], *, production: bool) -> tuple[Feed, ...]:
    """The chosen feeds in the order of the file, with the city's keys filled in. Raises `FeedsError`."""
    try:
        table = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _Table)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise FeedsError(f"{path.name}: {error}") from error
    if unknown := set(chosen) - {feed.key for feed in table.feed}:
        raise FeedsError(f"APP_ALERTS_FEEDS: not in {path.name}: {sorted(unknown)}")
    return tuple(_ready(feed, city, production=production) for feed in table.feed if feed.key in chosen)


def _ready(feed: Feed, city: CityConfig, *, production: bool) -> Feed:
    keys = {"ars": city.ars, "ars_district": city.ars[:5] + "0" * 7, "ags": city.ags}
    url = fill(feed.url, keys)
    hosts = feed.hosts or (urlsplit(url).hostname or "",)
    ready = msgspec.structs.replace(feed, url=url, hosts=hosts)
    for address in (url, feed.detail_url):
        if address and not may_ask(address, ready, production=production):
            raise FeedsError(f"feeds.toml: {feed.key}: not https or not one of its hosts: {address}")
    return ready


def fill(template: str, values: dict[str, str]) -> str:
    """`{name}` replaced; other braces stay."""
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def may_ask(url: str, feed: Feed, *, production: bool) -> bool:
    """True for an https address on one of the feed's hosts. Plain http only to this machine, and not in production."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.username or parts.password or host not in feed.hosts:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK and not production)
