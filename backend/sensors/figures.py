"""Figures for operators. Labels never name a device."""

from backend.core.metrics import Metrics
from backend.sensors.rules import Outcome
from backend.sensors.uplink import Server

_DELAY_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 30.0, 300.0)


class SensorFigures:
    """What the slice counts."""

    def __init__(self, metrics: Metrics) -> None:
        self._uplinks = metrics.counter(
            "sensor_uplinks", "Uplinks by what became of them on arrival", "server", "transport", "outcome"
        )
        self._frames = metrics.counter("sensor_frames", "Stored frames by the outcome of their work", "outcome")
        self._observations = metrics.counter("sensor_observations", "Observations handed on", "late")
        self._delay = metrics.histogram(
            "sensor_work_delay_seconds", "Seconds from receipt of a frame to its effect", buckets=_DELAY_BUCKETS
        )
        self._rejoins = metrics.counter("sensor_rejoins", "Sessions that replaced another one")
        self._mqtt = metrics.gauge("sensor_mqtt_connected", "1 while connected to the broker")
        self.is_mqtt_connected = False

    def arrived(self, server: Server, transport: str, outcome: Outcome) -> None:
        """One uplink came in."""
        self._uplinks.labels(server.value, transport, outcome.value).inc()

    def worked(self, outcome: str, seconds: float) -> None:
        """The work on one frame is over."""
        self._frames.labels(outcome).inc()
        self._delay.observe(max(0.0, seconds))

    def observed(self, *, late: bool) -> None:
        """One observation was handed on."""
        self._observations.labels("yes" if late else "no").inc()

    def rejoined(self) -> None:
        """A device began a new session."""
        self._rejoins.inc()

    def mqtt_up(self) -> None:
        """The link to the broker came up."""
        self.is_mqtt_connected = True
        self._mqtt.set(1)

    def mqtt_down(self) -> None:
        """The link to the broker went down."""
        self.is_mqtt_connected = False
        self._mqtt.set(0)
