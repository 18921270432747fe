"""What the service worker does besides answering requests: push messages, links in them, two builds side by side."""

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import installed
from tests.e2e.served import Served

OpenPage = Callable[..., Page]
MESSAGE = {
    "web_push": 8030,
    "notification": {"title": "Probe", "body": "Ein Text", "lang": "de", "navigate": "/parken"},
}


def test_a_declarative_push_message_becomes_a_notification(app: Served, open_page: OpenPage) -> None:
    page = open_page(app.url)
    page.context.grant_permissions(["notifications"], origin=app.url)
    installed(page)
    session = page.context.new_cdp_session(page)
    registrations: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(found["registrationId"] for found in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")

    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": app.url, "registrationId": registrations[-1], "data": json.dumps(MESSAGE)},
    )

    shown = page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.ready;
          for (;;) {
            const [first] = await registration.getNotifications();
            if (first) return [first.title, first.body, first.lang, first.data];
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }"""
    )
    assert shown == ["Probe", "Ein Text", "de", "/parken"]


def test_private_answers_streams_and_questions_are_not_kept(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/parken")
    installed(page)
    page.goto(f"{app.url}/orte?q=rathaus")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    kept = page.evaluate("caches.open('snapshots').then((c) => c.keys()).then((all) => all.map((r) => r.url))")

    assert not [url for url in kept if "?" in url or url.endswith("/live")]


def test_an_old_build_is_kept_beside_the_new_one_and_older_ones_go(app: Served, open_page: OpenPage) -> None:
    page = open_page(app.url)
    page.evaluate("Promise.all(['shell-old-1', 'shell-old-2'].map((name) => caches.open(name)))")
    page.evaluate("navigator.serviceWorker.ready.then((registration) => registration.unregister())")
    page.evaluate(
        "caches.keys().then((all) => Promise.all(all.filter((n) => !n.includes('old')).map((n) => caches.delete(n))))"
    )

    page.reload()
    installed(page)

    shells = page.evaluate("caches.keys().then((all) => all.filter((name) => name.startsWith('shell-')))")
    assert len(shells) == 2
    assert "shell-old-2" in shells
    assert "shell-old-1" not in shells
