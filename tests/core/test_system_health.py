"""The health of the system as staff see it."""

from collections.abc import Sequence

import httpx

from backend.core.db import Database
from backend.core.i18n import Translations
from backend.core.identity import Role
from backend.core.system_health import VitalBoard
from backend.core.vitals import Vital
from tests.conftest import REPOSITORY, FrozenClock
from tests.people import person

HEALTH = "/api/v1/desk/health"


async def test_it_is_for_staff_and_speaks_their_language(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    resident, editor = await person(database, clock), await person(database, clock, roles={Role.EDITOR})
    assert (await client.get(HEALTH)).status_code == 401
    assert (await client.get(HEALTH, headers=resident.headers)).status_code == 403
    answer = (await client.get(HEALTH, headers=editor.headers)).json()
    states = {vital["key"]: vital["state"] for vital in answer["vitals"]}
    assert (states["database"], states["jobs"], states["snapshots"]) == ("ok", "ok", "ok")
    assert (states["sensors.mqtt"], states["parking.bays"], states["places.data"]) == ("off", "off", "off")
    german = {vital["label"] for vital in answer["vitals"]}
    english = await client.get(HEALTH, headers=editor.headers | {"accept-language": "en"})
    assert "Datenbank" in german
    assert "Database" in {vital["label"] for vital in english.json()["vitals"]}


async def test_a_part_that_breaks_or_hangs_does_not_hide_the_others(clock: FrozenClock) -> None:
    async def breaks() -> Sequence[Vital]:
        raise RuntimeError("broken")

    async def works() -> Sequence[Vital]:
        return [Vital(key="works", label="Datenbank", state="ok", detail="{n} da", figures={"n": 3})]

    board = VitalBoard([breaks, works], Translations(REPOSITORY / "translations", ["de"]), clock)
    broken, working = (await board.read("de")).vitals
    assert (broken.state, working.state, working.detail) == ("failing", "ok", "3 da")


async def test_an_old_dataset_is_told_apart_from_a_feed_that_is_late(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    editor = await person(database, clock, roles={Role.EDITOR})
    vitals = (await client.get(HEALTH, headers=editor.headers)).json()["vitals"]
    assert [vital["key"] for vital in vitals if vital["kind"] == "dataset"] == ["places.data"]
