"""One-time keys made before an alarm, so that only the cheap half of sealing is left when seconds count.

Each is a fresh pair for one message of one subscription, as RFC 8291 asks, only made earlier. They live in the memory
of the process that sends, are never stored, and are taken once.
"""

from datetime import datetime, timedelta
from uuid import UUID

from backend.push.sealing import OneTimeKey, prepare

KEPT = timedelta(days=1)


class Armoury:
    """The one-time keys of one process, about 100 bytes of key for each subscription."""

    def __init__(self) -> None:
        self._keys: dict[UUID, tuple[bytes, datetime, OneTimeKey]] = {}

    def arm(self, subscription: UUID, p256dh: bytes, auth: bytes, now: datetime) -> None:
        """Have a key ready, unless there is a good one. Raises `ValueError` when `p256dh` is no point of the curve."""
        held = self._keys.get(subscription)
        if held is None or held[0] != p256dh + auth or now - held[1] >= KEPT:
            self._keys[subscription] = (p256dh + auth, now, prepare(p256dh, auth))

    def take(self, subscription: UUID, p256dh: bytes, auth: bytes, now: datetime) -> OneTimeKey:
        """A key for exactly one message: the one made before if it still fits, else one made now."""
        held = self._keys.pop(subscription, None)
        if held is None or held[0] != p256dh + auth or now - held[1] >= KEPT:
            return prepare(p256dh, auth)
        return held[2]

    def drop(self, subscription: UUID) -> None:
        """Forget the key of a subscription that has ended."""
        self._keys.pop(subscription, None)

    def keep_only(self, subscriptions: set[UUID]) -> None:
        """Forget the keys of all others."""
        self._keys = {phone: held for phone, held in self._keys.items() if phone in subscriptions}

    def __len__(self) -> int:
        return len(self._keys)
