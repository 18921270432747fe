"""The city warns: drafted by one, released by another, and then everybody sees it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from backend.accounts import slice as accounts_slice
from backend.alerts.issuing import slice as issuing_slice
from backend.alerts.issuing.service import IssuingService
from backend.alerts.models import AlertDraft
from backend.alerts.service import ALERTS_PATH
from backend.alerts.slice import AlertsSlice
from backend.app import create_litestar
from backend.core.audit import AuditEntry
from backend.core.context import Context
from backend.core.db import Database
from backend.core.identity import Role
from backend.core.snapshots import SnapshotGate
from backend.push.slice import build_bell
from bench.phones import phones, subscribe
from tests.alerts.conftest import GenuineShapes, HeardBell
from tests.conftest import FrozenClock
from tests.people import SignedIn, person

DESK = "/api/v1/desk/alerts"
VALUES: dict[str, Any] = {
    "template": "smoke",
    "status": "actual",
    "severity": "severe",
    "urgency": "immediate",
    "certainty": "observed",
    "area": {"districts": ["010"]},
}


class Desk:
    """Two officers at the app."""

    def __init__(
        self, client: httpx.AsyncClient, context: Context, alerts: AlertsSlice, author: SignedIn, second: SignedIn
    ) -> None:
        self.client, self.context, self.alerts = client, context, alerts
        self.author, self.second = author, second

    async def begin(self, who: SignedIn | None = None, **body: Any) -> httpx.Response:
        values = {**VALUES, **body.pop("values", {})}
        given = {"values": values, "reason": "Meldung der Leitstelle", **body}
        return await self.client.post(DESK, json=given, headers=(who or self.author).headers)

    async def act(self, who: SignedIn, made: httpx.Response, what: str, **body: Any) -> httpx.Response:
        headers = {**who.headers, "if-match": made.headers["etag"]}
        answer = await self.client.post(f"{DESK}/{made.json()['id']}/{what}", json=body or None, headers=headers)
        await self.alerts.service.reload()
        return answer

    async def release(self, who: SignedIn, made: httpx.Response, **body: Any) -> httpx.Response:
        return await self.act(who, made, "release", **{"overrideReason": None, **body})

    async def public(self) -> list[dict[str, Any]]:
        await self.context.snapshots.fresh(ALERTS_PATH)
        alerts: list[dict[str, Any]] = (await self.client.get(ALERTS_PATH)).json()["alerts"]
        return alerts


@pytest.fixture
async def desk(alerts: AlertsSlice, context: Context, database: Database, clock: FrozenClock) -> Any:
    accounts = accounts_slice.build(context)
    issuing = issuing_slice.build(context, alerts.service, GenuineShapes(), accounts.names, build_bell(context), {})
    app = SnapshotGate(create_litestar(context, [accounts, alerts, issuing]), context.snapshots)
    author = await person(database, clock, roles={Role.OFFICER}, name="Dienst Eins")
    second = await person(database, clock, roles={Role.OFFICER}, name="Dienst Zwei")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app.test") as client:
        made = Desk(client, context, alerts, author, second)
        made.issuing = issuing.dependencies["issuing_service"]  # type: ignore[attr-defined]  # one test starts the job
        yield made


async def test_a_severe_warning_needs_a_second_person_and_then_reaches_everybody(desk: Desk, bell: HeardBell) -> None:
    made = await desk.begin()
    assert made.status_code == 201, made.text
    assert made.json()["headline"].startswith("Rauch und Brandgeruch – ")
    proposed = await desk.act(desk.author, made, "propose")
    assert (proposed.json()["state"], proposed.json()["mayRelease"]) == ("proposed", False)
    refused = await desk.release(desk.author, proposed)
    assert (refused.status_code, refused.json()["code"]) == (409, "second-person-needed")
    assert await desk.public() == []

    released = await desk.release(desk.second, proposed)
    assert released.status_code == 200, released.text
    assert (released.json()["author"], released.json()["releaser"]) == ("Dienst Eins", "Dienst Zwei")
    (seen,) = await desk.public()
    assert seen["id"] == released.json()["storyId"]
    assert (seen["severity"], seen["districts"], seen["status"]) == ("severe", ["010"], "actual")
    assert set(seen["headlines"]) == set(desk.context.city.locales)
    (rung,) = bell.heard
    assert rung.lines["de"].body.startswith("Schließen Sie Fenster und Türen.")
    assert rung.lines["uk"].body.startswith("Зачиніть")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_whoever_changed_it_last_is_no_second_person(desk: Desk) -> None:
    made = await desk.begin()
    headers = {**desk.second.headers, "if-match": made.headers["etag"]}
    body = {"values": {**VALUES, "severity": "extreme"}, "reason": "schlimmer"}
    changed = await desk.client.put(f"{DESK}/{made.json()['id']}", json=body, headers=headers)
    assert changed.json()["editor"] == "Dienst Zwei"
    for who in (desk.author, desk.second):
        assert (await desk.release(who, changed)).status_code == 409


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_in_an_emergency_one_person_is_enough_and_it_stands_in_the_log(desk: Desk, database: Database) -> None:
    made = await desk.begin(values={"severity": "extreme"})
    released = await desk.release(desk.author, made, overrideReason="Niemand sonst erreichbar")
    assert released.json()["overrideReason"] == "Niemand sonst erreichbar"
    assert len(await desk.public()) == 1
    async with database.read() as session:
        entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.sequence))).all()
    assert [entry.action for entry in entries] == ["alert.drafted", "alert.releasedAlone"]
    assert entries[-1].details is not None
    assert entries[-1].details["reason"] == "Niemand sonst erreichbar"


async def test_an_update_and_the_all_clear_are_one_story(desk: Desk, clock: FrozenClock) -> None:
    first = await desk.release(desk.second, await desk.begin())
    clock.advance(minutes=5)
    update = await desk.begin(kind="update", follows=first.json()["id"], values={"severity": "moderate"})
    second = await desk.release(desk.second, update)
    assert second.json()["storyId"] == first.json()["storyId"]
    again = await desk.begin(kind="update", follows=first.json()["id"])
    assert again.json()["code"] == "warning-not-editable"
    clock.advance(minutes=5)
    over = await desk.begin(kind="cancel", follows=second.json()["id"], values={"severity": "moderate"})
    ended = await desk.release(desk.author, over)
    assert ended.json()["storyId"] == first.json()["storyId"]
    (seen,) = await desk.public()
    assert (seen["state"], seen["headlines"]["en"].split(":")[0]) == ("allClear", "All clear")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["update", "cancel"])
async def test_nobody_ends_or_weakens_a_severe_warning_alone_by_calling_it_mild(desk: Desk, kind: str) -> None:
    severe = await desk.release(desk.second, await desk.begin())
    mild = await desk.begin(kind=kind, follows=severe.json()["id"], values={"severity": "minor"})
    assert (mild.json()["needsSecond"], mild.json()["mayRelease"]) == (True, False)
    assert (await desk.release(desk.author, mild)).json()["code"] == "second-person-needed"
    assert (await desk.release(desk.second, mild)).json()["state"] == "released"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_an_exercise_never_ends_a_real_warning_and_is_not_shown_as_one(desk: Desk, bell: HeardBell) -> None:
    real = await desk.release(desk.second, await desk.begin())
    mixed = await desk.begin(kind="cancel", follows=real.json()["id"], values={"status": "exercise"})
    assert mixed.status_code == 409
    exercise = await desk.begin(values={"template": "exercise", "status": "exercise", "severity": "minor"})
    assert exercise.json()["headline"].startswith("Übung:")
    assert (await desk.release(desk.author, exercise)).json()["storyId"] is None  # this is no warning day
    assert [one["status"] for one in await desk.public()] == ["actual"]
    assert len(bell.heard) == 1


async def test_who_was_slower_loses_nothing_and_what_is_out_stays_as_it_was(desk: Desk) -> None:
    made = await desk.begin()
    moved = await desk.act(desk.author, made, "propose")
    assert (await desk.act(desk.second, made, "discard")).status_code == 412
    out = await desk.release(desk.second, moved)
    assert (await desk.release(desk.second, out)).json()["code"] == "warning-not-editable"
    assert (await desk.act(desk.second, out, "discard")).json()["code"] == "warning-not-editable"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"template": "dragon"}, "template"),
        ({"template": "exercise"}, "status"),
        ({"area": {}}, "area"),
        ({"area": {"districts": ["999"]}}, "area"),
        ({"area": {"circle": {"lat": 52.5, "lon": 13.4, "radiusKm": 1}}}, "area"),
        ({"expires": "2020-01-01T00:00:00Z"}, "expires"),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_would_say_nothing_usable_is_refused_by_field(desk: Desk, values: Any, field: str) -> None:
    answer = await desk.begin(values=values)
    assert answer.status_code == 400, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_preview_shows_every_language_and_stores_nothing(desk: Desk) -> None:
    circle = {"circle": {"lat": 51.3337, "lon": 6.5593, "radiusKm": 0.5}}
    ask = {"values": {**VALUES, "area": circle, "place": "Rathaus"}}
    seen = (await desk.client.post(f"{DESK}/preview", json=ask, headers=desk.author.headers)).json()
    assert [text["locale"] for text in seen["texts"]] == list(desk.context.city.locales)
    assert seen["texts"][0]["headline"] == "Rauch und Brandgeruch – Rathaus"
    assert [text["machine"] for text in seen["texts"][:2]] == [False, True]
    assert seen["needsSecond"]
    assert seen["districts"]
    assert (await desk.client.get(DESK, headers=desk.author.headers)).json()["total"] == 0


async def test_the_desk_sees_how_many_phones_would_ring(desk: Desk, database: Database, clock: FrozenClock) -> None:
    made = (await desk.begin()).json()
    await subscribe(database, list(phones(1, "https://push.test/tested/")), districts=["010"], arrived_at=clock())
    await subscribe(database, list(phones(2, "https://push.test/here/")), districts=["010"])
    await subscribe(database, list(phones(3, "https://push.test/elsewhere/")), districts=["020"])
    await subscribe(database, list(phones(4, "https://push.test/calm/")), severity="extreme")
    answer = await desk.client.get(f"{DESK}/{made['id']}/reach", headers=desk.author.headers)
    assert answer.json() == {"devices": 3, "confirmed": 1}
    worse = await desk.begin(values={"severity": "extreme"})
    answer = await desk.client.get(f"{DESK}/{worse.json()['id']}/reach", headers=desk.author.headers)
    assert answer.json()["devices"] == 10


async def test_what_a_dying_process_left_behind_is_published_by_the_next(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    out = await desk.release(desk.second, await desk.begin())
    await desk.alerts.service.replace_feed("city", [])
    async with database.write() as session:
        await session.execute(update(AlertDraft).values(published_at=None))
    clock.advance(minutes=1)
    issuing: IssuingService = desk.issuing  # type: ignore[attr-defined]  # see the fixture
    await issuing.publish_left_behind()
    await desk.alerts.service.reload()
    assert len(await desk.public()) == 1
    async with database.read() as session:
        assert await session.scalar(select(AlertDraft.published_at)) == clock()
    assert out.json()["releasedAt"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_releasing_asks_for_a_fresh_sign_in(desk: Desk, database: Database, clock: FrozenClock) -> None:
    tired = await person(database, clock, roles={Role.OFFICER}, signed_in_ago=timedelta(hours=2))
    answer = await desk.release(tired, await desk.begin())
    assert (answer.status_code, answer.json()["code"]) == (401, "fresh-sign-in-required")
