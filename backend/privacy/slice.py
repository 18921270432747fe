"""What the privacy slice adds to the app."""

from collections.abc import Awaitable, Callable

import msgspec

from backend.core.context import Context, Slice
from backend.core.ownership import Identities
from backend.core.personal_data import PersonalDataRegister
from backend.privacy.controllers import PRIVACY_PATH, MyDataController, PrivacyController
from backend.privacy.retention import RetentionService
from backend.privacy.service import PrivacyService

_MAX_AGE_S = 300
_DAY_S = 86_400


class PrivacySlice(Slice, frozen=True, kw_only=True):
    """The slice with what commands and tools use of it."""

    register: PersonalDataRegister
    service: PrivacyService
    retention: RetentionService


def build(context: Context, register: PersonalDataRegister, identities: Identities) -> PrivacySlice:
    """Wire the slice over the register of all slices."""
    service = PrivacyService(
        db=context.db,
        clock=context.clock,
        city=context.city,
        translations=context.translations,
        register=register,
        identities=identities,
    )
    retention = RetentionService(
        db=context.db,
        clock=context.clock,
        metrics=context.metrics,
        register=register,
        identities=identities,
        keep_runs_days=context.settings.retention.run_days,
    )
    context.jobs.every("privacy.retention", _DAY_S, retention.run)
    for locale in context.city.locales:
        context.snapshots.register(f"{PRIVACY_PATH}/{locale}", _notice(service, locale), max_age=_MAX_AGE_S)
    return PrivacySlice(
        controllers=[MyDataController, PrivacyController],
        dependencies={"privacy_service": service, "translations": context.translations},
        vitals=[retention.vitals],
        register=register,
        service=service,
        retention=retention,
    )


def _notice(service: PrivacyService, locale: str) -> Callable[[], Awaitable[bytes]]:
    async def build_notice() -> bytes:
        return msgspec.json.encode(service.notice(locale))

    return build_notice
