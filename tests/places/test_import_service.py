"""Importing into the database: repeatable, only what changed is written, nothing is deleted."""

import shutil
from datetime import date
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from backend.core.context import Context
from backend.core.geo import Point
from backend.core.ids import new_id
from backend.places import repository
from backend.places.catalogue import load_catalogue
from backend.places.districts import DistrictRecord
from backend.places.errors import PlaceNotFound, PlaceWithdrawn
from backend.places.models import Place
from backend.places.records import ImportResult
from backend.places.repository import Changes
from backend.places.search import Filters
from backend.places.seeding import seed
from backend.places.service.public import ImportOutcome, PlacesService
from tests.conftest import FrozenClock
from tests.places.report import CONTENT


@pytest.fixture
async def service(context: Context) -> PlacesService:
    context.snapshots.register("/api/v1/places", _nothing)
    context.snapshots.register("/api/v1/districts", _nothing)
    started = PlacesService(context, load_catalogue(CONTENT))
    await started.start()
    return started


async def _nothing() -> bytes:
    return b"{}"


async def test_the_first_import_adds_everything_and_the_second_changes_nothing(
    context: Context, seeded: ImportOutcome, genuine: ImportResult, clock: FrozenClock
) -> None:
    assert seeded.places == Changes(added=len(genuine.places))
    assert seeded.districts == Changes(added=25)
    clock.advance(days=1)
    again = await seed(context, lambda _what, _done, _total: None)
    assert again.places == Changes(unchanged=len(genuine.places))
    assert again.districts == Changes(unchanged=25)
    async with context.db.read() as session:
        assert set(await session.scalars(select(Place.changed_at))) == {clock.now.replace(day=23)}


async def test_what_is_stored_is_what_was_read(context: Context, seeded: ImportOutcome, genuine: ImportResult) -> None:
    async with context.db.read() as session:
        stored = await repository.load_places(session)
    assert {place.id: place for place in stored} == {place.id: place for place in genuine.places}


async def test_progress_begins_at_nothing_and_ends_at_all(context: Context) -> None:
    steps: list[tuple[int, int]] = []
    await seed(context, lambda _what, done, total: steps.append((done, total)))
    assert steps[0][0] == 0
    assert steps[-1][0] == steps[-1][1]
    assert steps == sorted(steps)


async def test_a_running_app_follows_an_import(context: Context, service: PlacesService) -> None:
    assert service.list_places().places == []
    assert service.district_at(Point(51.3337, 6.5593)) is None
    await service.import_all()
    assert len(service.list_places().places) == 1112
    assert service.district_at(Point(51.3337, 6.5593)) == "010"
    assert service.search("Mediotek", Filters(), 1, None).items[0].name == "Mediothek"


async def test_a_place_that_left_the_source_is_withdrawn_and_may_come_back(
    context: Context, seeded: ImportOutcome, genuine: ImportResult, service: PlacesService, clock: FrozenClock
) -> None:
    gone, kept = genuine.places[0], genuine.places[1:]
    async with context.db.write() as session:
        changes = await repository.store_places(session, kept, clock.advance(days=1))
    assert changes == Changes(withdrawn=1, unchanged=len(kept))
    await service.reload()
    with pytest.raises(PlaceWithdrawn):
        await service.get_place(gone.id)
    async with context.db.write() as session:
        assert (await repository.store_places(session, kept, clock.advance(days=1))).total == 0
        changes = await repository.store_places(session, genuine.places, clock.advance(days=1))
    assert changes == Changes(restored=1, unchanged=len(kept))
    await service.reload()
    assert (await service.get_place(gone.id)).name == gone.name


async def test_only_a_place_that_changed_is_written(
    context: Context, seeded: ImportOutcome, genuine: ImportResult, clock: FrozenClock
) -> None:
    renamed = msgspec.structs.replace(genuine.places[0], description="neu beschrieben")
    later = clock.advance(days=1)
    async with context.db.write() as session:
        changes = await repository.store_places(session, [renamed, *genuine.places[1:]], later)
    assert changes == Changes(changed=1, unchanged=len(genuine.places) - 1)
    async with context.db.read() as session:
        assert list(await session.scalars(select(Place.id).where(Place.changed_at == later))) == [renamed.id]


async def test_a_new_division_of_the_city_closes_the_old_one(
    context: Context, seeded: ImportOutcome, areas: list[DistrictRecord]
) -> None:
    first_day = date(2027, 1, 1)
    old = [area for area in areas if area.level == "borough"]
    new = [msgspec.structs.replace(area, id=new_id(), valid_from=first_day) for area in old]
    async with context.db.write() as session:
        changes = await repository.store_districts(session, new)
    assert changes == Changes(added=5, withdrawn=5)
    async with context.db.read() as session:
        stored = [area for area in await repository.load_districts(session) if area.level == "borough"]
    assert [area.valid_to for area in stored if area.valid_from < first_day] == [first_day] * 5
    for day, expected in ((date(2026, 12, 31), {area.id for area in old}), (first_day, {area.id for area in new})):
        assert {area.id for area in stored if area.in_force(day)} == expected


async def test_an_unknown_place_is_not_found(service: PlacesService) -> None:
    with pytest.raises(PlaceNotFound):
        await service.get_place(new_id())


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_broken_file_changes_nothing(
    context: Context, seeded: ImportOutcome, genuine: ImportResult, tmp_path: Path
) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT / "places", content / "places")
    (content / "places" / "data" / "parks.geojson").write_text('{"type": "FeatureCollection", "feat')
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        await PlacesService(context, load_catalogue(content)).import_all()
    async with context.db.read() as session:
        assert len(await repository.load_places(session)) == len(genuine.places)
