""" "War das hilfreich?" counts without knowing whom, and tells editors where to look."""

import httpx

from backend.core.db import Database
from backend.core.identity import Role
from tests.conftest import FrozenClock
from tests.people import person

PAGE = "/api/v1/content/pages/umzug/feedback"
CONCERNS = "/api/v1/desk/content/concerns"


async def test_pages_that_people_dislike_come_first_on_the_editors_list(
    client: httpx.AsyncClient, database: Database, clock: FrozenClock
) -> None:
    for helpful in (True, True, False, False, False):
        given = await client.post(PAGE, json={"locale": "de", "helpful": helpful})
        assert given.status_code == 204
    assert (await client.post(f"{PAGE}", json={"locale": "xx", "helpful": True})).status_code == 404
    unknown = await client.post("/api/v1/content/pages/gibt-es-nicht/feedback", json={"locale": "de", "helpful": True})
    assert unknown.status_code == 404
    editor = await person(database, clock, roles={Role.EDITOR})
    items = (await client.get(f"{CONCERNS}/", headers=editor.headers)).json()["items"]
    first = items[0]
    assert (first["page"], first["locale"]) == ("umzug", "de")
    assert (first["helpful"], first["notHelpful"], "disliked" in first["concerns"]) == (2, 3, True)
    assert any(row["concerns"] == ["unchecked"] for row in items)
    exported = await client.get(f"{CONCERNS}/export.csv", headers=editor.headers)
    assert "umzug,de," in exported.text
    clock.set(clock.now.replace(year=2029))
    later = await person(database, clock, roles={Role.EDITOR})
    old = (await client.get(f"{CONCERNS}/", headers=later.headers)).json()["items"]
    row = next(row for row in old if (row["page"], row["locale"]) == ("umzug", "de"))
    assert (row["helpful"], row["concerns"]) == (0, ["expired"])


async def test_nobody_votes_without_end(client: httpx.AsyncClient) -> None:
    answers = [(await client.post(PAGE, json={"locale": "de", "helpful": True})).status_code for _ in range(12)]
    assert answers[-1] == 429
