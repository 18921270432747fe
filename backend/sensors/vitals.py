"""How feeds and devices are, for the desk."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from backend.core.clock import Clock
from backend.core.db import Database
from backend.core.i18n import N_
from backend.core.vitals import Vital, VitalSource, VitalState
from backend.sensors.figures import SensorFigures
from backend.sensors.profiles import DeviceProfile
from backend.sensors.repository import SensorRepository
from backend.sensors.rules import DeviceState

_QUIET_TOO_LONG = timedelta(hours=2)
"""Devices report at least every hour or so; if none did for this long, the way to us is broken."""
_TOLERATED_SHARE = 0.1


def feed_vitals(
    *,
    db: Database,
    clock: Clock,
    profiles: Mapping[str, DeviceProfile],
    repository: SensorRepository,
    figures: SensorFigures,
    has_mqtt: bool,
) -> VitalSource:
    """The link to the broker, the last message, and the devices."""

    def mqtt() -> Vital:
        state: VitalState = "off" if not has_mqtt else "ok" if figures.is_mqtt_connected else "failing"
        return Vital(key="sensors.mqtt", label=N_("Sensordaten über MQTT"), state=state)

    async def read() -> Sequence[Vital]:
        now = clock()
        silent_before = {name: now - timedelta(seconds=each.stale_after_s) for name, each in profiles.items()}
        async with db.read() as session:
            newest = await repository.newest_receipt(session)
            pending = await repository.count_pending(session)
            unknown = await repository.quarantined_devices(session)
            count = {state: await repository.count_in_state(session, state, silent_before) for state in DeviceState}
        quiet = newest is None or now - newest > _QUIET_TOO_LONG
        in_service = sum(count.values()) - count[DeviceState.OUT_OF_SERVICE]
        silent = count[DeviceState.SILENT] + count[DeviceState.NEVER_SEEN]
        return [
            mqtt(),
            Vital(
                key="sensors.uplinks",
                label=N_("Letzte Sensordaten"),
                state="off" if not in_service else "late" if quiet else "ok",
                seen_at=newest,
                detail=N_("In Arbeit: {pending}. Unbekannte Geräte: {unknown}."),
                figures={"pending": pending, "unknown": unknown},
            ),
            Vital(
                key="sensors.devices",
                label=N_("Sensorgeräte"),
                state="off" if not in_service else "late" if silent > in_service * _TOLERATED_SHARE else "ok",
                detail=N_("In Betrieb: {in_service}. Still: {silent}."),
                figures={"in_service": in_service, "silent": silent},
            ),
        ]

    return read
