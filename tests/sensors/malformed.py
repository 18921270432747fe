"""Broken messages by the thousand, each wrong for certain."""

import random
from collections.abc import Iterator
from datetime import datetime

from backend.sensors.uplink import Server
from tests.sensors.kit import EUI, chirpstack_up, things_stack_up

_IDENTIFIERS = (b'"xyz"', b"7", b'["a"]', b"null", b'""', b"{}", b"true", b'"01020304050607080"')
_COUNTERS = (b"-1", b"4294967296", b'"7"', b"1.5", b"null", b"[]", b"true", b"1e99")


def malformed_messages(number: int, now: datetime, seed: int = 1) -> Iterator[tuple[Server, bytes]]:
    """Cut off, given a wrong value, or dirtied; the same for the same seed."""
    dice = random.Random(seed)
    for _ in range(number):
        server = dice.choice(list(Server))
        write = chirpstack_up if server is Server.CHIRPSTACK else things_stack_up
        good = write(now, f_cnt=777_777, f_port=dice.randrange(1, 200))
        yield server, _break(dice, good)


def _break(dice: random.Random, good: bytes) -> bytes:
    match dice.randrange(5):
        case 0:
            return good[: dice.randrange(len(good))]
        case 1:
            return good.replace(f'"{EUI}"'.encode(), dice.choice(_IDENTIFIERS))
        case 2:
            return dice.choice((b"\x00", b"\xff", b"]", b"}", b",")) + good
        case 3:
            return good.replace(b'"AQ=="', b'"' + bytes(dice.choices(b"!?#", k=dice.randrange(1, 9))) + b'"')
        case _:
            return good.replace(b"777777", dice.choice(_COUNTERS))
