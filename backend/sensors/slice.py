"""Builds the sensors slice."""

import hashlib
from collections.abc import Awaitable, Callable

import msgspec

from backend.core.context import Context, Slice
from backend.core.observations import ObservationSink
from backend.sensors import tasks
from backend.sensors.controllers import SensorUplinkController
from backend.sensors.feeds.mqtt import MqttFeed, read_broker
from backend.sensors.feeds.receiver import Receiver
from backend.sensors.figures import SensorFigures
from backend.sensors.guards import WebhookGate
from backend.sensors.personal_data import entries
from backend.sensors.profiles import load_profiles
from backend.sensors.repository import SensorRepository
from backend.sensors.service import SensorService
from backend.sensors.worker import FrameWorker

PROFILES_FOLDER = "sensors/profiles"
_Hook = Callable[[], Awaitable[None]]


class SensorParts(msgspec.Struct, frozen=True):
    """The slice's working parts, for the composition root, commands and tests."""

    service: SensorService
    worker: FrameWorker
    receiver: Receiver
    figures: SensorFigures


def build_parts(context: Context, sink: ObservationSink) -> SensorParts:
    """The parts without HTTP, MQTT or jobs. Raises `ProfileError` for a device profile that cannot be used."""
    settings = context.settings
    profiles = load_profiles(settings.content_dir / PROFILES_FOLDER)
    repository = SensorRepository()
    figures = SensorFigures(context.metrics)
    service = SensorService(
        db=context.db,
        clock=context.clock,
        jobs=context.jobs,
        profiles=profiles,
        settings=settings.sensors,
        production=settings.production,
        figures=figures,
        repository=repository,
    )
    worker = FrameWorker(
        db=context.db, clock=context.clock, profiles=profiles, sink=sink, figures=figures, repository=repository
    )
    return SensorParts(service, worker, Receiver(service, context.clock), figures)


def build(context: Context, sink: ObservationSink) -> Slice:
    """The slice; `sink` takes what the sensors observe. Raises `ProfileError`."""
    parts = build_parts(context, sink)
    tasks.register(context.jobs, parts.worker, parts.service)
    settings = context.settings
    startup: list[_Hook] = []
    shutdown: list[_Hook] = [parts.service.close]
    if settings.sensors.mqtt_url:
        feed = MqttFeed(
            read_broker(
                settings.sensors.mqtt_url,
                settings.sensors.mqtt_username,
                settings.sensors.mqtt_password,
                settings.sensors.mqtt_topics,
                _mqtt_identifier(context),
            ),
            parts.receiver,
            parts.figures,
        )
        startup.append(feed.start)
        shutdown.insert(0, feed.stop)  # first nothing new, then write what waits
    gate = WebhookGate(settings.sensors.webhook_secret, settings.sensors.webhook_networks, settings.trusted_proxies)
    return Slice(
        controllers=[SensorUplinkController],
        dependencies={"receiver": parts.receiver, "webhook_gate": gate, "sensor_service": parts.service},
        on_startup=startup,
        on_shutdown=shutdown,
        personal_data=entries(settings.sensors.raw_retention_days, parts.service.purge),
    )


def _mqtt_identifier(context: Context) -> str:
    """A stable name, so that the broker keeps messages while one process restarts.

    Several web processes cannot share a name: each reads everything under a name of its own, and what they read twice
    is recognised as a repeat.
    """
    if context.settings.workers > 1:
        return ""
    return f"sensors-{hashlib.blake2b(context.settings.public_url.encode(), digest_size=6).hexdigest()}"
