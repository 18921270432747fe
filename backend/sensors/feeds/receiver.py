"""From message to outcome, the same for every transport: read, count, store."""

from collections.abc import Mapping

from backend.core.clock import Clock
from backend.sensors.feeds import chirpstack, things_stack
from backend.sensors.feeds.reading import MalformedUplink, Parser
from backend.sensors.rules import Outcome
from backend.sensors.schemas import Arrival
from backend.sensors.service.arrival import SensorService
from backend.sensors.uplink import Server

PARSERS: Mapping[Server, Parser] = {
    Server.CHIRPSTACK: chirpstack.parse,
    Server.THINGS_STACK: things_stack.parse,
}


class Receiver:
    """Reads messages of network servers and has the service store them."""

    def __init__(self, service: SensorService, clock: Clock) -> None:
        self._service = service
        self._clock = clock

    async def receive(self, server: Server, event: str, body: bytes, transport: str) -> Outcome:
        """What became of the message. Raises `MalformedUplink` (counted, nothing stored) and `InboxFull`."""
        try:
            uplink = PARSERS[server](body, event, self._clock())
        except MalformedUplink:
            self._service.count(server, transport, Outcome.MALFORMED)
            raise
        if uplink is None:
            self._service.count(server, transport, Outcome.IGNORED)
            return Outcome.IGNORED
        return await self._service.accept(Arrival(uplink, transport))
