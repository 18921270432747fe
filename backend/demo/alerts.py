"""One invented exercise with an update, in every language: what a warning looks like, and no chance to take it for one.

Its status is Exercise, its source is `demo`, it never gets the banner, and each of its texts begins with "Demo".
"""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import msgspec

from backend.alerts.cap.model import Alert, Area, Category, Circle, Info, Severity
from backend.alerts.service import DEMO_FEED
from backend.alerts.slice import build_service
from backend.core.alarms import Bells
from backend.core.context import Context
from backend.core.places import DistrictShapes

DEMO_FILE = "demo/alerts.toml"
_SENDER = "demo@example.invalid"
_LEAD = timedelta(minutes=30)


class DemoText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language."""

    language: str
    headline: str
    update: str
    description: str
    instruction: tuple[str, ...]


class DemoAlert(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file. `circle` is latitude, longitude, kilometres."""

    event: str
    severity: str
    sender_name: str
    categories: tuple[str, ...]
    circle: tuple[float, float, float]
    area: str
    text: tuple[DemoText, ...]


async def seed_alerts(context: Context, shapes: DistrictShapes) -> None:
    """Store the exercise as if it had just been sent; what a former start stored is replaced."""
    made = read_demo(context.settings.content_dir / DEMO_FILE)
    await build_service(context, shapes, (), Bells()).replace_feed(DEMO_FEED, demo_messages(made, context.clock()))


def read_demo(path: Path) -> DemoAlert:
    """The exercise as the content tells it."""
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), DemoAlert)


def demo_messages(made: DemoAlert, now: datetime) -> list[Alert]:
    """Alert and update; no end is given, so that it is there whenever somebody looks."""
    first = Alert(
        identifier="demo-0001",
        sender=_SENDER,
        sent=now - _LEAD,
        status="Exercise",
        msg_type="Alert",
        scope="Public",
        note="Demo",
        infos=tuple(_info(made, text, text.headline) for text in made.text),
    )
    update = msgspec.structs.replace(
        first,
        identifier="demo-0002",
        sent=now,
        msg_type="Update",
        references=f"{_SENDER},{first.identifier},{first.sent.isoformat()}",
        infos=tuple(_info(made, text, text.update) for text in made.text),
    )
    return [first, update]


def _info(made: DemoAlert, text: DemoText, headline: str) -> Info:
    return Info(
        language=text.language,
        categories=cast("tuple[Category, ...]", made.categories),
        event=made.event,
        urgency="Immediate",
        severity=cast("Severity", made.severity),
        certainty="Observed",
        sender_name=made.sender_name,
        headline=headline,
        description=text.description,
        instruction="\n".join(text.instruction),
        areas=(Area(description=made.area, circles=(Circle(*made.circle),)),),
    )
