"""The JSON variant of the German warning API (warnung.bund.de) to values.

It has the names of CAP, but positions are `lon,lat`, rings hold fillers, single values stand where lists are meant.
"""

from typing import Any, cast

import msgspec

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
from backend.alerts.cap.read_xml import EXCLUDE, required_instant
from backend.alerts.cap.values import (
    circle,
    known_words,
    later_or_none,
    number,
    one_word_of,
    required,
    rings,
    tidy,
    whole_number,
)
from backend.alerts.cap.xml_tree import MAX_BYTES

Fields = dict[str, Any]


def decode(data: bytes) -> Any:
    """JSON of bounded size. Raises `CapRefused`."""
    if len(data) > MAX_BYTES:
        raise CapRefused("too-large")
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CapRefused("not-json", str(error)[:80]) from error
    except RecursionError as error:
        raise CapRefused("too-deep") from error


def read_json(data: bytes) -> Alert:
    """One message. Raises `CapRefused` with the reason."""
    fields = decode(data)
    if not isinstance(fields, dict) or "identifier" not in fields:
        raise CapRefused("not-cap")
    return check(
        Alert(
            identifier=required(_one(fields, "identifier"), "identifier"),
            sender=required(_one(fields, "sender"), "sender"),
            sent=required_instant(_one(fields, "sent")),
            status=cast("Status", one_word_of(_one(fields, "status"), Status, "status")),
            msg_type=cast("MsgType", one_word_of(_one(fields, "msgType"), MsgType, "msgType")),
            scope=cast("Scope", one_word_of(_one(fields, "scope"), Scope, "scope")),
            source=_one(fields, "source"),
            restriction=_one(fields, "restriction"),
            addresses=_one(fields, "addresses"),
            codes=tuple(_texts(fields, "code")),
            note=_one(fields, "note"),
            references=_one(fields, "references"),
            incidents=_one(fields, "incidents"),
            infos=tuple(_info(info) for info in _objects(fields, "info")),
        )
    )


def _info(fields: Fields) -> Info:
    return Info(
        language=_one(fields, "language"),
        categories=cast("tuple[Category, ...]", tuple(known_words(_texts(fields, "category"), Category))),
        event=required(_one(fields, "event"), "event"),
        response_types=cast(
            "tuple[ResponseType, ...]", tuple(known_words(_texts(fields, "responseType"), ResponseType))
        ),
        urgency=cast("Urgency", one_word_of(_one(fields, "urgency"), Urgency, "urgency")),
        severity=cast("Severity", one_word_of(_one(fields, "severity"), Severity, "severity")),
        certainty=cast("Certainty", one_word_of(_one(fields, "certainty"), Certainty, "certainty")),
        audience=_one(fields, "audience"),
        event_codes=tuple(_pairs(fields, "eventCode")),
        effective=later_or_none(_one(fields, "effective")),
        onset=later_or_none(_one(fields, "onset")),
        expires=later_or_none(_one(fields, "expires")),
        sender_name=_one(fields, "senderName"),
        headline=_one(fields, "headline"),
        description=_one(fields, "description"),
        instruction=_one(fields, "instruction"),
        web=_one(fields, "web"),
        contact=_one(fields, "contact"),
        parameters=tuple(_pairs(fields, "parameter")),
        resources=tuple(_resource(resource) for resource in _objects(fields, "resource")),
        areas=tuple(_area(area) for area in _objects(fields, "area")),
    )


def _area(fields: Fields) -> Area:
    geocodes = _pairs(fields, "geocode")
    discs = [circle(text, "lon,lat") for text in _texts(fields, "circle")]
    return Area(
        description=required(_one(fields, "areaDesc"), "areaDesc"),
        polygons=tuple(ring for text in _texts(fields, "polygon") for ring in rings(text, "lon,lat")),
        holes=tuple(ring for pair in geocodes if pair.name == EXCLUDE for ring in rings(pair.value, "lon,lat")),
        circles=tuple(disc for disc in discs if disc is not None),
        geocodes=tuple(pair for pair in geocodes if pair.name != EXCLUDE),
        altitude=number(_one(fields, "altitude")),
        ceiling=number(_one(fields, "ceiling")),
    )


def _resource(fields: Fields) -> Resource:
    return Resource(
        description=_one(fields, "resourceDesc") or "",
        mime_type=_one(fields, "mimeType") or "",
        size=whole_number(_one(fields, "size")),
        uri=_one(fields, "uri"),
        deref_uri=_one(fields, "derefUri"),
        digest=_one(fields, "digest"),
    )


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _texts(fields: Fields, name: str) -> list[str]:
    """Texts and numbers under a name, which may be a list or a single one."""
    values = [value for value in _many(fields.get(name)) if isinstance(value, str | int | float)]
    texts = [tidy(str(value)) for value in values]
    return [text for text in texts if text is not None]


def _one(fields: Fields, name: str) -> str | None:
    return next(iter(_texts(fields, name)), None)


def _objects(fields: Fields, name: str) -> list[Fields]:
    return [value for value in _many(fields.get(name)) if isinstance(value, dict)]


def _pairs(fields: Fields, name: str) -> list[NamedValue]:
    return [NamedValue(_one(pair, "valueName") or "", _one(pair, "value") or "") for pair in _objects(fields, name)]
