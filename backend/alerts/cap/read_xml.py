"""CAP XML to values. Unknown elements, signatures and foreign namespaces are passed over."""

from typing import Any, cast

from backend.alerts.cap.checks import check
from backend.alerts.cap.model import (
    Alert,
    Area,
    CapRefused,
    Category,
    Certainty,
    Info,
    MsgType,
    NamedValue,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)
from backend.alerts.cap.values import (
    circle,
    instant,
    known_words,
    later_or_none,
    number,
    one_word_of,
    required,
    rings,
    tidy,
    whole_number,
)
from backend.alerts.cap.xml_tree import Element, read_tree

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
_READABLE = (NAMESPACE, "urn:oasis:names:tc:emergency:cap:1.1")
EXCLUDE = "EXCLUDE_POLYGON"


def read_xml(data: bytes) -> Alert:
    """One CAP 1.2 (or 1.1) message. Raises `CapRefused` with the reason."""
    return read_alert(read_tree(data))


def is_alert(element: Element) -> bool:
    """True for the root of a CAP message, also inside a feed or an envelope."""
    return element.name == "alert" and element.namespace in _READABLE


def read_alert(element: Element) -> Alert:
    """The message in `element`. Raises `CapRefused`."""
    if not is_alert(element):
        raise CapRefused("cap-version" if element.name == "alert" and element.namespace else "not-cap", element.name)
    return check(
        Alert(
            identifier=required(_one(element, "identifier"), "identifier"),
            sender=required(_one(element, "sender"), "sender"),
            sent=required_instant(_one(element, "sent")),
            status=cast("Status", one_word_of(_one(element, "status"), Status, "status")),
            msg_type=cast("MsgType", one_word_of(_one(element, "msgType"), MsgType, "msgType")),
            scope=cast("Scope", one_word_of(_one(element, "scope"), Scope, "scope")),
            source=_one(element, "source"),
            restriction=_one(element, "restriction"),
            addresses=_one(element, "addresses"),
            codes=tuple(_texts(element, "code")),
            note=_one(element, "note"),
            references=_one(element, "references"),
            incidents=_one(element, "incidents"),
            infos=tuple(_info(child) for child in element.all("info")),
        )
    )


def required_instant(text: str | None) -> Any:
    """The time a message was sent; it must be there."""
    return instant(required(text, "sent"), "sent")


def _info(element: Element) -> Info:
    return Info(
        language=_one(element, "language"),
        categories=cast("tuple[Category, ...]", tuple(known_words(_texts(element, "category"), Category))),
        event=required(_one(element, "event"), "event"),
        response_types=cast(
            "tuple[ResponseType, ...]", tuple(known_words(_texts(element, "responseType"), ResponseType))
        ),
        urgency=cast("Urgency", one_word_of(_one(element, "urgency"), Urgency, "urgency")),
        severity=cast("Severity", one_word_of(_one(element, "severity"), Severity, "severity")),
        certainty=cast("Certainty", one_word_of(_one(element, "certainty"), Certainty, "certainty")),
        audience=_one(element, "audience"),
        event_codes=tuple(_pairs(element, "eventCode")),
        effective=later_or_none(_one(element, "effective")),
        onset=later_or_none(_one(element, "onset")),
        expires=later_or_none(_one(element, "expires")),
        sender_name=_one(element, "senderName"),
        headline=_one(element, "headline"),
        description=_one(element, "description"),
        instruction=_one(element, "instruction"),
        web=_one(element, "web"),
        contact=_one(element, "contact"),
        parameters=tuple(_pairs(element, "parameter")),
        resources=tuple(_resource(child) for child in element.all("resource")),
        areas=tuple(_area(child) for child in element.all("area")),
    )


def _area(element: Element) -> Area:
    geocodes = list(_pairs(element, "geocode"))
    discs = [circle(text, "lat,lon") for text in _texts(element, "circle")]
    return Area(
        description=required(_one(element, "areaDesc"), "areaDesc"),
        polygons=tuple(ring for text in _texts(element, "polygon") for ring in rings(text, "lat,lon")),
        holes=tuple(ring for pair in geocodes if pair.name == EXCLUDE for ring in rings(pair.value, "lat,lon")),
        circles=tuple(disc for disc in discs if disc is not None),
        geocodes=tuple(pair for pair in geocodes if pair.name != EXCLUDE),
        altitude=number(_one(element, "altitude")),
        ceiling=number(_one(element, "ceiling")),
    )


def _resource(element: Element) -> Resource:
    return Resource(
        description=_one(element, "resourceDesc") or "",
        mime_type=_one(element, "mimeType") or "",
        size=whole_number(_one(element, "size")),
        uri=_one(element, "uri"),
        deref_uri=_one(element, "derefUri"),
        digest=_one(element, "digest"),
    )


def _texts(element: Element, name: str) -> list[str]:
    texts = [tidy(child.text) for child in element.all(name)]
    return [text for text in texts if text is not None]


def _one(element: Element, name: str) -> str | None:
    """The first that says something; a second one is the sender's mistake."""
    return next(iter(_texts(element, name)), None)


def _pairs(element: Element, name: str) -> list[NamedValue]:
    return [
        NamedValue(_one(child, "valueName") or "", _one(child, "value") or "")
        for child in element.all(name)
        if child.children
    ]
