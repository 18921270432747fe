"""The configured base map replaces the schematic one, and its absence is said, never an empty map."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.served import Served

OpenPage = Callable[..., Page]
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CREDIT = "Beispiel-Kartenamt"


def test_without_its_file_the_schematic_map_stays_and_says_so(
    built: None, template: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    app = Served(tmp_path, template, APP_MAP_STYLE_URL="pmtiles:///map/city.pmtiles", APP_MAP_ATTRIBUTION=CREDIT)
    app.start()
    try:
        page = open_page(f"{app.url}/karte")

        expect(page.get_by_text("Die genaue Karte ist gerade nicht erreichbar")).to_be_visible()
        expect(page.locator(".map-box[data-ready]:not([data-base])")).to_have_count(1)
    finally:
        app.stop()


def test_a_style_that_loads_is_shown_with_its_credit(
    built: None, template: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    app = Served(tmp_path, template, APP_MAP_STYLE_URL="{url}/map/style.json", APP_MAP_ATTRIBUTION=CREDIT)
    style = {
        "version": 8,
        "sources": {"base": {"type": "raster", "tiles": [f"{app.url}/map/{{z}}-{{x}}-{{y}}.png"], "tileSize": 256}},
        "layers": [{"id": "base", "type": "raster", "source": "base"}],
    }
    app.start()
    try:
        page = open_page(app.url)
        page.context.route("**/map/style.json", lambda route: route.fulfill(body=json.dumps(style)))
        page.context.route("**/map/*.png", lambda route: route.fulfill(body=_PIXEL, content_type="image/png"))
        page.goto(f"{app.url}/karte")

        expect(page.locator(".map-box[data-base]")).to_have_count(1)
        expect(page.locator(".map-box")).to_contain_text(CREDIT)
    finally:
        app.stop()
