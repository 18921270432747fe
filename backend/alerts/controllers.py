"""HTTP of the alerts slice. What is current is a snapshot: the handlers here are its documentation and its fallback."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from backend.alerts.errors import AlertNotFound
from backend.alerts.schemas import AlertDetail, AlertHistory, AlertList
from backend.alerts.service import (
    ALERTS_PATH,
    ATOM_PATH,
    DETAIL_MAX_AGE_S,
    RSS_PATH,
    STALE_S,
    AlertsService,
)
from backend.alerts.signing.service import SigningService
from backend.alerts.syndication import ATOM_MEDIA_TYPE, CAP_MEDIA_TYPE, RSS_MEDIA_TYPE, UTF8
from backend.core.http import problems
from backend.core.policy import PUBLIC, allow
from backend.core.snapshots import Snapshots

_CACHED = {"cache-control": f"public, max-age={DETAIL_MAX_AGE_S}, stale-while-revalidate={STALE_S}"}
_FOR_GOOD = {"cache-control": "public, max-age=86400"}


def _document(media_type: str, description: str) -> dict[int, ResponseSpec]:
    return {200: ResponseSpec(str, media_type=media_type, generate_examples=False, description=description)}


class AlertsController(Controller):
    """Official warnings that concern the city, each event told as one story."""

    path = ALERTS_PATH
    tags = ("Alerts",)
    opt = allow(PUBLIC)

    @get("/", operation_id="listAlerts", summary="Warnings in force")
    async def list_alerts(self, alerts_service: NamedDependency[AlertsService]) -> AlertList:
        """Most pressing first, with the freshness of every source. An empty list means little if a source is stale."""
        return alerts_service.list_alerts()

    @get("/history", operation_id="listPastAlerts", summary="Warnings that are over")
    async def list_past_alerts(self, alerts_service: NamedDependency[AlertsService]) -> AlertHistory:
        """The last 90 days, latest first."""
        return alerts_service.history()

    @get(
        "/feed.atom",
        operation_id="readAlertsAtom",
        summary="Warnings in force as Atom",
        media_type=ATOM_MEDIA_TYPE,
        responses=_document(ATOM_MEDIA_TYPE, "An Atom feed (RFC 4287); each entry links to its CAP message."),
    )
    async def read_atom(self, snapshots: NamedDependency[Snapshots]) -> Response[Any]:
        """For other systems and displays. Invented exercises of the demo are left out."""
        return await _published(snapshots, ATOM_PATH, ATOM_MEDIA_TYPE)

    @get(
        "/feed.rss",
        operation_id="readAlertsRss",
        summary="Warnings in force as RSS",
        media_type=RSS_MEDIA_TYPE,
        responses=_document(RSS_MEDIA_TYPE, "An RSS 2.0 feed."),
    )
    async def read_rss(self, snapshots: NamedDependency[Snapshots]) -> Response[Any]:
        """The same as the Atom feed for older readers."""
        return await _published(snapshots, RSS_PATH, RSS_MEDIA_TYPE)

    @get("/{alert_id:uuid}", operation_id="getAlert", summary="One warning", responses=problems(AlertNotFound))
    async def get_alert(
        self, alerts_service: NamedDependency[AlertsService], alert_id: FromPath[UUID]
    ) -> Response[AlertDetail]:
        """What to do, where, until when, in every language there is, with all messages of the story."""
        return Response(alerts_service.detail(alert_id), headers=_CACHED)

    @get(
        "/{alert_id:uuid}/versions/{version_id:uuid}/cap.xml",
        operation_id="getAlertCap",
        summary="One message as CAP XML",
        media_type=CAP_MEDIA_TYPE,
        responses={**problems(AlertNotFound), **_document(CAP_MEDIA_TYPE, "A CAP 1.2 message.")},
    )
    async def get_alert_cap(
        self,
        alerts_service: NamedDependency[AlertsService],
        alert_signing: NamedDependency[SigningService],
        alert_id: FromPath[UUID],
        version_id: FromPath[UUID],
    ) -> Response[Any]:
        """Common Alerting Protocol 1.2 (OASIS), signed by the app. A message never changes; news are a new message."""
        document = alert_signing.xml(alerts_service.cap_xml(alert_id, version_id))
        return Response(document, media_type=CAP_MEDIA_TYPE + UTF8, headers=_FOR_GOOD)


async def _published(snapshots: Snapshots, path: str, media_type: str) -> Response[Any]:
    """The snapshot's bytes. Reached only where no snapshot gate stands in front."""
    snapshot = await snapshots.get(path)
    return Response(snapshot.body, media_type=media_type + UTF8, headers={"etag": snapshot.etag})
