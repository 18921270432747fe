"""Serve with Granian: one parent that watches, one or more web processes."""

import contextlib
import os
import resource

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from backend.settings import Settings

_STOP_SECONDS = 10
_MAX_REQUESTS = 12_000
"""Requests one web process works on at once: each live client is one that never ends, see `LiveHub.max_clients`."""
_BACKLOG = 4_096


def serve_forever(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; running requests get ten seconds to finish."""
    # The web processes read their settings again, so what came from the command line has to be in the environment.
    os.environ.update(
        APP_HOST=settings.host, APP_PORT=str(settings.port), APP_DEMO="true" if settings.demo else "false"
    )
    _allow_open_files()
    Granian(
        "backend.asgi:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,  # proxies speak it to us; detecting HTTP/2 costs 12 kB for every open live stream
        workers=settings.workers,
        loop=Loops.uvloop,
        backlog=_BACKLOG,
        backpressure=_MAX_REQUESTS,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        http1_settings=HTTP1Settings(keep_alive=True),
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_SECONDS,
    ).serve()


def _allow_open_files() -> None:
    """Take as many open files as the system grants: a live client is one, and the usual limit is 1,024."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with contextlib.suppress(ValueError, OSError):  # some systems say "unlimited" and then refuse it
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
