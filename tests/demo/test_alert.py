"""The invented warning of the demo cannot be taken for a real one."""

from pathlib import Path

import msgspec
import pytest

from backend.alerts.service import DEMO_FEED
from backend.alerts.slice import build
from backend.app import build_context
from backend.core.alarms import Bells
from backend.demo.alerts import DEMO_FILE, demo_messages, read_demo, seed_alerts
from backend.settings import Settings
from tests.alerts.conftest import GenuineShapes
from tests.conftest import REPOSITORY, FrozenClock

FILE: Path = REPOSITORY / "content" / DEMO_FILE
MARKS = {
    "tr": "tatbikat",
    "uk": "навчання",
    "ru": "учения",
    "ar": "تمرين",
    "pl": "ćwiczenia",
    "fr": "exercice",
    "en": "exercise",
}


def test_every_text_says_demo_and_exercise_in_its_language(clock: FrozenClock) -> None:
    for message in demo_messages(read_demo(FILE), clock()):
        assert (message.status, message.scope) == ("Exercise", "Public")
        assert len(message.infos) == 9
        for info in message.infos:
            mark = MARKS.get((info.language or "")[:2], "exercise" if info.language == "en" else "Übung")
            assert mark in (info.headline or "")
            assert (info.headline or "").startswith(("Demo", "Démo", "Демо", "عرض توضيحي"))
            assert all(mark.lower() in step.lower() for step in (info.instruction or "").splitlines())


@pytest.mark.parametrize("demo", [True, False])
async def test_it_is_listed_in_demo_mode_only_and_never_on_top(
    settings: Settings, clock: FrozenClock, demo: bool
) -> None:
    context = build_context(msgspec.structs.replace(settings, demo=demo), clock)
    await context.broadcast.start()
    alerts = build(context, GenuineShapes(), Bells())
    for _ in range(2):  # the command may be repeated
        await seed_alerts(context, GenuineShapes())
    await alerts.service.reload()
    listed = alerts.service.list_alerts()
    assert [(one.demo, one.on_top, one.status, one.source) for one in listed.alerts] == (
        [(True, False, "exercise", DEMO_FEED)] if demo else []
    )
    assert listed.sources == []  # nobody looks: the app must not say that all is well
    assert b"<entry>" not in await alerts.service.build_atom()
    if demo:
        assert len(alerts.service.stories()[0].versions) == 2
    await context.broadcast.stop()
    await context.snapshots.close()
    await context.db.close()
