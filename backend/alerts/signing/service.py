"""Use cases: sign what is published, show the keys, take a new one."""

from typing import Any
from urllib.parse import urlsplit

from backend.alerts.service import JWS_PATH
from backend.alerts.signing import repository
from backend.alerts.signing.signatures import (
    SigningKey,
    certificates_pem,
    key_set,
    make_key,
    signed_json,
    signed_xml,
)
from backend.core.context import Context

_CHANGED = "alerts.signing_keys"


class SigningService:
    """Holds the keys in memory. The first pair is made when no process has made one before."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._keys: tuple[SigningKey, ...] = ()

    async def start(self) -> None:
        """Load the keys and follow what a command changes."""
        self._context.broadcast.subscribe(_CHANGED, self._on_change)
        self._context.broadcast.on_reconnect(self._load)
        await self._load()

    async def _on_change(self, _payload: bytes) -> None:
        await self._load()
        self._context.snapshots.invalidate(JWS_PATH)

    async def _load(self) -> None:
        async with self._context.db.read() as session:
            keys = await repository.read_keys(session)
        if not keys:
            async with self._context.db.write() as session:
                await repository.add_first(session, self._fresh(), self._context.clock())
                keys = await repository.read_keys(session)
        self._keys = tuple(keys)

    def _fresh(self) -> SigningKey:
        name = urlsplit(self._context.settings.public_url).hostname
        return make_key(name or self._context.city.name, self._context.clock())

    async def renew(self, *, forget_old: bool) -> None:
        """A new key signs from now on. The old ones are still published, unless they are no longer to be trusted."""
        async with self._context.db.write() as session:
            if forget_old:
                await repository.delete_keys(session)
            await repository.add_next(session, self._fresh(), self._context.clock())
            self._context.broadcast.publish(session, _CHANGED, b"")

    # --- Signing

    def xml(self, document: bytes) -> bytes:
        """A CAP message with its signature."""
        return signed_xml(document, self._keys[0])

    def json(self, body: bytes) -> bytes:
        """A JWS around the body."""
        return signed_json(body, self._keys[0])

    # --- What receivers need

    def key_set(self) -> dict[str, Any]:
        """All published keys, the one that signs first."""
        return key_set([key.certificate for key in self._keys])

    def certificates(self) -> str:
        """The same as certificates in PEM."""
        return certificates_pem([key.certificate for key in self._keys])
