"""What the board reads each quarter: what got better first, then what to decide, every kommun a row, and what they share."""

from digests.document import Bar, Chart, Column, Document, Item, Number, Row, RowKind, Section, Table
from digests.editions.lsg import answers_number, notes
from digests.editions.questions import elsewhere_item, waiting_item
from digests.figures.questions import Matter, Solved
from digests.figures.styrelse import KommunRow, StyrelseFigures
from digests.periods import Quarter
from digests.say import Voice
from models.enums import EditionKind

LEAST_FOR_CHART = 12
"""With fewer events in all the bars would show chance."""
QUARTERS_FOR_CHART = 3
COMMON = 2
"""A theme is found in at least so many kommuner."""


def styrelse_document(voice: Voice, figures: StyrelseFigures, sender: str, group: str) -> Document:
    """Return the board's edition of a quarter."""
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
                voice.t(
                    "new.compared", previous=voice.whole(figures.total.previous), year=voice.whole(figures.total.year_before)
                ),
            ),
            Number(
                voice.whole(figures.total.flow.open),
                voice.counted("open.label", figures.total.flow.open),
                voice.t("open.carried_quarter", n=voice.whole(figures.total.flow.carried)),
            ),
            answers_number(voice, figures.total.answers, figures.answers_before, "quarter"),
        ),
        lead=tuple(_lead(voice, figures)),
        sections=tuple(_sections(voice, figures)),
        notes=notes(voice, figures.period.end, figures.internal),
    )


def _lead(voice: Voice, figures: StyrelseFigures) -> list[str]:
    deeds = sum(1 for solved in figures.solved if solved.owner)
    answered = len(figures.solved) - deeds
    sentences = [voice.sentence(voice.counted("lead.deeds", deeds))]
    if answered:
        sentences.append(voice.sentence(voice.counted("lead.answered", answered)))
    if not figures.total.new:
        sentences.append(voice.t("lead.nothing_reported"))
    elif figures.themes[0].kommuner >= COMMON:
        theme = figures.themes[0]
        category = voice.in_sentence(voice.category(theme.code))
        sentences.append(
            voice.t("lead.widest", category=category, kommuner=voice.word(theme.kommuner), all=voice.word(len(figures.rows)))
        )
    sentences.append(voice.sentence(voice.counted("lead.board_waiting", len(figures.agenda.waiting))))
    if figures.total.flow.overdue:
        sentences.append(voice.sentence(voice.counted("lead.overdue", figures.total.flow.overdue)))
    return sentences


def _sections(voice: Voice, figures: StyrelseFigures) -> list[Section]:
    waiting = tuple(waiting_item(voice, question) for question in figures.agenda.waiting)
    solved = tuple(_solved(voice, each) for each in figures.solved)
    lifted = tuple(elsewhere_item(voice, question) for question in figures.lifted)
    return [
        Section("solved", voice.t("solved.heading"), () if solved else (voice.t("solved.nothing"),), solved),
        Section("decide", voice.t("board.heading"), () if waiting else (voice.t("board.nothing"),), waiting),
        Section("kommuner", voice.t("kommuner.heading"), table=_kommuner(voice, figures), chart=_chart(voice, figures)),
        _themes(voice, figures),
        Section("lifted", voice.t("lifted.heading"), (voice.counted("lifts", figures.lifts),), lifted),
        _clashes(voice, figures),
    ]


def _solved(voice: Voice, solved: Solved) -> Item:
    heading = f"{solved.title} ({solved.number})"
    if solved.owner is None:
        told = voice.t("solved.answered", day=voice.day(solved.on))
    else:
        told = voice.t("solved.done", owner=voice.party(solved.owner), day=voice.day(solved.on))
    facts = tuple(fact for fact in (solved.kommun, told) if fact)
    return Item(heading, f"{solved.what} {solved.effect}".strip(), facts)


def _kommuner(voice: Voice, figures: StyrelseFigures) -> Table:
    columns = (
        Column(voice.t("column.kommun"), numeric=False),
        Column(voice.t("column.new")),
        Column(voice.t("column.previous_quarter")),
        Column(voice.t("column.year_before")),
        Column(voice.t("column.per_1000")),
        Column(voice.t("column.successes")),
        Column(voice.t("column.open")),
        Column(voice.t("column.in_time")),
    )
    rows = (
        *(Row(_kommun_cells(voice, row.name, row)) for row in figures.rows),
        Row(_kommun_cells(voice, voice.t("total"), figures.total), RowKind.TOTAL),
    )
    unknown = any(row.inhabitants is None for row in figures.rows)
    note = voice.t("kommuner.inhabitants_unknown") if unknown else voice.t("kommuner.note")
    return Table(voice.t("kommuner.caption", period=voice.period(figures.period)), columns, rows, note)


def _kommun_cells(voice: Voice, name: str, row: KommunRow) -> tuple[str, ...]:
    counts = (row.new, row.previous, row.year_before)
    in_time = voice.t("share", part=voice.whole(row.answers.in_time), whole=voice.whole(row.answers.answered))
    return (
        name,
        *(voice.whole(count) for count in counts),
        voice.rate(row.per_1000),
        voice.whole(row.successes),
        voice.whole(row.flow.open),
        in_time,
    )


def _themes(voice: Voice, figures: StyrelseFigures) -> Section:
    common = [theme for theme in figures.themes if theme.kommuner >= COMMON]
    if not common:
        return Section("themes", voice.t("themes.heading"), (voice.t("themes.nothing"),))
    rows = [Row((voice.category(theme.code), voice.whole(theme.kommuner), voice.whole(theme.count))) for theme in common]
    alone = [theme for theme in figures.themes if theme not in common]
    if alone:
        count = voice.whole(sum(theme.count for theme in alone))
        rows.append(Row((voice.counted("themes.alone", len(alone)), "", count)))
    rows.append(Row((voice.t("total"), "", voice.whole(figures.total.new)), RowKind.TOTAL))
    columns = (
        Column(voice.t("column.category"), numeric=False),
        Column(voice.t("column.kommuner")),
        Column(voice.t("column.new")),
    )
    return Section("themes", voice.t("themes.heading"), table=Table(voice.t("themes.caption"), columns, tuple(rows)))


def _clashes(voice: Voice, figures: StyrelseFigures) -> Section:
    counts = [
        voice.counted("clashes.category", theme.count, category=voice.in_sentence(voice.category(theme.code)))
        for theme in figures.clashes
    ]
    if figures.national_elsewhere:
        counts.append(voice.counted("clashes.national", figures.national_elsewhere))
    paragraph = " ".join(voice.sentence(count) for count in counts) or voice.t("clashes.nothing")
    items = tuple(_matter(voice, matter) for matter in figures.national)
    return Section("clashes", voice.t("clashes.heading"), (paragraph,), items)


def _matter(voice: Voice, matter: Matter) -> Item:
    state = voice.texts.t(voice.locale, f"issue_status.{matter.status}")
    reports = voice.counted("reports", matter.reports) if matter.reports else None
    return Item(f"{matter.title} ({matter.number})", "", tuple(fact for fact in (matter.kommun, state, reports) if fact))


def _chart(voice: Voice, figures: StyrelseFigures) -> Chart | None:
    told = [quarter for quarter in figures.trend if quarter.count]
    if len(told) < QUARTERS_FOR_CHART or sum(quarter.count for quarter in told) < LEAST_FOR_CHART:
        return None
    bars = tuple(
        Bar(voice.t("quarter.short", number=quarter.number, year=quarter.year), quarter.count, quarter is figures.trend[-1])
        for quarter in figures.trend
    )
    values = ", ".join(
        f"{voice.quarter(Quarter(quarter.year, quarter.number))} {voice.whole(quarter.count)}" for quarter in figures.trend
    )
    return Chart(voice.t("chart.heading"), bars, voice.t("chart.alternative", values=values))
