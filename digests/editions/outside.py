"""The board's edition as it may leave the förbund: events by kommun and by category, with every small number hidden."""

from decimal import Decimal

from digests.document import Column, Document, Number, Row, RowKind, Section, Sentence, Table
from digests.editions.consequences import hidden_or
from digests.editions.questions import elsewhere_item
from digests.editions.room import ROOMS, Room, annex, shortened
from digests.editions.styrelse import inhabitants, lifts, solved_section
from digests.figures.shown import Place, Shown
from digests.figures.styrelse import StyrelseFigures
from digests.periods import Period
from digests.say import Voice
from models.enums import EditionKind

UNKNOWN = 2
"""What is hidden is spoken of as several."""


def outside_cells(figures: StyrelseFigures) -> dict[Place, int]:
    """Return all that the edition would tell: the new events of the quarter, by kommun, and by category."""
    days = figures.period.start, figures.period.end
    return {
        Place(*days): figures.total.new,
        **{Place(*days, row.name): row.new for row in figures.rows},
        **{Place(*days, "", row.code): row.new for row in figures.categories},
    }


def outside_document(voice: Voice, figures: StyrelseFigures, shown: Shown, sender: str, room: Room = ROOMS[0]) -> Document:
    """Return the edition, told in so much room. Of numbers of events it says nothing but what is shown."""
    whole = _sections(voice, figures, shown)
    first = [shortened(voice, section, room) for section in whole]
    new = shown.told.get(_place(figures))
    actions = sum(1 for solved in figures.solved if solved.owner)
    return Document(
        kind=EditionKind.STYRELSE,
        locale=voice.locale,
        sender=sender,
        title=voice.t("styrelse.title", quarter=voice.quarter(figures.quarter)),
        period=voice.t("outside.period", period=voice.period(figures.period)),
        numbers=outside_numbers(voice, new, actions, figures.lifts),
        lead=tuple(_lead(voice, figures, new, actions)),
        sections=tuple(first),
        notes=outside_notes(voice, figures.period, shown),
        annex=annex(voice, whole, first),
    )


def outside_numbers(voice: Voice, new: int | None, actions: int, lifts: int) -> tuple[Number, Number, Number]:
    """Return the numbers on top of an edition for outside; `new` None is hidden."""
    return (
        Number(hidden_or(voice, new), voice.counted("new.label", UNKNOWN if new is None else new), ""),
        Number(voice.whole(actions), voice.counted("outside.actions", actions), ""),
        Number(voice.whole(lifts), voice.counted("outside.lifts", lifts), ""),
    )


def outside_notes(voice: Voice, period: Period, shown: Shown) -> tuple[str, ...]:
    """Return the small print of an edition for outside."""
    return (
        voice.t("note.counted"),
        *([voice.t("outside.hidden")] if shown.untold else []),
        voice.t("note.until", day=voice.day(period.end), version=voice.taxonomy.version),
    )


def _place(figures: StyrelseFigures, kommun: str = "", category: str = "") -> Place:
    return Place(figures.period.start, figures.period.end, kommun, category)


def _lead(voice: Voice, figures: StyrelseFigures, new: int | None, actions: int) -> list[Sentence]:
    sentences = [Sentence(voice.sentence(voice.counted("lead.actions", actions)), "solved")]
    if answered := len(figures.solved) - actions:
        sentences.append(Sentence(voice.sentence(voice.counted("lead.answered", answered)), "solved"))
    if new == 0:
        sentences.append(Sentence(voice.t("lead.nothing_reported")))
    return sentences


def _sections(voice: Voice, figures: StyrelseFigures, shown: Shown) -> list[Section]:
    lifted = tuple(elsewhere_item(voice, question) for question in figures.lifted)
    tables = [
        Section("kommuner", voice.t("kommuner.heading"), table=_kommuner(voice, figures, shown)),
        Section("themes", voice.t("categories.heading"), table=_categories(voice, figures, shown)),
    ]
    if shown.withheld and not shown.numbers:
        tables = [Section("kommuner", voice.t("kommuner.heading"), (voice.t("outside.withheld"),))]
    return [
        solved_section(voice, figures, since=False),  # a small number of its own
        *tables,
        Section("lifted", voice.t("lifted.heading"), (lifts(voice, figures.lifts, len(lifted)),), lifted),
    ]


def _kommuner(voice: Voice, figures: StyrelseFigures, shown: Shown) -> Table:
    def line(name: str, place: Place, rate: Decimal | None, kind: RowKind = RowKind.BODY) -> Row:
        number = shown.told.get(place)
        # the rate says what the number is
        return Row((name, hidden_or(voice, number), voice.t("hidden") if number is None else voice.rate(rate)), kind)

    rows = [line(row.name, _place(figures, row.name), row.per_1000) for row in figures.rows]
    rows.append(line(voice.t("total"), _place(figures), figures.total.per_1000, RowKind.TOTAL))
    columns = (Column(voice.t("column.kommun"), numeric=False), Column(voice.t("column.new")), Column(voice.t("column.per_1000")))
    return Table(
        voice.t("kommuner.caption", period=voice.period(figures.period)),
        columns,
        tuple(rows),
        f"{inhabitants(voice, figures)} {voice.t('kommuner.note')}",
    )


def _categories(voice: Voice, figures: StyrelseFigures, shown: Shown) -> Table:
    """Return the events by category; those that are hidden stand in one row when they are most of them."""
    new, total = shown.told, shown.told.get(_place(figures))
    named = {_place(figures, category=row.code): voice.category(row.code) for row in figures.categories}
    hidden = [name for place, name in named.items() if place not in new]
    gathered = len(hidden) > 1 and 2 * len(hidden) > len(named)
    rows = [Row((name, hidden_or(voice, new.get(place)))) for place, name in named.items() if place in new or not gathered]
    if gathered:
        # what is left of the total, as anybody can reckon
        left = None if total is None else total - sum(new.get(place, 0) for place in named)
        rows.append(Row((voice.t("outside.gathered", count=voice.whole(len(hidden))), hidden_or(voice, left))))
    rows.append(Row((voice.t("total"), hidden_or(voice, total)), RowKind.TOTAL))
    columns = (Column(voice.t("column.category"), numeric=False), Column(voice.t("column.new")))
    note = voice.t("outside.gathered.note", named=voice.listed(hidden)) if gathered else ""
    return Table(voice.t("categories.caption", period=voice.period(figures.period)), columns, tuple(rows), note)
