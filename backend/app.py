"""Composition root: the only module that knows all slices."""

import asyncio
import json
import secrets
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import structlog
from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Contact, License, Tag

from backend.accounts import slice as accounts_slice
from backend.accounts.slice import AccountsSlice
from backend.alerts import slice as alerts_slice
from backend.alerts.issuing import slice as issuing_slice
from backend.assistant import slice as assistant_slice
from backend.audit import slice as audit_slice
from backend.city import slice as city_slice
from backend.content import slice as content_slice
from backend.core.alarms import Bells
from backend.core.asgi import ASGIApp
from backend.core.audit import AuditLog
from backend.core.broadcast import Broadcast, MemoryBroadcast, PostgresBroadcast
from backend.core.city import load_city
from backend.core.clock import Clock, utc_now
from backend.core.context import Context, Slice
from backend.core.cookies import write_queued_cookies
from backend.core.db import UNAVAILABLE, Database
from backend.core.docs_page import DocsController
from backend.core.health import HealthController
from backend.core.hosts import AllowedHosts
from backend.core.http import exception_handlers, refuse_nul
from backend.core.i18n import Translations
from backend.core.idempotency import Idempotency, retention_job
from backend.core.jobs import EmbeddedJobs, Jobs, ProcrastinateJobs, run_until_stopped
from backend.core.kernel_data import kernel_entries
from backend.core.live import LiveHub
from backend.core.logs import AccessLog, configure_logging
from backend.core.metrics import Metrics, MetricsController
from backend.core.personal_data import PersonalDataRegister
from backend.core.policy import (
    PUBLIC,
    Identify,
    PolicyGuard,
    allow,
    keep_private_answers_private,
    provide_visitor,
    require_policies,
)
from backend.core.ratelimit import RateLimiter
from backend.core.readable import ReadablePages
from backend.core.security import OPEN_DATA_HEADERS, SecurityHeaders, data_headers, security_headers
from backend.core.snapshots import SnapshotGate, Snapshots
from backend.core.static import StaticSite
from backend.core.system_health import SystemHealthController, VitalBoard, kernel_vitals
from backend.demo.identity_provider import slice as demo_identity_slice
from backend.demo.player import play
from backend.federation import slice as federation_slice
from backend.parking import slice as parking_slice
from backend.passkeys import slice as passkeys_slice
from backend.places import slice as places_slice
from backend.privacy import slice as privacy_slice
from backend.push import slice as push_slice
from backend.sensors import slice as sensors_slice
from backend.settings import Settings, read_settings

logger = structlog.get_logger(__name__)

API_VERSION = "1"
_RESERVED_PATHS = ("/api/", "/health/", "/metrics")
_HOUR_S = 3600
_DATABASE_PAUSE_S = 1.0
_MAX_BODY_BYTES = 64 * 1024
_KERNEL_CONTROLLERS = (HealthController, MetricsController, DocsController, SystemHealthController)
_TAGS = (
    ("Account", "Who is asking, and where that person is signed in. Reading public data never needs an account."),
    ("Privacy", "What is stored about whoever asks: see it, take it along, erase it. No route takes a person's id."),
    ("City", "What the city is called, where it lies, which languages the app speaks."),
    ("Content", "Town-hall pages in every language, with their source and the day they were checked."),
    (
        "Assistant",
        "Questions in people's own words, answered from pages or by a person; and the one search.",
    ),
    ("Places", "Genuine places and districts, searchable, with source and age."),
    ("Parking", "Garages, streets and single bays with their live state, its age and its reason."),
    ("ParkAPI", "Read-only view in the ParkAPI v1 format for existing clients."),
    ("Alerts", "Official warnings with their area, source and age; CAP 1.2, Atom and RSS."),
    ("Push", "Warnings on the phone: each device chooses, tests and ends them for itself."),
    ("Sensors", "Uplinks of LoRaWAN network servers. For machines with a secret."),
    ("Desk", "For staff and for organisations' managers: everything here needs a role, and changes are in the log."),
    ("Operations", "Health and metrics."),
)


def build_context(settings: Settings, clock: Clock = utc_now) -> Context:
    """The kernel's parts for one process. Nothing is connected yet."""
    db = Database(settings.database_url)
    city = load_city(settings.content_dir)
    metrics = Metrics()
    broadcast: Broadcast
    jobs: Jobs
    if settings.is_sqlite:
        broadcast, jobs = MemoryBroadcast(metrics), EmbeddedJobs(metrics)
    else:
        broadcast = PostgresBroadcast(settings.database_url, metrics)
        jobs = ProcrastinateJobs(settings.database_url, metrics)
    idempotency = Idempotency(clock, settings.idempotency_hours)
    jobs.every("idempotency.forget_old", _HOUR_S, retention_job(idempotency, db))
    return Context(
        settings=settings,
        city=city,
        clock=clock,
        db=db,
        broadcast=broadcast,
        live=LiveHub(metrics),
        jobs=jobs,
        snapshots=Snapshots([*data_headers(settings), *OPEN_DATA_HEADERS], security_headers(settings)),
        limiter=RateLimiter(trusted_proxies=settings.trusted_proxies, metrics=metrics),
        idempotency=idempotency,
        translations=Translations(settings.resources / "translations", city.locales),
        metrics=metrics,
        audit=AuditLog(clock),
    )


def build_slices(context: Context) -> list[Slice]:
    """All slices, foundation first; what one needs of another is passed in here."""
    accounts = accounts_slice.build(context)
    audit = audit_slice.build(context, accounts.names)
    demo = [demo_identity_slice.build(context)] if context.settings.demo else []
    federation = federation_slice.build(context, accounts.sessions, [part.embedded for part in demo])
    passkeys = passkeys_slice.build(context, accounts.sessions, federation.ways_in)
    city = city_slice.build(context)
    content = content_slice.build(context)
    places = places_slice.build(context)
    parking = parking_slice.build(context, places.districts)
    sensors = sensors_slice.build(context, parking.observations, parking.targets)
    bells = Bells()  # whatever reaches people is added here
    push_bell = push_slice.build_bell(context)
    bells.add(push_bell)
    alerts = alerts_slice.build(context, places.shapes, bells)
    issuing = issuing_slice.build(context, alerts.service, places.shapes, accounts.names, push_bell, content.operator)
    push = push_slice.build(context, places.shapes, push_bell)
    foundation: list[Slice] = [accounts, audit, passkeys, federation, *demo, city, content, places]
    features: list[Slice] = [parking, sensors, alerts, issuing, push]
    parts = [*foundation, *features]
    assistant = assistant_slice.build(
        context,
        pages=content.service,
        operator=content.operator,
        names=accounts.names,
        searchables=[group for part in parts for group in part.searchables],
        live=[source for part in parts for source in part.live],
    )
    slices = [*parts, assistant]
    return [*slices, privacy_slice.build(context, personal_data_register(context, slices), accounts.ownership)]


def personal_data_register(context: Context, slices: Sequence[Slice]) -> PersonalDataRegister:
    """Everything the app stores about people: first the slices, in their order, then the kernel."""
    kernel = kernel_entries(context.settings, context.audit, context.idempotency)
    return PersonalDataRegister([*(entry for part in slices for entry in part.personal_data), *kernel])


def _openapi(context: Context) -> OpenAPIConfig:
    return OpenAPIConfig(
        title=context.city.app_name,
        version=API_VERSION,
        description="Open, live and honest city data: every value says where it comes from and how old it is.",
        license=License(name="EUPL-1.2", identifier="EUPL-1.2"),
        contact=Contact(name=context.city.name),
        tags=[Tag(name=name, description=description) for name, description in _TAGS],
        openapi_router=Router("/api/schema", route_handlers=[], opt=allow(PUBLIC), include_in_schema=False),
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        use_handler_docstrings=True,
    )


def create_litestar(context: Context, slices: Sequence[Slice]) -> Litestar:
    """The framework app: routes, dependencies, error handlers, life cycle."""
    provided: dict[str, Any] = {
        "db": context.db,
        "settings": context.settings,
        "metrics": context.metrics,
        "translations": context.translations,
        "vital_board": _vital_board(context, slices),
    }
    for part in slices:
        provided.update(part.dependencies)

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> Any:
        async with AsyncExitStack() as stack:
            await _start(context, slices, stack)
            yield

    dependencies = {name: Provide(_constant(value), sync_to_thread=False) for name, value in provided.items()}
    app = Litestar(
        route_handlers=[*_KERNEL_CONTROLLERS, *(handler for part in slices for handler in part.controllers)],
        dependencies=dependencies | {"visitor": Provide(provide_visitor, sync_to_thread=False)},
        guards=[PolicyGuard(context.settings, _identify(slices), context.clock)],
        before_request=refuse_nul,
        before_send=[write_queued_cookies, keep_private_answers_private],
        exception_handlers=exception_handlers(context.translations),
        openapi_config=_openapi(context),
        request_max_body_size=_MAX_BODY_BYTES,
        lifespan=[lifespan],
        state=State({"limiter": context.limiter}),
        logging_config=None,
    )
    require_policies(app)
    return app


def _vital_board(context: Context, slices: Sequence[Slice]) -> VitalBoard:
    kernel = kernel_vitals(context.db, context.jobs, context.snapshots, context.clock)
    sources = [*kernel, *(source for part in slices for source in part.vitals)]
    return VitalBoard(sources, context.translations, context.clock)


def _identify(slices: Sequence[Slice]) -> Identify:
    return next(part.identify for part in slices if isinstance(part, AccountsSlice))


def _constant(value: Any) -> Callable[[], Any]:
    def provide() -> Any:
        return value

    return provide


async def _start(context: Context, slices: Sequence[Slice], stack: AsyncExitStack) -> None:
    """Start in order of need; the stack stops in reverse, so nothing is used after it is closed."""
    stack.push_async_callback(context.db.close)
    stack.push_async_callback(context.snapshots.close)
    await _wait_for_database(context.db)
    await context.broadcast.start()
    stack.push_async_callback(context.broadcast.stop)
    for part in slices:
        for hook in part.on_startup:
            await hook()
        for hook in reversed(part.on_shutdown):
            stack.push_async_callback(_shielded(hook))
    if context.settings.is_sqlite or context.settings.embedded_worker:
        await context.jobs.start()
        stack.push_async_callback(context.jobs.stop)
    stack.push_async_callback(context.live.close)
    if threading.current_thread() is threading.main_thread():
        # The server waits for open requests before it ends this life cycle, and live streams never end by themselves.
        stack.enter_context(context.live.ending_on_signals())
    if context.settings.demo:
        stack.push_async_callback(_play_demo(context))
    logger.info("app_started", database=context.db.dialect, demo=context.settings.demo)


async def _wait_for_database(db: Database) -> None:
    """Return once the database answers: app and database may start in any order, as containers do."""
    while True:
        try:
            await db.ping()
        except UNAVAILABLE as error:
            logger.warning("waiting_for_database", error=type(error).__name__)
            await asyncio.sleep(_DATABASE_PAUSE_S)
        else:
            return


def _play_demo(context: Context) -> Callable[[], Awaitable[None]]:
    """Start the synthetic sensors, which talk to our own webhook; returns what stops them."""
    settings = context.settings
    stop = asyncio.Event()
    url = f"http://{settings.host if settings.host != '0.0.0.0' else '127.0.0.1'}:{settings.port}"  # noqa: S104 -- compared, not bound
    task = asyncio.create_task(play(url, settings.sensors.webhook_secret, context, stop=stop))

    async def finish() -> None:
        stop.set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return finish


def _shielded(hook: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await hook()
        except Exception:  # one slice that fails to stop must not keep the others from stopping
            logger.exception("shutdown_hook_failed")

    return run


def create_app(settings: Settings | None = None, clock: Clock = utc_now) -> ASGIApp:
    """The whole app: snapshot gate, static site and framework, with security headers on every answer."""
    settings = settings or read_settings()
    configure_logging(settings.log_level)
    if settings.demo and not settings.sensors.webhook_secret:
        # The demo sensors use the real webhook; a fresh secret per start keeps everybody else out.
        sensors = msgspec.structs.replace(settings.sensors, webhook_secret=secrets.token_urlsafe(24))
        settings = msgspec.structs.replace(settings, sensors=sensors)
    context = build_context(settings, clock)
    return assemble(context)


def assemble(context: Context) -> ASGIApp:
    """Stack the layers over a context."""
    settings = context.settings
    slices = build_slices(context)
    app: ASGIApp = create_litestar(context, slices)
    pmtiles = Path(settings.map.pmtiles_file) if settings.map.pmtiles_file else None
    app = StaticSite(app, settings.pwa_dir, _RESERVED_PATHS, pmtiles)
    app = ReadablePages(app, settings.pwa_dir, [part.readable for part in slices if part.readable is not None])
    app = AllowedHosts(app, settings, context.translations)
    app = SecurityHeaders(app, settings)
    app = AccessLog(app, context.metrics)
    return SnapshotGate(app, context.snapshots, context.metrics.observe_snapshot)


def openapi_document(settings: Settings) -> str:
    """The OpenAPI document as it is committed: sorted, indented, with a final newline."""
    context = build_context(settings)
    schema = create_litestar(context, build_slices(context)).openapi_schema.to_schema()
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


async def work(context: Context) -> None:
    """Only the background jobs, until the process is told to stop; the slices register theirs while they are built."""
    build_slices(context)
    await context.broadcast.start()
    try:
        await run_until_stopped(context.jobs)
    finally:
        await context.broadcast.stop()
