"""HTTP of the push slice: everything is about the device that asks."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from backend.core.db import Session
from backend.core.errors import InvalidRequest
from backend.core.http import problems
from backend.core.idempotency import IdempotencyKey, IdempotencyKeyInvalid, IdempotencyKeyReused
from backend.core.identity import Visitor
from backend.core.ownership import Owners
from backend.core.policy import ON_DEVICE, PUBLIC, allow
from backend.core.ratelimit import Rate, RateLimited, rate_limit
from backend.push.errors import ChoiceUnknown, PushAddressRefused, PushNotSubscribed
from backend.push.schemas import PushAddress, PushKeyView, PushReceipt, PushRequest, PushState
from backend.push.service import PushChoicesService

_CHANGES = Rate(20, per=60)
_TESTS = Rate(5, per=300)
_RECEIPTS = Rate(30, per=60)


class PushController(Controller):
    """Warnings on the phone: choose, test, end."""

    path = "/api/v1/push"
    opt = allow(ON_DEVICE)
    tags = ("Push",)

    @get("/key", operation_id="getPushKey", summary="The app's public key", policy=PUBLIC)
    async def get_key(self, push_service: NamedDependency[PushChoicesService]) -> PushKeyView:
        """What a browser needs to subscribe (VAPID, RFC 8292)."""
        return PushKeyView(public_key=await push_service.public_key())

    @get(
        "/subscription",
        operation_id="getPushSubscription",
        summary="What this device is told of",
        responses=problems(*ON_DEVICE.problems),
    )
    async def get_subscription(
        self, push_service: NamedDependency[PushChoicesService], visitor: NamedDependency[Visitor]
    ) -> PushState:
        """Address, choices and the last test of this device; empty when it gets no warnings."""
        return await push_service.state(visitor)

    @put(
        "/subscription",
        operation_id="putPushSubscription",
        summary="Be warned on this device",
        guards=[rate_limit("push-change", _CHANGES)],
        responses=problems(*ON_DEVICE.problems, InvalidRequest, PushAddressRefused, ChoiceUnknown, RateLimited),
    )
    async def put_subscription(
        self,
        push_service: NamedDependency[PushChoicesService],
        data: JSONBody[PushRequest],
        request: Request[Any, Any, Any],
        visitor: NamedDependency[Visitor],
        owners: NamedDependency[Owners],
    ) -> PushState:
        """Stores address and choices for this device. Sending the same again changes nothing."""

        async def find_device(session: Session) -> UUID:
            return await owners.device_of(session, request, visitor)

        return await push_service.put(data, find_device)

    @put(
        "/address",
        operation_id="confirmPushAddress",
        summary="This device is still there",
        status_code=204,
        guards=[rate_limit("push-change", _CHANGES)],
        responses=problems(*ON_DEVICE.problems, InvalidRequest, PushAddressRefused, PushNotSubscribed, RateLimited),
    )
    async def confirm_address(
        self,
        push_service: NamedDependency[PushChoicesService],
        data: JSONBody[PushAddress],
        visitor: NamedDependency[Visitor],
    ) -> None:
        """A sign of life when the app is opened, and the new address when the browser changed it; choices stay."""
        await push_service.confirm_address(visitor, data)

    @delete(
        "/subscription",
        operation_id="deletePushSubscription",
        summary="No more warnings on this device",
        guards=[rate_limit("push-change", _CHANGES)],
        responses=problems(*ON_DEVICE.problems, RateLimited),
    )
    async def delete_subscription(
        self, push_service: NamedDependency[PushChoicesService], visitor: NamedDependency[Visitor]
    ) -> None:
        """Deletes address, keys and choices. Sending it again changes nothing."""
        await push_service.end(visitor)

    @post(
        "/test",
        operation_id="testPush",
        summary="Send this device a test",
        guards=[rate_limit("push-test", _TESTS)],
        responses=problems(
            *ON_DEVICE.problems, PushNotSubscribed, IdempotencyKeyInvalid, IdempotencyKeyReused, RateLimited
        ),
    )
    async def test(
        self,
        push_service: NamedDependency[PushChoicesService],
        visitor: NamedDependency[Visitor],
        idempotency_key: IdempotencyKey = None,
    ) -> PushState:
        """A message that takes the way of a warning and says that it is a test. The phone confirms when it arrives."""
        return await push_service.test(visitor, idempotency_key)

    @post(
        "/receipts",
        operation_id="confirmPushTest",
        summary="A test has arrived",
        status_code=204,
        guards=[rate_limit("push-receipt", _RECEIPTS)],
        responses=problems(*ON_DEVICE.problems, InvalidRequest, RateLimited),
    )
    async def confirm_test(
        self,
        push_service: NamedDependency[PushChoicesService],
        data: JSONBody[PushReceipt],
        visitor: NamedDependency[Visitor],
    ) -> None:
        """Sent by the phone itself. What was not the last test of this device is ignored."""
        await push_service.note_arrival(visitor, data.revision)
