"""Phones for tests and benchmarks of sending: their subscriptions in a database, and the keys to open messages with."""

import base64
import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import http_ece
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.core.db import Database, upsert
from backend.core.ids import new_id
from backend.push.models import PushSubscription

_INSERT_AT_ONCE = 5_000
_PAIRS = 5_000


class Phone(msgspec.Struct):
    """A phone's own secrets."""

    id: UUID
    device_id: UUID
    endpoint: str
    private: ec.EllipticCurvePrivateKey
    point: bytes
    auth: bytes

    def read(self, body: bytes) -> dict[str, Any]:
        """Open a message with an implementation that is not ours, and read it as the worker does."""
        text = http_ece.decrypt(body, private_key=self.private, auth_secret=self.auth, version="aes128gcm")
        notification: dict[str, Any] = msgspec.json.decode(text)["notification"]
        return notification

    def as_pywebpush(self) -> dict[str, Any]:
        """Subscription info as browsers give it."""
        return {"endpoint": self.endpoint, "keys": {"p256dh": _text(self.point), "auth": _text(self.auth)}}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def phones(count: int, address: str, pairs: int = _PAIRS) -> Iterator[Phone]:
    """Phones at `address` + number, each with a secret of its own; beyond `pairs` of them key pairs come again."""
    made = []
    for number in range(count):
        if number < pairs:
            private = ec.generate_private_key(ec.SECP256R1())
            made.append((private, private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)))
        private, point = made[number % pairs]
        yield Phone(new_id(), new_id(), f"{address}{number}", private, point, os.urandom(16))


async def subscribe(db: Database, wanted: list[Phone], **choices: Any) -> None:
    """Store them, `choices` as columns of `PushSubscription`."""
    now = datetime.now(UTC)
    fixed = {
        "locale": "de",
        "severity": "severe",
        "districts": [],
        "cell": None,
        "categories": [],
        "quiet_from": None,
        "quiet_until": None,
        "exercises": False,
        "created_at": now,
        "seen_on": now.date(),
        **choices,
    }
    rows = [
        {
            "id": phone.id,
            "device_id": phone.device_id,
            "endpoint": phone.endpoint,
            "endpoint_digest": hashlib.sha256(phone.endpoint.encode()).digest(),
            "p256dh": phone.point,
            "auth": phone.auth,
            **fixed,
        }
        for phone in wanted
    ]
    async with db.write() as session:
        for at in range(0, len(rows), _INSERT_AT_ONCE):
            await session.execute(upsert(session, PushSubscription), rows[at : at + _INSERT_AT_ONCE])
