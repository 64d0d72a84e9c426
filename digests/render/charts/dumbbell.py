"""Before and after: a row for each mark, with a dot for each of the two series and a line between them."""

from digests.document import Chart
from digests.render.charts.drawing import INK, LIGHT, RULE, SOFT, Canvas, broken, said

WIDTH, NAMES, SIDE, TOP, ROW, LINE = 480, 190, 32, 24, 22, 12


def dumbbell(chart: Chart, locale: str) -> Canvas:
    """Return the first series as filled dots and the second as open ones; a mark without a value has the other's dot alone."""
    canvas = Canvas(WIDTH, TOP + ROW * len(chart.marks) + 6)
    most = max((value for mark in chart.marks for value in mark.values if value is not None), default=0) or 1

    def at(value: float) -> float:
        return NAMES + SIDE + (WIDTH - NAMES - 2 * SIDE) * value / most

    canvas.legend(13, chart.series, left=NAMES + SIDE - 4)
    for number, mark in enumerate(chart.marks):
        y = TOP + ROW * number + ROW / 2
        canvas.line(((at(0), y + 0.5), (at(most), y + 0.5)), "#dde4e7")
        words = broken(mark.label, NAMES)
        for place, line in enumerate(words):
            canvas.text(0, y + 4 + LINE * (place - (len(words) - 1) / 2), line, anchor="start", colour=INK)
        known = [(value, series) for series, value in enumerate(mark.values) if value is not None]
        ends = [at(value) for value, _ in known]
        if ends:
            canvas.line(((min(ends), y), (max(ends), y)), LIGHT, 3)
        for value, series in reversed(known):
            canvas.dot(at(value), y, first=series == 0)
        # equal values share one dot and one number
        for place, (value, series) in enumerate(sorted({value: (value, series) for value, series in reversed(known)}.values())):
            left = place == 0 and len(set(ends)) > 1
            x, anchor = (at(value) - 9, "end") if left else (at(value) + 9, "start")
            canvas.text(x, y + 4, said(value, locale), size=12, anchor=anchor, colour=INK if series == 0 else SOFT)
    canvas.line(((at(0), TOP), (at(0), canvas.height - 6)), RULE)
    return canvas
