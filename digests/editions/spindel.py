"""How Spindeln is told: what to talk about on the first page, the diagram and its table in the annex, groups side by side."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from backend.spindel.aspects import ASPECTS, FEWEST
from digests.document import Chart, ChartForm, Column, Item, Mark, Row, RowKind, Section, Sentence, Table
from digests.figures.spindel import AspectRow, Mean, SpindelFigures
from digests.say import Voice

KEY = "spindeln"
OTHERS = "spindeln-others"
"""The key of the second radar's section, for which the first page has no room."""
QUESTIONS = 4


def spindel_agenda(voice: Voice, figures: SpindelFigures) -> Section:
    """Return what stands among what a group has before it: how many answered, the four questions, and what the figures say."""
    item = _talk(voice, figures)
    more = (voice.t("spindeln.in_annex"),) if figures.told else ()
    return Section(KEY, voice.t("spindeln.heading"), items=(replace(item, facts=(*item.facts, *more)),))


def spindel_lead(voice: Voice, figures: SpindelFigures) -> Sentence:
    """Return the one sentence that there is room for on a full first page; the rest stands in the annex."""
    return Sentence(
        voice.t("spindeln.short", day=voice.day(figures.last_day), answered=_answered(voice, figures)), f"annex-{KEY}"
    )


def _talk(voice: Voice, figures: SpindelFigures) -> Item:
    if not figures.told:
        return Item(spindel_answered(voice, figures), voice.t("spindeln.few", fewest=voice.word(FEWEST)))
    heading = voice.t("spindeln.talk", day=voice.day(figures.last_day), answered=_answered(voice, figures))
    return Item(heading, " ".join(discussion(voice)), tuple(spindel_sentences(voice, figures)))


def spindel_answered(voice: Voice, figures: SpindelFigures) -> str:
    """Return until when the measurement was open, and how many answered."""
    day = voice.day(figures.last_day)
    return voice.t("spindeln.until", day=day, answered=voice.whole(figures.answered), asked=voice.whole(figures.asked))


def spindel_sentences(voice: Voice, figures: SpindelFigures) -> list[str]:
    """Return what rules say of the figures: what has changed, and which aspect is the lowest."""
    return [*_changes(voice, figures), *_lowest(voice, figures)]


def discussion(voice: Voice) -> list[str]:
    """Return the four questions that a group talks about when it has been measured."""
    return [voice.t(f"spindeln.question.{number}") for number in range(1, QUESTIONS + 1)]


def spindel_sections(voice: Voice, figures: SpindelFigures) -> list[Section]:
    """Return the whole: the diagrams, and the table with what was reported beside it. Of too few answers it is the agenda."""
    if not figures.told:
        return [spindel_agenda(voice, figures)]
    first, *more = spindel_charts(voice, figures)
    talk, table = (_talk(voice, figures),), spindel_table(voice, figures)
    return [
        Section(KEY, voice.t("spindeln.heading"), items=talk, table=table, chart=first),
        *(Section(OTHERS, voice.t("spindeln.others.heading"), chart=chart) for chart in more),
    ]


def spindel_charts(voice: Voice, figures: SpindelFigures) -> list[Chart]:
    """Return a radar of this measurement and the one before, and one of it and the other groups', as far as there are any."""
    charts = []
    if figures.before or not figures.others:
        days = [figures.last_day, *([figures.before] if figures.before else [])]
        charts.append(_radar(voice, figures, [voice.day(day) for day in days], lambda row: row.before, "spindeln.in_words"))
    if figures.others:
        series = [voice.day(figures.last_day), voice.t("spindeln.others")]
        charts.append(_radar(voice, figures, series, lambda row: row.others, "spindeln.others.in_words"))
    return charts


def _radar(
    voice: Voice, figures: SpindelFigures, series: Sequence[str], beside: Callable[[AspectRow], Mean | None], both: str
) -> Chart:
    """Return the radar of the measurement, and of what is `beside` it when there are two series; `both` tells a pair in words."""
    marks, told = [], []
    drawn: list[Mean | None] = []
    for row in figures.rows:
        means = [row.mean, beside(row)][: len(series)]
        drawn += means
        name = voice.t("spindeln.mark", aspect=_name(voice, row.aspect), events=voice.whole(row.events))
        values = tuple(float(mean.value) if mean else None for mean in means)
        marks.append(Mark(name, values, told=tuple(_mean(voice, mean) for mean in means)))
        # dots aren't heard
        words, *rest = (_mean(voice, mean) if mean else voice.t("spindeln.untold") for mean in means)
        words = f"{_name(voice, row.aspect)} {words}"
        told.append(voice.t(both, told=words, beside=rest[0]) if rest else words)
    return Chart(
        form=ChartForm.RADAR,
        heading=voice.t("spindeln.chart"),
        what=voice.t("spindeln.aspect"),
        figures=voice.t("spindeln.chart.figures"),
        series=tuple(series),
        marks=tuple(marks),
        alternative=voice.t("spindeln.alternative", values=", ".join(told)),
        note=voice.t("spindeln.drawn_at_edge") if any(mean and mean.beyond for mean in drawn) else "",
        tabled=True,
    )


def spindel_table(voice: Voice, figures: SpindelFigures) -> Table:
    """Return the aspects' means beside the events of their categories, with what the numbers mean."""
    fewer = any(row.answers != figures.answered for row in figures.rows)
    columns = (
        Column(voice.t("spindeln.aspect"), numeric=False),
        Column(voice.t("spindeln.now")),
        *([Column(voice.t("spindeln.before"))] if figures.before else []),
        *([Column(voice.t("spindeln.others"))] if figures.others else []),
        *([Column(voice.t("spindeln.answers"))] if fewer else []),
        Column(voice.t("spindeln.events")),
    )

    def line(name: str, told: Sequence[str], events: int, kind: RowKind = RowKind.BODY) -> Row:
        cells = [*told, *[""] * (len(columns) - 2 - len(told))]
        return Row((name, *cells, voice.whole(events)), kind)

    rows = [line(_name(voice, row.aspect), _cells(voice, figures, row, fewer), row.events) for row in figures.rows]
    if figures.unplaced:
        rows.append(line(voice.t("spindeln.unplaced"), (), figures.unplaced))
    rows.append(line(voice.t("total"), (), figures.events, RowKind.TOTAL))
    caption = [voice.t("spindeln.caption", day=voice.day(figures.last_day), answered=_answered(voice, figures))]
    if figures.before:
        caption.append(voice.t("spindeln.caption.before", day=voice.day(figures.before), answered=figures.answered_before))
    if figures.others:
        caption.append(voice.t("spindeln.caption.others", groups=voice.word(figures.others)))
    return Table(" ".join(caption), columns, tuple(rows), " ".join(_notes(voice, figures)))


def side_by_side(voice: Voice, groups: Sequence[tuple[str, SpindelFigures]]) -> list[Section]:
    """Return the last measurement of each group beside the others'; nothing when none may be told."""
    told = [(name, figures) for name, figures in groups if figures.told]
    if not told:
        return []
    columns = (
        Column(voice.t("spindeln.aspect"), numeric=False),
        *(Column(_measured(voice, name, figures)) for name, figures in told),
    )
    rows = [
        Row((_name(voice, aspect), *(_mean(voice, figures.rows[place].mean) for _, figures in told)))
        for place, aspect in enumerate(ASPECTS)
    ]
    answered = [_answered(voice, figures) for _, figures in told]
    rows.append(Row((voice.t("spindeln.answered"), *answered), RowKind.TOTAL))
    hidden = [name for name, figures in groups if not figures.told]
    notes = [voice.t("spindeln.scale"), *_marks(voice, [row.mean for _, figures in told for row in figures.rows])]
    if hidden:
        notes.append(voice.t("spindeln.hidden_groups", groups=", ".join(hidden), fewest=voice.word(FEWEST)))
    notes.append(voice.t("spindeln.no_ranking"))
    table = Table(voice.t("spindeln.side_by_side"), columns, tuple(rows), " ".join(notes))
    return [Section(KEY, voice.t("spindeln.heading"), table=table)]


def _measured(voice: Voice, group: str, figures: SpindelFigures) -> str:
    """Return a group with its measurement's last day: groups are measured on days of their own."""
    return voice.t("spindeln.group_measured", group=group, day=voice.day(figures.last_day))


def _answered(voice: Voice, figures: SpindelFigures) -> str:
    return voice.t("share", part=voice.whole(figures.answered), whole=voice.whole(figures.asked))


def _name(voice: Voice, aspect: int) -> str:
    return f"{aspect}. {voice.texts.t(voice.locale, f'spindel.aspect.{aspect}')}"


def _mean(voice: Voice, mean: Mean | None) -> str:
    if mean is None:
        return voice.t("hidden")
    told = voice.rate(mean.value)
    return voice.t("spindeln.at_least" if mean.beyond > 0 else "spindeln.at_most", mean=told) if mean.beyond else told


def _cells(voice: Voice, figures: SpindelFigures, row: AspectRow, fewer: bool) -> list[str]:
    before = [_mean(voice, row.before)] if figures.before else []
    answers = [voice.t("hidden") if row.answers is None else voice.whole(row.answers)] if fewer else []
    others = [_mean(voice, row.others)] if figures.others else []
    return [_mean(voice, row.mean), *before, *others, *answers]


def _changes(voice: Voice, figures: SpindelFigures) -> list[str]:
    """Return what has changed by more than chance, or that the answers can't tell; nothing of a first measurement."""
    if not figures.before:
        return [voice.t("spindeln.first")]
    if figures.changes:
        return [
            voice.t(
                "spindeln.rose" if row.change > 0 else "spindeln.fell",
                aspect=_name(voice, row.aspect),
                before=_mean(voice, row.before),
                now=_mean(voice, row.mean),
            )
            for row in figures.changes
        ]
    return [voice.t("spindeln.unchanged" if figures.able else "spindeln.cant_tell")]


def _lowest(voice: Voice, figures: SpindelFigures) -> list[str]:
    """Return the aspect with the lowest mean, when it stands alone, with what has been reported of it."""
    known = sorted((row.mean.value, row.aspect, row) for row in figures.rows if row.mean)
    if len(known) < 2 or known[0][0] == known[1][0]:
        return []
    row = known[0][2]
    lowest = voice.t("spindeln.lowest", aspect=_name(voice, row.aspect), mean=_mean(voice, row.mean))
    if not figures.events:
        return [lowest]
    return [f"{lowest} {voice.t('spindeln.lowest.events', events=voice.whole(row.events), all=voice.whole(figures.events))}"]


def _notes(voice: Voice, figures: SpindelFigures) -> list[str]:
    changes = [voice.t("spindeln.tested")] if figures.before else []
    means = [row.mean for row in figures.rows]
    means += [row.before for row in figures.rows] if figures.before else []
    means += [row.others for row in figures.rows] if figures.others else []
    return [
        voice.t("spindeln.scale"),
        *_marks(voice, means),
        *changes,
        voice.t("spindeln.events.what", period=voice.period(figures.period)),
    ]


def _marks(voice: Voice, means: Sequence[Mean | None]) -> list[str]:
    """Return what the marks of these means mean, of those that aren't told and of those that are told as a limit."""
    notes = [voice.t("spindeln.hidden.note", fewest=voice.word(FEWEST))] if None in means else []
    return [*notes, *([voice.t("spindeln.beyond.note")] if any(mean and mean.beyond for mean in means) else [])]
