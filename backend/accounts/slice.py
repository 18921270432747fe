"""What the accounts slice adds to the app."""

from backend.accounts.controllers.desk import DeskOrganisationsController, DeskPeopleController
from backend.accounts.controllers.me import MeController
from backend.accounts.controllers.organisations import InvitationsController, OrganisationsController
from backend.accounts.service.devices import DeviceService
from backend.accounts.service.identity import IdentityService
from backend.accounts.service.organisations import OrganisationService
from backend.accounts.service.people import PeopleService
from backend.accounts.service.sessions import SessionService
from backend.core.context import Context, Slice
from backend.core.cookies import CookieJar
from backend.core.policy import Identify

_DAY_S = 86_400


class AccountsSlice(Slice, frozen=True, kw_only=True):
    """The slice with what the composition root uses of it."""

    identify: Identify
    devices: DeviceService
    sessions: SessionService


def build(context: Context) -> AccountsSlice:
    """Wire the slice."""
    settings = context.settings.accounts
    cookies = CookieJar(context.settings)
    sessions = SessionService(context.db, context.clock, cookies, settings)
    devices = DeviceService(context.db, context.clock, cookies, settings.device_days)
    identity = IdentityService(context.db, sessions, devices)
    organisations = OrganisationService(context.db, context.clock, context.audit, context.idempotency)
    context.jobs.every("accounts.forget_expired_invitations", _DAY_S, organisations.forget_expired)
    return AccountsSlice(
        controllers=[
            MeController,
            OrganisationsController,
            InvitationsController,
            DeskPeopleController,
            DeskOrganisationsController,
        ],
        dependencies={
            "identity_service": identity,
            "session_service": sessions,
            "device_service": devices,
            "people_service": PeopleService(context.db, context.clock, context.audit),
            "organisation_service": organisations,
        },
        identify=identity,
        devices=devices,
        sessions=sessions,
    )
