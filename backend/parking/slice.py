"""Composition of the parking slice."""

import msgspec

from backend.core.context import Context, Slice
from backend.core.observations import ObservationSink, TargetDirectory
from backend.core.places import DistrictLookup
from backend.parking import tasks
from backend.parking.controllers.desk import ParkingDeskController
from backend.parking.controllers.public import ParkApiController, ParkingController
from backend.parking.live_answers import ParkingAnswers
from backend.parking.observations import ParkingObservations
from backend.parking.personal_data import entries
from backend.parking.projection import CATALOGUE_TOPIC, FORECASTS_PATH, ParkingProjection
from backend.parking.rollup import OCCUPANCY_TOPIC, OccupancyRollUp
from backend.parking.service.desk import BayDesk
from backend.parking.service.public import ParkingService
from backend.parking.vitals import bay_vitals

_FORECAST_MAX_AGE_S = 600


class ParkingSlice(Slice, frozen=True, kw_only=True):
    """The slice and what other parts of the app may use of it."""

    observations: ObservationSink
    """Where the sensors slice hands its observations to."""
    targets: TargetDirectory
    """What devices can be assigned to."""
    service: ParkingService
    projection: ParkingProjection


def build(context: Context, district_lookup: DistrictLookup) -> ParkingSlice:
    """Wire the slice: board, service, sink, jobs and snapshots of one process."""
    projection = ParkingProjection(context, district_lookup)
    service = ParkingService(context.db, context.broadcast, context.clock, context.city, projection)
    desk = BayDesk(context.db, context.broadcast, context.audit, projection)
    roll_up = OccupancyRollUp(
        context.db,
        context.broadcast,
        context.clock,
        context.city.timezone,
        context.settings.parking.history_days,
    )
    tasks.register(context.jobs, roll_up)
    _publish_forecasts(context, service)
    return ParkingSlice(
        controllers=[ParkingController, ParkApiController, ParkingDeskController],
        dependencies={
            "parking_service": service,
            "bay_desk": desk,
            "snapshots": context.snapshots,
            "live": context.live,
            "city_config": context.city,
        },
        on_startup=[projection.start],
        on_shutdown=[projection.stop],
        personal_data=entries(context.settings.parking.history_days, roll_up.purge),
        vitals=[bay_vitals(projection)],
        live=[ParkingAnswers(projection)],
        targets=desk,
        observations=ParkingObservations(context.broadcast),
        service=service,
        projection=projection,
    )


def _publish_forecasts(context: Context, service: ParkingService) -> None:
    """Forecasts change with the hourly roll-up and with the catalogue, never with a single bay."""

    async def build_forecasts() -> bytes:
        return msgspec.json.encode(await service.forecast_list())

    async def invalidate(_payload: bytes) -> None:
        context.snapshots.invalidate(FORECASTS_PATH)

    context.snapshots.register(FORECASTS_PATH, build_forecasts, max_age=_FORECAST_MAX_AGE_S)
    context.broadcast.subscribe(OCCUPANCY_TOPIC, invalidate)
    context.broadcast.subscribe(CATALOGUE_TOPIC, invalidate)
