"""The bell of this slice: an alarm is stored in the transaction that rings it, and sent afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from backend.core.alarms import SEVERITY_ORDER, Alarm, AlarmArea, AlarmSeverity, Delivery, Reach
from backend.core.context import Context
from backend.core.db import Session
from backend.core.ids import new_id
from backend.push import outbox
from backend.push.choosing import wants
from backend.push.message import ends_at
from backend.push.rules import CHECK_EVERY

SEND_JOB = "push.send"
CHUNK = 1_000
_KEPT = timedelta(days=90)


class PushBell:
    """See `core.alarms.AlarmBell` and `core.alarms.AlarmReach`."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def ring(self, session: Session, alarm: Alarm) -> None:
        """Store an alarm and its chunks; repeating it changes nothing, a later one passes it by."""
        now = self._context.clock()
        family = await outbox.of_family(session, alarm.family)
        known = [stored for stored in family if stored.id != alarm.revision]
        first = known[0].quiet_at if known and alarm.kind == "allClear" else alarm.sent_at
        stored = {
            "id": alarm.revision,
            "family": alarm.family,
            "alarm": msgspec.json.encode(msgspec.structs.replace(alarm, devices=None)),
            "sent_at": alarm.sent_at,
            "quiet_at": first,
            "ends_at": ends_at(alarm),
            "started_at": now,
        }
        if not await outbox.add_alarm(session, stored):
            return
        earlier = [each.id for each in known if each.sent_at <= alarm.sent_at]
        if earlier:
            await outbox.pass_over(session, earlier)
        if len(earlier) < len(known):
            return  # a later message of the family came first
        chunks = await self._chunks(session, alarm)
        if chunks:
            await outbox.add_chunks(session, chunks)
            await self._context.jobs.enqueue(session, SEND_JOB, key=SEND_JOB)

    async def _chunks(self, session: Session, alarm: Alarm) -> list[dict[str, Any]]:
        rank = SEVERITY_ORDER.index(alarm.severity)
        if alarm.devices is not None:
            devices = [str(device) for device in alarm.devices]
            shares: list[list[str] | None] = [devices[at : at + CHUNK] for at in range(0, len(devices), CHUNK)]
            size = CHUNK
        else:
            total = await outbox.count_phones(session)
            shares = [None] * -(-total // CHUNK)
            size = -(-total // max(len(shares), 1))
        return [
            {
                "id": new_id(),
                "alarm_id": alarm.revision,
                "number": number,
                "parts": len(shares),
                "rank": rank,
                "size": size if share is None else len(share),
                "devices": share,
                "state": "open",
                "cursor": b"",
                **dict.fromkeys(("seen", "accepted", "gone", "failed", "late"), 0),
                "services": {},
            }
            for number, share in enumerate(shares)
        ]

    async def reach(self, session: Session, area: AlarmArea, severity: AlarmSeverity) -> Reach:
        """Devices that a warning of this severity there would go to now, by day."""
        now = self._context.clock()
        alarm = _probe(area, severity, now)
        found = await outbox.choices(session, now - CHECK_EVERY)
        told = [row for row in found if wants(row, alarm, minute=_NOON)]
        return Reach(devices=sum(row.phones for row in told), confirmed=sum(row.confirmed for row in told))

    async def delivered(self, session: Session, family: UUID) -> Sequence[Delivery]:
        """What came of each message of this family, oldest first."""
        found = []
        for stored in await outbox.of_family(session, family):
            accepted, gone, failed, late, unseen, first_at, finished_at, still_open = await outbox.totals(
                session, stored.id
            )
            waiting = late + unseen
            found.append(
                Delivery(
                    revision=stored.id,
                    audience=accepted + gone + failed + waiting,
                    accepted=accepted,
                    gone=gone,
                    failed=failed,
                    waiting=waiting,
                    started_at=stored.started_at,
                    first_at=first_at,
                    finished_at=None if still_open or late else finished_at,
                )
            )
        return found

    async def forget_old(self) -> None:
        """Once a day: delete what became of old messages."""
        async with self._context.db.write() as session:
            await outbox.forget_before(session, self._context.clock() - _KEPT)


_NOON = 12 * 60


def _probe(area: AlarmArea, severity: AlarmSeverity, now: datetime) -> Alarm:
    nobody = UUID(int=0)
    return Alarm(
        family=nobody,
        revision=nobody,
        look="civil",
        kind="alert",
        exercise=False,
        severity=severity,
        area=area,
        sent_at=now,
        expires_at=None,
        lines={},
        path="/",
    )


def minute_of(moment: datetime, zone: ZoneInfo) -> int:
    """Minutes after midnight in the city."""
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute
