"""Chromium's virtual authenticators, driven over its debugging protocol (WebAuthn domain)."""

from playwright.sync_api import Page


class VirtualDevice:
    """A phone or security key beside the browser; it says yes at once, like a finger on the sensor."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable", {"enableUI": False})
        self._id = ""
        self.plug_in()

    def plug_in(self) -> None:
        """A fresh authenticator without any passkey."""
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self._id = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def lose(self) -> None:
        """The device is gone with its passkeys."""
        self._session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self._id})

    def refuse(self) -> None:
        """The person does not show a finger: the browser's dialog ends without a proof."""
        self._session.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": False})

    @property
    def passkeys(self) -> int:
        """How many passkeys it holds."""
        return len(self._session.send("WebAuthn.getCredentials", {"authenticatorId": self._id})["credentials"])
