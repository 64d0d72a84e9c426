"""A radar: an axis for each mark, from the middle out, and a line around it for each series."""

import math
from itertools import pairwise

from digests.document import Chart
from digests.render.charts.drawing import DARK, INK, LIGHT, SOFT, Canvas, broken, said

WIDTH, HEIGHT = 430, 296
MIDDLE, CENTRE, RADIUS = WIDTH / 2, 158, 94
STEPS = 4
"""The scale's greatest value; a ring is drawn at each whole one."""
LABEL, LINE, ASIDE = 14, 13, 0.2
RING = "#c5d0d5"


def radar(chart: Chart, locale: str) -> Canvas:
    """Return the first series as a thick line with filled dots, the second dashed with open ones; a gap is left open."""
    canvas = Canvas(WIDTH, HEIGHT)
    many = len(chart.marks)

    def at(number: int, value: float) -> tuple[float, float]:
        turn = 2 * math.pi * number / many - math.pi / 2
        return MIDDLE + RADIUS * value / STEPS * math.cos(turn), CENTRE + RADIUS * value / STEPS * math.sin(turn)

    canvas.legend(13, chart.series)
    for ring in range(1, STEPS + 1):
        canvas.line([at(number % many, ring) for number in range(many + 1)], RING)
    for number in range(many):
        canvas.line((at(number, 0), at(number, STEPS)), RING)
    for ring in range(1, STEPS + 1):
        # between two axes, where no dot lies
        (x, y), (beside, below) = at(0, ring), at(many - 1, ring)
        canvas.text((x + beside) / 2, (y + below) / 2 + 4, said(ring, locale), colour=SOFT)
    for series in reversed(range(len(chart.series))):
        values = [mark.values[series] for mark in chart.marks]
        first = series == 0
        for (number, value), (after, following) in pairwise([*enumerate(values), (0, values[0])]):
            if value is not None and following is not None:
                way = (at(number, value), at(after, following))
                canvas.line(way, DARK if first else LIGHT, 2.5 if first else 2, "" if first else "5 3")
        for number, value in enumerate(values):
            if value is not None:
                canvas.dot(*at(number, value), first=first)
    for number, mark in enumerate(chart.marks):
        _label(canvas, mark.label, *at(number, STEPS + STEPS * LABEL / RADIUS))
    return canvas


def _label(canvas: Canvas, words: str, x: float, y: float) -> None:
    """Write a mark's name outside its axis, towards the side where there is room."""
    side = (x - MIDDLE) / RADIUS
    anchor = "middle" if abs(side) < ASIDE else "start" if side > 0 else "end"
    room = 2 * RADIUS if anchor == "middle" else WIDTH - x if anchor == "start" else x
    lines = broken(words, room)
    height = LINE * (len(lines) - 1)
    top = y - height if y < CENTRE - RADIUS else y if y > CENTRE + RADIUS else y - height / 2
    for place, line in enumerate(lines):
        canvas.text(x, top + 4 + LINE * place, line, anchor=anchor, colour=INK)
