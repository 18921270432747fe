"""Two people, or one person's impatient finger, at the same moment."""

import asyncio
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from backend.app import build_context
from backend.core.db import Database
from backend.places import seeding
from backend.places.models import PlaceReport
from backend.settings import Settings

AT_ONCE = 5


@pytest.fixture
async def places(settings: Settings) -> None:
    """The genuine places, there before the app starts."""
    context = build_context(settings)
    await seeding.seed(context, lambda _what, _done, _total: None)
    await context.db.close()


@pytest.fixture
async def place_id(places: None, client: httpx.AsyncClient) -> str:
    """A place to report something about."""
    return str((await client.get("/api/v1/places")).json()["places"][0]["id"])


async def reports(database: Database) -> int:
    async with database.read() as session:
        return len((await session.execute(select(PlaceReport))).all())


async def test_the_same_report_sent_five_times_at_once_is_one_report(
    place_id: str, client: httpx.AsyncClient, database: Database
) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    body = {"reason": "closed", "comment": "Seit Montag zu."}
    answers = await asyncio.gather(
        *(client.post(f"/api/v1/places/{place_id}/reports", json=body, headers=headers) for _ in range(AT_ONCE))
    )
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    assert len({answer.content for answer in answers}) == 1
    assert await reports(database) == 1


async def test_five_people_at_once_are_five_reports(
    place_id: str, client: httpx.AsyncClient, database: Database
) -> None:
    answers = await asyncio.gather(
        *(
            client.post(
                f"/api/v1/places/{place_id}/reports",
                json={"reason": "closed"},
                headers={"Idempotency-Key": str(uuid4())},
            )
            for _ in range(AT_ONCE)
        )
    )
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    assert len({answer.json()["id"] for answer in answers}) == AT_ONCE
    assert await reports(database) == AT_ONCE
