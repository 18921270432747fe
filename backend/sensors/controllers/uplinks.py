"""Webhooks for network servers. Answered as soon as the uplink is durable; the work comes after."""

from typing import Annotated, Any

from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, QueryParameter
from litestar.status_codes import HTTP_202_ACCEPTED

from backend.core.errors import PayloadTooLarge
from backend.core.http import problems
from backend.core.policy import MACHINE, allow
from backend.sensors.errors import (
    InboxFull,
    UplinkFromTheFuture,
    UplinkMalformed,
    WebhookNetworkRefused,
    WebhookNotConfigured,
    WebhookSecretWrong,
)
from backend.sensors.feeds.reading import MalformedUplink
from backend.sensors.feeds.receiver import Receiver
from backend.sensors.guards import WebhookGate
from backend.sensors.rules import Outcome
from backend.sensors.schemas import Accepted
from backend.sensors.uplink import Server

MAX_BODY_BYTES = 64 * 1024
_TRANSPORT = "http"
_PROBLEMS = problems(
    UplinkMalformed,
    WebhookSecretWrong,
    WebhookNetworkRefused,
    PayloadTooLarge,
    UplinkFromTheFuture,
    WebhookNotConfigured,
    InboxFull,
)
_Secret = Annotated[
    str | None, HeaderParameter(name="X-Webhook-Secret", description="The secret shared with the network server.")
]


class SensorUplinkController(Controller):
    """For LoRaWAN network servers that know the secret."""

    path = "/api/v1/sensors/uplinks"
    opt = allow(MACHINE)
    tags = ["Sensors"]  # noqa: RUF012 -- read by the framework as a plain class attribute
    request_max_body_size = MAX_BODY_BYTES

    @post(
        "/chirpstack",
        operation_id="receiveChirpstackEvent",
        summary="Take an event of ChirpStack v4",
        status_code=HTTP_202_ACCEPTED,
        responses=_PROBLEMS,
    )
    async def receive_chirpstack_event(
        self,
        request: Request[Any, Any, Any],
        receiver: NamedDependency[Receiver],
        webhook_gate: NamedDependency[WebhookGate],
        event: Annotated[
            str, QueryParameter(description="`up`, `join`, `status` or `log`; others are taken and ignored.")
        ],
        secret: _Secret = None,
    ) -> Accepted:
        """HTTP integration in JSON. `event=up` carries a frame; repeats are recognised and also answered with 202."""
        webhook_gate.check(request.scope)
        return await _receive(receiver, Server.CHIRPSTACK, event, await request.body())

    @post(
        "/things-stack",
        operation_id="receiveThingsStackMessage",
        summary="Take a message of The Things Stack v3",
        status_code=HTTP_202_ACCEPTED,
        responses=_PROBLEMS,
    )
    async def receive_things_stack_message(
        self,
        request: Request[Any, Any, Any],
        receiver: NamedDependency[Receiver],
        webhook_gate: NamedDependency[WebhookGate],
        secret: _Secret = None,
    ) -> Accepted:
        """Webhook in JSON, one address for all kinds of messages; those that are no uplink or join are ignored."""
        webhook_gate.check(request.scope)
        return await _receive(receiver, Server.THINGS_STACK, "", await request.body())


async def _receive(receiver: Receiver, server: Server, event: str, body: bytes) -> Accepted:
    try:
        outcome = await receiver.receive(server, event, body, _TRANSPORT)
    except MalformedUplink as error:
        raise UplinkMalformed(reason=error.reason) from error
    if outcome is Outcome.FUTURE:
        raise UplinkFromTheFuture
    return Accepted(accepted=True)
