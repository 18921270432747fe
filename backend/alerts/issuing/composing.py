"""From what the author decided and the template to a CAP message in every language. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec
import shapely
from babel.dates import format_skeleton

from backend.alerts.cap.model import (
    Alert,
    Area,
    Certainty,
    Circle,
    Info,
    MsgType,
    NamedValue,
    Ring,
    Severity,
    Status,
    Urgency,
)
from backend.alerts.issuing.schemas import Kind, WarningArea, WarningValues
from backend.alerts.issuing.templates import Template, Templates, fill
from backend.core.city import CityConfig
from backend.core.places import CityShape

SOURCE_LOCALE = "de"
_PLAIN_GERMAN = "de-simple"
_MOST_NAMES = 4
_MSG_TYPE: Mapping[Kind, MsgType] = {"alert": "Alert", "update": "Update", "cancel": "Cancel"}
TRANSLATION = "translation"
"""Parameter of an `info` whose text a machine translated and nobody has checked yet; its value is `machine`."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What identifies a message. `references` names the earlier messages of its story."""

    identifier: str
    sender: str
    sender_name: str
    sent: datetime
    references: str | None = None


def compose(
    kind: Kind, values: WarningValues, envelope: Envelope, templates: Templates, city: CityConfig, shape: CityShape
) -> Alert:
    """The message. Template and Stadtteile have to be known."""
    areas = areas_of(values.area, city, shape)
    return Alert(
        identifier=envelope.identifier,
        sender=envelope.sender,
        sent=envelope.sent,
        status=cast("Status", values.status.capitalize()),
        msg_type=_MSG_TYPE[kind],
        scope="Public",
        references=envelope.references,
        infos=tuple(_info(kind, values, envelope, templates, city, areas, locale) for locale in city.locales),
    )


def reference_to(alert: Alert) -> str:
    """How a later message names this one (CAP 1.2, section 3.2.1)."""
    sent = alert.sent.isoformat(timespec="seconds")
    return " ".join(part for part in (alert.references, f"{alert.sender},{alert.identifier},{sent}") if part)


def areas_of(area: WarningArea, city: CityConfig, shape: CityShape) -> tuple[Area, ...]:
    """The areas as CAP wants them; Stadtteile with their exact shape."""
    if area.whole_city:
        return (Area(description=city.name, geocodes=(NamedValue("AGS", city.ags),)),)
    chosen = [district for district in shape.districts if district.code in area.districts]
    found = [_district(district.name, shapely.from_geojson(district.geometry)) for district in chosen]
    if area.circle is not None:
        disc = Circle(area.circle.lat, area.circle.lon, area.circle.radius_km)
        found.append(Area(description=city.name, circles=(disc,)))
    if area.polygon:
        found.append(Area(description=city.name, polygons=((*area.polygon, area.polygon[0]),)))
    return tuple(found)


def _district(name: str, drawn: Any) -> Area:
    parts = list(getattr(drawn, "geoms", [drawn]))
    return Area(
        description=name,
        polygons=tuple(_ring(part.exterior) for part in parts),
        holes=tuple(_ring(hole) for part in parts for hole in part.interiors),
    )


def _ring(line: Any) -> Ring:
    return tuple((lat, lon) for lon, lat in line.coords)


def place_names(districts: Sequence[str], shape: CityShape) -> str:
    """Names of Stadtteile in one line; a long list ends in an ellipsis, the map shows the rest."""
    names = [district.name for district in shape.districts if district.code in districts]
    return ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")


def _info(
    kind: Kind,
    values: WarningValues,
    envelope: Envelope,
    templates: Templates,
    city: CityConfig,
    areas: tuple[Area, ...],
    locale: str,
) -> Info:
    template = templates.events[values.template]
    place = values.place or templates.frame("whole_city", locale)
    is_machine = locale != SOURCE_LOCALE and "machine" in {template.review, templates.phrases.review}
    is_over = kind == "cancel"
    return Info(
        language="de-LS" if locale == _PLAIN_GERMAN else locale,
        categories=template.categories,
        event=template.event[locale],
        response_types=("AllClear",) if is_over else template.response_types,
        urgency="Past" if is_over else cast("Urgency", values.urgency.capitalize()),
        severity=cast("Severity", values.severity.capitalize()),
        certainty=cast("Certainty", values.certainty.capitalize()),
        effective=envelope.sent,
        expires=values.expires,
        sender_name=envelope.sender_name,
        headline=_headline(kind, values, templates, locale, place),
        description=_description(kind, values, templates, city, locale, place),
        instruction="\n".join(templates.steps(template.all_clear_steps if is_over else template.steps, locale)),
        parameters=(NamedValue(TRANSLATION, "machine"),) if is_machine else (),
        areas=areas,
    )


def _headline(kind: Kind, values: WarningValues, templates: Templates, locale: str, place: str) -> str:
    text = fill(templates.events[values.template].headline[locale], place=place)
    if kind == "cancel":
        text = templates.frame("all_clear", locale, headline=text)
    return templates.frame("exercise", locale, headline=text) if values.status == "exercise" else text


def _description(
    kind: Kind, values: WarningValues, templates: Templates, city: CityConfig, locale: str, place: str
) -> str | None:
    template: Template = templates.events[values.template]
    lines = [templates.frame("exercise_note", locale)] if values.status == "exercise" else []
    if kind != "cancel":
        lines.append(fill(template.what[locale], place=place))
        if values.expires is not None:
            until = _moment(values.expires, city.timezone, locale)
            lines.append(templates.frame("until", locale, until=until))
    return "\n".join(lines) or None


def _moment(moment: datetime, timezone: str, locale: str) -> str:
    language = locale.partition("-")[0]
    day = format_skeleton("MMMMd", moment, ZoneInfo(timezone), locale=language)
    time = moment.astimezone(ZoneInfo(timezone)).strftime("%H:%M")
    return f"{day}, {time}"
