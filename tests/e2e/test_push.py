"""Somebody wants to be warned on the phone: turns it on by keyboard, chooses, sees that a message is shown once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import installed, text
from tests.e2e.served import Served
from tests.e2e.test_everyone import settled, violations

OpenPage = Callable[..., Page]
SCREEN = "/warnungen/benachrichtigungen"
# Chromium without its push service never answers `subscribe`: this stands in for that service, with its real shapes.
SERVICE = """
  let kept = null;
  const text = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/[+]/g, '-').replace(/[/]/g, '_').replace(/=+$/, '');
  PushManager.prototype.getSubscription = async () => kept;
  PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
    if (!userVisibleOnly || applicationServerKey.length !== 87) throw new Error('refused');
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const point = await crypto.subtle.exportKey('raw', pair.publicKey);
    const keys = { p256dh: text(point), auth: text(crypto.getRandomValues(new Uint8Array(16))) };
    const endpoint = 'https://fcm.googleapis.com/fcm/send/journey';
    kept = { toJSON: () => ({ endpoint, keys }), unsubscribe: async () => { kept = null; return true; } };
    return kept;
  };
"""
SHOWN = """async (last) => {
  const registration = await navigator.serviceWorker.ready;
  let seen = [];
  for (let turn = 0; turn < 300 && !seen.some(([title]) => title === last); turn += 1) {
    const all = await registration.getNotifications();
    seen = all.map(({ title, tag, icon }) => [title, tag, new URL(icon).pathname]);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return seen;
}"""


class Pushing:
    """Hands messages to the worker, as the browser does when its push service brings one."""

    def __init__(self, page: Page, url: str) -> None:
        self._page, self._url = page, url
        self._session = page.context.new_cdp_session(page)
        self._ids: list[str] = []
        self._session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: self._ids.extend(found["registrationId"] for found in event["registrations"]),
        )
        self._session.send("ServiceWorker.enable")
        page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")

    def bring(self, title: str, tag: str, minute: int, **data: str) -> None:
        at = datetime(2026, 11, 23, 12, minute, tzinfo=UTC)
        notification: dict[str, Any] = {"title": title, "body": "Text", "lang": "de", "navigate": "/parken", "tag": tag}
        notification |= {"timestamp": int(at.timestamp() * 1000), "data": {"look": "civil", "kind": "alert", **data}}
        message = json.dumps({"web_push": 8030, "notification": notification})
        self._session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self._url, "registrationId": self._ids[-1], "data": message},
        )

    def shown(self, last: str) -> list[list[str]]:
        """What stands on the screen once the message with the title `last` does."""
        found: list[list[str]] = self._page.evaluate(SHOWN, last)
        return found


def by_keyboard(page: Page, name: str) -> None:
    """Tab until the button has the focus, then press it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.textContent?.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} is not reached by keyboard")


@pytest.mark.parametrize("locale", ["de", "ar"])
def test_warnings_are_turned_on_by_keyboard_chosen_and_shown_once(
    own_app: Served, open_page: OpenPage, locale: str
) -> None:
    page = open_page(own_app.url, locale=locale)
    page.context.add_init_script(SERVICE)
    page.context.grant_permissions(["notifications"], origin=own_app.url)
    page.goto(f"{own_app.url}{SCREEN}")
    installed(page)

    def word(message: str) -> str:
        return text(locale, message)

    expect(page.get_by_role("heading", name=word("Warnungen sind aus"))).to_be_visible()
    settled(page)
    assert violations(page) == []
    by_keyboard(page, word("Warnungen einschalten"))
    expect(page.get_by_role("heading", name=word("Dieses Gerät wird gewarnt"))).to_be_visible()
    expect(page.get_by_role("radio", name=word("Große Gefahr"))).to_be_checked()
    page.get_by_role("radio", name=word("Extreme Gefahr")).check()
    page.get_by_label(word("Nachts nicht stören, außer bei extremer Gefahr")).check()
    expect(page.get_by_label(word("Von"), exact=True)).to_have_value("22:00")
    page.get_by_role("button", name="Hüls", exact=True).click()
    settled(page)
    assert violations(page) == []

    def stored() -> dict[str, Any]:
        found: dict[str, Any] = page.evaluate("fetch('/api/v1/push/subscription').then((a) => a.json())")
        return found

    own_app.until(lambda: len(stored()["choices"]["districts"]) == 1)
    choices = stored()["choices"]
    assert (choices["severity"], choices["quietFrom"], choices["locale"]) == ("extreme", 1320, locale)

    pushing = Pushing(page, own_app.url)
    pushing.bring("Starkregen", "family-1", 0)
    assert pushing.shown("Starkregen") == [["Starkregen", "family-1", "/icons/push-civil.png"]]
    pushing.bring("Starkregen, neuer Stand", "family-1", 5)
    assert pushing.shown("Starkregen, neuer Stand") == [
        ["Starkregen, neuer Stand", "family-1", "/icons/push-civil.png"]
    ]
    pushing.bring("Wiederholung", "family-1", 5)  # the same once more, and one that comes too late
    pushing.bring("Verspätet", "family-1", 1)
    pushing.bring("Zu Hause", "family-2", 6, look="home")
    assert sorted(pushing.shown("Zu Hause")) == [
        ["Starkregen, neuer Stand", "family-1", "/icons/push-civil.png"],
        ["Zu Hause", "family-2", "/icons/push-home.png"],
    ]
    pushing.bring("Entwarnung", "family-1", 9, kind="allClear")
    assert sorted(pushing.shown("Entwarnung")) == [
        ["Entwarnung", "family-1", "/icons/push-clear.png"],
        ["Zu Hause", "family-2", "/icons/push-home.png"],
    ]

    page.get_by_role("button", name=word("Warnungen ausschalten")).click()
    expect(page.get_by_role("heading", name=word("Warnungen sind aus"))).to_be_visible()
    assert stored()["endpoint"] is None


def test_a_phone_that_blocks_messages_says_so_and_where_to_change_it(app: Served, open_page: OpenPage) -> None:
    page = open_page(app.url)
    page.context.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    page.goto(f"{app.url}{SCREEN}")

    expect(page.get_by_text("Erlauben Sie sie in den Einstellungen des Browsers.")).to_be_visible()
    expect(page.get_by_role("button", name="Warnungen einschalten")).to_have_count(0)
    settled(page)
    assert violations(page) == []
