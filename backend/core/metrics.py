"""Figures for operators in Prometheus' text format: requests, latency, and whatever a slice registers.

Labels hold route templates and names from the code, never addresses, ids or anything a person typed.
Each process answers for itself: with several web processes scrape each one, or read the sum from the logs.
"""

import hmac
from ipaddress import ip_address
from typing import Any, TypeVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from prometheus_client import CollectorRegistry, Counter, Gauge, GCCollector, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics import MetricWrapperBase

from backend.core.errors import Forbidden
from backend.core.policy import PUBLIC, allow
from backend.settings import Settings

KindT = TypeVar("KindT", bound=MetricWrapperBase)

PREFIX = "app_"
_LATENCY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FORWARDED = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip"})


class Metrics:
    """One registry per process. Asking twice for the same name gives the same metric."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._known: dict[str, MetricWrapperBase] = {}
        self._requests = self.counter("http_requests", "Answered requests", "method", "route", "status")
        self._latency = self.histogram(
            "http_request_seconds", "Seconds until the answer begins", "method", "route", buckets=_LATENCY_BUCKETS
        )
        self._snapshot_answers: dict[tuple[str, int], int] = {}

    def counter(self, name: str, description: str, *labels: str) -> Counter:
        """A figure that only grows; exported as `app_<name>_total`."""
        return self._get(Counter, name, description, labels)

    def gauge(self, name: str, description: str, *labels: str) -> Gauge:
        """A figure that goes up and down."""
        return self._get(Gauge, name, description, labels)

    def histogram(
        self, name: str, description: str, *labels: str, buckets: tuple[float, ...] = _LATENCY_BUCKETS
    ) -> Histogram:
        """A distribution; `buckets` are upper bounds in the metric's unit."""
        return self._get(Histogram, name, description, labels, buckets=buckets)

    def _get(self, kind: type[KindT], name: str, description: str, labels: tuple[str, ...], **options: Any) -> KindT:
        known = self._known.get(name)
        if known is None:
            known = kind(f"{PREFIX}{name}", description, labels, registry=self.registry, **options)
            self._known[name] = known
        elif not isinstance(known, kind):
            raise ValueError(f"metric registered as another kind: {name}")
        return known

    def observe_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request. `route` is the template, `seconds` the time until the answer began."""
        method = method if method in _METHODS else "OTHER"
        self._requests.labels(method, route, str(status)).inc()
        self._latency.labels(method, route).observe(seconds)

    def observe_snapshot(self, path: str, status: int) -> None:
        """Count one answer from memory; made for `SnapshotGate(observe=...)`.

        A plain number until somebody asks: the counter's lock and labels cost several times the answer itself.
        """
        key = (path, status)
        self._snapshot_answers[key] = self._snapshot_answers.get(key, 0) + 1

    def _settle_snapshots(self) -> None:
        counted, self._snapshot_answers = self._snapshot_answers, {}
        for (path, status), answers in counted.items():
            self._requests.labels("GET", path, str(status)).inc(answers)

    def render(self) -> bytes:
        """All figures as Prometheus text."""
        self._settle_snapshots()
        return generate_latest(self.registry)

    def value(self, name: str, **labels: str) -> float:
        """The present value of a sample by its exported name, 0.0 when it has none; for tests and `doctor`."""
        self._settle_snapshots()
        return self.registry.get_sample_value(f"{PREFIX}{name}", labels) or 0.0


def _is_local(scope: Any) -> bool:
    """A direct call from this machine. A forwarded call is never local, whoever the proxy is."""
    if any(name.lower() in _FORWARDED for name, _ in scope["headers"]) or not scope.get("client"):
        return False
    try:
        return ip_address(scope["client"][0]).is_loopback
    except ValueError:
        return False


class MetricsController(Controller):
    """For the monitoring system. Not part of the public API document."""

    path = "/metrics"
    opt = allow(PUBLIC)
    include_in_schema = False

    @get("/", sync_to_thread=False)
    def read_metrics(
        self,
        request: Request[Any, Any, Any],
        metrics: NamedDependency[Metrics],
        settings: NamedDependency[Settings],
    ) -> Response[bytes]:
        """Figures as Prometheus text: with a token for its bearer only, without one for callers on this machine."""
        given = request.headers.get("authorization", "").encode()
        token = settings.metrics_token
        allowed = hmac.compare_digest(given, f"Bearer {token}".encode()) if token else _is_local(request.scope)
        if not allowed:
            raise Forbidden
        return Response(metrics.render(), media_type=CONTENT_TYPE_LATEST, headers={"cache-control": "no-store"})
