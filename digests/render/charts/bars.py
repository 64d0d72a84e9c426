"""Bars over time."""

from digests.document import Chart
from digests.render.charts.drawing import DARK, INK, LIGHT, PAPER, RULE, Canvas, said

STEP, BAR, GROUND, TALLEST = 80, 50, 104, 80


def bars(chart: Chart, locale: str) -> Canvas:
    """Return a bar for each mark, of the first series, with its value above it."""
    canvas = Canvas(STEP * len(chart.marks), GROUND + 24)
    most = max(mark.values[0] or 0 for mark in chart.marks)
    canvas.line(((0, GROUND + 0.5), (canvas.width, GROUND + 0.5)), RULE)
    for number, mark in enumerate(chart.marks):
        value, middle = mark.values[0] or 0, number * STEP + STEP / 2
        height = TALLEST * value / most if most else 0
        place = (middle - BAR / 2, GROUND - height, BAR, height)
        if mark.complete:
            canvas.rect(*place, DARK if mark.current else LIGHT)
        else:
            canvas.rect(*place, PAPER, RULE, "4 3")
        canvas.text(middle, GROUND - 6 - height, said(value, locale), size=13, colour=INK)
        canvas.text(middle, GROUND + 17, mark.label, size=12)
    return canvas
