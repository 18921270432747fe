"""Messages to try things with: made up, of a sender that does not exist, in the shape real ones have."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from backend.alerts.cap.model import Alert, Area, Circle, Info, NamedValue

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SENDER = "test@example.invalid"
CITY_ARS = "051140000000"
CENTRE = (51.3337, 6.5593)
"""Latitude, longitude of the town hall."""
WHOLE_CITY = Area(description="Krefeld", geocodes=(NamedValue("WARNCELLID", "105114000"),))
DISC = Area(description="Rund um das Rathaus", circles=(Circle(*CENTRE, 0.5),))


def square(lat: float, lon: float, size: float = 0.01) -> Area:
    """A square around a point; `size` is half its side in degrees."""
    corners = ((-1, -1), (-1, 1), (1, 1), (1, -1), (-1, -1))
    return Area(
        description="Quadrat", polygons=(tuple((lat + size * north, lon + size * east) for north, east in corners),)
    )


def info(**changes: Any) -> Info:
    """A severe German text, valid for six hours, for the whole city."""
    made = Info(
        language="de-DE",
        categories=("Met",),
        event="STARKREGEN",
        urgency="Immediate",
        severity="Severe",
        certainty="Likely",
        onset=NOW,
        expires=NOW + timedelta(hours=6),
        sender_name="Erfundene Leitstelle",
        headline="Starkregen im Test",
        description="Es regnet im Test.",
        instruction="Bleiben Sie im Haus. Gehen Sie nicht in den Keller.",
        areas=(WHOLE_CITY,),
    )
    return msgspec.structs.replace(made, **changes)


def alert(identifier: str = "test-0001", *, infos: tuple[Info, ...] | None = None, **changes: Any) -> Alert:
    """A warning sent a minute ago."""
    made = Alert(
        identifier=identifier,
        sender=SENDER,
        sent=NOW - timedelta(minutes=1),
        status="Actual",
        msg_type="Alert",
        scope="Public",
        infos=(info(),) if infos is None else infos,
    )
    return msgspec.structs.replace(made, **changes)


def follow_up(of: Alert, identifier: str, msg_type: str, **changes: Any) -> Alert:
    """An update or all-clear of `of`, sent half an hour after it."""
    names = f"{of.sender},{of.identifier},{of.sent.isoformat()}"
    changes = {"sent": of.sent + timedelta(minutes=30), "references": names, "infos": of.infos, **changes}
    return msgspec.structs.replace(of, identifier=identifier, msg_type=msg_type, **changes)


def dashboard(*alerts: Alert) -> bytes:
    """The list of the federal API for these warnings."""
    return msgspec.json.encode(
        [
            {
                "id": one.identifier,
                "payload": {
                    "version": 1,
                    "type": "ALERT",
                    "id": one.identifier,
                    "hash": str(hash(one)),
                    "data": {
                        "headline": one.infos[0].headline if one.infos else "",
                        "provider": "MOWAS",
                        "severity": one.infos[0].severity if one.infos else "Unknown",
                        "msgType": one.msg_type,
                    },
                },
                "sent": one.sent.isoformat(),
            }
            for one in alerts
        ]
    )
