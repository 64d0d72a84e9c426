"""Charts as SVG that needs neither script, stylesheet nor colour to be read, and the tables of their figures."""

from markupsafe import Markup

from digests.document import Chart, ChartForm
from digests.render.charts.bars import bars
from digests.render.charts.drawing import Canvas
from digests.render.charts.dumbbell import dumbbell
from digests.render.charts.figures import chart_table as chart_table
from digests.render.charts.lines import lines
from digests.render.charts.radar import radar

_DRAWN = {ChartForm.BARS: bars, ChartForm.LINES: lines, ChartForm.DUMBBELL: dumbbell, ChartForm.RADAR: radar}


def drawing(chart: Chart, locale: str) -> Canvas:
    """Return a chart as it is drawn; numbers are written as a locale writes them."""
    return _DRAWN[chart.form](chart, locale)


def svg(chart: Chart, locale: str) -> Markup:
    """Return a chart as an SVG element that says in words what it shows."""
    return drawing(chart, locale).svg(chart.alternative)
