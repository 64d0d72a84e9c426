"""Where events are: every category in every kommun, the darker the more, so that a board sees at a glance what is shared."""

from collections.abc import Sequence

from digests.document import DARKEST, Column, Row, RowKind, Section, Table
from digests.figures.styrelse import StyrelseFigures
from digests.say import Voice

LEAST_KOMMUNER = 3
LEAST_EVENTS = 12
"""With fewer the shades would show chance."""
MOST_COLUMNS = 10
"""As many kommuner as stand beside one another on paper; those after them get a table of their own."""


def spread(voice: Voice, figures: StyrelseFigures) -> list[Section]:
    """Return the events of the quarter by category and kommun; nothing when there are too few to compare."""
    kommuner = [row.name for row in figures.rows]
    if len(kommuner) < LEAST_KOMMUNER or figures.total.new < LEAST_EVENTS:
        return []
    counts = {(cell.kommun, cell.code): cell.count for cell in figures.spread}
    codes = [row.code for row in figures.categories if row.new]
    beside = [kommuner[start : start + MOST_COLUMNS] for start in range(0, len(kommuner), MOST_COLUMNS)]
    tables = [_table(voice, figures, counts, codes, names) for names in beside]
    keys = ["spread", *(f"spread-{number}" for number in range(2, len(tables) + 1))]
    return [Section(key, voice.t("spread.heading"), table=table) for key, table in zip(keys, tables, strict=True)]


def _table(
    voice: Voice, figures: StyrelseFigures, counts: dict[tuple[str, str], int], codes: Sequence[str], kommuner: Sequence[str]
) -> Table:
    most = max(counts.values())

    def line(name: str, of: Sequence[str], kind: RowKind = RowKind.BODY) -> Row:
        cells = [sum(counts.get((kommun, code), 0) for code in of) for kommun in kommuner]
        shades = tuple(-(-DARKEST * cell // most) for cell in cells) if kind is RowKind.BODY else ()
        return Row((name, *(voice.whole(cell) for cell in cells)), kind, shades)

    return Table(
        voice.t("spread.caption", period=voice.period(figures.period)),
        (Column(voice.t("column.category"), numeric=False), *(Column(name) for name in kommuner)),
        (*(line(voice.category(code), [code]) for code in codes), line(voice.t("total"), codes, RowKind.TOTAL)),
        voice.t("spread.note"),
    )
