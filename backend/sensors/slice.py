"""Builds the sensors slice."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from backend.core.context import Context, Slice
from backend.core.observations import ObservationSink, TargetDirectory
from backend.core.vitals import VitalSource
from backend.sensors import tasks
from backend.sensors.controllers.desk import SensorDeskController
from backend.sensors.controllers.uplinks import SensorUplinkController
from backend.sensors.feeds.mqtt import MqttFeed, read_broker
from backend.sensors.feeds.receiver import Receiver
from backend.sensors.figures import SensorFigures
from backend.sensors.guards import WebhookGate
from backend.sensors.personal_data import entries
from backend.sensors.profiles import DeviceProfile, load_profiles
from backend.sensors.repository import SensorRepository
from backend.sensors.service.arrival import SensorService
from backend.sensors.service.desk import DeviceDesk
from backend.sensors.service.quarantine import QuarantineDesk
from backend.sensors.vitals import feed_vitals
from backend.sensors.worker import FrameWorker

PROFILES_FOLDER = "sensors/profiles"
_Hook = Callable[[], Awaitable[None]]


class SensorParts(msgspec.Struct, frozen=True):
    """The slice's working parts, for the composition root, commands and tests."""

    service: SensorService
    worker: FrameWorker
    receiver: Receiver
    figures: SensorFigures
    profiles: Mapping[str, DeviceProfile]
    repository: SensorRepository


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
    receiver = Receiver(service, context.clock)
    return SensorParts(service, worker, receiver, figures, profiles, repository)


def build(context: Context, sink: ObservationSink, targets: TargetDirectory) -> Slice:
    """The slice; `sink` takes what the sensors observe, `targets` is what they can watch. Raises `ProfileError`."""
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
    devices = DeviceDesk(
        db=context.db,
        clock=context.clock,
        audit=context.audit,
        profiles=parts.profiles,
        repository=parts.repository,
        targets=targets,
    )
    quarantine = QuarantineDesk(
        db=context.db,
        clock=context.clock,
        audit=context.audit,
        jobs=context.jobs,
        profiles=parts.profiles,
        repository=parts.repository,
    )
    return Slice(
        controllers=[SensorUplinkController, SensorDeskController],
        dependencies={
            "receiver": parts.receiver,
            "webhook_gate": gate,
            "sensor_service": parts.service,
            "device_desk": devices,
            "quarantine_desk": quarantine,
        },
        on_startup=startup,
        on_shutdown=shutdown,
        personal_data=entries(settings.sensors.raw_retention_days, parts.service.purge),
        vitals=[_vitals(context, parts)],
    )


def _vitals(context: Context, parts: SensorParts) -> VitalSource:
    return feed_vitals(
        db=context.db,
        clock=context.clock,
        profiles=parts.profiles,
        repository=parts.repository,
        figures=parts.figures,
        has_mqtt=bool(context.settings.sensors.mqtt_url),
    )


def _mqtt_identifier(context: Context) -> str:
    """A stable name, so that the broker keeps messages while one process restarts.

    Several web processes cannot share a name: each reads everything under a name of its own, and what they read twice
    is recognised as a repeat.
    """
    if context.settings.workers > 1:
        return ""
    return f"sensors-{hashlib.blake2b(context.settings.public_url.encode(), digest_size=6).hexdigest()}"
