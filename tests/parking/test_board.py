"""The board of a process: what readers and browsers see, and when."""

import asyncio
from datetime import timedelta
from uuid import UUID

import msgspec

from backend.parking.board import ParkingBoard
from backend.parking.content import bay_id, site_id
from backend.parking.projection import BAYS_GEOJSON_PATH, BAYS_PATH, LIVE_TOPIC, SITES_PATH
from backend.parking.records import BayRecord
from backend.parking.rules import BayState
from backend.parking.schemas import BayCollection, BayList, SiteList, Source
from tests.parking.town import OneDistrict, free, load, seen, taken, tell, town

STREET = site_id("street")


async def fresh(context, path, kind):
    snapshot = await context.snapshots.fresh(path)
    return msgspec.json.decode(snapshot.body, type=kind)


async def test_lists_hold_everything_with_source_and_district(context, parking):
    bays = (await fresh(context, BAYS_PATH, BayList)).bays
    sites = (await fresh(context, SITES_PATH, SiteList)).sites
    assert {bay.name for bay in bays} >= {"bay-1", "disabled", "personal", "plain"}
    assert {bay.district for bay in bays} == {"010"}
    assert sites[0].source == Source(name="demo", demo=True)
    assert (sites[0].capacity, sites[0].status, sites[0].reason, sites[0].free) == (5, "unknown", "neverReported", None)


async def test_geojson_says_the_same_at_longitude_latitude(context, parking):
    features = (await fresh(context, BAYS_GEOJSON_PATH, BayCollection)).features
    bays = (await fresh(context, BAYS_PATH, BayList)).bays
    assert [feature.properties for feature in features] == bays
    assert features[0].geometry.coordinates == (6.56, 51.33)


async def test_observation_reaches_bay_site_and_snapshot(context, parking, clock):
    await context.snapshots.get(BAYS_PATH)
    await tell(context, parking, *(seen(f"bay-{n}", clock.now, value=n > 2) for n in range(1, 6)))
    site = parking.projection.board.site(STREET)
    assert (site.free, site.status, site.observed_at) == (2, "free", clock.now)
    listed = {bay.name: bay.status for bay in (await fresh(context, BAYS_PATH, BayList)).bays}
    assert (listed["bay-1"], listed["bay-3"], listed["disabled"]) == ("free", "taken", "unknown")


async def test_disabled_bay_counts_for_its_audience_only(context, parking, clock):
    await tell(context, parking, free("disabled", clock.now), taken("bay-1", clock.now))
    site = parking.projection.board.site(STREET)
    assert (site.free, site.counts.taken) == (0, 1)
    assert [(one.type, one.capacity, one.free) for one in site.restrictions] == [("disabled", 1, 1)]


async def test_personal_bay_is_listed_without_live_state_and_not_counted(context, parking):
    personal = parking.projection.board.bay(bay_id("personal"))
    assert (personal.status, personal.reason, personal.has_realtime) == ("unknown", "noSensor", False)
    counts = parking.projection.board.site(STREET).counts
    assert counts.free + counts.taken + counts.closed + counts.unknown == 5


async def test_silence_shows_without_any_news(context, parking, clock):
    await tell(context, parking, free("bay-1", clock.now))
    clock.advance(hours=3)
    parking.projection.tick()
    assert parking.projection.board.bay(bay_id("bay-1")).reason == "silent"
    assert parking.projection.board.site(STREET).free is None


async def test_flapping_settles_without_any_news(context, parking, clock):
    start = clock.now
    await tell(context, parking, taken("bay-1", start), free("bay-1", start + timedelta(seconds=20)))
    clock.advance(seconds=25)
    parking.projection.tick()
    assert parking.projection.board.site(STREET).free == 0
    clock.advance(seconds=25)
    parking.projection.tick()
    assert parking.projection.board.site(STREET).free == 1


async def test_doors_close_without_any_news(context, parking, clock):
    await load(context, town(opening_hours="Mo-Sa 08:00-14:00"))
    await parking.projection.flush()
    await tell(context, parking, free("bay-1", clock.now))
    assert parking.projection.board.site(STREET).status == "free"
    assert len(parking.projection.board.site(STREET).open_intervals) == 7
    clock.advance(hours=1)
    parking.projection.tick()
    site, bay = parking.projection.board.site(STREET), parking.projection.board.bay(bay_id("bay-1"))
    assert (site.status, site.reason, site.free) == ("closed", "outsideHours", None)
    assert (bay.status, bay.reason) == ("closed", "outsideHours")


async def test_tick_without_change_tells_nobody(context, parking, clock):
    clock.advance(minutes=1)
    parking.projection.tick()
    assert context.metrics.value("live_events_total", topic=LIVE_TOPIC) == 0


async def test_many_observations_become_one_live_event(context, parking, clock):
    async with context.db.write() as session:
        await parking.observations.record(session, [free("bay-1", clock.now)])
    async with context.db.write() as session:
        await parking.observations.record(session, [taken("bay-2", clock.now)])
    stream = context.live.stream(LIVE_TOPIC, None)
    await anext(stream)
    text = (await asyncio.wait_for(anext(stream), 5)).decode()
    await stream.aclose()
    data = msgspec.json.decode(text.partition("data: ")[2].partition("\n")[0])
    assert "event: bays" in text
    assert {bay["id"]: bay["status"] for bay in data["bays"]} == {
        str(bay_id("bay-1")): "free",
        str(bay_id("bay-2")): "taken",
    }
    assert [(site["id"], site["free"]) for site in data["sites"]] == [(str(STREET), 1)]
    assert context.metrics.value("live_events_total", topic=LIVE_TOPIC) == 1


async def test_changed_catalogue_is_loaded_again(context, parking):
    await load(context, town([]))
    await parking.projection.flush()
    assert len(parking.projection.board.bay_ids()) == 8
    smaller = msgspec.structs.replace(town(), bays=town().bays[:2])
    await load(context, smaller)
    await parking.projection.flush()
    assert parking.projection.board.bay_ids() == [bay_id("bay-1"), bay_id("bay-2")]


async def test_closed_bay_and_site_stay_closed_after_a_new_import(context, parking, clock):
    await parking.service.close_bay(bay_id("bay-1"))
    await parking.projection.flush()
    assert parking.projection.board.bay(bay_id("bay-1")).reason == "closedByCity"
    await load(context, town())
    await parking.projection.flush()
    assert parking.projection.board.bay(bay_id("bay-1")).status == "closed"
    await parking.service.open_bay(bay_id("bay-1"))
    await parking.service.close_site(STREET)
    await parking.projection.flush()
    assert parking.projection.board.site(STREET).reason == "closedByCity"
    assert parking.projection.board.bay(bay_id("bay-1")).status == "closed"


def test_twenty_thousand_bays_fall_silent_together(clock):
    state = BayState(
        occupied=False,
        observed_at=clock.now,
        received_at=clock.now,
        changed_at=clock.now,
        expected_interval_s=3600,
        stale_after_s=10_800,
    )
    bays = [
        BayRecord(
            id=UUID(int=n),
            catalogue="t",
            key=str(n),
            name=f"Bay {n}",
            lat=51.3,
            lon=6.5,
            source=Source(name="demo"),
            has_realtime_data=True,
            state=state,
        )
        for n in range(20_000)
    ]
    board = ParkingBoard("Europe/Berlin", OneDistrict())
    board.replace_all([], bays, clock.now)
    assert len(msgspec.json.decode(board.bays_json(clock.now), type=BayList).bays) == 20_000
    assert not board.tick(clock.now + timedelta(hours=1))
    assert len(board.tick(clock.now + timedelta(hours=3)).bays) == 20_000
    assert board.status_counts() == {"free": 0, "taken": 0, "closed": 0, "unknown": 20_000}
