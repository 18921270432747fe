"""Ten thousand malformed uplinks: refused, counted, nothing stored."""

import pytest

from backend.sensors.feeds.reading import MalformedUplink
from backend.sensors.models import SensorDevice, SensorReading
from backend.sensors.rules import Outcome
from backend.sensors.uplink import Server
from tests.conftest import FrozenClock
from tests.sensors.kit import SensorKit
from tests.sensors.malformed import malformed_messages

NUMBER = 10_000


async def test_ten_thousand_malformed_uplinks_are_refused_counted_and_leave_nothing(
    kit: SensorKit, clock: FrozenClock
) -> None:
    refused = dict.fromkeys(Server, 0)
    for server, body in malformed_messages(NUMBER, clock(), seed=2):
        with pytest.raises(MalformedUplink):
            await kit.send(body, server)
        refused[server] += 1
    assert sum(refused.values()) == NUMBER
    assert {server: kit.counted(Outcome.MALFORMED, server) for server in Server} == refused
    for table in (SensorDevice, SensorReading):
        assert await kit.count(table) == 0
    assert await kit.count() == 0
