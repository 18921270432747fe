"""A real browser against the real app. `CHROMIUM` names the browser; else it is looked for on the path."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.served import REPOSITORY, Served, make_template

PWA = REPOSITORY / "pwa"
_CATALOGUES = PWA / "src" / "core" / "i18n" / "catalogues"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_WAIT_MS = 15_000
# "Slow 3G" of the browser's own tools: 400 kbit/s, 400 ms there and back
_SLOW_NETWORK = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
_PLURAL_MARK = "\u0000"

RATHAUS = "Behindertenparkplatz Rathaus 3"
MEDIOTHEK = "Behindertenparkplatz Mediothek 1"
# Long enough ago for the next report to count at once: quick changes are damped.
AGE = timedelta(minutes=10)
SENSORS = {RATHAUS: "020000de00000041", MEDIOTHEK: "020000de00000042"}


def text(locale: str, message: str, **values: object) -> str:
    """A message of the interface in a language; German where it is not translated, as on the screen."""
    catalogue: dict[str, Any] = {}
    if locale != "de":
        catalogue = json.loads((_CATALOGUES / f"{locale}.json").read_text(encoding="utf-8"))
    found = catalogue.get(message, message)
    for name, value in values.items():
        found = found.replace(f"{{{name}}}", str(value))
    return str(found)


@pytest.fixture(scope="session")
def built() -> None:
    """The web app in `pwa/dist`; built here when nobody has."""
    if not (PWA / "dist" / "sw.js").is_file():
        npm = shutil.which("npm")
        assert npm, "npm is needed to build the web app"
        subprocess.run([npm, "--prefix", str(PWA), "run", "build"], check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seeded database to copy."""
    return make_template(tmp_path_factory.mktemp("template"))


def _bay_id(served: Served, name: str) -> str:
    return next(str(bay["id"]) for bay in served.bays() if bay["name"] == name)


@pytest.fixture(scope="session")
def app(built: None, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One app for tests that change nothing; two disabled bays near the town hall are free."""
    served = Served(tmp_path_factory.mktemp("app"), template)
    served.start()
    for name, dev_eui in SENSORS.items():
        served.say_until(_bay_id(served, name), dev_eui, occupied=False, age=AGE)
    yield served
    served.stop()


@pytest.fixture
def own_app(built: None, template: Path, tmp_path: Path) -> Iterator[Served]:
    """An app of the test's own, to stop, to start and to write to."""
    served = Served(tmp_path, template)
    served.start()
    for name, dev_eui in SENSORS.items():
        served.say_until(_bay_id(served, name), dev_eui, occupied=False, age=AGE)
    yield served
    served.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    found = (
        os.environ.get("CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if found is None:
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield opened
        opened.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """`open_page(url, locale="ar", dark=True, wide=True, badge=True, slow=True)`: a fresh device with these choices.

    Fails afterwards when a page threw an error or asked a foreign host for anything.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(
        url: str, *, locale: str = "de", dark: bool = False, wide: bool = False, badge: bool = False, slow: bool = False
    ) -> Page:
        size = (1280, 800) if wide else (390, 844)
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            locale="de-DE",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(_WAIT_MS)
        choices = {"settings": {"locale": locale}, "device:parking-profile": {"blueBadge": badge}}
        lines = [
            f"localStorage.setItem({json.dumps(key)}, {json.dumps(json.dumps(value))})"
            for key, value in choices.items()
        ]
        context.add_init_script(f"if (origin !== 'null' && !localStorage.getItem('settings')) {{ {'; '.join(lines)} }}")
        host = url.split("/")[2]
        context.on("request", lambda request: _note_foreign(request.url, host, faults))
        context.on("weberror", lambda error: faults.append(str(error.error)))
        page = context.new_page()
        if slow:
            _throttle(page)
        page.goto(url, wait_until="commit" if slow else "load")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


def _throttle(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _SLOW_NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})


def _note_foreign(url: str, host: str, faults: list[str]) -> None:
    if not url.startswith((f"http://{host}/", "data:", "blob:")):
        faults.append(f"foreign request: {url}")


_INSTALLED = """async () => {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
  while (navigator.serviceWorker.controller === null) await pause();
  const cache = await caches.open('snapshots');
  const wanted = ['city', 'districts', 'parking/bays', 'parking/sites', 'parking/forecasts', 'places'];
  const missing = async () => {
    const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
    return wanted.some((name) => !kept.has(`/api/v1/${name}`));
  };
  while (await missing()) await pause();
}"""


def installed(page: Page) -> None:
    """Wait until the service worker is in charge and has fetched the data it keeps for the first offline start."""
    page.evaluate(_INSTALLED)  # waiting by `wait_for_function` would need eval, which the page forbids
