"""Who may deliver uplinks over HTTP."""

import hmac
from collections.abc import Iterable
from ipaddress import ip_address

from backend.core.asgi import Scope
from backend.core.ratelimit import client_address, parse_networks
from backend.sensors.errors import WebhookNetworkRefused, WebhookNotConfigured, WebhookSecretWrong

SECRET_HEADER = "X-Webhook-Secret"  # noqa: S105 -- the header's name
_HEADER = SECRET_HEADER.lower().encode()


class WebhookGate:
    """Checks network and secret before a body is read."""

    def __init__(self, secret: str, networks: Iterable[str], trusted_proxies: Iterable[str]) -> None:
        self._secret = secret.encode()
        self._networks = parse_networks(networks)
        self._trusted = parse_networks(trusted_proxies)

    def check(self, scope: Scope) -> None:
        """Raise one of this slice's webhook problems unless the caller may deliver."""
        if not self._secret:
            raise WebhookNotConfigured
        if self._networks and not self._is_in_network(client_address(scope, self._trusted)):
            raise WebhookNetworkRefused
        given = next((value for name, value in scope["headers"] if name.lower() == _HEADER), b"")
        if not hmac.compare_digest(given, self._secret):
            raise WebhookSecretWrong

    def _is_in_network(self, address: str) -> bool:
        if not address:
            return False
        return any(ip_address(address) in network for network in self._networks)
