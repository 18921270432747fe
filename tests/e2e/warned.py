"""An app that reads one source on loopback, and what that source says."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from backend.alerts.cap.model import Alert, Info
from tests.alerts.conftest import FEEDS
from tests.alerts.kit import alert, info, square
from tests.alerts.source import Source
from tests.alerts.test_feeds import say
from tests.e2e.served import Served

UERDINGEN = {"latitude": 51.352, "longitude": 6.644}
HUELS = {"latitude": 51.373, "longitude": 6.51}
STEPS = ["Bleiben Sie im Haus.", "Gehen Sie nicht in den Keller."]


def text(**changes: Any) -> Info:
    """In force now, around Uerdingen."""
    now = datetime.now(UTC).replace(microsecond=0)
    here = square(UERDINGEN["latitude"], UERDINGEN["longitude"], 0.006)
    return info(**{"onset": now, "expires": now + timedelta(hours=5), "areas": (here,), **changes})


def warning(identifier: str = "mow.DE-1", *infos: Info, **changes: Any) -> Alert:
    """Sent five minutes ago."""
    sent = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    return alert(identifier, infos=infos or (text(),), **{"sent": sent, **changes})


@contextmanager
def warned_app(folder: Path, template: Path, *alerts: Alert, **settings: str) -> Iterator[tuple[Served, Source]]:
    """Running, and it has looked at its source."""
    with Source().running() as source:
        (folder / "feeds.toml").write_text(
            FEEDS.format(url=source.url).replace("every_s = 30", "every_s = 5"), encoding="utf-8"
        )
        say(source, *alerts)
        served = Served(
            folder,
            template,
            APP_ALERTS_FEEDS="list",
            APP_ALERTS_FEEDS_FILE=str(folder / "feeds.toml"),
            **settings,
        )
        served.start()
        try:
            served.until(lambda: served.read("alerts")["sources"][0]["checkedAt"] is not None)
            yield served, source
        finally:
            served.stop()


def named(message: Alert, identifier: str, **changes: Any) -> Alert:
    """The same under another name."""
    return msgspec.structs.replace(message, identifier=identifier, **changes)
