"""Fixtures every test may use: both databases migrated and empty, a clock that stands still, the whole app.

A test that touches a database runs on SQLite and on PostgreSQL. `@pytest.mark.parametrize("dialect", ["sqlite"],
indirect=True)` chooses one.
"""

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from backend.core.asgi import ASGIApp
from backend.core.db import Database
from backend.core.migration import upgrade
from backend.settings import SensorSettings, Settings
from tests.asgi import running
from tests.postgres import PostgresCluster, find_programs

REPOSITORY = Path(__file__).resolve().parent.parent
_TEMPLATE = "template_app"
_NOT_INSTALLED = "PostgreSQL is not installed (Debian: apt install postgresql)"


class FrozenClock:
    """A clock that only moves when told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, now: datetime) -> None:
        """Jump to a moment (aware)."""
        self.now = now.astimezone(UTC)

    def advance(self, **duration: float) -> datetime:
        """Move on by `timedelta(**duration)`; returns the new moment."""
        self.now += timedelta(**duration)
        return self.now


@pytest.fixture
def clock() -> FrozenClock:
    """Monday, 23 November 2026, 12:00 UTC."""
    return FrozenClock(datetime(2026, 11, 23, 12, tzinfo=UTC))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{path}", REPOSITORY)
    return path


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """The cluster of this process, with a migrated template database. Skips loudly where PostgreSQL is missing."""
    if find_programs() is None:
        pytest.skip(_NOT_INSTALLED)
    cluster = PostgresCluster()
    try:
        cluster.start()
        upgrade(cluster.create(_TEMPLATE), REPOSITORY)
        yield cluster
    finally:
        cluster.close()


@pytest.fixture
def own_cluster() -> Iterator[PostgresCluster]:
    """A running cluster of this test's own, to stop and start; it holds the migrated database `app`, durably."""
    if find_programs() is None:
        pytest.skip(_NOT_INSTALLED)
    cluster = PostgresCluster(durable=True)
    try:
        cluster.start()
        upgrade(cluster.create("app"), REPOSITORY)
        yield cluster
    finally:
        cluster.close()


@pytest.fixture(params=["sqlite", "postgres"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


@pytest.fixture
def database_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated, empty database of this test's own."""
    if dialect == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "app.db")
        yield f"sqlite:///{tmp_path / 'app.db'}"
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    name = f"test_{uuid4().hex}"
    yield cluster.create(name, _TEMPLATE)
    cluster.drop(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, opened."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings of an app on that database: webhooks on, no demo."""
    return Settings(
        database_url=database_url,
        resources_dir=str(REPOSITORY),
        sensors=SensorSettings(webhook_secret="test-webhook-secret"),
    )


@pytest.fixture
async def app(settings: Settings, clock: FrozenClock) -> AsyncIterator[ASGIApp]:
    """The whole app, started."""
    from backend.app import create_app  # noqa: PLC0415 -- a test of one rule need not load every slice

    async with running(create_app(settings, clock)) as started:
        yield started


@pytest.fixture
async def client(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """Requests to the app without a network."""
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as opened:
        yield opened


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in capitals what could not be proven on this machine."""
    skipped = terminalreporter.stats.get("skipped", [])
    missed = [report for report in skipped if _NOT_INSTALLED in str(report.longrepr)]
    if missed:
        terminalreporter.section("GROUP NOT RUN: PostgreSQL", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(missed)} tests did not run. {_NOT_INSTALLED}.")
