"""Charts are read by whoever looks, listens, prints in grey or sees few colours."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from digests.document import DARKEST, Chart, ChartForm, Document, Mark, Section
from digests.editions.years import years_chart
from digests.figures.categories import CategoryRow
from digests.figures.counts import Answers, Flow
from digests.figures.styrelse import QuarterCount, Spread, StyrelseFigures
from digests.figures.years import YearFigures
from digests.periods import Period
from digests.render.charts import chart_table, svg
from digests.render.charts.drawing import DARK, LIGHT, PAPER
from digests.render.templates import stylesheet
from digests.say import Voice
from tests.digests.documents import STYRELSE, kommun_row, styrelse

SVG = "{http://www.w3.org/2000/svg}"
BOTH = Chart(
    ChartForm.DUMBBELL,
    "Före och nu",
    "Kategori",
    "Siffrorna",
    ("Nu", "Före"),
    (
        Mark("Närvaro", (7, 2)),
        Mark("Intyg <&> remisser", (3, 3)),
        Mark("Kontakt", (0, 4)),
        Mark("Tillit och bemötande i mycket långa namn på kategorier", (None, 1.5)),
    ),
    'Före och nu: "närvaro" 2 och 7.',
)
TWO_YEARS = tuple(
    QuarterCount(year, number, count)
    for (year, number), count in zip(
        [(2024, 4), (2025, 1), (2025, 2), (2025, 3), (2025, 4), (2026, 1), (2026, 2), (2026, 3)],
        [8, 10, 0, 14, 9, 12, 11, 18],
        strict=True,
    )
)


def board(voice: Voice, figures: StyrelseFigures, key: str) -> Section | None:
    document: Document = styrelse(voice, figures)
    return next((section for section in (*document.sections, *document.annex) if section.key == key), None)


def drawn(chart: Chart, locale: str = "sv") -> ElementTree.Element:
    return ElementTree.fromstring(svg(chart, locale))  # noqa: S314  # our own drawing


def words(chart: Chart, locale: str = "sv") -> list[str]:
    return [element.text or "" for element in drawn(chart, locale).iter(f"{SVG}text")]


@pytest.mark.parametrize("form", ChartForm)
def test_every_form_says_in_words_what_it_shows_and_all_but_the_radar_write_every_value(form: ChartForm) -> None:
    chart = replace(BOTH, form=form)
    root = drawn(chart)

    assert (root.get("role"), root.get("aria-label")) == ("img", chart.alternative)
    assert [title.text for title in root.iter(f"{SVG}title")] == [chart.alternative]
    values = [mark.values[:1] if form is ChartForm.BARS else mark.values for mark in chart.marks if form is not ChartForm.RADAR]
    told = {f"{value:g}".replace(".", ",") for several in values for value in several if value is not None}
    assert told <= set(words(chart))


@pytest.mark.parametrize("form", ChartForm)
def test_nothing_is_drawn_outside_the_chart_and_nothing_anew_each_time(form: ChartForm) -> None:
    chart = replace(BOTH, form=form)
    root = drawn(chart)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))

    for element in root.iter():
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        assert 0 <= x <= width and 0 <= y <= height
    assert svg(chart, "sv") == svg(chart, "sv")


def test_values_are_written_as_the_language_writes_them() -> None:
    assert "1,5" in words(BOTH, "sv") and "1.5" in words(BOTH, "en")


def test_a_chart_without_a_single_event_is_a_flat_one() -> None:
    for form in (ChartForm.BARS, ChartForm.LINES, ChartForm.DUMBBELL):
        flat = replace(BOTH, form=form, marks=(Mark("K1", (0, 0)), Mark("K2", (0, 0))))
        assert "0" in words(flat)


def lightness(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.1)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((lightness(one), lightness(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_series_differ_in_grey_print_and_from_the_paper() -> None:
    assert contrast(DARK, PAPER) >= 4.5
    assert contrast(LIGHT, PAPER) >= 3  # WCAG 2.1, 1.4.11
    assert contrast(DARK, LIGHT) >= 2.5


def test_shades_grow_darker_evenly_and_their_numbers_can_be_read() -> None:
    rules = dict(re.findall(r"\.edition \.s(\d) \{ background: (#\w{6})", stylesheet("edition.css")))
    shades = [PAPER, *(rules[str(number)] for number in range(1, DARKEST + 1))]

    assert all(contrast(lighter, darker) >= 1.15 for lighter, darker in pairwise(shades))
    assert all(contrast("#1b2327", shade) >= 4.5 for shade in shades[:DARKEST]) and contrast(PAPER, shades[DARKEST]) >= 4.5


def test_series_differ_in_shape_and_dash_as_well() -> None:
    for form in (ChartForm.LINES, ChartForm.DUMBBELL):
        root = drawn(replace(BOTH, form=form))
        assert list(root.iter(f"{SVG}circle"))
        assert [rect for rect in root.iter(f"{SVG}rect") if rect.get("fill") == PAPER]
    lines = drawn(replace(BOTH, form=ChartForm.LINES)).iter(f"{SVG}polyline")
    assert any(line.get("stroke-dasharray") for line in lines)


def test_a_line_is_broken_where_there_is_no_value() -> None:
    chart = replace(BOTH, form=ChartForm.LINES, marks=(Mark("K1", (1, 1)), Mark("K2", (None, 1)), Mark("K3", (2, 1))))
    through = [line for line in drawn(chart).iter(f"{SVG}polyline") if line.get("stroke") == DARK]

    assert through == []


def test_a_charts_figures_are_a_table_too() -> None:
    table = chart_table(BOTH, "sv")

    assert [column.label for column in table.columns] == ["Kategori", "Nu", "Före"]
    assert [row.cells for row in table.rows][::3] == [
        ("Närvaro", "7", "2"),
        ("Tillit och bemötande i mycket långa namn på kategorier", "–", "1,5"),
    ]


def test_two_whole_years_are_drawn_as_one_line_against_the_other(voice: Voice) -> None:
    section = board(voice, replace(STYRELSE, started=date(2023, 1, 2), trend=TWO_YEARS), "trend")

    assert section is not None and section.chart is not None
    assert section.chart.form is ChartForm.LINES
    assert section.chart.series == ("K4 2025–K3 2026", "K4 2024–K3 2025")
    assert [(mark.label, mark.values) for mark in section.chart.marks] == [
        ("K4", (9, 8)),
        ("K1", (12, 10)),
        ("K2", (11, 0)),
        ("K3", (18, 14)),
    ]
    assert "fjärde kvartalet 2024 8, " in section.chart.alternative


@pytest.mark.parametrize("started", [(2024, 11, 20), (2025, 1, 2)])
def test_less_than_two_whole_years_are_bars(voice: Voice, started: tuple[int, int, int]) -> None:
    section = board(voice, replace(STYRELSE, started=date(*started), trend=TWO_YEARS), "trend")

    assert section is not None and section.chart is not None
    assert section.chart.form is ChartForm.BARS
    assert [mark.values for mark in section.chart.marks] == [(14,), (9,), (12,), (11,), (18,)]


def test_categories_are_drawn_before_and_now_when_there_are_several(voice: Voice) -> None:
    rows = (CategoryRow("NARVARO", 2, 5, 0), CategoryRow("TILLIT", 4, 1, 0), CategoryRow("KONTAKT", 0, 3, 0, 2))
    several = board(voice, replace(STYRELSE, categories=rows), "categories-chart")
    few = board(voice, replace(STYRELSE, categories=rows[:2]), "categories-chart")
    young = board(voice, replace(STYRELSE, categories=rows, started=date(2026, 7, 2)), "categories-chart")

    assert several is not None and several.chart is not None
    assert several.heading == "Bilaga: Varje kategori förra kvartalet och detta", "it may stand on a page without the table"
    assert [(mark.label, mark.values) for mark in several.chart.marks] == [
        ("Tillit och bemötande", (4, 1)),
        ("Närvaro och deltagande", (2, 5)),
        ("Kontaktvägar och återkoppling", (0, 3)),
    ]
    assert few is young is None


def test_where_events_are_is_shaded_by_how_many(voice: Voice) -> None:
    figures = replace(STYRELSE, categories=(CategoryRow("NARVARO", 9, 0, 0), CategoryRow("SEKRETESS", 5, 0, 0)))
    section = board(voice, figures, "spread")

    assert section is not None and section.table is not None
    assert [column.label for column in section.table.columns] == ["Kategori", "Aneby", "Nässjö", "Tranås"]
    assert [(row.cells, row.shades) for row in section.table.rows] == [
        (("Närvaro och deltagande", "0", "5", "4"), (0, 4, 4)),
        (("Sekretess och samtycke", "0", "3", "2"), (0, 3, 2)),
        (("Totalt", "0", "8", "6"), ()),
    ]


def test_where_events_are_is_not_shaded_by_chance(voice: Voice) -> None:
    few = replace(STYRELSE, total=replace(STYRELSE.total, new=11))

    assert board(voice, few, "spread") is None
    assert board(voice, replace(STYRELSE, rows=STYRELSE.rows[1:]), "spread") is None


def test_many_kommuner_stand_in_several_tables(voice: Voice) -> None:
    names = [f"Kommun {number:02}" for number in range(23)]
    figures = replace(
        STYRELSE,
        rows=tuple(kommun_row(name, 1_000, 1, 0, 0) for name in names),
        categories=(CategoryRow("NARVARO", 23, 0, 0),),
        spread=tuple(Spread(name, "NARVARO", 1) for name in names),
    )
    parts = [board(voice, figures, key) for key in ("spread", "spread-2", "spread-3")]

    told = [len(part.table.columns) - 1 for part in parts if part and part.table]
    assert told == [10, 10, 3]


def year_of(year: int, new: int, *, whole: bool = True, known: bool = True) -> YearFigures:
    period = Period(date(year, 1, 1), date(year, 12, 31))
    return YearFigures(period, known, whole, new, 0, Flow(new=new, open=new), Answers(), 0, 0, 0, 0)


def test_whole_years_stand_beside_one_another_as_bars_the_newest_dark_with_words_and_figures(voice: Voice) -> None:
    years = [year_of(2026, 21), year_of(2025, 14), year_of(2024, 9), year_of(2023, 3, whole=False), year_of(2022, 0, known=False)]
    (section,) = years_chart(voice, years)

    assert section.chart
    bars = [each for each in drawn(section.chart).iter(f"{SVG}rect") if each.get("fill") in (DARK, LIGHT)]
    assert [each.get("fill") for each in bars] == [LIGHT, LIGHT, DARK]
    assert section.chart.alternative == "Nya brister och behov: 2024 9, 2025 14, 2026 21."
    assert [row.cells for row in chart_table(section.chart, "sv").rows] == [("2024", "9"), ("2025", "14"), ("2026", "21")]
    assert years_chart(voice, years[:2]) == years_chart(voice, [year_of(year, 3) for year in (2026, 2025, 2024)]) == []
