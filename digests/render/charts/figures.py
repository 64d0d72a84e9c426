"""A chart's figures as a table, for whoever reads rather than looks, and for a sheet."""

from collections.abc import Sequence

from digests.document import Chart, Column, Row, Table
from digests.render.charts.drawing import said


def chart_table(chart: Chart, locale: str) -> Table:
    """Return a chart's figures, a row for each mark; its caption is the chart's heading."""
    rows = (Row((mark.label, *(mark.told or _values(mark.values, locale)))) for mark in chart.marks)
    columns = (Column(chart.what, numeric=False), *(Column(name) for name in chart.series))
    return Table(chart.heading, columns, tuple(rows))


def _values(values: Sequence[float | None], locale: str) -> list[str]:
    return ["–" if value is None else said(value, locale) for value in values]
