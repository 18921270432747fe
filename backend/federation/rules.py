"""Pure decisions of signing in: where a person may be sent back to, which roles a claim gives, what a claim says."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from backend.core.identity import CITY_ROLES, Role

HOME = "/"
ATTEMPT_AGE = timedelta(minutes=10)
UNKNOWN_AGE = timedelta(days=1)
"""How long ago a sign-in counts as made when the provider does not say: never fresh enough for a weighty step."""
_MAX_PATH = 500
_MAX_NAME = 80
_DECODINGS = 3
_SERVER_PATHS = ("/api", "/health", "/metrics")


def local_path(wanted: str | None) -> str:
    """`wanted` when it is a page of the app and nothing else, else the start page (open redirect, OWASP ASVS 5, 3.7.2).

    Checked as written and decoded several times, because proxies and browsers decode too.
    """
    if not wanted or len(wanted) > _MAX_PATH:
        return HOME
    seen = wanted
    for _ in range(_DECODINGS + 1):
        if not _is_local(seen):
            return HOME
        seen = unquote(seen)
    return wanted


def _is_local(text: str) -> bool:
    if any(unicodedata.category(letter)[0] in "CZ" or letter == "\\" for letter in text):
        return False
    path = text.partition("?")[0].partition("#")[0]
    if not path.startswith("/") or "//" in path or "/." in path:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc and not _belongs_to_server(path)


def _belongs_to_server(path: str) -> bool:
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in _SERVER_PATHS)


def claim_at(claims: Mapping[str, Any], path: Sequence[str]) -> Any:
    """The value at `path` within nested claims, None where there is none."""
    value: Any = claims
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def mapped_roles(claims: Mapping[str, Any], path: Sequence[str], mapping: Mapping[str, Role]) -> frozenset[Role]:
    """City roles that the claim at `path` (a text or a list of texts) gives. What is not mapped gives nothing."""
    if not path:
        return frozenset()
    value = claim_at(claims, path)
    values: Iterable[Any] = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return frozenset(mapping[name] for name in values if isinstance(name, str) and name in mapping) & CITY_ROLES


def display_name(claims: Mapping[str, Any], path: Sequence[str]) -> str:
    """What the provider calls the person, as one short line without control characters; "" when it says nothing."""
    value = claim_at(claims, path)
    text = value if isinstance(value, str) else ""
    kinds = [(letter, unicodedata.category(letter)) for letter in text[:1000]]
    printable = "".join(" " if kind[0] in "CZ" else letter for letter, kind in kinds if kind != "Cf")
    return " ".join(printable.split())[:_MAX_NAME].strip()


def authenticated_at(claims: Mapping[str, Any], now: datetime) -> datetime:
    """When the person last proved who they are, by the claim `auth_time`."""
    moment = claims.get("auth_time")
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        return now - UNKNOWN_AGE
    try:
        return min(now, datetime.fromtimestamp(moment, UTC))
    except (OverflowError, ValueError, OSError):
        return now - UNKNOWN_AGE
