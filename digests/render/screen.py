"""Pages, mails and cards as a browser shows them, for the gallery alone: the product itself needs no browser."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digests.render.pictures import trimmed_png
from digests.render.templates import draw

SHARP = 1.5
"""Dots of the picture for each of the screen's."""
LONGEST = 9000
"""Dots of the screen; what is longer is cut off."""
NARROWEST_WINDOW = 500
"""A browser's window can't be narrower: what is shown stands in a frame of its own width."""
ABOVE = 150
"""What a window's own edges may take of its height."""
SLOWEST = 120
"""Seconds."""


@dataclass(frozen=True, slots=True)
class View:
    """How something is looked at: so many dots wide, on a dark or a light ground, with or without images."""

    width: int
    dark: bool = False
    images: bool = True


def screen_png(browser: str, html: str, view: View, colours: int) -> bytes:
    """Return a page as the browser of this command shows it, PNG; raise CalledProcessError when it can't be started."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frame.html"
        path.write_text(draw("frame.html", html=html, view=view, height=LONGEST), "utf-8")
        return _pictured(browser, path, view, colours)


def card_png(browser: str, library: Path, card: dict[str, Any], view: View, colours: int) -> bytes:
    """Return an Adaptive Card as Microsoft's own library (`library`, its minified script) draws it in that browser, PNG."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "card.html"
        path.write_text(draw("teams.html", card=card, library=library.resolve().as_uri(), view=view), "utf-8")
        return _pictured(browser, path, view, colours)


def _pictured(browser: str, path: Path, view: View, colours: int) -> bytes:
    made = path.with_suffix(".png")
    asked = [
        browser,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--disable-background-networking",
        f"--user-data-dir={path.parent / 'profile'}",
        f"--blink-settings=imagesEnabled={str(view.images).lower()}",
        f"--force-device-scale-factor={SHARP}",
        f"--window-size={max(view.width, NARROWEST_WINDOW)},{LONGEST + ABOVE}",
        f"--screenshot={made}",
        path.as_uri(),
    ]
    subprocess.run(asked, check=True, capture_output=True, timeout=SLOWEST)  # noqa: S603  # whoever runs the command names it
    return trimmed_png(made.read_bytes(), round(view.width * SHARP), round(LONGEST * SHARP), colours)
