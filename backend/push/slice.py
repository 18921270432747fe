"""What the push slice adds to the app."""

from backend.core.alarms import AlarmBell
from backend.core.context import Context, Slice
from backend.core.places import DistrictShapes
from backend.push.controllers import PushController
from backend.push.personal_data import entries
from backend.push.service import PushChoicesService

_DAY_S = 86_400


def build(context: Context, shapes: DistrictShapes, bell: AlarmBell) -> Slice:
    """Wire the slice. `bell` reaches phones."""
    service = PushChoicesService(context, shapes, bell)
    context.jobs.every("push.tend", _DAY_S, service.tend)
    return Slice(
        controllers=[PushController],
        dependencies={"push_service": service},
        personal_data=entries(),
        vitals=[service.vitals],
    )
