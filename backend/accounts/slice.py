"""What the accounts slice adds to the app."""

from backend.accounts.controllers.desk import DeskOrganisationsController, DeskPeopleController
from backend.accounts.controllers.me import MeController
from backend.accounts.controllers.organisations import InvitationsController, OrganisationsController
from backend.accounts.personal_data import entries
from backend.accounts.service.devices import DeviceService
from backend.accounts.service.identity import IdentityService
from backend.accounts.service.organisations import OrganisationService
from backend.accounts.service.ownership import OwnershipService
from backend.accounts.service.people import PeopleService
from backend.accounts.service.sessions import SessionService
from backend.accounts.service.succession import Succession
from backend.core.audit import NameLookup
from backend.core.context import Context, Slice
from backend.core.cookies import CookieJar
from backend.core.policy import Identify


class AccountsSlice(Slice, frozen=True, kw_only=True):
    """The slice with what the composition root uses of it."""

    identify: Identify
    names: NameLookup
    devices: DeviceService
    sessions: SessionService
    ownership: OwnershipService


def build(context: Context) -> AccountsSlice:
    """Wire the slice."""
    settings = context.settings.accounts
    cookies = CookieJar(context.settings)
    sessions = SessionService(context.db, context.clock, cookies, settings)
    devices = DeviceService(context.db, context.clock, cookies, context.settings.retention.device_days)
    ownership = OwnershipService(devices, cookies, context.settings.retention)
    identity = IdentityService(context.db, sessions, devices)
    succession = Succession(context.audit)
    organisations = OrganisationService(context.db, context.clock, context.audit, context.idempotency, succession)
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
            "owners": ownership,
        },
        personal_data=entries(context.settings, succession),
        identify=identity,
        names=identity,
        devices=devices,
        sessions=sessions,
        ownership=ownership,
    )
