"""What every page of ours must pass in a real browser: axe's rules of WCAG 2.1 AA, reflow, text twice as large, no movement."""

from functools import cache
from pathlib import Path

from playwright.async_api import Page

AXE = Path(__file__).parent / "client" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
ROOM_TO_ZOOM = 640  # dots: a narrower window shows what a wider one does when it is zoomed
FITS = "document.documentElement.scrollWidth <= innerWidth"


@cache
def axe() -> str:
    """Return the script that checks a page."""
    return AXE.read_text("utf-8")


async def check(page: Page, name: str) -> None:
    """Fail on any violation that axe finds, on what moves, and when the page must be scrolled sideways."""
    # On a busy machine a page's links may stand in the light scheme's colours for a frame.
    await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    await page.evaluate(axe())
    found = await page.evaluate("(rules) => axe.run(document, {runOnly: rules})", RULES)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == [], name
    assert len(found["passes"]) > 10, "axe has looked at something"
    assert await page.evaluate("document.getAnimations().length") == 0, name
    assert await page.evaluate(FITS), name
    if (page.viewport_size or {"width": 0})["width"] >= ROOM_TO_ZOOM:
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await page.evaluate(FITS), f"{name}, text twice as large"
        await page.evaluate("document.documentElement.style.fontSize = ''")
