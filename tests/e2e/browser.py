"""A real Chromium, Debian's or the one unpacked into `.system`, that sees nothing but this machine."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Route, async_playwright, expect

REPOSITORY = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
# beside Playwright's own, which keep the browser from calling home and run it without a sandbox: all pages are ours
ARGUMENTS = ["--disable-gpu", "--disable-quic"]
TIMEOUT_MS = 60_000  # for one thing to appear, however busy the machine is
expect.set_options(timeout=TIMEOUT_MS)


def find_chromium() -> Path:
    """Return the browser's program; raise FileNotFoundError that says how to install it."""
    unpacked = REPOSITORY / ".system/usr/lib/chromium/chromium"
    for candidate in (unpacked, *(Path(found) for name in NAMES if (found := shutil.which(name)))):
        if candidate.exists():
            return candidate
    raise FileNotFoundError("not run: Chromium isn't installed (`.ci/system-packages test` installs it)")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Yield a headless browser with an empty profile."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        await browser.close()


async def swedish_context(
    browser: Browser, width: int = 1280, height: int = 1000, scheme: Literal["light", "dark"] = "light"
) -> BrowserContext:
    """Return a new session of somebody in Sweden; requests beyond loopback are refused (the test client wants fonts)."""
    context = await browser.new_context(
        locale="sv-SE", timezone_id="Europe/Stockholm", viewport={"width": width, "height": height}, color_scheme=scheme
    )
    context.set_default_timeout(TIMEOUT_MS)
    await context.route(re.compile(r"^https?://"), _only_loopback)
    return context


async def _only_loopback(route: Route) -> None:
    if urlsplit(route.request.url).hostname in ("127.0.0.1", "localhost"):
        await route.continue_()
    else:
        await route.abort()
