"""What the board reads each quarter: what got better first, then what to decide, every kommun a row, and what they share."""

from collections.abc import Sequence

from digests.document import Column, Document, Item, Number, Row, RowKind, Section, Sentence, Table
from digests.editions.beside import beside_categories
from digests.editions.clashes import clashes
from digests.editions.common import answers_number, notes, share
from digests.editions.consequences import consequences
from digests.editions.lsg import LEAST_FOR_THEME
from digests.editions.questions import came_since, elsewhere_item, taken_up_by_groups, waiting_item
from digests.editions.room import ROOMS, Room, annex, shortened
from digests.editions.sentences import changed_sentences, counted, method, more_open, oldest_open, reckoned, usual, verdict
from digests.editions.spindel import KEY as SPINDEL
from digests.editions.spindel import side_by_side
from digests.editions.spread import spread
from digests.editions.trend import TREND, before_and_now, incomplete_quarters, trend
from digests.figures.categories import CategoryRow
from digests.figures.change import Comparison, Subject
from digests.figures.solved import Solved
from digests.figures.styrelse import YEAR, KommunRow, StyrelseFigures
from digests.figures.themes import Theme
from digests.say import Voice
from models.enums import EditionKind

ONLY_IN_ANNEX = ("categories", "spread", SPINDEL)
LAST_IN_ANNEX = {"consequences": 1, "lifted": 2}
"""What stands last in the annex: a table so small that it goes in wherever one before it leaves room, and frågor, which fill a
page from where they begin."""
COMMON = 2
"""A theme is found in at least so many kommuner."""


def styrelse_document(voice: Voice, figures: StyrelseFigures, sender: str, group: str, room: Room = ROOMS[0]) -> Document:
    """Return the board's edition of a quarter, told in so much room."""
    whole = _sections(voice, figures)
    only_in_annex = (*ONLY_IN_ANNEX, *(() if room.every_table else ("consequences",)))
    first = [shortened(voice, section, room) for section in whole if section.key.split("-")[0] not in only_in_annex]
    return Document(
        kind=EditionKind.STYRELSE,
        locale=voice.locale,
        sender=sender,
        title=voice.t("styrelse.title", quarter=voice.quarter(figures.quarter)),
        period=voice.t("styrelse.period", group=group, period=voice.period(figures.period)),
        numbers=(
            Number(
                voice.whole(figures.total.new),
                voice.counted("new.label", figures.total.new),
                _compared(voice, figures),
            ),
            Number(
                voice.whole(figures.total.flow.open),
                voice.counted("open.label", figures.total.flow.open),
                voice.t("open.carried_quarter", n=voice.whole(figures.total.flow.carried)),
            ),
            answers_number(voice, figures.total.answers, figures.answers_before, "quarter"),
        ),
        lead=tuple(_lead(voice, figures)),
        sections=tuple(first),
        notes=(voice.t("hidden.events"), *notes(voice, figures.period.end, figures.internal), *method(voice, figures.changes)),
        annex=annex(voice, sorted(whole, key=lambda section: LAST_IN_ANNEX.get(section.key, 0)), first),
    )


def _compared(voice: Voice, figures: StyrelseFigures) -> str:
    """Return the new events of the quarter before and of the same quarter last year, as far as there were reports then."""
    counts = (("quarter", 1, figures.total.previous), ("year", YEAR, figures.total.year_before))
    told = []
    for name, quarters, count in counts:
        quarter = figures.quarter.back(quarters)
        if not figures.before_start(quarter):
            part = voice.t(f"compared.{name}", n=voice.whole(count))
            told.append(voice.t("compared.incomplete", told=part) if figures.incomplete(quarter) else part)
    if told:
        return " ".join([f"{', '.join(told)}.", *usual(voice, figures.changes)])
    return voice.t("started", day=voice.day(figures.started)) if figures.started else voice.t("started.not")


def _lead(voice: Voice, figures: StyrelseFigures) -> list[Sentence]:
    actions = sum(1 for solved in figures.solved if solved.owner)
    answered = len(figures.solved) - actions
    begun = figures.incomplete(figures.quarter)
    grown = [] if begun else more_open(voice, figures.total.flow, figures.period.end, "kommuner")
    sentences = [*grown, counted(voice, "lead.actions", actions, "solved")]
    if answered:
        sentences.append(counted(voice, "lead.answered", answered, "solved"))
    if not figures.total.new:
        sentences.append(Sentence(voice.t("lead.nothing_reported")))
    sentences += changed_sentences(voice, figures.changes, "quarter", _where, lambda each: _spread(voice, figures, each))
    if figures.total.new and (widest := _widest(figures.themes)):
        category = voice.in_sentence(voice.category(widest.code))
        kommuner, every = voice.word(widest.kommuner), voice.word(len(figures.rows))
        sentences.append(Sentence(voice.t("lead.widest", category=category, kommuner=kommuner, all=every), "themes"))
    sentences.append(counted(voice, "lead.board_waiting", len(figures.agenda.waiting), "decide"))
    if figures.total.flow.overdue:
        sentences.append(counted(voice, "lead.overdue", figures.total.flow.overdue, "kommuner"))
    return sentences


def _where(comparison: Comparison) -> str:
    """Return the part of the edition where a comparison's figures stand."""
    return "categories" if comparison.subject is Subject.CATEGORY else "kommuner"


def _spread(voice: Voice, figures: StyrelseFigures, comparison: Comparison) -> str:
    """Return in how many kommuner a changed category is found."""
    found = [
        theme.kommuner for theme in figures.themes if (Subject.CATEGORY, theme.code) == (comparison.subject, comparison.name)
    ]
    if not found or found[0] < COMMON:
        return ""
    return voice.t("change.spread", kommuner=voice.word(found[0]), all=voice.word(len(figures.rows)))


def _widest(themes: Sequence[Theme]) -> Theme | None:
    """Return the category found in more kommuner than any other; None when several are found in as many."""
    first, *others = themes
    alone = first.kommuner >= COMMON and all(theme.kommuner < first.kommuner for theme in others)
    return first if alone else None


def _sections(voice: Voice, figures: StyrelseFigures) -> list[Section]:
    waiting = tuple(waiting_item(voice, question) for question in figures.agenda.waiting)
    lifted = tuple(elsewhere_item(voice, question) for question in figures.lifted)
    return [
        solved_section(voice, figures),
        Section("decide", voice.t("board.heading"), () if waiting else (voice.t("board.nothing"),), waiting),
        *_by_kommun(voice, figures),
        _themes(voice, figures),
        *consequences(voice, figures.consequences, figures.total.new),
        Section(
            "lifted",
            voice.t("lifted.heading"),
            (lifts(voice, figures.lifts, len(lifted)), *taken_up_by_groups(voice, figures.taken_up)),
            lifted,
        ),
        clashes(voice, figures),
        *(_categories(voice, figures) if figures.categories else []),
        *spread(voice, figures),
        *side_by_side(voice, [(each.group, each.figures) for each in figures.spindel]),
    ]


def lifts(voice: Voice, lifted: int, listed: int) -> str:
    """Return how many frågor were lifted in the quarter, and of how many in the list when that holds others too."""
    if lifted == listed:
        return voice.counted("lifts", lifted)
    return voice.t("lifts.among", listed=voice.whole(listed), n=voice.whole(lifted))


def _by_kommun(voice: Voice, figures: StyrelseFigures) -> list[Section]:
    chart = trend(voice, figures)
    note = "" if chart or not figures.total.new else voice.t("chart.none")
    by_kommun = Section("kommuner", voice.t("kommuner.heading"), table=_kommuner(voice, figures), note=note)
    return [by_kommun, *([Section(TREND, voice.t("chart.heading"), chart=chart)] if chart else [])]


def solved_section(voice: Voice, figures: StyrelseFigures, *, since: bool = True) -> Section:
    """Return what got better in the quarter, and whether more reports have come `since`."""
    solved = tuple(solved_item(voice, each, since=since) for each in figures.solved)
    return Section("solved", voice.t("solved.heading"), () if solved else (voice.t("solved.nothing"),), solved)


def solved_item(voice: Voice, solved: Solved, *, since: bool) -> Item:
    """Return an åtgärd that was done, or a fråga that was answered; `since` lets it tell what came afterwards."""
    heading = f"{solved.title} ({solved.number})"
    if solved.owner is None:
        told = voice.t("solved.answered", day=voice.day(solved.on))
    else:
        told = voice.t("solved.done", owner=voice.party(solved.owner), day=voice.day(solved.on))
    # before the kommun: a full page keeps the first facts, and this is the one that questions what was done
    later = came_since(voice, solved.since) if since and solved.since else None
    facts = tuple(fact for fact in (told, later, solved.kommun) if fact)
    return Item(heading, f"{solved.what} {solved.effect}".strip(), facts)


def _kommuner(voice: Voice, figures: StyrelseFigures) -> Table:
    columns = (
        Column(voice.t("column.kommun"), numeric=False),
        Column(voice.t("column.new")),
        *(_compared_column(voice, figures, name, back) for name, back in (("previous_quarter", 1), ("year_before", YEAR))),
        Column(voice.t("column.per_1000")),
        Column(voice.t("column.successes")),
        Column(voice.t("column.open")),
        Column(voice.t("column.in_time")),
    )
    rows = (
        *(Row(_kommun_cells(voice, figures, row.name, row)) for row in figures.rows),
        Row(_kommun_cells(voice, figures, voice.t("total"), figures.total), RowKind.TOTAL),
    )
    compared = [figures.quarter.back(quarters) for quarters in (1, YEAR)]
    told = [
        verdict(voice, figures.changes, "quarter", (Subject.ALL, Subject.KOMMUN)),
        inhabitants(voice, figures),
        voice.t("kommuner.note"),
        *_flow(voice, figures),
        *incomplete_quarters(voice, figures, compared),
    ]
    return Table(voice.t("kommuner.caption", period=voice.period(figures.period)), columns, rows, " ".join(filter(None, told)))


def _flow(voice: Voice, figures: StyrelseFigures) -> list[str]:
    """Return how the open ones of the förbund are reckoned, how old the oldest is and how many wait after the promised day."""
    flow = figures.total.flow
    late = [voice.sentence(voice.counted("lead.overdue", flow.overdue))] if flow.overdue else []
    return [reckoned(voice, "kommuner.flow", flow), *oldest_open(voice, flow, figures.period.end), *late]


def inhabitants(voice: Voice, figures: StyrelseFigures) -> str:
    """Return whom the rates are counted on, and by what source."""
    said = []
    for population in figures.populations:
        year = [voice.t("kommuner.year", year=population.year)] if population.year else []
        said.append(", ".join(filter(None, [*year, population.source])))
    sources = "; ".join(filter(None, said))
    told = voice.t("kommuner.inhabitants_from", sources=sources) if sources else voice.t("kommuner.inhabitants")
    unknown = any(row.inhabitants is None for row in figures.rows)
    return " ".join([told, voice.t("kommuner.inhabitants_unknown")]) if unknown else told


def _compared_column(voice: Voice, figures: StyrelseFigures, name: str, quarters: int) -> Column:
    mark = "*" if figures.incomplete(figures.quarter.back(quarters)) else ""
    return Column(f"{voice.t(f'column.{name}')}{mark}")


def _kommun_cells(voice: Voice, figures: StyrelseFigures, name: str, row: KommunRow) -> tuple[str, ...]:
    def compared(quarters: int, count: int) -> str:
        return "–" if figures.before_start(figures.quarter.back(quarters)) else voice.whole(count)

    return (
        name,
        voice.whole(row.new),
        compared(1, row.previous),
        compared(YEAR, row.year_before),
        voice.rate(row.per_1000),
        voice.whole(row.successes),
        voice.whole(row.flow.open),
        share(voice, row.answers),
    )


def _themes(voice: Voice, figures: StyrelseFigures) -> Section:
    common = [theme for theme in figures.themes if theme.kommuner >= COMMON]
    if not figures.themes:
        return Section("themes", voice.t("themes.heading"), (voice.t("themes.nothing"),))
    rows = [Row((voice.category(theme.code), voice.whole(theme.kommuner), voice.whole(theme.count))) for theme in common]
    alone = [theme for theme in figures.themes if theme not in common]
    most = max([LEAST_FOR_THEME, *(theme.count for theme in alone)])
    named = [theme for theme in alone if theme.count == most]
    for theme in named:
        name = voice.t("themes.only", category=voice.category(theme.code), kommun=theme.only)
        rows.append(Row((name, voice.whole(1), voice.whole(theme.count))))
    if others := [theme for theme in alone if theme not in named]:
        key = "themes.others" if named else "themes.alone"
        rows.append(Row((voice.counted(key, len(others)), "", voice.whole(sum(theme.count for theme in others)))))
    rows.append(Row((voice.t("total"), "", voice.whole(figures.total.new)), RowKind.TOTAL))
    columns = (
        Column(voice.t("column.category"), numeric=False),
        Column(voice.t("column.kommuner")),
        Column(voice.t("column.new")),
    )
    told = () if common else (voice.t("themes.nothing"),)
    return Section("themes", voice.t("themes.heading"), told, table=Table(voice.t("themes.caption"), columns, tuple(rows)))


def _categories(voice: Voice, figures: StyrelseFigures) -> list[Section]:
    """Return every category in the quarters that are compared: what the sentences on categories are made from.

    The chart of them is a part with a heading of its own, since both together may be too high for a page.
    """
    earlier = [
        (field, name, back)
        for field, name, back in (("previous", "previous_quarter", 1), ("year_before", "year_before", YEAR))
        if not figures.before_start(figures.quarter.back(back))
    ]
    fields = ("new", *(field for field, _, _ in earlier))

    def line(name: str, several: Sequence[CategoryRow], kind: RowKind = RowKind.BODY) -> Row:
        return Row((name, *(voice.whole(sum(getattr(row, field) for row in several)) for field in fields)), kind)

    columns = (
        Column(voice.t("column.category"), numeric=False),
        Column(voice.t("column.new")),
        *(_compared_column(voice, figures, name, back) for _, name, back in earlier),
    )
    rows = (
        *(line(voice.category(row.code), [row]) for row in figures.categories),
        line(voice.t("total"), figures.categories, RowKind.TOTAL),
    )
    told = [verdict(voice, figures.changes, "quarter", (Subject.ALL, Subject.CATEGORY))]
    told += incomplete_quarters(voice, figures, [figures.quarter.back(back) for _, _, back in earlier])
    told += beside_categories(voice, figures.beside)
    table = Table(voice.t("categories.caption", period=voice.period(figures.period)), columns, rows, " ".join(filter(None, told)))
    every = Section("categories", voice.t("categories.heading"), table=table)
    chart = before_and_now(voice, figures) if earlier else None
    return [every, *([Section("categories-chart", voice.t("dumbbell.section"), chart=chart)] if chart else [])]
