"""Values to the JSON variant of the German warning API: names of CAP, `lon,lat`, lists for what may repeat."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from backend.alerts.cap.model import Alert, Area, Info, NamedValue, Resource
from backend.alerts.cap.read_xml import EXCLUDE
from backend.alerts.cap.values import write_circle, write_instant, write_ring


def write_json(alert: Alert) -> bytes:
    """One message as UTF-8."""
    return msgspec.json.encode(
        _given(
            identifier=alert.identifier,
            sender=alert.sender,
            sent=_time(alert.sent),
            status=alert.status,
            msgType=alert.msg_type,
            source=alert.source,
            scope=alert.scope,
            restriction=alert.restriction,
            addresses=alert.addresses,
            code=list(alert.codes),
            note=alert.note,
            references=alert.references,
            incidents=alert.incidents,
            info=[_info(info) for info in alert.infos],
        )
    )


def _info(info: Info) -> dict[str, Any]:
    return _given(
        language=info.language,
        category=list(info.categories),
        event=info.event,
        responseType=list(info.response_types),
        urgency=info.urgency,
        severity=info.severity,
        certainty=info.certainty,
        audience=info.audience,
        eventCode=_pairs(info.event_codes),
        effective=_time(info.effective),
        onset=_time(info.onset),
        expires=_time(info.expires),
        senderName=info.sender_name,
        headline=info.headline,
        description=info.description,
        instruction=info.instruction,
        web=info.web,
        contact=info.contact,
        parameter=_pairs(info.parameters),
        resource=[_resource(resource) for resource in info.resources],
        area=[_area(area) for area in info.areas],
    )


def _area(area: Area) -> dict[str, Any]:
    holes = (NamedValue(EXCLUDE, write_ring(ring, "lon,lat")) for ring in area.holes)
    return _given(
        areaDesc=area.description,
        polygon=[write_ring(ring, "lon,lat") for ring in area.polygons],
        circle=[write_circle(disc, "lon,lat") for disc in area.circles],
        geocode=_pairs((*area.geocodes, *holes)),
        altitude=area.altitude,
        ceiling=area.ceiling,
    )


def _resource(resource: Resource) -> dict[str, Any]:
    return _given(
        resourceDesc=resource.description,
        mimeType=resource.mime_type,
        size=resource.size,
        uri=resource.uri,
        derefUri=resource.deref_uri,
        digest=resource.digest,
    )


def _pairs(pairs: Iterable[NamedValue]) -> list[dict[str, str]]:
    return [{"valueName": pair.name, "value": pair.value} for pair in pairs]


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else write_instant(moment)


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value != []}
