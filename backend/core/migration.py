"""Schema migrations: Alembic from code, no ini file, the same on both databases."""

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from backend.core.db import Database, async_url


def alembic_config(database_url: str, resources: Path) -> Config:
    """Configuration for Alembic's commands."""
    config = Config()
    config.set_main_option("script_location", str(resources / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["database_url"] = async_url(database_url).render_as_string(hide_password=False)
    config.attributes["resources"] = resources
    return config


def upgrade(database_url: str, resources: Path, revision: str = "head") -> None:
    """Bring the schema to `revision`. The folder of an SQLite file is made where it is missing."""
    if database_url.startswith("sqlite"):
        Path(async_url(database_url).database or "").parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(database_url, resources), revision)


def downgrade(database_url: str, resources: Path, revision: str) -> None:
    """Take the schema back to `revision`; `base` is empty."""
    command.downgrade(alembic_config(database_url, resources), revision)


@lru_cache(maxsize=4)
def _newest(resources: Path) -> frozenset[str]:
    return frozenset(ScriptDirectory(str(resources / "migrations")).get_heads())


async def is_current(db: Database, resources: Path) -> bool:
    """True when the database has exactly the newest revision this code knows."""
    async with db.engine.connect() as connection:
        current = await connection.run_sync(_heads)
    return current == _newest(resources)


def _heads(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())
