"""What the accounts slice adds to the app."""

from backend.accounts.controllers.me import MeController
from backend.accounts.service.devices import DeviceService
from backend.accounts.service.identity import IdentityService
from backend.accounts.service.sessions import SessionService
from backend.core.context import Context, Slice
from backend.core.cookies import CookieJar
from backend.core.policy import Identify


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
    return AccountsSlice(
        controllers=[MeController],
        dependencies={"identity_service": identity, "session_service": sessions, "device_service": devices},
        identify=identity,
        devices=devices,
        sessions=sessions,
    )
