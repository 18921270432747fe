"""The federal warning API: a list for a district (`dashboard/{ARS}.json`) and one document for each warning.

Known faults of the real one: a listed warning whose document answers 404 is told from the list alone; `version` or
`hash` changes when the document does.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, cast
from urllib.parse import quote

from backend.alerts.areas import AREA_PARAMETER
from backend.alerts.cap.model import Alert, CapRefused, Info, MsgType, NamedValue, Severity
from backend.alerts.cap.read_json import decode, read_json
from backend.alerts.cap.values import later_or_none, one_word_of, tidy
from backend.alerts.content import Feed, fill
from backend.alerts.feeds.fetching import FeedFault, Fetcher
from backend.alerts.feeds.reading import MAX_MESSAGES, Memory, Reading
from backend.core.city import CityConfig
from backend.core.clock import Clock

_AT_ONCE = 4
_ID_CHARS = 300


async def read_dashboard(
    feed: Feed, body: bytes, fetcher: Fetcher, memory: Memory, city: CityConfig, clock: Clock
) -> Reading:
    """New and changed warnings of the list. Raises `CapRefused` when the list itself is none."""
    entries = decode(body)
    if not isinstance(entries, list):
        raise CapRefused("not-a-list")
    reading = Reading(listed=set())
    slots = asyncio.Semaphore(_AT_ONCE)
    names: set[str] = set()

    async def one(entry: dict[str, Any], name: str, mark: str) -> None:
        async with slots:
            try:
                alert, is_whole = await _document(feed, fetcher, name, entry, city, clock)
            except CapRefused as refused:
                reading.refused.append((name, str(refused)))
                return
        reading.alerts.append(alert)
        if is_whole:
            memory.learn(name, mark, alert.identifier)

    todo: list[Coroutine[Any, Any, None]] = []
    for entry in entries:
        name = tidy(str(entry.get("id", ""))) if isinstance(entry, dict) else None
        if name is None or len(name) > _ID_CHARS:
            reading.refused.append(("list", "entry without a name"))
            continue
        names.add(name)
        cast("set[str]", reading.listed).add(name)
        mark = _mark(entry)
        if not memory.knows(name, mark) and len(todo) < MAX_MESSAGES:
            todo.append(one(entry, name, mark))
    await asyncio.gather(*todo)
    memory.keep_only(names)
    return reading


def _payload(entry: dict[str, Any]) -> dict[str, Any]:
    payload = entry.get("payload")
    return payload if isinstance(payload, dict) else {}


def _mark(entry: dict[str, Any]) -> str:
    payload = _payload(entry)
    return f"{payload.get('version')}/{payload.get('hash')}/{entry.get('sent')}"


async def _document(
    feed: Feed, fetcher: Fetcher, name: str, entry: dict[str, Any], city: CityConfig, clock: Clock
) -> tuple[Alert, bool]:
    """The warning, and whether it is the whole document. Raises `CapRefused` if not even the list says enough."""
    try:
        fetched = await fetcher.get(feed, fill(feed.detail_url, {"id": quote(name, safe="")}))
        return read_json(fetched.body or b""), True
    except (FeedFault, CapRefused):
        return _from_list(name, entry, city, clock), False


def _from_list(name: str, entry: dict[str, Any], city: CityConfig, clock: Clock) -> Alert:
    """What the list alone says: better a headline than silence."""
    data = _payload(entry).get("data")
    facts = data if isinstance(data, dict) else {}
    headline = tidy(str(facts.get("headline") or ""))
    if headline is None:
        raise CapRefused("missing", "headline")
    sent = later_or_none(entry.get("sent") if isinstance(entry.get("sent"), str) else None)
    return Alert(
        identifier=name,
        sender=tidy(str(facts.get("provider") or "")) or "unknown",
        sent=sent or clock(),
        status="Actual",
        msg_type=cast("MsgType", one_word_of(str(facts.get("msgType") or "Alert"), MsgType, "msgType")),
        scope="Public",
        infos=(
            Info(
                language="de",
                event=headline,
                headline=headline,
                urgency="Unknown",
                severity=cast("Severity", one_word_of(str(facts.get("severity") or "Unknown"), Severity, "severity")),
                certainty="Unknown",
                onset=later_or_none(entry.get("onset") if isinstance(entry.get("onset"), str) else None),
                expires=later_or_none(entry.get("expires") if isinstance(entry.get("expires"), str) else None),
                parameters=(NamedValue(AREA_PARAMETER, city.ars),),
            ),
        ),
    )
