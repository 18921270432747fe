"""Use cases of a person with a phone: choose, change, test, end."""

import base64
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from backend.core.alarms import Alarm, AlarmArea, AlarmBell, AlarmLine
from backend.core.context import Context
from backend.core.db import Session
from backend.core.i18n import N_
from backend.core.idempotency import Outcome, fingerprint
from backend.core.identity import Visitor
from backend.core.ids import new_id
from backend.core.places import DistrictShapes
from backend.core.vitals import Vital
from backend.push import repository
from backend.push.errors import ChoiceUnknown, PushAddressRefused, PushNotSubscribed
from backend.push.models import PushSubscription
from backend.push.rules import CHECK_EVERY, are_keys, asked_before, digest, forgotten_before, is_allowed_endpoint
from backend.push.schemas import PushAddress, PushChoices, PushRequest, PushState

FindDevice = Callable[[Session], Awaitable[UUID]]
SETTINGS_PAGE = "/warnungen/benachrichtigungen"
_BATCH = 10_000


class Words(msgspec.Struct, frozen=True):
    """A message of this slice itself. `allClear`: calm, the phone takes it away as soon as it has confirmed it."""

    kind: Literal["alert", "allClear"]
    title: str
    body: str
    lives: timedelta


_TEST = Words(
    "alert", N_("Test: alles in Ordnung"), N_("Die Warnungen kommen auf diesem Gerät an."), timedelta(hours=1)
)
_CHECK = Words("allClear", _TEST.title, _TEST.body, timedelta(days=2))
_QUESTION = Words(
    "alert",
    N_("Möchten Sie weiter gewarnt werden?"),
    N_("Bitte öffnen Sie kurz die App. Sonst hören die Warnungen bald auf."),
    timedelta(days=4),
)
_FIELDS = tuple(field for field in PushChoices.__struct_fields__)


class PushChoicesService:
    """Keeps where phones are reached and what they want to hear; `bell` reaches them."""

    def __init__(self, context: Context, shapes: DistrictShapes, bell: AlarmBell) -> None:
        self._context = context
        self._shapes = shapes
        self._bell = bell
        self._public_key: str | None = None

    # --- The app's key

    async def public_key(self) -> str:
        """The app's public key, base64url; the pair is made when nobody has asked before."""
        if self._public_key is None:
            key = serialization.load_der_private_key(await private_key(self._context), password=None)
            point = key.public_key().public_bytes(
                serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
            )
            self._public_key = base64.urlsafe_b64encode(point).rstrip(b"=").decode()
        return self._public_key

    # --- Choosing

    async def state(self, visitor: Visitor) -> PushState:
        """What is stored for the visitor's device."""
        if visitor.device_id is None:
            return PushState()
        async with self._context.db.read() as session:
            found = await repository.of_device(session, visitor.device_id)
        return _shown(found) if found else PushState()

    async def put(self, body: PushRequest, find_device: FindDevice) -> PushState:
        """Store address and choices of a device. Raises `PushAddressRefused`, `ChoiceUnknown`, `SignInRequired`."""
        address = self._address(body)
        await self._check(body.choices)
        choices = {**msgspec.structs.asdict(body.choices)}
        choices |= {name: list(choices[name]) for name in ("districts", "categories")}
        now = self._context.clock()
        async with self._context.db.write() as session:
            device_id = await find_device(session)
            base = {"id": new_id(), "device_id": device_id, "created_at": now, "asked_on": None, "seen_on": now.date()}
            await repository.put(session, base | address | choices)
            found = await repository.of_device(session, device_id)
            return _shown(found) if found else PushState()

    async def confirm_address(self, visitor: Visitor, body: PushAddress) -> None:
        """The app was opened, or the browser changed the address: a sign of life. Choices stay.

        Raises `PushAddressRefused`, `PushNotSubscribed`.
        """
        address = self._address(body) | {"seen_on": self._context.clock().date(), "asked_on": None}
        if visitor.device_id is None:
            raise PushNotSubscribed
        async with self._context.db.write() as session:
            if not await repository.move_address(session, visitor.device_id, address):
                raise PushNotSubscribed

    async def end(self, visitor: Visitor) -> None:
        """Delete everything about messages to this device. Harmless to repeat."""
        if visitor.device_id is None:
            return
        async with self._context.db.write() as session:
            found = await repository.of_device(session, visitor.device_id, lock=True)
            if found is not None:
                await session.delete(found)

    def _address(self, body: PushAddress) -> dict[str, Any]:
        p256dh, auth = _decoded(body.keys.p256dh), _decoded(body.keys.auth)
        if not is_allowed_endpoint(body.endpoint, self._context.settings.push.services) or not are_keys(p256dh, auth):
            raise PushAddressRefused
        return {
            "endpoint": body.endpoint,
            "endpoint_digest": digest(body.endpoint),
            "p256dh": p256dh,
            "auth": auth,
        }

    async def _check(self, choices: PushChoices) -> None:
        known = {shape.code for shape in (await self._shapes.district_shapes()).districts}
        is_half = (choices.quiet_from is None) != (choices.quiet_until is None)
        if is_half or choices.locale not in self._context.city.locales or not set(choices.districts) <= known:
            raise ChoiceUnknown

    # --- Does it work?

    async def test(self, visitor: Visitor, key: str | None) -> PushState:
        """Send this device a test. Raises `PushNotSubscribed`, `IdempotencyKeyInvalid`, `IdempotencyKeyReused`."""
        async with self._context.db.write() as session:
            outcome = await self._context.idempotency.once(
                session, "push-test", key, fingerprint(visitor.device_id), lambda: self._send_test(session, visitor)
            )
        return outcome.decode(PushState)

    async def _send_test(self, session: Session, visitor: Visitor) -> Outcome:
        device_id = visitor.device_id
        found = await repository.of_device(session, device_id, lock=True) if device_id else None
        if found is None:
            raise PushNotSubscribed
        await self._ring(session, [found], _TEST)
        return Outcome.of(_shown(found))

    async def note_arrival(self, visitor: Visitor, revision: UUID) -> None:
        """The worker of a phone says that a test arrived. What was not sent to this device is ignored."""
        if visitor.device_id is None:
            return
        async with self._context.db.write() as session:
            await repository.note_arrival(session, visitor.device_id, revision, self._context.clock())

    async def tend(self) -> None:
        """Once a day: ask phones that have been silent for long, forget those that did not answer, check the rest."""
        now = self._context.clock()
        async with self._context.db.write() as session:
            await repository.forget_silent(session, forgotten_before(now.date()))
            silent = await repository.silent_since(session, asked_before(now.date()), _BATCH)
            await self._ring(session, silent, _QUESTION)
            for found in silent:
                found.asked_on = now.date()
            await self._ring(session, await repository.untested_since(session, now - CHECK_EVERY, _BATCH), _CHECK)

    async def _ring(self, session: Session, phones: Sequence[PushSubscription], words: Words) -> None:
        """One message to these phones; each confirms for itself that it arrived."""
        if not phones:
            return
        now = self._context.clock()
        translate = self._context.translations.translate
        alarm = Alarm(
            family=new_id(),
            revision=new_id(),
            look="test",
            kind=words.kind,
            exercise=False,
            severity="minor",
            area=AlarmArea(),
            devices=tuple(found.device_id for found in phones),
            sent_at=now,
            expires_at=now + words.lives,
            lines={
                locale: AlarmLine(translate(words.title, locale), translate(words.body, locale))
                for locale in self._context.city.locales
            },
            path=SETTINGS_PAGE,
        )
        for found in phones:
            found.test_id, found.tested_at = alarm.revision, now
        await self._bell.ring(session, alarm)

    async def vitals(self) -> list[Vital]:
        """How many phones want warnings, and on how many the last test arrived."""
        async with self._context.db.read() as session:
            total, tested, arrived = await repository.count_tested(session, self._context.clock() - CHECK_EVERY)
        return [
            Vital(
                key="push.phones",
                label=N_("Warnungen auf Handys"),
                state="ok" if arrived * 2 >= tested else "failing",
                detail=N_("Angemeldet: {total}. In 30 Tagen geprüft: {tested}, angekommen: {arrived}."),
                figures={"total": total, "tested": tested, "arrived": arrived},
            )
        ]


async def private_key(context: Context) -> bytes:
    """The app's key pair (PKCS #8, DER), made when nobody has asked before."""
    async with context.db.read() as session:
        known = await repository.read_key(session)
    if known is not None:
        return known
    fresh = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    async with context.db.write() as session:
        await repository.add_key(session, fresh, context.clock())
        stored = await repository.read_key(session)
    return stored or fresh


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:  # no base64, or letters that base64 does not know at all
        return b""


def _shown(found: PushSubscription) -> PushState:
    choices = msgspec.convert({_camel(name): getattr(found, name) for name in _FIELDS}, PushChoices)
    return PushState(endpoint=found.endpoint, choices=choices, tested_at=found.tested_at, arrived_at=found.arrived_at)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
