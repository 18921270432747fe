"""Parking over HTTP, through the whole app."""

from datetime import timedelta

import msgspec
import pytest

from backend.core.db import Database
from backend.parking import repository
from backend.parking.content import SiteEntry, bay_id, site_id
from backend.parking.forecast import LOOK_BACK
from backend.parking.occupancy import HOUR, SiteHour
from tests.parking.town import bay, town

API = "/api/v1/parking"
PARKAPI = "/api/parkapi/v1"
STREET, ALLEY = site_id("street"), site_id("alley")


def hours(site, clock, *, bays=10, stays=3):
    end = clock.now.replace(minute=0, second=0, microsecond=0)
    count = LOOK_BACK // HOUR
    return [
        SiteHour(
            site_id=site,
            hour_at=end - number * HOUR,
            bays=bays,
            known_share=1,
            free_share=0.25,
            stays=stays,
            stay_s=stays * 1200,
        )
        for number in range(1, count)
    ]


@pytest.fixture(autouse=True)
async def stored(database: Database, clock) -> None:
    """A street with history, and an alley of two bays whose history is nobody's business."""
    base = town(bays=[bay(f"bay-{n}") for n in range(10)])
    alley = msgspec.structs.replace(base.sites[0], key="alley", name="Alley")
    plain = SiteEntry(key="plain", name="Garage", kind="garage", lat=51.33, lon=6.56, opening_hours="Mo-Sa 07:00-12:00")
    catalogue = msgspec.structs.replace(base, sites=[*base.sites, alley, plain])
    async with database.write() as session:
        await repository.replace_catalogue(session, "test.toml", catalogue.site_rows(), catalogue.bay_rows())
        await repository.save_hours(session, [*hours(STREET, clock), *hours(ALLEY, clock, bays=2)])


async def test_lists_are_snapshots_with_a_tag(client):
    for name in ("sites", "bays", "sites.geojson", "bays.geojson", "forecasts"):
        answer = await client.get(f"{API}/{name}")
        assert answer.status_code == 200
        again = await client.get(f"{API}/{name}", headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304


async def test_lists_carry_source_age_and_unknown_as_null(client):
    sites = {site["name"]: site for site in (await client.get(f"{API}/sites")).json()["sites"]}
    assert sites["Street"]["source"]["demo"] is True
    assert (sites["Street"]["status"], sites["Street"]["reason"], sites["Street"]["free"]) == (
        "unknown",
        "neverReported",
        None,
    )
    assert (sites["Garage"]["status"], sites["Garage"]["reason"]) == ("closed", "outsideHours")
    assert [sites["Garage"][field] for field in ("capacity", "maxHeightCm", "feeText")] == [None, None, None]


async def test_details_of_a_site_hold_its_forecast(client):
    site = (await client.get(f"{API}/sites/{STREET}")).json()
    assert site["forecast"]["timezone"] == "Europe/Berlin"
    assert {slot["median"] for slot in site["forecast"]["slots"]} == {0.25}
    assert site["forecast"]["accuracy"]["forecastError"] == 0
    assert (await client.get(f"{API}/bays/{bay_id('bay-1')}")).json()["siteId"] == str(STREET)


@pytest.mark.parametrize(("path", "code"), [("sites", "parking-site-not-found"), ("bays", "parking-bay-not-found")])
async def test_unknown_ids_are_problems(client, path, code):
    answer = await client.get(f"{API}/{path}/{site_id('nowhere')}")
    assert (answer.status_code, answer.json()["code"]) == (404, code)
    assert (await client.get(f"{API}/{path}/not-an-id")).status_code == 404


async def test_forecasts_name_the_holidays_ahead(client, clock):
    clock.advance(days=30)
    body = (await client.get(f"{API}/forecasts")).json()
    assert body["holidays"] == ["2026-12-25", "2026-12-26", "2027-01-01"]


async def test_statistics_say_nothing_about_few_bays(client, clock):
    period = {"from": (clock.now - timedelta(days=7)).isoformat(), "to": clock.now.isoformat()}
    body = (await client.get(f"{API}/statistics", params=period)).json()
    rows = {row["name"]: row for row in body["sites"]}
    assert body["minimumBays"] == 5
    assert (rows["Street"]["meanStayMinutes"], rows["Street"]["turnoverPerBayAndDay"]) == (20.0, 7.2)
    assert (rows["Alley"]["suppressed"], rows["Alley"]["freeShare"], rows["Alley"]["meanStayMinutes"]) == (
        "tooFewBays",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z"),
        ("2026-11-23T00:00:00Z", "2026-11-01T00:00:00Z"),
        ("2026-01-01T00:00:00Z", "2026-11-01T00:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"),
    ],
)
async def test_impossible_periods_are_refused(client, since, until):
    answer = await client.get(f"{API}/statistics", params={"from": since, "to": until})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-period")


async def test_parkapi_lists_the_city_and_its_lots(client):
    info = (await client.get(f"{PARKAPI}/")).json()
    ((name, key),) = info["cities"].items()
    assert (info["api_version"], key) == ("1.0", name.lower())
    lots = {lot["name"]: lot for lot in (await client.get(f"{PARKAPI}/{key}")).json()["lots"]}
    assert lots["Street"]["coords"] == {"lat": 51.33, "lng": 6.56}
    assert (lots["Street"]["state"], lots["Street"]["total"], lots["Street"]["forecast"]) == ("unknown", 10, True)
    assert "free" not in lots["Street"]
    assert (lots["Garage"]["state"], lots["Garage"]["lot_type"]) == ("closed", "Parkhaus")
    assert "total" not in lots["Garage"]
    assert (await client.get(f"{PARKAPI}/atlantis")).json()["code"] == "parkapi-city-unknown"


async def test_parkapi_timespan_joins_measured_and_expected_hours(client, clock):
    (key,) = (await client.get(f"{PARKAPI}/")).json()["cities"].values()
    path = f"{PARKAPI}/{key}/{STREET}/timespan"
    period = {"from": "2026-11-23T09:00:00", "to": "2026-11-23T15:00:00"}
    old = (await client.get(path, params=period)).json()
    assert (old["version"], old["data"]["2026-11-23T09:00:00"], old["data"]["2026-11-23T14:00:00"]) == (1.0, "75", "75")
    new = (await client.get(path, params={**period, "version": "1.1"})).json()
    assert [entry["timestamp"][11:13] for entry in new["data"]] == ["09", "10", "11", "12", "13", "14"]
    assert {entry["free"] for entry in new["data"]} == {2}
    long = {"from": "2026-11-01T00:00:00", "to": "2026-11-09T00:00:00"}
    assert (await client.get(path, params=long)).json()["code"] == "invalid-period"
