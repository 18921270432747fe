"""What the places slice adds to the app."""

from backend.core.context import Context, Slice
from backend.core.places import DistrictLookup, DistrictShapes
from backend.places.catalogue import load_catalogue
from backend.places.controllers.desk import DeskPlacesController, DeskReportsController
from backend.places.controllers.public import DistrictsController, PlacesController
from backend.places.finding import PlaceFinder
from backend.places.personal_data import entries
from backend.places.service.desk import PlacesDeskService
from backend.places.service.public import DISTRICTS_PATH, PLACES_PATH, PlacesService
from backend.places.service.reports import PlaceReportsService
from backend.places.vitals import place_vitals

_SNAPSHOT_MAX_AGE_S = 300


class PlacesSlice(Slice, frozen=True, kw_only=True):
    """The slice with what other slices use of it."""

    districts: DistrictLookup
    shapes: DistrictShapes
    service: PlacesService


def build(context: Context) -> PlacesSlice:
    """Wire the slice. Raises `CatalogueError` if `content/places` is wrong."""
    catalogue = load_catalogue(context.settings.content_dir)
    service = PlacesService(context, catalogue)
    context.snapshots.register(PLACES_PATH, service.build_places, max_age=_SNAPSHOT_MAX_AGE_S)
    context.snapshots.register(DISTRICTS_PATH, service.build_districts, max_age=_SNAPSHOT_MAX_AGE_S)
    finder = PlaceFinder(service)
    return PlacesSlice(
        controllers=[PlacesController, DistrictsController, DeskPlacesController, DeskReportsController],
        dependencies={
            "places_service": service,
            "places_desk_service": PlacesDeskService(context, catalogue, service),
            "place_reports_service": PlaceReportsService(context),
        },
        on_startup=[service.start],
        personal_data=entries(context.settings.retention.place_report_days, context.broadcast),
        vitals=[place_vitals(service, context.clock)],
        searchables=[finder],
        live=[finder],
        districts=service,
        shapes=service,
        service=service,
    )
