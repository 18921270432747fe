"""What the content slice adds to the app."""

from backend.content.controllers import ContentController
from backend.content.html import Site
from backend.content.library import load_library
from backend.content.service import ContentService
from backend.core.context import Context, Slice

_MAX_AGE_S = 300


class ContentSlice(Slice, frozen=True, kw_only=True):
    """The slice with what other slices use of it."""

    service: ContentService


def build(context: Context) -> ContentSlice:
    """Wire the slice. Raises `ContentFault` if a file cannot be shown."""
    library = load_library(context.settings.content_dir, context.city.locales)
    site = Site(
        city=context.city.name,
        app_name=context.city.app_name,
        url=context.settings.public_url,
        phone=context.city.authority_phone,
    )
    service = ContentService(library, context.translations, site, context.clock)
    for served in service.snapshots():
        context.snapshots.register(served.path, served.make, max_age=_MAX_AGE_S, route=served.route)
    return ContentSlice(
        controllers=[ContentController],
        dependencies={"content_service": service},
        readable=service,
        vitals=[service.vitals],
        service=service,
    )
