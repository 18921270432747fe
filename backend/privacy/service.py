"""Use cases: see, take along, erase and move what is stored about oneself. Always about whoever asks, nobody else."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
import structlog

from backend.core.city import CityConfig
from backend.core.clock import Clock
from backend.core.cookies import Connection
from backend.core.db import Database, Session
from backend.core.i18n import Translations
from backend.core.identity import Visitor
from backend.core.ownership import Identities
from backend.core.personal_data import Person, PersonalData, PersonalDataRegister
from backend.privacy.errors import LastAdministrator
from backend.privacy.readable import readable_page
from backend.privacy.schemas import (
    DeviceDataQuestion,
    ExportedClass,
    MyData,
    MyExport,
    PrivacyNotice,
    Responsible,
    StoredClass,
)
from backend.privacy.wording import Wording

logger = structlog.get_logger(__name__)

_IDENTITIES = frozenset({"device"})
"""Classes that only say that a device exists: no reason to ask whether anything shall move."""

Found = Sequence[tuple[PersonalData, Sequence[Any]]]


class PrivacyService:
    """Carries out the rights of people through the register."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        city: CityConfig,
        translations: Translations,
        register: PersonalDataRegister,
        identities: Identities,
    ) -> None:
        self._db = db
        self._clock = clock
        self._city = city
        self._translations = translations
        self._register = register
        self._identities = identities

    def wording(self, locale: str) -> Wording:
        """Texts in a language."""
        return Wording(self._translations, locale, self._city.timezone)

    # -- see and take along

    async def overview(self, visitor: Visitor, locale: str) -> MyData:
        """What is stored, why, until when and how much."""
        wording = self.wording(locale)
        async with self._db.read() as session:
            device, account = await self._people(session, visitor)
            of_device = await self._register.export(session, device)
            of_account = await self._register.export(session, account)
        return MyData(device=_stored(of_device, wording), account=_stored(of_account, wording))

    async def export(self, visitor: Visitor, locale: str) -> MyExport:
        """Every record, for programs."""
        wording = self.wording(locale)
        classes = [
            ExportedClass(**_words(entry, wording), records=[msgspec.to_builtins(record) for record in records])
            for entry, records in await self._everything(visitor)
        ]
        return MyExport(app=self._city.app_name, generated_at=self._clock(), classes=classes)

    async def readable(self, visitor: Visitor, locale: str) -> str:
        """Every record, as a page for people."""
        return readable_page(self._city.app_name, self._clock(), await self._everything(visitor), self.wording(locale))

    async def _everything(self, visitor: Visitor) -> Found:
        async with self._db.read() as session:
            device, account = await self._people(session, visitor)
            everyone = Person(account.account_id, device.device_ids + account.device_ids)
            return await self._register.export(session, everyone)

    async def _people(self, session: Session, visitor: Visitor) -> tuple[Person, Person]:
        """This device, and the account with its other devices."""
        own = (visitor.device_id,) if visitor.device_id else ()
        if visitor.account_id is None:
            return Person(device_ids=own), Person()
        linked = await self._identities.devices_of(session, visitor.account_id)
        others = tuple(device_id for device_id in linked if device_id not in own)
        return Person(device_ids=own), Person(visitor.account_id, others)

    # -- erase

    async def forget_device(self, connection: Connection, visitor: Visitor) -> int:
        """Erase everything of this device and sign the browser out; returns how many records. Harmless to repeat.

        The account and what belongs to it stay.
        """
        own = (visitor.device_id,) if visitor.device_id else ()
        async with self._db.write() as session:
            person = await self._identities.lock(session, Person(device_ids=own))
            counts = await self._register.erase(session, person)
            await self._identities.sign_out(session, connection, visitor)
        self._identities.take_device_back(connection)
        return _total(counts)

    async def erase_account(self, connection: Connection, visitor: Visitor, account_id: UUID) -> int:
        """Erase the account, everything of it and of the devices that moved to it; returns how many records.

        A second erasure at the same moment waits and finds nothing. Raises `LastAdministrator`.
        """
        async with self._db.write() as session:
            person = await self._identities.lock(session, Person(account_id))
            if person.account_id is None:
                return 0
            if await self._identities.is_last_admin(session, account_id):
                raise LastAdministrator
            devices = await self._identities.devices_of(session, account_id)
            await self._identities.lock(session, Person(device_ids=devices))
            counts = await self._register.erase(session, Person(account_id, devices))
            await self._identities.sign_out(session, connection, visitor)
        if visitor.device_id in devices:
            self._identities.take_device_back(connection)
        logger.info("account_erased", **counts)
        return _total(counts)

    # -- move to the account

    async def device_question(self, visitor: Visitor) -> DeviceDataQuestion:
        """Whether this device holds something that may move to the account, and nobody was asked yet."""
        if visitor.device_id is None:
            return DeviceDataQuestion(ask=False, records=0)
        async with self._db.read() as session:
            state = await self._identities.device(session, visitor.device_id)
            found = await self._register.export(session, Person(device_ids=(visitor.device_id,)))
        records = sum(len(rows) for entry, rows in found if entry.key not in _IDENTITIES)
        return DeviceDataQuestion(ask=state is not None and not state.was_asked and records > 0, records=records)

    async def answer_question(self, account_id: UUID, device_id: UUID | None, *, move: bool) -> int:
        """Move the data of this device to the account or leave them; returns how many moved.

        The first answer counts, whoever gives it: two at once meet at the row of the device. Raises `SignInRequired`.
        """
        if device_id is None:
            return 0
        async with self._db.write() as session:
            state = await self._identities.hold_pair(session, device_id, account_id)
            if state is None or state.was_asked:
                return 0
            await self._identities.note_answer(session, device_id, account_id if move else None, self._clock())
            return await self._register.move(session, device_id, account_id) if move else 0

    # -- what the app stores at all

    def notice(self, locale: str) -> PrivacyNotice:
        """All classes of data, for everybody."""
        wording = self.wording(locale)
        given = self._city.controller
        return PrivacyNotice(
            controller=Responsible(
                name=given.name or None, contact=given.contact or None, officer=given.officer or None
            ),
            classes=[wording.data_class(entry) for entry in self._register.entries],
        )


def _stored(found: Found, wording: Wording) -> list[StoredClass]:
    return [StoredClass(**_words(entry, wording), records=len(records)) for entry, records in found]


def _words(entry: PersonalData, wording: Wording) -> dict[str, Any]:
    return msgspec.structs.asdict(wording.data_class(entry))


def _total(counts: Mapping[str, int]) -> int:
    return sum(counts.values())
