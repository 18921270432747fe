"""Health for machines: alive (the process answers) and ready (database reachable and migrated)."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from backend.core.db import Database
from backend.core.errors import ServiceUnavailable
from backend.core.http import problems
from backend.core.migration import is_current
from backend.core.policy import PUBLIC, allow
from backend.core.schema import Schema
from backend.settings import Settings


class Health(Schema):
    """`status` is always "ok"; anything else is an error answer."""

    status: str


class HealthController(Controller):
    """Probes for load balancers and container engines."""

    path = "/health"
    opt = allow(PUBLIC)
    tags = ("Operations",)

    @get("/live", operation_id="getLiveness", summary="The process answers", sync_to_thread=False)
    def live(self) -> Health:
        """Alive: no database is asked, so that a slow database does not restart the app."""
        return Health(status="ok")

    @get("/ready", operation_id="getReadiness", summary="The app can serve", responses=problems(ServiceUnavailable))
    async def ready(self, db: NamedDependency[Database], settings: NamedDependency[Settings]) -> Response[Health]:
        """Ready: the database answers and has the schema this version expects."""
        try:
            ready = await is_current(db, settings.resources)
        except Exception as error:  # whatever the driver raises, the answer is the same: not ready
            raise ServiceUnavailable from error
        if not ready:
            raise ServiceUnavailable
        return Response(Health(status="ok"), headers={"cache-control": "no-store"})
