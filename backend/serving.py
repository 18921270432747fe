"""Serve with Granian: one parent that watches, one or more web processes."""

import os

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from backend.settings import Settings

_STOP_SECONDS = 10


def serve_forever(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; running requests get ten seconds to finish."""
    # The web processes read their settings again, so what came from the command line has to be in the environment.
    os.environ.update(
        APP_HOST=settings.host, APP_PORT=str(settings.port), APP_DEMO="true" if settings.demo else "false"
    )
    Granian(
        "backend.asgi:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        loop=Loops.uvloop,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        http1_settings=HTTP1Settings(keep_alive=True),
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_SECONDS,
    ).serve()
