"""The database: SQLite embedded, PostgreSQL in production, one way to use both.

A use case is one transaction: `async with db.write() as session`. On SQLite there is one writer connection that
begins with `BEGIN IMMEDIATE`, so two writers queue instead of failing half-way; readers run beside it (WAL).
"""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, DateTime, Dialect, MetaData, Table, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.types import TypeDecorator

Session = AsyncSession
"""What services pass on to repositories."""

UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeoutError)
"""What a database that is down, restarting or overrun looks like from here: try again later."""

UNSTORABLE = (DataError,)
"""A value that no column can hold: NUL in a text, a number out of range."""

_AFTER_COMMIT = "after_commit_actions"
_SQLITE_READERS = 4
_SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an answered write survives a power cut, not only a killed process
    "foreign_keys=ON",
    "busy_timeout=10000",
    "temp_store=MEMORY",
)
_POSTGRES_POOL = 8


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out, on both databases. A naive value is a bug and raises `ValueError`."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables. Constraints have names, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012 -- SQLAlchemy reads a plain class attribute


def async_url(url: str) -> URL:
    """Our short database URL with the async driver that we use for it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    return parsed.set(drivername="postgresql+psycopg")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we write BEGIN ourselves, see `_begin`
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_engine(url: URL, *, size: int, begin: str) -> AsyncEngine:
    engine = create_async_engine(url, poolclass=AsyncAdaptedQueuePool, pool_size=size, max_overflow=0)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)

    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "begin", _begin)
    return engine


async def _undisturbed(step: Awaitable[None]) -> None:
    """Take a step to its end, also while being cancelled: whoever cancels waits, however often they ask.

    A commit or a close that is cut off in the middle loses the connection, and a commit leaves open what came of it.
    """
    running = asyncio.ensure_future(step)
    cancelled = None
    while not running.done():
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    running.result()


class Database:
    """Opens read and write transactions. Close it when the app stops."""

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self.dialect: Literal["sqlite", "postgresql"] = (
            "sqlite" if self.url.get_backend_name() == "sqlite" else "postgresql"
        )
        if self.dialect == "sqlite":
            Path(self.url.database or "").parent.mkdir(parents=True, exist_ok=True)
            self._writer = _sqlite_engine(self.url, size=1, begin="BEGIN IMMEDIATE")
            self._reader = _sqlite_engine(self.url, size=_SQLITE_READERS, begin="BEGIN")
        else:
            self._writer = create_async_engine(
                self.url, pool_size=_POSTGRES_POOL, max_overflow=_POSTGRES_POOL, pool_pre_ping=True, pool_timeout=10
            )
            self._reader = self._writer

    @property
    def engine(self) -> AsyncEngine:
        """The engine that may write; for migrations and tests."""
        return self._writer

    @asynccontextmanager
    async def _session(self, engine: AsyncEngine, *, commit: bool) -> AsyncIterator[Session]:
        session = AsyncSession(engine, expire_on_commit=False, autoflush=False)
        try:
            yield session
            if commit:
                await _undisturbed(session.commit())
        finally:
            await _undisturbed(session.close())
        if commit:
            await _run_after_commit(session)

    def read(self) -> AbstractAsyncContextManager[Session]:
        """A session for queries. Whatever it changes is rolled back."""
        return self._session(self._reader, commit=False)

    def write(self) -> AbstractAsyncContextManager[Session]:
        """A session that commits at the end of the block and rolls back on any error."""
        return self._session(self._writer, commit=True)

    async def ping(self) -> None:
        """Raise unless the database answers."""
        async with self.read() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Give all connections back."""
        await self._writer.dispose()
        await self._reader.dispose()


def after_commit(session: Session, action: Callable[[], Awaitable[None] | None]) -> None:
    """Run `action` once this transaction has committed; never when it rolls back."""
    session.info.setdefault(_AFTER_COMMIT, []).append(action)


async def _run_after_commit(session: Session) -> None:
    for action in session.info.pop(_AFTER_COMMIT, ()):
        result = action()
        if inspect.isawaitable(result):
            await result


def upsert(session: Session, table: Table | type[Base]) -> postgresql.Insert | sqlite.Insert:
    """`INSERT` with `on_conflict_do_update` and `on_conflict_do_nothing`, the same on both databases."""
    bind = session.get_bind()
    insert = postgresql.insert if bind.dialect.name == "postgresql" else sqlite.insert
    return insert(table)
