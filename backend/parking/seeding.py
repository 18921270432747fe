"""Load content files into the database. Safe to repeat: stable ids, vanished records are deleted."""

from collections.abc import Callable

from backend.core.context import Context
from backend.core.db import Session
from backend.parking import repository
from backend.parking.content import Catalogue, read_catalogue
from backend.parking.projection import CATALOGUE_TOPIC

SITES_FILE = "parking/sites.toml"
Report = Callable[[str, int, int], None]
"""Progress: what, done, total."""


async def seed(context: Context, report: Report) -> None:
    """Load the genuine car parks. Raises `ContentInvalid` for a file that cannot be used."""
    catalogue = read_catalogue(context.settings.content_dir, SITES_FILE, context.city.timezone)
    async with context.db.write() as session:
        await store(context, session, catalogue)
    report("Car parks", len(catalogue.sites), len(catalogue.sites))


async def store(context: Context, session: Session, catalogue: Catalogue) -> None:
    """Make the stored records of a catalogue equal to its file and tell every process."""
    await repository.replace_catalogue(session, catalogue.name, catalogue.site_rows(), catalogue.bay_rows())
    context.broadcast.publish(session, CATALOGUE_TOPIC, b"")
