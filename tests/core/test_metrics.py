"""Figures: counted once, by route template, and readable only by those who may."""

import pytest
from litestar import Litestar
from litestar.di import Provide
from litestar.testing import AsyncTestClient

from backend.core.http import exception_handlers
from backend.core.i18n import Translations
from backend.core.metrics import Metrics, MetricsController
from backend.settings import Settings


def _client(metrics: Metrics, peer: str = "127.0.0.1", token: str = "") -> AsyncTestClient[Litestar]:
    app = Litestar(
        [MetricsController],
        dependencies={
            "metrics": Provide(lambda: metrics, sync_to_thread=False),
            "settings": Provide(lambda: Settings(metrics_token=token), sync_to_thread=False),
        },
        exception_handlers=exception_handlers(Translations(Settings().resources / "translations", ["de"])),
        openapi_config=None,
    )

    async def from_peer(scope, receive, send):  # type: ignore[no-untyped-def]
        await app({**scope, "client": (peer, 1)}, receive, send)

    return AsyncTestClient(from_peer)


def test_the_same_name_is_the_same_metric_and_never_another_kind() -> None:
    metrics = Metrics()
    metrics.counter("uplinks", "Uplinks", "result").labels("ok").inc()
    metrics.counter("uplinks", "Uplinks", "result").labels("ok").inc(2)
    metrics.gauge("bays", "Bays").set(7)
    assert metrics.value("uplinks_total", result="ok") == 3
    assert metrics.value("bays") == 7
    assert metrics.value("uplinks_total", result="never") == 0
    with pytest.raises(ValueError, match="bays"):
        metrics.counter("bays", "Bays")


def test_invented_methods_do_not_make_new_time_series() -> None:
    metrics = Metrics()
    for number in range(50):
        metrics.observe_request(f"M{number}", "unmatched", 405, 0.001)
    assert metrics.value("http_requests_total", method="OTHER", route="unmatched", status="405") == 50
    assert metrics.render().count(b"app_http_requests_total{") == 1


def test_snapshot_answers_count_as_requests_of_their_path() -> None:
    metrics = Metrics()
    for status in (200, 304, 304):
        metrics.observe_snapshot("/api/v1/places", status)
    assert metrics.value("http_requests_total", method="GET", route="/api/v1/places", status="304") == 2


async def test_this_machine_may_read_without_a_token() -> None:
    metrics = Metrics()
    metrics.gauge("bays", "Known bays").set(200)
    async with _client(metrics) as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert "# HELP app_bays Known bays" in answer.text
    assert "app_bays 200.0" in answer.text
    assert "process_resident_memory_bytes" in answer.text


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("203.0.113.9", {}),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}),  # a proxy on this machine passes strangers on
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}),
        ("testclient", {}),
    ],
)
async def test_strangers_may_not_read(peer: str, headers: dict[str, str]) -> None:
    async with _client(Metrics(), peer) as client:
        assert (await client.get("/metrics", headers=headers)).status_code == 403


@pytest.mark.parametrize(
    ("authorization", "status"), [("Bearer s3cret", 200), ("Bearer wrong", 403), ("s3cret", 403), (None, 403)]
)
async def test_with_a_token_only_its_bearer_may_read(authorization: str | None, status: int) -> None:
    headers = {"authorization": authorization} if authorization else {}
    async with _client(Metrics(), token="s3cret") as client:
        assert (await client.get("/metrics", headers=headers)).status_code == status
