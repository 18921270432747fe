"""From the uplink to the screen: a real Chromium shows the parking list while 200 uplinks a second change the city.

A few of the uplinks set the disabled bays nearest to the centre free, the farthest of them first, so that each comes
into the list at its top. The page's own `MutationObserver` notes when the bay is there, one animation frame later.
"""

import asyncio
import time
from uuid import UUID

from playwright.async_api import Page

from backend.core.city import load_city
from backend.core.geo import Point, distance_m
from bench import browser
from bench.report import Row, at_most, fact, main, percentile
from bench.scratch import bay_position, fill, sqlite_url
from bench.server import REPOSITORY, Server, serving
from bench.traffic import Sensor
from bench.uplinks import STEADY_RATE, send_steadily

TITLE = "Uplink to the screen of a browser (SQLite, parking list open)"
_SENSORS = 5_000
_PROBES = 60
_PROBE_EVERY = 66
_GOAL_S = 1.0
_PATIENCE_MS = 30_000
_OBSERVE = """(ids) => {
  const wanted = new Map(ids.map((id) => [`/parken/platz/${id}`, id]));
  globalThis.seen = {};
  const look = () => {
    for (const link of document.querySelectorAll('li[data-status="free"] a[href^="/parken/platz/"]')) {
      const id = wanted.get(link.getAttribute('href'));
      if (id === undefined) continue;
      wanted.delete(link.getAttribute('href'));
      requestAnimationFrame(() => { seen[id] = performance.timeOrigin + performance.now(); });
    }
  };
  const what = { subtree: true, childList: true, attributes: true, attributeFilter: ['data-status', 'href'] };
  new MutationObserver(look).observe(document.body, what);
}"""


def run() -> list[Row]:
    """Measure once."""
    reason = browser.missing()
    if reason:
        return [fact("not run", reason)]
    with sqlite_url() as url:
        sensors = fill(url, _SENSORS)
        with serving(url) as server:
            delays = asyncio.run(_watch(server, sensors))
    what = f"{STEADY_RATE} uplinks/s, uplink to screen"
    return [
        fact(f"{what}, p50 of {len(delays)}", f"{percentile(delays, 0.5):.2f} s"),
        at_most(f"{what}, p95", percentile(delays, 0.95), _GOAL_S, "s"),
        fact(f"{what}, maximum", f"{max(delays):.2f} s"),
    ]


def _probes(sensors: list[Sensor]) -> list[Sensor]:
    """Sensors of the disabled bays nearest to the centre, the farthest of them first."""
    centre = load_city(REPOSITORY / "content").center
    middle = Point(centre.lat, centre.lon)
    disabled = [sensor for sensor in sensors if sensor.number % 5 == 0]
    disabled.sort(key=lambda sensor: distance_m(middle, bay_position(centre, _SENSORS, sensor.number)))
    return disabled[_PROBES - 1 :: -1]


async def _watch(server: Server, sensors: list[Sensor]) -> list[float]:
    probes = _probes(sensors)
    others = [sensor for sensor in sensors if sensor not in set(probes)]
    reports: list[tuple[Sensor, bool]] = []
    for number, probe in enumerate(probes):
        reports += [(sensor, bool(sensor.number % 3)) for sensor in others[number * _PROBE_EVERY :][:_PROBE_EVERY]]
        reports.append((probe, False))
    async with browser.chromium() as chromium:
        page = await chromium.new_page(viewport=browser.PHONE)
        await page.goto(f"{server.url}/parken?zeige=disabled")
        await page.wait_for_selector("li.option")
        return await _measure(page, server, probes, reports)


async def _measure(page: Page, server: Server, probes: list[Sensor], reports: list[tuple[Sensor, bool]]) -> list[float]:
    ids = [str(probe.bay_id) for probe in probes]
    await page.evaluate(_OBSERVE, ids)
    planned: dict[UUID, float] = {}
    to_epoch = time.time() - time.monotonic()
    await send_steadily(server, reports, STEADY_RATE, planned)
    await page.wait_for_function("count => Object.keys(seen).length === count", arg=len(ids), timeout=_PATIENCE_MS)
    seen: dict[str, float] = await page.evaluate("seen")
    return [seen[str(probe.bay_id)] / 1000 - (planned[probe.bay_id] + to_epoch) for probe in probes]


if __name__ == "__main__":
    main(TITLE, run)
