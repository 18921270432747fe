"""What the content slice adds to the app."""

from collections.abc import Mapping

from backend.content.controllers import ContentController
from backend.content.feedback.controllers import DeskFeedbackController, FeedbackController
from backend.content.feedback.service import FeedbackService
from backend.content.html import Site
from backend.content.library import load_library, read_operator
from backend.content.service import ContentService
from backend.core.context import Context, Slice

_MAX_AGE_S = 300
_DAY_S = 86_400


class ContentSlice(Slice, frozen=True, kw_only=True):
    """The slice with what other slices use of it."""

    service: ContentService
    operator: Mapping[str, str]
    """What the city says about itself; an empty value is a gap."""


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
    feedback = FeedbackService(context.db, context.clock, service)
    context.jobs.every("content.forget_old_feedback", _DAY_S, feedback.forget_old)
    return ContentSlice(
        controllers=[ContentController, FeedbackController, DeskFeedbackController],
        dependencies={"content_service": service, "feedback_service": feedback},
        readable=service,
        vitals=[service.vitals],
        service=service,
        operator=read_operator(context.settings.content_dir),
    )
