"""Lines over time: the first series drawn through, the other dashed, each with its own dots and its values."""

from itertools import pairwise

from digests.document import Chart
from digests.render.charts.drawing import DARK, INK, LIGHT, RULE, SOFT, Canvas, said

WIDTH, SIDE, TOP, GROUND = 400, 40, 46, 136
ABOVE, BELOW = -9, 16


def lines(chart: Chart, locale: str) -> Canvas:
    """Return a line for each of the two series over the marks; a line is broken where there is no value."""
    canvas = Canvas(WIDTH, GROUND + 34)
    known = [value for mark in chart.marks for value in mark.values if value is not None]
    most = max(known, default=0)
    step = (WIDTH - 2 * SIDE) / max(len(chart.marks) - 1, 1)

    def at(number: int, value: float) -> tuple[float, float]:
        return SIDE + number * step, GROUND - (GROUND - TOP) * value / (most or 1)

    canvas.legend(13, chart.series)
    canvas.line(((0, GROUND + 0.5), (WIDTH, GROUND + 0.5)), RULE)
    for series in reversed(range(len(chart.series))):
        told = [(number, mark.values[series]) for number, mark in enumerate(chart.marks)]
        for (number, value), (after, following) in pairwise(told):
            if value is not None and following is not None:
                way = (at(number, value), at(after, following))
                canvas.line(way, DARK if series == 0 else LIGHT, 2 if series == 0 else 1.5, "" if series == 0 else "5 3")
        for number, value in told:
            if value is not None:
                canvas.dot(*at(number, value), first=series == 0)
    for number, mark in enumerate(chart.marks):
        most_here = max((value for value in mark.values if value is not None), default=0)
        above = mark.values.index(most_here) if most_here in mark.values else 0
        for series, value in enumerate(mark.values):
            if value is not None:
                x, y = at(number, value)
                colour = INK if series == 0 else SOFT
                canvas.text(x, y + (ABOVE if series == above else BELOW), said(value, locale), size=12, colour=colour)
        canvas.text(SIDE + number * step, GROUND + 29, mark.label, size=12)
    return canvas
