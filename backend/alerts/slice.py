"""What the alerts slice adds to the app."""

from collections.abc import Sequence
from pathlib import Path

from backend.alerts.areas import CityAreas
from backend.alerts.content import Feed, load_feeds
from backend.alerts.controllers import AlertsController
from backend.alerts.feeds.reader import FeedReader
from backend.alerts.instructions import load_instructions
from backend.alerts.live_answers import AlertAnswers
from backend.alerts.service import (
    ALERTS_PATH,
    ATOM_PATH,
    HISTORY_PATH,
    JWS_PATH,
    RSS_PATH,
    STALE_S,
    AlertsService,
)
from backend.alerts.signing.controllers import JWS_MEDIA_TYPE, SigningController
from backend.alerts.signing.service import SigningService
from backend.alerts.syndication import ATOM_MEDIA_TYPE, RSS_MEDIA_TYPE, UTF8
from backend.core.alarms import AlarmBell
from backend.core.context import Context, Slice
from backend.core.places import DistrictShapes

_LOOK_S = 10
_DAY_S = 86_400


class AlertsSlice(Slice, frozen=True, kw_only=True):
    """The slice with what other parts of the app use of it."""

    service: AlertsService
    reader: FeedReader


def build(context: Context, shapes: DistrictShapes, bell: AlarmBell) -> AlertsSlice:
    """Wire the slice. Raises `FeedsError` or `InstructionsError` if the content or the choice of sources is wrong."""
    settings = context.settings
    own = settings.alerts.feeds_file
    path = Path(own) if own else settings.content_dir / "alerts" / "feeds.toml"
    feeds = load_feeds(path, context.city, settings.alerts.feeds, production=settings.production)
    service = build_service(context, shapes, feeds, bell)
    reader = FeedReader(context, service, feeds)
    signing = SigningService(context)
    _publish(context, service, signing)
    context.jobs.every("alerts.read_feeds", _LOOK_S, reader.run_due)
    context.jobs.every("alerts.forget_old", _DAY_S, service.forget_old)
    return AlertsSlice(
        controllers=[AlertsController, SigningController],
        dependencies={"alerts_service": service, "alert_signing": signing, "snapshots": context.snapshots},
        on_startup=[signing.start, service.start],
        vitals=[service.vitals],
        live=[AlertAnswers(service)],
        service=service,
        reader=reader,
    )


def build_service(context: Context, shapes: DistrictShapes, feeds: Sequence[Feed], bell: AlarmBell) -> AlertsService:
    """The service alone, for commands."""
    table = context.settings.content_dir / "alerts" / "instructions.toml"
    instructions = load_instructions(table, context.city.locales)
    return AlertsService(context, CityAreas(context.city, shapes), feeds, bell, instructions)


def _publish(context: Context, service: AlertsService, signing: SigningService) -> None:
    """A cache in front of the app may keep these for seconds, never for long."""
    snapshots = context.snapshots
    snapshots.register(ALERTS_PATH, service.build_alerts, max_age=5, stale_s=STALE_S, min_interval=0.1)
    snapshots.register(HISTORY_PATH, service.build_history, max_age=30, stale_s=STALE_S)
    snapshots.register(ATOM_PATH, service.build_atom, content_type=ATOM_MEDIA_TYPE + UTF8, max_age=15, stale_s=STALE_S)
    snapshots.register(RSS_PATH, service.build_rss, content_type=RSS_MEDIA_TYPE + UTF8, max_age=15, stale_s=STALE_S)

    async def build_signed() -> bytes:
        return signing.json(await service.build_alerts())

    snapshots.register(JWS_PATH, build_signed, content_type=JWS_MEDIA_TYPE, max_age=15, stale_s=STALE_S)
