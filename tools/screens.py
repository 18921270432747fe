"""The pictures of the app in the README and in the manifest, taken from a running demo.

`make run` in one terminal, `python -m tools.screens http://localhost:8000` in another. Needs Chromium and Playwright.
"""

import json
import os
import shutil
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
MANIFEST = ROOT / "pwa" / "public" / "screenshots"
PHONE = (390, 844)
WIDE = (1280, 800)
_SETTLE_MS = 1500
_SIGN_IN = "/api/v1/sign-in/oidc/demo?return_to=/desk"
_STYLE = """
body { margin: 0; padding: 24px; width: 1391px; background: #cfc8d8; }
div { display: flex; gap: 24px; margin-bottom: 24px; } div:last-child { margin: 0; }
div:last-child img { height: 531px !important; }
img { border-radius: 18px; display: block; height: 560px; }
"""


def _open(browser: Browser, size: tuple[int, int], scale: float = 1, **settings: str) -> Page:
    """A fresh device with these settings."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=scale,
        color_scheme="dark" if settings.pop("look", "") == "dark" else "light",
        locale="de-DE",
        reduced_motion="reduce",
    )
    kept = json.dumps(json.dumps({"locale": "de", **settings}))
    context.add_init_script(f"if (origin !== 'null') localStorage.setItem('settings', {kept})")
    return context.new_page()


def _take(page: Page, address: str, **options: Any) -> bytes:
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_timeout(_SETTLE_MS)
    return page.screenshot(**options)


def _sheet(browser: Browser, url: str) -> bytes:
    """Eight screens side by side: what people see, and the desk of those who work for them."""
    alert = httpx.get(f"{url}/api/v1/alerts").raise_for_status().json()["alerts"][0]["id"]
    rows = [
        [
            _take(_open(browser, PHONE), f"{url}/"),
            _take(_open(browser, PHONE), f"{url}/warnungen/{alert}"),
            _take(_open(browser, PHONE, locale="uk"), f"{url}/rathaus/anmeldung"),
            _take(_open(browser, PHONE, locale="ar"), f"{url}/parken"),
            _take(_open(browser, PHONE, locale="de-simple", mode="einfach"), f"{url}/"),
        ]
    ]
    desk = _open(browser, WIDE)
    desk.goto(url + _SIGN_IN)
    desk.locator("button[value=a-platzhalter]").click()
    desk.wait_for_url(f"{url}/desk")
    dark = _take(_open(browser, PHONE, locale="en", look="dark"), f"{url}/parken?zeige=disabled")
    rows.append([_take(desk, f"{url}/desk/sensoren"), dark, _take(_open(browser, PHONE), f"{url}/rathaus")])
    sources = [[f"data:image/png;base64,{b64encode(shot).decode()}" for shot in row] for row in rows]
    body = "".join("<div>" + "".join(f'<img src="{source}">' for source in row) + "</div>" for row in sources)
    page = browser.new_page()
    page.set_content(f"<style>{_STYLE}</style>{body}")
    page.wait_for_timeout(_SETTLE_MS)
    return page.locator("body").screenshot()


def main() -> None:
    """Write all pictures."""
    url = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000"
    with sync_playwright() as playwright:
        found = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        (ROOT / "docs" / "images" / "screens.png").write_bytes(_sheet(browser, url))
        jpeg: dict[str, Any] = {"type": "jpeg", "quality": 80}
        for name, size, scale, path in (
            ("start-phone", PHONE, 2, "/"),
            ("parken-phone", PHONE, 2, "/parken?zeige=disabled"),
            ("parken-wide", WIDE, 1, "/parken"),
        ):
            (MANIFEST / f"{name}.jpg").write_bytes(_take(_open(browser, size, scale), url + path, **jpeg))
        browser.close()


if __name__ == "__main__":
    main()
