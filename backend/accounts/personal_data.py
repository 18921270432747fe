"""What the accounts slice stores about people: the account, sign-ins, rights, devices."""

from collections.abc import Sequence
from typing import Any

from backend.accounts import people_repository, repository
from backend.accounts.service.organisations import INVITATION_LIFE
from backend.accounts.service.succession import Succession
from backend.core.db import Session
from backend.core.i18n import N_
from backend.core.personal_data import Person, PersonalData
from backend.settings import Settings

_CREATED = N_("Angelegt am")
_USED = N_("Zuletzt genutzt am")


async def _accounts(session: Session, person: Person) -> Sequence[Any]:
    return [
        {
            "name": row.name,
            "locale": row.locale,
            "createdAt": row.created_at,
            "lastSignedInOn": row.last_signed_in_on,
            "blockedAt": row.blocked_at,
        }
        for row in await repository.accounts_of_person(session, person)
    ]


async def _sessions(session: Session, person: Person) -> Sequence[Any]:
    if person.account_id is None:
        return []
    return [
        {
            "browser": row.label,
            "method": row.method,
            "provider": row.provider,
            "createdAt": row.created_at,
            "lastSeenAt": row.last_seen_at,
            "expiresAt": row.expires_at,
        }
        for row in await repository.sessions_of(session, person.account_id)
    ]


async def _rights(session: Session, person: Person) -> Sequence[Any]:
    if person.account_id is None:
        return []
    by_source = await repository.roles_by_source(session, person.account_id)
    memberships = await repository.memberships_of(session, person.account_id)
    organisations = await repository.organisations_of(session, person.account_id)
    return [
        *({"role": role, "source": source} for source, roles in by_source.items() for role in sorted(roles)),
        *(
            {"organisation": row.name, "role": row.kind, "manages": memberships[row.id].manages}
            for row in organisations
        ),
    ]


async def _invitations(session: Session, person: Person) -> Sequence[Any]:
    return [
        {"organisation": name, "createdAt": row.created_at, "expiresAt": row.expires_at}
        for row, name in await people_repository.invitations_by(session, person)
    ]


async def _devices(session: Session, person: Person) -> Sequence[Any]:
    return [
        {"createdOn": row.created_on, "lastSeenOn": row.last_seen_on}
        for row in await repository.devices_of_person(session, person)
    ]


def entries(settings: Settings, succession: Succession) -> list[PersonalData]:
    """The account itself comes first: erasing goes backwards, what hangs on it before it."""
    return [_account(settings), _session(settings), _rights_entry(succession), _INVITATIONS, _device(settings)]


def _account(settings: Settings) -> PersonalData:
    return PersonalData(
        key="account",
        tables=("account",),
        what=N_("Ihr Konto: Name, Sprache und wann Sie zuletzt angemeldet waren"),
        why=N_("Damit Sie sich anmelden können."),
        until=N_("Bis Sie das Konto löschen. Ohne Anmeldung: {period}."),
        legal_basis="consent",
        retention_days=settings.retention.account_days,
        export=_accounts,
        fields={
            "name": N_("Name"),
            "locale": N_("Sprache"),
            "createdAt": _CREATED,
            "lastSignedInOn": N_("Zuletzt angemeldet am"),
            "blockedAt": N_("Gesperrt am"),
        },
        erase=repository.erase_account,
    )


def _session(settings: Settings) -> PersonalData:
    return PersonalData(
        key="account_session",
        tables=("account_session",),
        what=N_("Ihre Anmeldungen: Browser und Zeitpunkt"),
        why=N_("Damit Sie angemeldet bleiben und fremde Anmeldungen bemerken."),
        until=N_("Bis Sie sich abmelden, höchstens {period}."),
        legal_basis="consent",
        paragraph="TDDDG § 25 Abs. 2 Nr. 2",
        retention_days=settings.accounts.session_absolute_days,
        export=_sessions,
        fields={
            "browser": N_("Browser"),
            "method": N_("Art der Anmeldung"),
            "provider": N_("Anmeldung über"),
            "createdAt": _CREATED,
            "lastSeenAt": _USED,
            "expiresAt": N_("Gültig bis"),
        },
        erase=repository.erase_sessions,
        purge=repository.delete_sessions_expired,
    )


def _rights_entry(succession: Succession) -> PersonalData:
    return PersonalData(
        key="account_rights",
        tables=("role_grant", "organisation_member"),
        what=N_("Ihre Rechte in der App und Ihre Vereine oder Geschäfte"),
        why=N_("Damit nur berechtigte Menschen etwas ändern."),
        until=N_("Bis das Recht endet oder Sie das Konto löschen."),
        legal_basis="public_task",
        export=_rights,
        fields={
            "role": N_("Rolle"),
            "source": N_("Woher"),
            "organisation": N_("Verein oder Geschäft"),
            "manages": N_("Darf andere einladen"),
        },
        erase=succession.erase_rights,
    )


_INVITATIONS = PersonalData(
    key="invitation",
    tables=("invitation",),
    what=N_("Einladungen, die Sie verschickt haben"),
    why=N_("Damit Sie andere in Ihren Verein oder Ihr Geschäft einladen können."),
    until="{period}",
    legal_basis="public_task",
    retention_days=INVITATION_LIFE.days,
    export=_invitations,
    fields={"organisation": N_("Verein oder Geschäft"), "createdAt": _CREATED, "expiresAt": N_("Gültig bis")},
    erase=people_repository.forget_inviter,
    purge=people_repository.delete_invitations_expired,
)


def _device(settings: Settings) -> PersonalData:
    return PersonalData(
        key="device",
        tables=("device",),
        what=N_("Ein zufälliges Zeichen für dieses Gerät und der Tag, an dem Sie die App zuletzt genutzt haben"),
        why=N_("Damit Ihnen ohne Konto gehört, was Sie gesendet haben."),
        until=N_("Bis Sie das Gerät vergessen. Ohne Nutzung: {period}."),
        legal_basis="consent",
        paragraph="TDDDG § 25 Abs. 2 Nr. 2",
        retention_days=settings.retention.device_days,
        export=_devices,
        fields={"createdOn": _CREATED, "lastSeenOn": _USED},
        erase=repository.erase_devices,
    )
