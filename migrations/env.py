"""Alembic environment: knows every slice's tables and takes a short lock time-out on PostgreSQL."""

import asyncio
import importlib
import pkgutil
from typing import Any

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import backend
from backend.core.db import Base, UtcDateTime


def _import_models() -> None:
    """Import `models` of every slice, so that a new slice cannot be forgotten here."""
    for module in pkgutil.walk_packages(backend.__path__, "backend."):
        if module.name.endswith((".models", ".idempotency", ".core.audit")):
            importlib.import_module(module.name)


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """procrastinate keeps its own tables; they are not ours to compare."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def _render(kind: str, value: object, _autogen: object) -> str | bool:
    return "UtcDateTime()" if kind == "type" and isinstance(value, UtcDateTime) else False


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET lock_timeout = '4s'"))
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=_is_ours,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _migrate(url: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


_import_models()
given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    asyncio.run(_migrate(context.config.attributes["database_url"]))
