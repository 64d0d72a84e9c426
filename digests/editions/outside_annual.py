"""The board's year or half-year as it may leave the förbund: five years side by side, with every small number hidden."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from digests.document import Column, Document, Row, RowKind, Section, Sentence, Table
from digests.editions.consequences import hidden_or
from digests.editions.outside import outside_notes, outside_numbers
from digests.editions.room import ROOMS, Room, annex, shortened
from digests.editions.styrelse import solved_item
from digests.editions.years import Part, mark, parts_note, told_years, year_columns, years_section
from digests.figures.annual import AnnualFigures
from digests.figures.beginning import before_start
from digests.figures.shown import Place, Shown
from digests.figures.years import YearFigures
from digests.periods import Period
from digests.say import Voice
from models.enums import EditionKind

OWN_ROWS = ("lifts", "decided", "actions")
"""What of the years is the förbund's own, and no number of events."""


def outside_annual_cells(figures: AnnualFigures) -> dict[Place, int]:
    """Return all that the edition would tell: the new events of each year that has figures, by kommun, and by category."""
    cells = {}
    for number in told_years(figures.years):
        year = figures.years[number]
        cells[_place(year)] = year.new
        cells |= {_place(year, row.name): row.new[number] for row in figures.kommuner}
        cells |= {_place(year, category=row.name): row.new[number] for row in figures.categories}
    return cells


def outside_annual_document(voice: Voice, figures: AnnualFigures, shown: Shown, sender: str, room: Room = ROOMS[0]) -> Document:
    """Return the edition, told in so much room. Of numbers of events it says nothing but what is shown."""
    whole = list(_sections(voice, figures, shown))
    first = [shortened(voice, section, room) for section in whole if room.every_table or section.key != "categories"]
    newest = figures.newest
    new = shown.told.get(_place(newest))
    actions = sum(1 for solved in figures.solved if solved.owner)
    return Document(
        kind=EditionKind.HALVAR if figures.half else EditionKind.AR,
        locale=voice.locale,
        sender=sender,
        title=voice.t(f"annual.title.{figures.span_name}", year=figures.year),
        period=voice.t("outside.period", period=voice.period(newest.period)),
        numbers=outside_numbers(voice, new, actions, newest.lifts),
        lead=tuple(_lead(voice, figures, new, actions)),
        sections=tuple(first),
        notes=outside_notes(voice, newest.period, shown),
        annex=annex(voice, whole, first),
    )


def _place(year: YearFigures, kommun: str = "", category: str = "") -> Place:
    return Place(year.period.start, year.period.end, kommun, category)


def _lead(voice: Voice, figures: AnnualFigures, new: int | None, actions: int) -> Iterator[Sentence]:
    yield Sentence(voice.sentence(voice.counted("annual.actions", actions)), "solved")
    if answered := len(figures.solved) - actions:
        yield Sentence(voice.sentence(voice.counted("lead.answered", answered)), "solved")
    if new == 0:
        yield Sentence(voice.t("annual.nothing"))


def _sections(voice: Voice, figures: AnnualFigures, shown: Shown) -> Iterator[Section]:
    solved = tuple(solved_item(voice, each, since=False) for each in figures.solved)
    yield Section("solved", voice.t("solved.heading"), () if solved else (voice.t("annual.solved.nothing"),), solved)
    yield _years(voice, figures, shown)
    if not shown.numbers:
        yield Section("kommuner", voice.t("kommuner.heading"), (voice.t("outside.withheld"),))
        return
    # by its first event: that anything else was reported before isn't told outside
    kommuner = [(Part(row.name, row.new, row.first_event), row.name, "") for row in figures.kommuner]
    # not since when: that would be the day of one event; nor of a hidden number, which may be nought
    marked = [part for part, name, _ in kommuner if any(_mark(shown, part, name, year) for year in figures.years)]
    began = parts_note(voice, figures.years, marked, days=False)
    said = [voice.t("kommuner.note"), *([began] if began else [])]
    rates = [row for row in figures.kommuner if row.per_1000 is not None and _place(figures.newest, row.name) in shown.told]
    if rates:  # the rate says what the number is
        named = voice.listed([f"{row.name} {voice.rate(row.per_1000)}" for row in rates])
        said.append(voice.t("annual.per_1000", year=figures.year, named=named))
    caption = voice.t("annual.kommuner.caption"), voice.t("column.kommun")
    yield Section(
        "kommuner",
        voice.t("kommuner.heading"),
        table=_parts(voice, figures, shown, caption, kommuner, " ".join(said)),
    )
    if figures.categories:
        categories = [(Part(voice.category(row.name), row.new), "", row.name) for row in figures.categories]
        caption = voice.t("annual.categories.caption"), voice.t("column.category")
        yield Section("categories", voice.t("categories.heading"), table=_parts(voice, figures, shown, caption, categories))


def _years(voice: Voice, figures: AnnualFigures, shown: Shown) -> Section:
    """Return the years side by side: their events as far as they are told, and what is the förbund's own."""
    about = voice.t(f"annual.about.{figures.span_name}")
    section = years_section(voice, figures.years, figures.started, about, OWN_ROWS, days=False)
    table = section.table
    told = [hidden_or(voice, shown.told.get(_place(figures.years[number]))) for number in told_years(figures.years)]
    new = Row((voice.t("years.row.new"), *told))
    return replace(section, table=replace(table, rows=(new, *table.rows))) if table else section


def _mark(shown: Shown, part: Part, kommun: str, year: YearFigures) -> str:
    """Return the mark of a year that isn't whole for a kommun, at a number that is told."""
    return mark(part, year) if _place(year, kommun) in shown.told else ""


def _not_begun(shown: Shown, part: Part, place: Place, all_years: Collection[Place]) -> bool:
    """Whether a nought is of a year before a kommun's first event.

    Where it isn't told whether a later year has any events at all, it isn't told either that they had begun by then.
    """
    begun_later = part.began is not None and before_start(part.began, Period(place.start, place.end))
    return begun_later and shown.told.get(place) == 0 and not set(shown.withheld).intersection(all_years)


def _parts(
    voice: Voice,
    figures: AnnualFigures,
    shown: Shown,
    caption: tuple[str, str],
    parts: Sequence[tuple[Part, str, str]],
    note: str = "",
) -> Table:
    """Return events by a part in the years that there are figures of; beside each part is its kommun and its category."""
    years = [figures.years[number] for number in told_years(figures.years)]

    def cell(year: YearFigures, kommun: str = "", category: str = "") -> str:
        return hidden_or(voice, shown.told.get(_place(year, kommun, category)))

    def told(year: YearFigures, part: Part, kommun: str, category: str) -> str:
        if kommun and _not_begun(shown, part, _place(year, kommun), [_place(each, kommun) for each in years]):
            return "–"
        return f"{cell(year, kommun, category)}{_mark(shown, part, kommun, year)}"

    rows = [Row((part.name, *(told(year, part, kommun, category) for year in years))) for part, kommun, category in parts]
    rows.append(Row((voice.t("total"), *(cell(year) for year in years)), RowKind.TOTAL))
    return Table(caption[0], (Column(caption[1], numeric=False), *year_columns(years)), tuple(rows), note)
