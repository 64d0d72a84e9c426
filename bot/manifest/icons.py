"""The app's two icons, drawn here: a ring of four parts, one of which has slipped out of place."""

import math
import struct
import zlib
from collections.abc import Callable

Colour = tuple[int, int, int]
ColourAt = Callable[[float, float], tuple[int, int, int, int]]

GROUND: Colour = (0x1F, 0x4E, 0x5F)
WHOLE: Colour = (0xFF, 0xFF, 0xFF)
SLIPPED: Colour = (0xF2, 0xA6, 0x3B)

SAMPLES = 4  # a side of each pixel, against jagged edges
# In parts of the icon's side, from its middle.
INNER, OUTER = 0.20, 0.34
GAP = 0.045
SLIP = 0.05


def colour_icon(side: int = 192) -> bytes:
    """Return the colour icon as a PNG: the ring on the app's own ground."""
    return _png(side, lambda x, y: _mix(_part(x, y), GROUND))


def outline_icon(side: int = 32) -> bytes:
    """Return the outline icon as a PNG: the ring in white on nothing, as Teams wants it."""
    return _png(side, lambda x, y: (*WHOLE, 255) if _part(x, y) else (*WHOLE, 0))


def _mix(part: Colour | None, ground: Colour) -> tuple[int, int, int, int]:
    return (*(part or ground), 255)


def _part(x: float, y: float) -> Colour | None:
    """Return the colour of the ring's part at a point (0 is the middle, ±0.5 the edges); None beside the ring."""
    slipped = x > 0 and y < 0  # up to the right
    if slipped:
        x, y = x - SLIP, y + SLIP
        if x <= 0 or y >= 0:
            return None
    on_ring = INNER <= math.hypot(x, y) <= OUTER
    in_gap = min(abs(x), abs(y)) < GAP / 2
    if not on_ring or in_gap:
        return None
    return SLIPPED if slipped else WHOLE


def _png(side: int, colour_at: ColourAt) -> bytes:
    """Return a PNG of RGBA pixels (https://www.w3.org/TR/png-3/), each the mean of its samples."""
    rows = b"".join(b"\0" + b"".join(_pixel(side, column, row, colour_at) for column in range(side)) for row in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _pixel(side: int, column: int, row: int, colour_at: ColourAt) -> bytes:
    offsets = [(index + 0.5) / SAMPLES for index in range(SAMPLES)]
    samples = [colour_at((column + dx) / side - 0.5, (row + dy) / side - 0.5) for dx in offsets for dy in offsets]
    return bytes(round(sum(sample[channel] for sample in samples) / len(samples)) for channel in range(4))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
