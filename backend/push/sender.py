"""Sends what the bell has stored: takes chunks under a lease, hands their messages over, notes how far it is.

Any number of processes do this at once. One that dies loses its lease; another then goes on behind its last note, so
at most `NOTE_EVERY` messages go out twice, and push services (`Topic`) and phones (`tag`) keep one of each.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import structlog

from backend.core.alarms import Alarm
from backend.core.context import Context
from backend.core.db import UNAVAILABLE
from backend.core.ids import new_id
from backend.push import outbox
from backend.push.arming import Armoury
from backend.push.bell import minute_of
from backend.push.choosing import wants
from backend.push.message import headers, text_for, texts
from backend.push.models import PushChunk, PushLate
from backend.push.sealing import seal
from backend.push.sending import Outcome, PushServices, origin_of
from backend.push.vapid import Vapid

ReadKey = Callable[[], Awaitable[bytes]]

logger = structlog.get_logger(__name__)

NOTE_EVERY = 250
_AT_ONCE = 4
_IN_FLIGHT = 125
_LATE_AT_ONCE = 500
_POLL_S = 0.5
_KEYS_AT_ONCE = 500
_KEYS_BREATH = 25
_ARM_EVERY_S = 60.0
LEASE = timedelta(seconds=30)
_NO_DIGEST = b""


class Told(NamedTuple):
    """One message and what came of it."""

    phone: Any
    origin: str
    outcome: Outcome


class _Letter(msgspec.Struct):
    """What all messages of one alarm share."""

    alarm: Alarm
    minute: int
    ends_at: datetime
    texts: Mapping[str, bytes]
    headers: dict[str, dict[str, str]]


class Sender:
    """One process's part. `lane` (n, of m): which share of all phones it has keys ready for; `key` reads the app's key.

    `lease` is how long a chunk stays with a process that no longer answers.
    """

    def __init__(
        self, context: Context, key: ReadKey, *, lane: tuple[int, int] = (0, 1), lease: timedelta = LEASE
    ) -> None:
        self._context = context
        self._key = key
        self._lane = lane
        self._lease = lease
        self._holder = new_id()
        self._vapid: Vapid | None = None
        self._letters: dict[UUID, _Letter | None] = {}
        settings = context.settings.push
        self.services = PushServices(settings.services, context.clock, settings.ca_file)
        self.armoury = Armoury()
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._zone = ZoneInfo(context.city.timezone)

    # --- Working

    async def run(self, stop: asyncio.Event) -> None:
        """Send whatever comes up until told to stop."""
        arming = asyncio.create_task(self.keep_armed())
        try:
            while not stop.is_set():
                try:
                    await self.drain()
                except* UNAVAILABLE as failures:  # several chunks meet the same outage
                    logger.warning("push_database_unavailable", error=type(failures.exceptions[0]).__name__)
                try:
                    async with asyncio.timeout(_POLL_S):
                        await stop.wait()
                except TimeoutError:
                    continue
        finally:
            arming.cancel()
            await asyncio.gather(arming, return_exceptions=True)
            await self.services.close()

    async def drain(self) -> None:
        """Send until no chunk is free and nothing is due again."""
        self._busy += 1
        self._idle.clear()
        try:
            if (chunk := await self._claim()) is not None:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._work(chunk))
                    for _ in range(_AT_ONCE - 1):
                        group.create_task(self._work(await self._claim()))
            while await self._send_late():
                pass
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    async def _claim(self) -> PushChunk | None:
        now = self._context.clock()
        async with self._context.db.write() as session:
            return await outbox.claim(session, self._holder, now, now + self._lease, self._lane)

    async def _work(self, chunk: PushChunk | None) -> None:
        while chunk is not None:
            await self._send_chunk(chunk)
            chunk = await self._claim()

    async def _letter(self, alarm_id: UUID) -> _Letter | None:
        if alarm_id in self._letters:
            return self._letters[alarm_id]
        if self._vapid is None:
            settings = self._context.settings
            self._vapid = Vapid(await self._key(), settings.push.contact or settings.public_url)
        async with self._context.db.read() as session:
            stored = await outbox.alarm(session, alarm_id)
        letter = None
        if stored is not None:
            alarm = msgspec.json.decode(stored.alarm, type=Alarm)
            minute = minute_of(stored.quiet_at, self._zone)
            letter = _Letter(alarm, minute, stored.ends_at, texts(alarm, self._context.settings.public_url), {})
        self._letters = (
            {alarm_id: letter} if len(self._letters) > _LATE_AT_ONCE else {**self._letters, alarm_id: letter}
        )
        return letter

    async def _send_chunk(self, chunk: PushChunk) -> None:
        letter = await self._letter(chunk.alarm_id)
        async with self._context.db.read() as session:
            phones = await outbox.phones(session, chunk)
        if letter is None or self._context.clock() >= letter.ends_at:
            await self._note(chunk, [], seen=0, cursor=chunk.cursor, is_done=True)
            return
        is_direct = chunk.devices is not None
        if not phones:
            await self._note(chunk, [], seen=0, cursor=chunk.cursor, is_done=True)
        for at in range(0, len(phones), NOTE_EVERY):
            part = phones[at : at + NOTE_EVERY]
            told = [phone for phone in part if is_direct or wants(phone, letter.alarm, letter.minute)]
            results = await self._tell_all(told, letter)
            is_done = at + NOTE_EVERY >= len(phones)
            cursor = part[-1].endpoint_digest
            if not await self._note(chunk, results, seen=len(part), cursor=cursor, is_done=is_done):
                return

    async def _tell_all(self, phones: Sequence[Any], letter: _Letter) -> list[Told]:
        """Some at once, each task one after the other: a task for each message would cost more than its sealing."""
        results: list[Told] = []
        waiting = iter(phones)

        async def tell_next() -> None:
            for phone in waiting:
                told = await self._tell(phone, letter, 0)
                results.append(told)

        await asyncio.gather(*(tell_next() for _ in range(min(len(phones), _IN_FLIGHT))))
        return results

    async def _tell(self, phone: Any, letter: _Letter, attempt: int) -> Told:
        endpoint = phone.endpoint
        origin = origin_of(endpoint)
        now = self._context.clock()
        pace = self.services.pace(origin)
        if pace.is_paused(now):
            return Told(phone, origin, Outcome("late", "paused", pace.paused_until))
        key = self.armoury.take(phone.id, phone.p256dh, phone.auth, now)
        body = seal(text_for(phone.locale, letter.texts), key)
        outcome = await self.services.post(origin, endpoint, self._headers(letter, origin, now), body, attempt)
        return Told(phone, origin, outcome)

    def _headers(self, letter: _Letter, origin: str, now: datetime) -> Mapping[str, str]:
        known = letter.headers.get(origin)
        if known is None:
            assert self._vapid is not None
            known = headers(letter.alarm, now) | {"authorization": self._vapid.header(origin, now)}
            letter.headers[origin] = known
        return known

    # --- Noting

    async def _note(
        self, chunk: PushChunk, results: Sequence[Told], *, seen: int, cursor: bytes, is_done: bool
    ) -> bool:
        """Store how far a chunk is, and what did not get through; False when it is no longer ours."""
        now = self._context.clock()
        fates: Counter[str] = Counter()
        by_service: dict[str, Counter[str]] = defaultdict(Counter)
        for told in results:
            fates[told.outcome.fate] += 1
            by_service[told.origin][told.outcome.fate] += 1
        for name in ("accepted", "gone", "failed", "late"):
            setattr(chunk, name, getattr(chunk, name) + fates[name])
        chunk.services = _merged(chunk.services, by_service)
        chunk.seen, chunk.cursor = chunk.seen + seen, cursor
        chunk.first_at = chunk.first_at or (now if fates["accepted"] else None)
        names = ("seen", "cursor", "accepted", "gone", "failed", "late", "services", "first_at")
        values: dict[str, Any] = {name: getattr(chunk, name) for name in names} | {"lease_until": now + self._lease}
        if is_done:
            values |= {"state": "done", "devices": None, "finished_at": now, "lease_until": None}
        async with self._context.db.write() as session:
            if not await outbox.save(session, chunk, values):
                return False
            if gone := [told.phone.endpoint_digest for told in results if told.outcome.fate == "gone"]:
                await outbox.forget_phones(session, gone)
            if late := list(_rows(chunk, results, now)):
                await outbox.add_late(session, late)
        return True

    # --- Once more

    async def _send_late(self) -> bool:
        """Try again what is due; False when nothing is."""
        now = self._context.clock()
        async with self._context.db.write() as session:
            due = await outbox.claim_late(session, now, now + self._lease, _LATE_AT_ONCE)
        if not due:
            return False
        async with self._context.db.read() as session:
            phones = await outbox.phones_in(session, [late.subscription_id for late in due])
        outcomes = await asyncio.gather(*[self._again(late, phones.get(late.subscription_id)) for late in due])
        await self._note_late(list(zip(due, outcomes, strict=True)))
        return True

    async def _again(self, late: PushLate, phone: Any) -> Told:
        letter = await self._letter(late.alarm_id)
        if phone is None:
            return Told(None, late.service, Outcome("gone"))
        if letter is None or self._context.clock() >= letter.ends_at:
            return Told(phone, late.service, Outcome("failed", "expired"))
        return await self._tell(phone, letter, late.attempt + 1)

    async def _note_late(self, results: Sequence[tuple[PushLate, Told]]) -> None:
        now = self._context.clock()
        counts: dict[UUID, Counter[str]] = defaultdict(Counter)
        for late, told in results:
            if told.outcome.fate != "late":
                counts[late.chunk_id].update({told.outcome.fate: 1, "late": -1})
        kept = [
            {
                "id": late.id,
                "reason": told.outcome.reason,
                "attempt": min(late.attempt + (told.outcome.reason != "paused"), 1_000),
                "due_at": told.outcome.due_at,
                "failed_at": now,
            }
            for late, told in results
            if told.outcome.fate in {"late", "failed"}
        ]
        async with self._context.db.write() as session:
            await outbox.settle_late(session, [late.id for late, told in results if told.outcome.fate in _SETTLED])
            if kept:
                await outbox.change_late(session, kept)
            gone = [told.phone.endpoint_digest for _, told in results if told.phone and told.outcome.fate == "gone"]
            await outbox.forget_phones(session, gone)
            for chunk_id, count in sorted(counts.items()):
                await outbox.add_counts(session, chunk_id, count)

    # --- Being prepared

    async def keep_armed(self) -> None:
        """Have a one-time key ready for every phone of this lane, for ever; waits while an alarm is on its way."""
        while True:
            try:
                await self.arm_all()
            except UNAVAILABLE as error:
                logger.warning("push_database_unavailable", error=type(error).__name__)
            await asyncio.sleep(_ARM_EVERY_S)

    async def arm_all(self) -> int:
        """Make the keys that are missing or of yesterday, drop those of phones that have left; returns how many are."""
        after, found = _NO_DIGEST, set[UUID]()
        while True:
            async with self._context.db.read() as session:
                rows = await outbox.keys_in(session, self._lane, after, _KEYS_AT_ONCE)
            if not rows:
                break
            after = rows[-1].endpoint_digest
            for at in range(0, len(rows), _KEYS_BREATH):
                await self._idle.wait()
                now = self._context.clock()
                for row in rows[at : at + _KEYS_BREATH]:
                    found.add(row.id)
                    self.armoury.arm(row.id, row.p256dh, row.auth, now)
                await asyncio.sleep(0)
        self.armoury.keep_only(found)
        return len(self.armoury)


_SETTLED = frozenset({"accepted", "gone"})


def _merged(
    known: Mapping[str, Mapping[str, int]], fresh: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    merged = {origin: dict(counts) for origin, counts in known.items()}
    for origin, counts in fresh.items():
        into = merged.setdefault(origin, {})
        for fate, count in counts.items():
            into[fate] = into.get(fate, 0) + count
    return merged


def _rows(chunk: PushChunk, results: Sequence[Told], now: datetime) -> Iterator[dict[str, Any]]:
    for phone, origin, outcome in results:
        if outcome.fate in {"late", "failed"}:
            yield {
                "id": new_id(),
                "alarm_id": chunk.alarm_id,
                "chunk_id": chunk.id,
                "subscription_id": phone.id,
                "service": origin,
                "reason": outcome.reason,
                "attempt": 0,
                "due_at": outcome.due_at,
                "failed_at": now,
            }
