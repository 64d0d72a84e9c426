"""What the board's edition draws: how events have moved quarter by quarter, and each category before and now."""

from collections.abc import Sequence

from digests.document import Chart, ChartForm, Mark
from digests.figures.styrelse import QUARTERS, YEAR, StyrelseFigures
from digests.periods import Quarter
from digests.say import Voice

TREND = "trend"
"""The key of the section with the trend: it may stand on another page than the table."""
LEAST_FOR_CHART = 12
"""With fewer events in all the bars would show chance."""
QUARTERS_FOR_CHART = 3
LEAST_CATEGORIES = 3
"""Two rows are read faster as numbers."""


def trend(voice: Voice, figures: StyrelseFigures) -> Chart | None:
    """Return the trend since reporting began; None when there is too little to draw.

    With two whole years behind it, it is the last year against the one before; else a bar for each of the last quarters.
    """
    points = [(Quarter(point.year, point.number), point.count) for point in figures.trend]
    points = [(quarter, count) for quarter, count in points if not figures.before_start(quarter)]
    if len(points) < 2 * YEAR or any(figures.incomplete(quarter) for quarter, _ in points):
        points = points[-QUARTERS:]
    if sum(1 for _, count in points if count) < QUARTERS_FOR_CHART or sum(count for _, count in points) < LEAST_FOR_CHART:
        return None
    return _years(voice, points) if len(points) == 2 * YEAR else _quarters(voice, figures, points)


def incomplete_quarters(voice: Voice, figures: StyrelseFigures, quarters: Sequence[Quarter]) -> list[str]:
    """Return the footnote on the one of these quarters in which reporting began, if any."""
    return [
        voice.t("incomplete", quarter=voice.quarter(quarter), day=voice.day(figures.started))
        for quarter in quarters
        if figures.started and figures.incomplete(quarter)
    ]


def before_and_now(voice: Voice, figures: StyrelseFigures) -> Chart | None:
    """Return each category in the previous quarter and in this one; None when there are few of them or no previous quarter."""
    before = figures.quarter.back(1)
    rows = [row for row in figures.categories if row.new or row.previous]
    if len(rows) < LEAST_CATEGORIES or figures.before_start(before):
        return None
    rows.sort(key=lambda row: (-row.new, -row.previous))
    return Chart(
        ChartForm.DUMBBELL,
        voice.t("dumbbell.heading"),
        voice.t("column.category"),
        voice.t("chart.figures"),
        (voice.sentence(voice.quarter(figures.quarter)), voice.sentence(voice.quarter(before))),
        tuple(Mark(voice.category(row.code), (row.new, row.previous)) for row in rows),
        voice.t("dumbbell.alternative"),
        tabled=True,
    )


def _quarters(voice: Voice, figures: StyrelseFigures, points: Sequence[tuple[Quarter, int]]) -> Chart:
    marks, values = [], []
    for quarter, count in points:
        complete = not figures.incomplete(quarter)
        label = voice.t("quarter.short", number=quarter.number, year=quarter.year)
        marks.append(Mark(label if complete else f"{label}*", (count,), quarter == figures.quarter, complete))
        told = f"{voice.quarter(quarter)} {voice.whole(count)}"
        values.append(told if complete else voice.t("compared.incomplete", told=told))
    return Chart(
        ChartForm.BARS,
        voice.t("column.new"),
        voice.t("column.quarter"),
        voice.t("chart.figures"),
        (voice.t("column.new"),),
        tuple(marks),
        voice.t("chart.alternative", values=", ".join(values)),
        " ".join(incomplete_quarters(voice, figures, [quarter for quarter, _ in points])),
    )


def _years(voice: Voice, points: Sequence[tuple[Quarter, int]]) -> Chart:
    before, now = points[:YEAR], points[YEAR:]
    marks = [
        Mark(voice.t("quarter.alone", number=quarter.number), (count, earlier))
        for (quarter, count), (_, earlier) in zip(now, before, strict=True)
    ]
    values = [f"{voice.quarter(quarter)} {voice.whole(count)}" for quarter, count in points]
    return Chart(
        ChartForm.LINES,
        voice.t("column.new"),
        voice.t("column.quarter"),
        voice.t("chart.figures"),
        (_span(voice, now), _span(voice, before)),
        tuple(marks),
        voice.t("chart.alternative", values=", ".join(values)),
    )


def _span(voice: Voice, points: Sequence[tuple[Quarter, int]]) -> str:
    first, last = (voice.t("quarter.short", number=quarter.number, year=quarter.year) for quarter, _ in (points[0], points[-1]))
    return f"{first}–{last}"
