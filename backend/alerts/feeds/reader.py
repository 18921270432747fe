"""The job that looks at every source in its turn. Faults make the pauses longer, for this source only."""

import asyncio
import zlib
from collections.abc import Sequence
from datetime import timedelta

import httpx
import structlog

from backend.alerts.cap.model import CapRefused
from backend.alerts.content import Feed
from backend.alerts.feeds.dashboard import read_dashboard
from backend.alerts.feeds.documents import read_archive, read_documents
from backend.alerts.feeds.fetching import FeedFault, Fetcher
from backend.alerts.feeds.reading import Memory, Reading
from backend.alerts.records import FeedState
from backend.alerts.service import AlertsService
from backend.core.context import Context

logger = structlog.get_logger(__name__)

_LONGEST_PAUSE_S = 900
_SHORTEST_TURN = timedelta(seconds=1)


class FeedReader:
    """Reads the sources that are due and hands what they say to the service."""

    def __init__(self, context: Context, service: AlertsService, feeds: Sequence[Feed]) -> None:
        self._context = context
        self._service = service
        self._feeds = feeds
        self._memories: dict[str, Memory] = {}
        self._refused = context.metrics.counter("alerts_refused", "Messages of sources that could not be used", "feed")
        self._looks = context.metrics.counter("alerts_looks", "Looks at sources", "feed", "outcome")

    async def run_due(self) -> None:
        """Look at each source whose turn it is, all at once; then see whether a warning began or ended by itself."""
        states = {state.feed: state for state in await self._service.feed_states()}
        now = self._context.clock()
        due = [
            feed for feed in self._feeds if feed.key not in states or states[feed.key].next_at <= now + _SHORTEST_TURN
        ]
        if due:
            production = self._context.settings.production
            async with httpx.AsyncClient(follow_redirects=False) as client:
                looks = [
                    self._look(feed, states.get(feed.key), Fetcher(client, self._context.clock, production=production))
                    for feed in due
                ]
                for look in asyncio.as_completed(looks):  # a slow source does not make the others look old
                    await self._service.save_feed_states([await look])
        await self._service.tick()

    async def _look(self, feed: Feed, before: FeedState | None, fetcher: Fetcher) -> FeedState:
        now = self._context.clock()
        try:
            reading = await self._read(feed, before, fetcher)
            if reading is not None:
                self._note(feed, reading)
                await self._service.store(feed.key, reading.alerts, reading.listed)
        except (FeedFault, CapRefused) as fault:
            return self._failed(feed, before, fault)
        except Exception as error:
            logger.exception("alerts_feed_broke", feed=feed.key)
            return self._failed(feed, before, FeedFault(type(error).__name__))
        self._looks.labels(feed.key, "ok").inc()
        pause = timedelta(seconds=feed.every_s)
        if reading is None and before is not None:  # 304: all as it was
            return FeedState(
                feed=feed.key,
                attempted_at=now,
                checked_at=now,
                next_at=now + pause,
                etag=before.etag,
                last_modified=before.last_modified,
            )
        return FeedState(
            feed=feed.key,
            attempted_at=now,
            checked_at=now,
            next_at=now + pause,
            etag=reading.etag if reading else None,
            last_modified=reading.last_modified if reading else None,
        )

    async def _read(self, feed: Feed, before: FeedState | None, fetcher: Fetcher) -> Reading | None:
        """None when nothing changed. Without a memory everything is asked for again: a restart forgets."""
        memory = self._memories.get(feed.key)
        known = before if memory is not None and not (before and before.problem) else None
        fetched = await fetcher.get(
            feed, feed.url, etag=known.etag if known else None, modified=known.last_modified if known else None
        )
        if fetched.body is None:
            return None
        memory = memory or Memory()
        if feed.kind == "dashboard":
            city, clock = self._context.city, self._context.clock
            reading = await read_dashboard(feed, fetched.body, fetcher, memory, city, clock)
        elif feed.kind == "archive":
            reading = await read_archive(feed, fetched.body, memory)
        else:
            reading = await read_documents(feed, fetched.body, fetcher, memory)
        self._memories[feed.key] = memory
        # With a part missing the whole is asked for again next time.
        reading.etag, reading.last_modified = (None, None) if reading.refused else (fetched.etag, fetched.last_modified)
        return reading

    def _note(self, feed: Feed, reading: Reading) -> None:
        for where, why in reading.refused[:20]:
            logger.warning("alert_refused", feed=feed.key, where=where[-120:], reason=why)
        self._refused.labels(feed.key).inc(len(reading.refused))

    def _failed(self, feed: Feed, before: FeedState | None, fault: FeedFault | CapRefused) -> FeedState:
        now = self._context.clock()
        failures = (before.failures if before else 0) + 1
        wished = fault.retry_after_s if isinstance(fault, FeedFault) else 0
        self._looks.labels(feed.key, "failed").inc()
        logger.warning("alerts_feed_failed", feed=feed.key, reason=fault.reason, failures=failures)
        return FeedState(
            feed=feed.key,
            attempted_at=now,
            checked_at=before.checked_at if before else None,
            next_at=now + timedelta(seconds=max(wished, back_off_s(feed, failures))),
            failures=failures,
            problem=fault.reason[:80],
            etag=before.etag if before else None,
            last_modified=before.last_modified if before else None,
        )


def back_off_s(feed: Feed, failures: int) -> int:
    """Twice as long after each failure, up to a quarter of an hour; spread by name, so that sources take turns."""
    pause: int = min(feed.every_s << min(failures, 10), max(_LONGEST_PAUSE_S, feed.every_s))
    return pause + zlib.crc32(feed.key.encode()) % max(1, pause // 10)
