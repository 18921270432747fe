"""Keeps the board of this process true: loads it, follows broadcasts, lets time pass, tells browsers.

Changes are gathered for a moment (`parking.coalesce_ms`) and then read in one query, shown in one rebuild of the
snapshots and sent as one live event, however many uplinks arrive.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog

from backend.core.context import Context
from backend.core.places import DistrictLookup
from backend.parking import repository
from backend.parking.board import BoardChange, ParkingBoard
from backend.parking.observations import BAYS_TOPIC, decode_ids

logger = structlog.get_logger(__name__)

CATALOGUE_TOPIC = "parking.catalogue"
"""Broadcast when sites or bays were added, changed or deleted: everything is loaded again."""
LIVE_TOPIC = "parking"
LIVE_EVENT = "bays"
RESET_EVENT = "reset"
SITES_PATH = "/api/v1/parking/sites"
BAYS_PATH = "/api/v1/parking/bays"
SITES_GEOJSON_PATH = "/api/v1/parking/sites.geojson"
BAYS_GEOJSON_PATH = "/api/v1/parking/bays.geojson"
FORECASTS_PATH = "/api/v1/parking/forecasts"
_GEOJSON = "application/geo+json"
_BAY_PATHS = (BAYS_PATH, BAYS_GEOJSON_PATH)
_SITE_PATHS = (SITES_PATH, SITES_GEOJSON_PATH)
_RETRY_S = 2.0


class ParkingProjection:
    """The board of one process and what keeps it in step."""

    def __init__(self, context: Context, districts: DistrictLookup) -> None:
        self.board = ParkingBoard(context.city.timezone, districts)
        self._db = context.db
        self._live = context.live
        self._snapshots = context.snapshots
        self._clock = context.clock
        self._coalesce_s = context.settings.parking.coalesce_ms / 1000
        self._tick_s = context.settings.parking.tick_seconds
        self._gauge = context.metrics.gauge("parking_bays", "Bays on the board by status", "status")
        self._loaded = False
        self._loading = asyncio.Lock()
        self._dirty: set[UUID] = set()
        self._reload = False
        self._pending: asyncio.Task[None] | None = None
        self._ticker: asyncio.Task[None] | None = None
        self._process = secrets.token_hex(4)
        self._event_number = 0
        self._register_snapshots()
        context.broadcast.subscribe(BAYS_TOPIC, self._on_bays)
        context.broadcast.subscribe(CATALOGUE_TOPIC, self._on_catalogue)
        context.broadcast.on_reconnect(self.reload)

    def _register_snapshots(self) -> None:
        builders = (
            (SITES_PATH, self.board.sites_json, "application/json"),
            (BAYS_PATH, self.board.bays_json, "application/json"),
            (SITES_GEOJSON_PATH, self.board.sites_geojson, _GEOJSON),
            (BAYS_GEOJSON_PATH, self.board.bays_geojson, _GEOJSON),
        )
        for path, build, content_type in builders:
            self._snapshots.register(path, self._builder(build), content_type=content_type, max_age=5)

    def _builder(self, build: Callable[..., bytes]) -> Callable[[], Awaitable[bytes]]:
        async def built() -> bytes:
            await self.ensure_loaded()
            return build(self._clock())

        return built

    async def start(self) -> None:
        """Begin to let time pass. The board is loaded on first use, so that a start without a database succeeds."""
        self._ticker = asyncio.create_task(self._tick_forever(), name="parking ticker")

    async def stop(self) -> None:
        """Stop all tasks of the projection."""
        tasks = [task for task in (self._ticker, self._pending) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._ticker = self._pending = None

    async def ensure_loaded(self) -> None:
        """Load the board once. Raises what the database raises."""
        if not self._loaded:
            async with self._loading:
                if not self._loaded:
                    await self._load()

    async def reload(self) -> None:
        """Load everything again and let browsers do the same."""
        await self._load()
        self._snapshots.invalidate(*_SITE_PATHS, *_BAY_PATHS)
        self._publish(RESET_EVENT, b"{}")

    async def flush(self) -> None:
        """Bring the board up to date with what was announced so far."""
        if self._reload or not self._loaded:
            self._reload = False
            self._dirty.clear()
            await self.reload()
            return
        dirty, self._dirty = self._dirty, set()
        try:
            async with self._db.read() as session:
                bays = await repository.load_bays(session, list(dirty))
        except Exception:
            self._dirty |= dirty
            raise
        self._show(self.board.apply(bays, self._clock()))

    def tick(self) -> None:
        """Let time pass on the board up to the clock's present."""
        self._show(self.board.tick(self._clock()))

    async def _load(self) -> None:
        async with self._db.read() as session:
            sites = await repository.load_sites(session)
            bays = await repository.load_bays(session)
        self.board.replace_all(sites, bays, self._clock())
        self._loaded = True
        self._count()

    async def _on_bays(self, payload: bytes) -> None:
        self._dirty.update(decode_ids(payload))
        self._flush_soon()

    async def _on_catalogue(self, _payload: bytes) -> None:
        self._reload = True
        self._flush_soon()

    def _flush_soon(self) -> None:
        if self._pending is None or self._pending.done():
            self._pending = asyncio.create_task(self._flush_until_clean(), name="parking flush")

    async def _flush_until_clean(self) -> None:
        pause = self._coalesce_s
        while self._dirty or self._reload:
            await asyncio.sleep(pause)
            try:
                await self.flush()
                pause = self._coalesce_s
            except Exception:  # the database is away: what was announced stays marked and is read when it is back
                logger.exception("parking_flush_failed", bays=len(self._dirty))
                pause = _RETRY_S

    async def _tick_forever(self) -> None:
        while True:
            await asyncio.sleep(self._tick_s)
            try:
                if self._loaded:
                    self.tick()
            except Exception:  # one bad tick must not stop time
                logger.exception("parking_tick_failed")

    def _show(self, change: BoardChange) -> None:
        if not change:
            return
        if change.bays:
            self._snapshots.invalidate(*_BAY_PATHS)
        if change.sites:
            self._snapshots.invalidate(*_SITE_PATHS)
        self._publish(LIVE_EVENT, self.board.live_change(change))
        self._count()

    def _publish(self, event: str, data: bytes) -> None:
        self._event_number += 1
        self._live.publish(LIVE_TOPIC, event, data, f"{self._process}-{self._event_number}")

    def _count(self) -> None:
        for status, count in self.board.status_counts().items():
            self._gauge.labels(status).set(count)
