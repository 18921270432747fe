"""The `seed` command: bring the database up to date with the places in `content/`."""

from backend.core.context import Context
from backend.places.catalogue import load_catalogue
from backend.places.service.public import ImportOutcome, PlacesService, Progress


async def seed(context: Context, progress: Progress) -> ImportOutcome:
    """Import places and districts. Safe to repeat: only what changed is written."""
    return await PlacesService(context, load_catalogue(context.settings.content_dir)).import_all(progress)
