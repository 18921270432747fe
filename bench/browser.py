"""A real Chromium for benchmarks. `CHROMIUM` names it; else it is looked for on the path."""

import contextlib
import os
import shutil
from collections.abc import AsyncIterator

from playwright.async_api import Browser, ViewportSize, async_playwright

from bench.server import REPOSITORY

DIST = REPOSITORY / "pwa" / "dist"
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
PHONE = ViewportSize(width=390, height=844)


def find_chromium() -> str | None:
    """Path of the browser; None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next((path for path in map(shutil.which, names) if path), None)


def missing() -> str:
    """What keeps the benchmarks in the browser from running; empty when nothing does."""
    if find_chromium() is None:
        return "Chromium is not installed (Debian: apt install chromium)"
    if not (DIST / "index.html").exists():
        return "the web app is not built (make setup)"
    return ""


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser, without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=_FLAGS)
        try:
            yield browser
        finally:
            await browser.close()
