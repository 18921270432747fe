"""Values to CAP 1.2 XML, elements in the order of the standard's schema."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from backend.alerts.cap.model import Alert, Area, Info, NamedValue, Resource
from backend.alerts.cap.read_xml import EXCLUDE, NAMESPACE
from backend.alerts.cap.values import tidy, write_circle, write_instant, write_ring

_MARKUP = re.compile("[&<>]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def write_xml(alert: Alert) -> bytes:
    """One message as UTF-8 with an XML declaration."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<alert xmlns="{NAMESPACE}">', *_alert(alert), "</alert>", ""]
    return "\n".join(lines).encode()


def escape(text: str) -> str:
    """Text for the inside of an XML element."""
    return _MARKUP.sub(lambda match: _ENTITIES[match[0]], tidy(text) or "")


def _alert(alert: Alert) -> Iterator[str]:
    yield from _element("identifier", alert.identifier)
    yield from _element("sender", alert.sender)
    yield from _element("sent", alert.sent)
    yield from _element("status", alert.status)
    yield from _element("msgType", alert.msg_type)
    yield from _element("source", alert.source)
    yield from _element("scope", alert.scope)
    yield from _element("restriction", alert.restriction)
    yield from _element("addresses", alert.addresses)
    yield from _elements("code", alert.codes)
    yield from _element("note", alert.note)
    yield from _element("references", alert.references)
    yield from _element("incidents", alert.incidents)
    for info in alert.infos:
        yield from _block("info", _info(info))


def _info(info: Info) -> Iterator[str]:
    yield from _element("language", info.language)
    yield from _elements("category", info.categories)
    yield from _element("event", info.event)
    yield from _elements("responseType", info.response_types)
    yield from _element("urgency", info.urgency)
    yield from _element("severity", info.severity)
    yield from _element("certainty", info.certainty)
    yield from _element("audience", info.audience)
    yield from _pairs("eventCode", info.event_codes)
    yield from _element("effective", info.effective)
    yield from _element("onset", info.onset)
    yield from _element("expires", info.expires)
    yield from _element("senderName", info.sender_name)
    yield from _element("headline", info.headline)
    yield from _element("description", info.description)
    yield from _element("instruction", info.instruction)
    yield from _element("web", info.web)
    yield from _element("contact", info.contact)
    yield from _pairs("parameter", info.parameters)
    for resource in info.resources:
        yield from _block("resource", _resource(resource))
    for area in info.areas:
        yield from _block("area", _area(area))


def _resource(resource: Resource) -> Iterator[str]:
    yield from _element("resourceDesc", resource.description)
    yield from _element("mimeType", resource.mime_type)
    yield from _element("size", None if resource.size is None else str(resource.size))
    yield from _element("uri", resource.uri)
    yield from _element("derefUri", resource.deref_uri)
    yield from _element("digest", resource.digest)


def _area(area: Area) -> Iterator[str]:
    yield from _element("areaDesc", area.description)
    yield from _elements("polygon", (write_ring(ring, "lat,lon") for ring in area.polygons))
    yield from _elements("circle", (write_circle(disc, "lat,lon") for disc in area.circles))
    yield from _pairs("geocode", area.geocodes)
    yield from _pairs("geocode", (NamedValue(EXCLUDE, write_ring(ring, "lat,lon")) for ring in area.holes))
    yield from _element("altitude", None if area.altitude is None else repr(area.altitude))
    yield from _element("ceiling", None if area.ceiling is None else repr(area.ceiling))


def _element(name: str, value: str | datetime | None) -> Iterator[str]:
    if value is not None:
        text = write_instant(value) if isinstance(value, datetime) else value
        yield f"<{name}>{escape(text)}</{name}>"


def _elements(name: str, values: Iterable[str]) -> Iterator[str]:
    for value in values:
        yield from _element(name, value)


def _pairs(name: str, pairs: Iterable[NamedValue]) -> Iterator[str]:
    for pair in pairs:
        value = [*_element("valueName", pair.name), *_element("value", pair.value)]
        yield from _block(name, iter(value))


def _block(name: str, inner: Iterator[str]) -> Iterator[str]:
    yield f"<{name}>"
    yield from inner
    yield f"</{name}>"
