"""Plays the day of all synthetic sensors: encoded frames in real messages, posted to the real webhook.

The plan of a day depends on device and date alone. A player that starts in the middle of a day first sends the newest
frame of each device, and a second one that starts later sends nothing the first has not: both are repeats to the app.
"""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import msgspec
import structlog

from backend.core.clock import Clock
from backend.core.context import Context
from backend.demo.day import Sending, plan_day
from backend.demo.envelopes import Message, Transmission, write_message
from backend.demo.payloads import ENCODERS, Report
from backend.sensors.guards import SECRET_HEADER
from backend.sensors.repository import SensorRepository

logger = structlog.get_logger(__name__)

_LOOK_AGAIN_S = 15.0
_RETRY_S = 1.0
_TIMEOUT_S = 10.0
_AT_ONCE = 16


class DemoDevice(msgspec.Struct, frozen=True, order=True):
    """A synthetic device of the registry that we can speak for."""

    dev_eui: str
    profile: str


class Due(msgspec.Struct, frozen=True, order=True):
    """A frame and who sends it."""

    sending: Sending
    device: DemoDevice


async def play(
    base_url: str,
    secret: str,
    context: Context,
    *,
    speed: float = 1.0,
    stop: asyncio.Event,
    client: httpx.AsyncClient | None = None,
) -> None:
    """Play until `stop` is set. `speed` 60 plays an hour in a minute: each frame still carries the true present time.

    `client` replaces the one that posts to `base_url`. An app that is not there (yet) is tried again.
    """
    if not secret:
        logger.warning("demo_not_played", reason="no webhook secret is set")
        return
    own = client or httpx.AsyncClient(base_url=base_url, timeout=_TIMEOUT_S)
    try:
        await Player(own, secret, context, speed, stop).run()
    finally:
        if client is None:
            await own.aclose()


class Player:
    """Sends what is due, day after day."""

    def __init__(
        self, client: httpx.AsyncClient, secret: str, context: Context, speed: float, stop: asyncio.Event
    ) -> None:
        self._client = client
        self._headers = {SECRET_HEADER: secret, "content-type": "application/json"}
        self._context = context
        self._zone = ZoneInfo(context.city.timezone)
        self._time = _DemoTime(context.clock, speed)
        self._stop = stop

    async def run(self) -> None:
        """Play until stopped."""
        devices = await self._devices()
        while not devices:
            if await self._pause(_LOOK_AGAIN_S):
                return
            devices = await self._devices()
        logger.info("demo_plays", devices=len(devices))
        now = self._time.now()
        await self.catch_up(devices, now)
        while not self._stop.is_set():
            day = now.astimezone(self._zone).date()
            await self._play_day(plan(devices, day, self._zone), now)
            now = max(now, next_midnight(day, self._zone))
            await self._pause(self._time.seconds_until(now))
            devices = await self._devices()

    async def catch_up(self, devices: Sequence[DemoDevice], now: datetime) -> None:
        """Send the newest frame of each device up to `now`, so that nobody waits for the first change."""
        newest: dict[DemoDevice, Due] = {}
        for due in plan(devices, now.astimezone(self._zone).date(), self._zone):
            if due.sending.at <= now:
                newest[due.device] = due
        await self.send(list(newest.values()))

    async def send(self, dues: Sequence[Due]) -> None:
        """Post frames, some at once. Returns when the app has taken them or the player is stopped."""
        room = asyncio.Semaphore(_AT_ONCE)

        async def one(due: Due) -> None:
            async with room:
                await self._post(due)

        await asyncio.gather(*(one(due) for due in dues))

    async def _play_day(self, dues: Sequence[Due], since: datetime) -> None:
        for due in dues:
            if due.sending.at <= since:
                continue
            if await self._pause(self._time.seconds_until(due.sending.at)):
                return
            await self.send([due])

    async def _post(self, due: Due) -> None:
        sending = due.sending
        message = write_message(
            Transmission(
                dev_eui=due.device.dev_eui,
                session_seed=f"{sending.day} {sending.life}{self._time.session_suffix}",
                f_cnt=sending.f_cnt,
                frame=ENCODERS[due.device.profile](Report(sending.report), sending.occupied, sending.temperature),
                at=self._time.told(sending.at),
            )
        )
        for _ in range(2 if sending.twice else 1):
            while not self._stop.is_set() and not await self._delivered(message):
                await self._pause(_RETRY_S)

    async def _delivered(self, message: Message) -> bool:
        """True once the app has answered, be it with a refusal."""
        try:
            answer = await self._client.post(message.path, content=message.body, headers=self._headers)
        except httpx.TransportError:
            return False
        if answer.is_client_error:
            logger.warning("demo_uplink_refused", status=answer.status_code)
        return not answer.is_server_error

    async def _devices(self) -> list[DemoDevice]:
        async with self._context.db.read() as session:
            known = await SensorRepository().devices(session, demo=True)
        return sorted(DemoDevice(row.dev_eui, row.profile) for row in known if row.profile in ENCODERS)

    async def _pause(self, seconds: float) -> bool:
        """Wait; True as soon as the player is stopped."""
        if seconds <= 0:
            return self._stop.is_set()
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return False
        return True


def plan(devices: Sequence[DemoDevice], day: date, zone: ZoneInfo) -> list[Due]:
    """All frames of all devices on a local day, in order."""
    return sorted(Due(sending, device) for device in devices for sending in plan_day(device.dev_eui, day, zone))


def next_midnight(day: date, zone: ZoneInfo) -> datetime:
    """The end of a local day."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)


class _DemoTime:
    """The time of the play: the present, or faster from the moment the play began."""

    def __init__(self, clock: Clock, speed: float) -> None:
        self._clock = clock
        self._speed = speed
        self._began = clock()

    @property
    def session_suffix(self) -> str:
        """A fast play is no repeat of the day's plan: its frames need sessions of their own."""
        return "" if self._speed == 1.0 else f" {self._began.isoformat()}"

    def now(self) -> datetime:
        """Where the play is."""
        return self._began + (self._clock() - self._began) * self._speed

    def told(self, planned: datetime) -> datetime:
        """The time a frame carries: as planned, in a fast play the true time it is sent."""
        return planned if self._speed == 1.0 else self._began + (planned - self._began) / self._speed

    def seconds_until(self, planned: datetime) -> float:
        """Seconds to wait until a planned moment."""
        return (planned - self.now()).total_seconds() / self._speed
