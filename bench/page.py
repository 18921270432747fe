"""What a phone loads and how long it waits: first load in bytes, time to the parking list on a throttled phone.

The phone is Chromium with a CPU four times slower, 150 ms there and back and 1.6 Mbit/s ("slow 4G" of the browser's own
tools). The time runs from the begin of the navigation to the first frame that shows an entry of the list.
"""

import asyncio
import statistics
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page

from bench import browser
from bench.report import Row, at_most, fact, main
from bench.scratch import sqlite_url
from bench.server import REPOSITORY, Server, app_environment, serving

T = TypeVar("T")
TITLE = "First load and time to the parking list on a throttled phone"
LIST = "/parken"
_ROUNDS = 5
_GOALS_KB = {"script": 40.0, "stylesheet": 8.0, "worker": 3.0, "font": 25.0}
_CPU_SLOWDOWN = 4
_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
_PATIENCE_MS = 60_000
_SEEN = "li.option"
_WATCH = """
new MutationObserver((_, observer) => {
  if (document.querySelector('li.option') === null) return;
  observer.disconnect();
  requestAnimationFrame(() => { globalThis.usableAt = performance.now(); });
}).observe(document, { subtree: true, childList: true });
"""
_KEPT = "async () => (await caches.match('/api/v1/parking/bays')) !== undefined"


def run() -> list[Row]:
    """Measure with the demo's data."""
    reason = browser.missing()
    if reason:
        return [fact("not run", reason)]
    with sqlite_url() as url:
        seed = [sys.executable, "-m", "backend", "seed", "--demo"]
        subprocess.run(seed, env=app_environment(url, 8000), cwd=REPOSITORY, check=True, capture_output=True)
        with serving(url, demo="true") as server:
            return asyncio.run(_measure(server))


async def _measure(server: Server) -> list[Row]:
    async with browser.chromium() as chromium:
        rows = _bytes(await _loaded(chromium, f"{server.url}/", "main"), with_goals=True)
        rows += _bytes(await _loaded(chromium, f"{server.url}{LIST}", _SEEN), with_goals=False)
        cold = [await _in_fresh_context(chromium, lambda page: _time(page, server)) for _ in range(_ROUNDS)]
        context = await chromium.new_context(viewport=browser.PHONE)
        await _let_worker_settle(context, server)
        again = [await _throttled(context, server) for _ in range(_ROUNDS)]
        server.stop()
        offline = [await _throttled(context, server) for _ in range(_ROUNDS)]
        await context.close()
    for what, times in (("cold", cold), ("second visit", again), ("server stopped", offline)):
        spread = f"{statistics.median(times):.2f} s ({min(times):.2f} to {max(times):.2f})"
        rows.append(fact(f"Time to the parking list, {what}", spread))
    return rows


def _bytes(paths: dict[str, set[str]], *, with_goals: bool) -> list[Row]:
    if with_goals:
        paths = {**paths, "worker": {"/sw.js"}}
    screen = "Start screen" if with_goals else "Parking list"
    rows = []
    for kind, goal in _GOALS_KB.items():
        if kind not in paths:
            continue
        size = sum(_size(path) for path in paths[kind]) / 1000
        name = f"{screen}: {kind}, brotli"
        rows.append(at_most(name, size, goal, "kB") if with_goals else fact(name, f"{size:.1f} kB"))
    return rows


def _size(path: str) -> int:
    """Bytes of a built file as they go over the network."""
    file = browser.DIST / path.lstrip("/")
    compressed = Path(f"{file}.br")
    return (compressed if compressed.exists() else file).stat().st_size


async def _loaded(chromium: Browser, url: str, until: str) -> dict[str, set[str]]:
    """Paths by kind of everything a fresh device asks for until the page shows `until` and comes to rest."""
    paths: dict[str, set[str]] = {}

    async def visit(page: Page) -> None:
        page.on("request", lambda asked: paths.setdefault(asked.resource_type, set()).add(urlsplit(asked.url).path))
        await page.goto(url)
        await page.wait_for_selector(until)
        await page.wait_for_load_state("load")

    await _in_fresh_context(chromium, visit, service_workers=False)
    return paths


async def _in_fresh_context(
    chromium: Browser, use: Callable[[Page], Awaitable[T]], *, service_workers: bool = True
) -> T:
    context = await chromium.new_context(
        viewport=browser.PHONE, service_workers="allow" if service_workers else "block"
    )
    try:
        return await use(await context.new_page())
    finally:
        await context.close()


async def _throttled(context: BrowserContext, server: Server) -> float:
    page = await context.new_page()
    try:
        return await _time(page, server)
    finally:
        await page.close()


async def _time(page: Page, server: Server) -> float:
    """Seconds until the parking list is there."""
    tools = await page.context.new_cdp_session(page)
    await tools.send("Network.enable")
    await tools.send("Network.emulateNetworkConditions", _NETWORK)
    await tools.send("Emulation.setCPUThrottlingRate", {"rate": _CPU_SLOWDOWN})
    await page.add_init_script(_WATCH)
    await page.goto(f"{server.url}{LIST}", wait_until="commit", timeout=_PATIENCE_MS)
    await page.wait_for_function("() => globalThis.usableAt !== undefined", timeout=_PATIENCE_MS)
    return float(await page.evaluate("usableAt")) / 1000


async def _let_worker_settle(context: BrowserContext, server: Server) -> None:
    """Visit until the service worker is in charge and has kept the list, as after a first day of use."""
    page = await context.new_page()
    await page.goto(f"{server.url}{LIST}")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.reload()
    await page.wait_for_selector(_SEEN)
    await page.wait_for_function(_KEPT, timeout=_PATIENCE_MS)
    await page.close()


if __name__ == "__main__":
    main(TITLE, run)
