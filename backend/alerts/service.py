"""Use cases: take messages in, tell stories, show them, forget them in time."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import structlog

from backend.alerts import repository
from backend.alerts.areas import CityAreas
from backend.alerts.cap.model import Alert
from backend.alerts.cap.write_xml import write_xml
from backend.alerts.content import Feed
from backend.alerts.errors import AlertNotFound
from backend.alerts.freshness import feed_vitals, is_stale
from backend.alerts.instructions import NONE, Instructions
from backend.alerts.records import FeedState
from backend.alerts.ringing import alarm_for
from backend.alerts.rules import Known, Story, Version, Visibility, is_storable, tell_all, threads_of
from backend.alerts.schemas import AlertDetail, AlertHistory, AlertList, AlertSource, AlertSummary
from backend.alerts.syndication import atom, rss
from backend.alerts.view import detail, summary
from backend.core.alarms import AlarmBell
from backend.core.context import Context
from backend.core.db import Session
from backend.core.ids import new_id
from backend.core.vitals import Vital

logger = structlog.get_logger(__name__)

ALERTS_PATH = "/api/v1/alerts"
HISTORY_PATH = "/api/v1/alerts/history"
ATOM_PATH = "/api/v1/alerts/feed.atom"
RSS_PATH = "/api/v1/alerts/feed.rss"
JWS_PATH = "/api/v1/alerts/list.jws"
DEMO_FEED = "demo"
HISTORY_SHOWN = timedelta(days=90)
MAX_CURRENT = 300
MAX_HISTORY = 200
DETAIL_MAX_AGE_S = 10
STALE_S = 60
"""A cache in front may show an old answer this long while it asks anew; a day, as elsewhere, would hide a warning."""

_CHANGED = "alerts.changed"
_CHECKED = "alerts.checked"
_NEWEST_FUTURE = timedelta(days=2)


class AlertsService:
    """Holds the stories of the last weeks in memory: they are few and read by everybody at once."""

    def __init__(
        self,
        context: Context,
        areas: CityAreas,
        feeds: Sequence[Feed],
        bell: AlarmBell,
        instructions: Instructions = NONE,
    ) -> None:
        self._context = context
        self._bell = bell
        self._areas = areas
        self._feeds = feeds
        self._instructions = instructions
        self._versions: list[Version] = []
        self._states: dict[str, FeedState] = {}
        self._published: set[str] = set()
        self._last_told: object = None
        self._follows = False
        settings = context.settings
        self._seen = Visibility(
            exercises=settings.alerts.show_exercises,
            demo_feeds=frozenset({DEMO_FEED} if settings.demo else ()),
            quiet_prefixes=tuple(prefix for feed in feeds for prefix in feed.quiet),
        )

    # --- Life cycle

    async def start(self) -> None:
        """Load everything and follow what other processes store."""
        self._context.broadcast.subscribe(_CHANGED, self._on_change)
        self._context.broadcast.subscribe(_CHECKED, self._on_check)
        self._context.broadcast.on_reconnect(self.reload)
        self._follows = True
        await self._load()

    async def reload(self) -> None:
        """Read the tables again and renew what is shown."""
        await self._load()
        self._renew()

    async def _on_change(self, _payload: bytes) -> None:
        await self.reload()

    async def _on_check(self, _payload: bytes) -> None:
        async with self._context.db.read() as session:
            self._states = {state.feed: state for state in await repository.load_feeds(session)}
        self._renew()

    async def _load(self) -> None:
        async with self._context.db.read() as session:
            versions = await repository.load_since(session, self._context.clock() - HISTORY_SHOWN)
            states = await repository.load_feeds(session)
        self._versions = versions
        self._states = {state.feed: state for state in states}
        self._publish_details()

    def _renew(self) -> None:
        self._publish_details()
        self._context.snapshots.invalidate(ALERTS_PATH, HISTORY_PATH, ATOM_PATH, RSS_PATH, JWS_PATH, *self._published)

    def _publish_details(self) -> None:
        """The pages of current warnings are snapshots, too: the whole city opens them at once."""
        wanted = {f"{ALERTS_PATH}/{story.id}": story.id for story in self._current()}
        for path in self._published - set(wanted):
            self._context.snapshots.forget(path)
        for path in set(wanted) - self._published:
            self._context.snapshots.register(
                path, self._detail_builder(wanted[path]), max_age=DETAIL_MAX_AGE_S, stale_s=STALE_S
            )
        self._published = set(wanted)

    def _detail_builder(self, story_id: UUID) -> Callable[[], Awaitable[bytes]]:
        async def build() -> bytes:
            return msgspec.json.encode(self.detail(story_id))

        return build

    # --- Taking in

    async def store(self, feed: str, alerts: Sequence[Alert], listed: Collection[str] | None = None) -> int:
        """Take in what a source says; returns how many messages are new.

        `listed`: names of all warnings in force there; None if the source does not say. Messages that concern neither
        the city nor a story we tell are not kept. Repeating it changes nothing.
        """
        now = self._context.clock()
        usable = [alert for alert in alerts if is_storable(alert) and alert.sent - now <= _NEWEST_FUTURE]
        await self._areas.load()
        concerns = [await asyncio.to_thread(self._areas.concern, alert) for alert in usable]
        async with self._context.db.write() as session:
            known = await repository.known_of(session, feed)
            have = await repository.stored_identities(session, feed, [repository.identity_of(one) for one in usable])
            fresh: dict[UUID, UUID] = {}
            for alert, concern in sorted(zip(usable, concerns, strict=True), key=lambda pair: pair[0].sent):
                identity = repository.identity_of(alert)
                threads = threads_of(alert, known)
                if identity in have or not (concern.concerns or threads):
                    continue
                thread = await self._thread(session, threads, known)
                version = Version(id=new_id(), thread=thread, feed=feed, alert=alert, received_at=now, concern=concern)
                await repository.add(session, version)
                have.add(identity)
                known.append(
                    Known(
                        thread=thread,
                        status=alert.status,
                        identifier=alert.identifier,
                        references=alert.references,
                    )
                )
                fresh[version.id] = thread
            await self._ring(session, fresh, now)
            moved = 0 if listed is None else await repository.note_listing(session, feed, listed, now)
            if fresh or moved:
                self._context.broadcast.publish(session, _CHANGED, b"")
        if fresh:
            logger.info("alerts_stored", feed=feed, count=len(fresh))
        return len(fresh)

    async def _ring(self, session: Session, fresh: Mapping[UUID, UUID], now: datetime) -> None:
        """Reach phones with those of the new messages (by thread) that are to; in the transaction that stores them."""
        stories: dict[UUID, list[Version]] = {}
        for version in await repository.load_threads(session, set(fresh.values())) if fresh else ():
            stories.setdefault(version.thread, []).append(version)
        for versions in stories.values():
            for version_id in fresh.keys() & {version.id for version in versions}:
                alarm = alarm_for(versions, version_id, now, self._seen, self._context.city.locales)
                if alarm is not None:
                    await self._bell.ring(session, alarm)

    async def _thread(self, session: Session, threads: Collection[UUID], known: list[Known]) -> UUID:
        """The story of a new message. The oldest of several takes the others in."""
        if not threads:
            return new_id()
        thread = min(threads)
        if len(threads) > 1:
            await repository.join_threads(session, threads, thread)
            known[:] = [msgspec.structs.replace(one, thread=thread) if one.thread in threads else one for one in known]
        return thread

    async def replace_feed(self, feed: str, alerts: Sequence[Alert]) -> None:
        """Forget what a source said before and take this in; for the demo."""
        async with self._context.db.write() as session:
            await repository.delete_feed(session, feed)
        await self.store(feed, alerts)

    async def feed_states(self) -> list[FeedState]:
        """How the last looks went, from the database: another process may have looked."""
        async with self._context.db.read() as session:
            return await repository.load_feeds(session)

    async def save_feed_states(self, states: Sequence[FeedState]) -> None:
        """Store how the looks went and tell the readers how fresh all is."""
        async with self._context.db.write() as session:
            await repository.save_feeds(session, states)
            self._context.broadcast.publish(session, _CHECKED, b"")

    async def tick(self) -> None:
        """Warnings begin and end by the clock, too: renew what is shown when that changed something."""
        if not self._follows:
            await self._load()
        told = [(story.id, story.state, story.on_top) for story in self._current()]
        if told == self._last_told:
            return
        self._last_told = told
        async with self._context.db.write() as session:
            self._context.broadcast.publish(session, _CHECKED, b"")

    async def forget_old(self) -> None:
        """Delete stories whose retention is over; runs once a day."""
        before = self._context.clock() - timedelta(days=self._context.settings.alerts.retention_days)
        async with self._context.db.write() as session:
            deleted = await repository.delete_older(session, before)
            if deleted:
                self._context.broadcast.publish(session, _CHANGED, b"")
        if deleted:
            logger.info("alerts_deleted", count=deleted)

    # --- Telling

    def stories(self) -> list[Story]:
        """All visible stories, most pressing first."""
        now = self._context.clock()
        stale = frozenset(feed.key for feed in self._feeds if self._is_stale(feed, now))
        return tell_all(self._versions, now, self._seen, [feed.key for feed in self._feeds], stale)

    def _current(self) -> list[Story]:
        return [story for story in self.stories() if story.is_current][:MAX_CURRENT]

    def _is_stale(self, feed: Feed, now: datetime) -> bool:
        return is_stale(feed, self._states.get(feed.key), now)

    def list_alerts(self) -> AlertList:
        """What concerns the city now."""
        now = self._context.clock()
        return AlertList(
            generated_at=now, sources=self._sources(now), alerts=[self._summary(story) for story in self._current()]
        )

    def _summary(self, story: Story) -> AlertSummary:
        return summary(story, self._context.city.locales)

    def _sources(self, now: datetime) -> list[AlertSource]:
        found = []
        for feed in self._feeds:
            state = self._states.get(feed.key)
            found.append(
                AlertSource(
                    key=feed.key,
                    name=feed.name,
                    credit=feed.credit,
                    checked_at=state.checked_at if state else None,
                    stale=self._is_stale(feed, now),
                    demo=False,
                )
            )
        return found

    def history(self) -> AlertHistory:
        """What is over, latest first."""
        now = self._context.clock()
        over = [story for story in self.stories() if not story.is_current][:MAX_HISTORY]
        return AlertHistory(
            generated_at=now, since=now - HISTORY_SHOWN, alerts=[self._summary(story) for story in over]
        )

    def find(self, story_id: UUID) -> Story:
        """One story. Raises `AlertNotFound`."""
        for story in self.stories():
            if story.id == story_id:
                return story
        raise AlertNotFound

    def story_of(self, identifier: str) -> UUID | None:
        """The story that the message with this name belongs to; None while it is not shown to everybody."""
        for story in self.stories():
            if any(version.alert.identifier == identifier for version in story.versions):
                return story.id
        return None

    def detail(self, story_id: UUID) -> AlertDetail:
        """All about one story. Raises `AlertNotFound`."""
        credits_of = {feed.key: feed.credit for feed in self._feeds}
        return detail(
            self.find(story_id), self._context.city.locales, credits_of, self._areas.window, self._instructions
        )

    def cap_xml(self, story_id: UUID, version_id: UUID) -> bytes:
        """One message as CAP XML. Raises `AlertNotFound`."""
        for version in self.find(story_id).versions:
            if version.id == version_id:
                return write_xml(version.alert)
        raise AlertNotFound

    async def vitals(self) -> list[Vital]:
        """How each source is, for the desk."""
        return feed_vitals(self._feeds, await self.feed_states(), self._context.clock())

    # --- Bodies of the snapshots

    async def build_alerts(self) -> bytes:
        """Body of the list."""
        return msgspec.json.encode(self.list_alerts())

    async def build_history(self) -> bytes:
        """Body of the history."""
        return msgspec.json.encode(self.history())

    async def build_atom(self) -> bytes:
        """Body of the Atom feed."""
        return atom(self._real(), title=self._title(), base=self._base(), now=self._context.clock())

    async def build_rss(self) -> bytes:
        """Body of the RSS feed."""
        return rss(self._real(), title=self._title(), base=self._base(), now=self._context.clock())

    def _real(self) -> list[Story]:
        """Other systems get no invented exercises."""
        return [story for story in self._current() if not story.is_demo]

    def _title(self) -> str:
        return f"Warnungen {self._context.city.name}"

    def _base(self) -> str:
        return self._context.settings.public_url
