"""What the city's own warnings add to the app."""

from collections.abc import Mapping

from backend.alerts.areas import CityAreas
from backend.alerts.issuing.controllers import DeskAlertsController
from backend.alerts.issuing.personal_data import entries
from backend.alerts.issuing.service import IssuingService
from backend.alerts.issuing.templates import load_templates
from backend.alerts.service import AlertsService
from backend.core.alarms import AlarmReach
from backend.core.audit import NameLookup
from backend.core.context import Context, Slice
from backend.core.places import DistrictShapes

_LOOK_S = 10


def build(
    context: Context,
    alerts: AlertsService,
    shapes: DistrictShapes,
    names: NameLookup,
    reach: AlarmReach,
    operator: Mapping[str, str],
) -> Slice:
    """Wire it onto the warnings that everybody sees. Raises `TemplatesError` if the texts are wrong.

    `operator`: what the city says about itself (`operator.toml`); its name stands under each warning.
    """
    templates = load_templates(context.settings.content_dir / "alerts", context.city.locales)
    sender_name = operator.get("operator_name") or f"Stadt {context.city.name}"
    areas = CityAreas(context.city, shapes)
    service = IssuingService(context, alerts, areas, shapes, names, reach, templates, sender_name)
    context.jobs.every("alerts.publish_left_behind", _LOOK_S, service.publish_left_behind)
    return Slice(
        controllers=[DeskAlertsController],
        dependencies={"issuing_service": service},
        personal_data=entries(context.settings.alerts.retention_days),
    )
