"""What every chart is drawn with: colours that differ in grey print too, dots of two shapes, and words of known sizes."""

import textwrap
from collections.abc import Sequence

from babel.numbers import format_decimal
from markupsafe import Markup, escape

INK, SOFT, RULE = "#1b2327", "#47545b", "#5c6b73"
DARK, LIGHT, PAPER = "#17495a", "#6d96a4", "#ffffff"
"""Dark and light differ in lightness alone, so that they do in grey print and to any eye; shapes and dashes differ besides."""
FONTS = "Liberation Sans, Arial, DejaVu Sans, sans-serif"
LETTER = 0.52
"""How wide a letter is of its height, on the average."""
SMALLEST = 11
DOT, BETWEEN = 13, 18
"""What a legend's dot takes, and what stands between its names."""


class Canvas:
    """An SVG that is drawn upon. Lengths are in its own units, which stand for a point each on paper of the chart's width."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[Markup] = []

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float = 1, dash: str = "") -> None:
        """Draw a line from point to point."""
        way = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self._add('<polyline points="{}" fill="none" stroke="{}" stroke-width="{}"{}/>', way, colour, _n(width), _dashed(dash))

    def rect(self, x: float, y: float, width: float, height: float, fill: str, stroke: str = "none", dash: str = "") -> None:
        """Draw a rectangle by its upper left corner."""
        self._add(
            '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"{}/>',
            *(_n(x), _n(y), _n(width), _n(height), fill, stroke, _dashed(dash)),
        )

    def dot(self, x: float, y: float, first: bool) -> None:
        """Draw a dot of the first series, which is round and filled, or of another, which is square and open."""
        if first:
            self._add('<circle cx="{}" cy="{}" r="4" fill="{}"/>', _n(x), _n(y), DARK)
        else:
            self._add('<rect x="{}" y="{}" width="7" height="7" fill="{}" stroke="{}" stroke-width="1.5"/>', *_corner(x, y))

    def text(self, x: float, y: float, words: str, *, size: float = SMALLEST, anchor: str = "middle", colour: str = SOFT) -> None:
        """Write words on one line that stands at y."""
        written = '<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}">{}</text>'
        self._add(written, _n(x), _n(y), _n(size), anchor, colour, words)

    def legend(self, y: float, names: Sequence[str], left: float = 0) -> None:
        """Write beside one another the names of series, each with its dot; from `left` as far as there is room."""
        widths = [DOT + width_of(name) + BETWEEN for name in names]
        x = max(0, min(left, self.width - sum(widths) + BETWEEN))
        for number, (name, width) in enumerate(zip(names, widths, strict=True)):
            self.dot(x + 4, y - 4, first=number == 0)
            self.text(x + DOT, y, name, anchor="start")
            x += width

    def svg(self, alternative: str) -> Markup:
        """Return what has been drawn, named by a sentence that tells the same."""
        told, size = escape(alternative), (_n(self.width), _n(self.height))
        head = Markup(
            '<svg role="img" aria-label="{0}" viewBox="0 0 {1} {2}" width="{1}" height="{2}" font-family="{3}"'
            ' xmlns="http://www.w3.org/2000/svg">\n<title>{0}</title>\n'
        ).format(told, *size, FONTS)
        return head + Markup("\n").join(self._parts) + Markup("\n</svg>")

    def _add(self, element: str, *values: object) -> None:
        self._parts.append(Markup(element).format(*values))  # noqa: S704  # our own element; format escapes the values


def said(value: float, locale: str) -> str:
    """Return a value as it is written beside what is drawn of it: at most two decimals."""
    return format_decimal(value, format="#,##0.##", locale=locale)


def width_of(words: str, size: float = SMALLEST) -> float:
    """Return about how wide words are."""
    return len(words) * size * LETTER


def broken(words: str, width: float, size: float = SMALLEST) -> list[str]:
    """Return words in lines that are hardly wider than so much."""
    return textwrap.wrap(words, max(int(width / (size * LETTER)), 1))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _dashed(dash: str) -> Markup:
    return Markup(' stroke-dasharray="{}"').format(dash) if dash else Markup()


def _corner(x: float, y: float) -> tuple[str, str, str, str]:
    return _n(x - 3.5), _n(y - 3.5), PAPER, SOFT
