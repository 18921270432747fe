"""Examples for the API documents, made of the schemas themselves so that they cannot drift from them."""

from datetime import UTC, date, datetime
from uuid import UUID

from backend.parking.parkapi import Coords, Lot, ParkApiCity, ParkApiInfo, Timespan
from backend.parking.schemas import (
    Accuracy,
    Bay,
    BayList,
    Counts,
    Forecast,
    ForecastList,
    ForecastSlot,
    Restriction,
    Site,
    SiteList,
    SiteStatistics,
    Source,
    Statistics,
)

_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
_SITE_ID = UUID("5b8634ee-5f18-59f2-971d-04b1a4a8f537")
_DEMO = Source(name="demo", demo=True)

BAY = Bay(
    id=UUID("97ee961d-1dde-532f-9148-c975e42cea3c"),
    name="Behindertenparkplatz Rathaus 1",
    lat=51.33,
    lon=6.56,
    source=_DEMO,
    street="Marktplatz",
    district="010",
    restrictions=[Restriction(type="disabled", max_stay="PT3H")],
    status="free",
    observed_at=_NOON.replace(hour=11, minute=41),
    changed_at=_NOON.replace(hour=10, minute=7),
    ageing_at=_NOON.replace(hour=13, minute=11),
    stale_at=_NOON.replace(hour=14, minute=41),
    has_realtime=True,
    max_stay="PT3H",
    width_cm=350,
    length_cm=550,
    surface="paving_stones",
    slope_percent=1.0,
    kerb="lowered",
    orientation="perpendicular",
    lit=True,
    covered=False,
    entrance_distance_m=48,
    nearby="Rathaus",
)
FORECAST = Forecast(
    timezone="Europe/Berlin",
    based_on_weeks=8,
    slots=[ForecastSlot(weekday=0, hour=11, low=0.05, median=0.12, high=0.24, days=8)],
    accuracy=Accuracy(cases=624, horizon_hours=2, forecast_error=0.06, same_as_now_error=0.17, last_week_error=0.08),
)
SITE = Site(
    id=_SITE_ID,
    name="Marktstraße (Demo)",
    kind="street",
    lat=51.331,
    lon=6.561,
    source=_DEMO,
    street="Marktstraße",
    district="010",
    capacity=30,
    free=4,
    counts=Counts(free=4, taken=25, closed=0, unknown=1),
    status="free",
    has_realtime=True,
    observed_at=_NOON,
    stale_at=_NOON.replace(hour=15),
    max_stay="PT2H",
)
SITE_LIST = SiteList(generated_at=_NOON, sites=[SITE])
BAY_LIST = BayList(generated_at=_NOON, bays=[BAY])
FORECAST_LIST = ForecastList(
    generated_at=_NOON, holidays=[date(2026, 12, 25), date(2026, 12, 26)], sites={str(_SITE_ID): FORECAST}
)
STATISTICS = Statistics(
    since=_NOON.replace(day=16),
    until=_NOON,
    minimum_bays=5,
    minimum_stays=5,
    sites=[
        SiteStatistics(
            site_id=_SITE_ID,
            name="Marktstraße (Demo)",
            bays=30,
            hours=168,
            free_share=0.55,
            turnover_per_bay_and_day=13.2,
            mean_stay_minutes=48.6,
            suppressed=None,
            demo=True,
        )
    ],
)
PARKAPI_INFO = ParkApiInfo(
    api_version="1.0",
    server_version="0.1.0",
    reference="https://github.com/offenesdresden/ParkAPI",
    cities={"Musterstadt": "musterstadt"},
)
PARKAPI_CITY = ParkApiCity(
    last_updated="2026-11-23T12:00:00",
    last_downloaded="2026-11-23T12:00:02",
    data_source="https://city.example/api/v1/parking/sites",
    lots=[
        Lot(
            id=str(_SITE_ID),
            name="Marktstraße (Demo)",
            coords=Coords(lat=51.331, lng=6.561),
            state="open",
            lot_type="Straße",
            forecast=True,
            last_updated="2026-11-23T12:00:00",
            total=30,
            free=4,
        )
    ],
)
PARKAPI_TIMESPAN = Timespan(1.0, {"2026-11-23T10:00:00": "83", "2026-11-23T11:00:00": "88"})
