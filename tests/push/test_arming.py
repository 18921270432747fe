"""A key made before an alarm is used once, and only for the phone as it is now."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from backend.push.arming import KEPT, Armoury
from tests.push.test_sealing import AUTH, SUBSCRIBER

PHONE = UUID(int=1)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def _taken(armoury: Armoury, auth: bytes = AUTH, later: timedelta = timedelta()) -> bytes:
    return armoury.take(PHONE, SUBSCRIBER, auth, NOW + later).public


def test_an_armed_key_is_handed_out_once() -> None:
    armoury = Armoury()
    armoury.arm(PHONE, SUBSCRIBER, AUTH, NOW)
    assert len(armoury) == 1
    assert _taken(armoury) != _taken(armoury)
    assert len(armoury) == 0


def test_a_key_of_yesterday_or_of_another_address_is_not_used() -> None:
    twin = Armoury()
    twin.arm(PHONE, SUBSCRIBER, AUTH, NOW)
    held = twin._keys[PHONE][2].public
    assert _taken(twin, later=KEPT) != held
    twin.arm(PHONE, SUBSCRIBER, AUTH, NOW)
    held = twin._keys[PHONE][2].public
    assert _taken(twin, auth=bytes(16)) != held


def test_ending_drops_the_key() -> None:
    armoury = Armoury()
    armoury.arm(PHONE, SUBSCRIBER, AUTH, NOW)
    armoury.drop(PHONE)
    assert len(armoury) == 0
