"""What the board reads of a year or a half: what was repaired first, then five years side by side, for all and by part."""

from backend.categories.learning.words import share_words
from digests.document import Document, Number, Section, Sentence
from digests.editions.common import answers_number, notes
from digests.editions.questions import taken_up_by_groups, waiting_item
from digests.editions.room import ROOMS, Room, annex, shortened
from digests.editions.sentences import changed_sentences, counted, method, usual, verdict
from digests.editions.styrelse import solved_item
from digests.editions.years import BARS, Part, parts_table, years_chart, years_section
from digests.figures.annual import AnnualFigures
from digests.figures.change import Comparison, Subject
from digests.say import Voice
from models.enums import EditionKind

LESSER = ("categories", BARS)
"""Parts that stand in the annex alone when there is little room."""


def annual_document(voice: Voice, figures: AnnualFigures, sender: str, group: str, room: Room = ROOMS[0]) -> Document:
    """Return the edition of a year or a half, told in so much room."""
    whole = _sections(voice, figures)
    first = [shortened(voice, section, room) for section in whole if room.every_table or section.key not in LESSER]
    newest, before, span = figures.newest, figures.years[1], figures.span_name
    return Document(
        kind=EditionKind.HALVAR if figures.half else EditionKind.AR,
        locale=voice.locale,
        sender=sender,
        title=voice.t(f"annual.title.{span}", year=figures.year),
        period=voice.t("styrelse.period", group=group, period=voice.period(newest.period)),
        numbers=(
            Number(voice.whole(newest.new), voice.counted("new.label", newest.new), _compared(voice, figures)),
            Number(
                voice.whole(newest.flow.open),
                voice.counted("open.label", newest.flow.open),
                voice.counted("annual.carried", newest.flow.carried),
            ),
            answers_number(voice, newest.answers, before.answers, span),
        ),
        lead=tuple(_lead(voice, figures)),
        sections=tuple(first),
        notes=(voice.t("annual.inside"), *notes(voice, newest.period.end, figures.internal), *method(voice, figures.changes)),
        annex=annex(voice, whole, first),
    )


def _compared(voice: Voice, figures: AnnualFigures) -> str:
    before = figures.years[1]
    if not before.known:
        return voice.t("started", day=voice.day(figures.started)) if figures.started else voice.t("started.not")
    told = voice.t(f"annual.before.{figures.span_name}", n=voice.whole(before.new))
    told = told if before.whole else voice.t("compared.incomplete", told=told)
    return " ".join([f"{told}.", *usual(voice, figures.changes)])


def _lead(voice: Voice, figures: AnnualFigures) -> list[Sentence]:
    actions = sum(1 for solved in figures.solved if solved.owner)
    sentences = [counted(voice, "annual.actions", actions, "solved")]
    if answered := len(figures.solved) - actions:
        sentences.append(counted(voice, "lead.answered", answered, "solved"))
    if figures.newest.decided:
        sentences.append(counted(voice, "annual.decided", figures.newest.decided, "years"))
    if not figures.newest.new:
        sentences.append(Sentence(voice.t("annual.nothing")))
    changed = changed_sentences(voice, figures.changes, figures.span_name, _where, lambda _: "")
    if figures.newest.new and not changed:
        sentences.append(counted(voice, "annual.new", figures.newest.new, "years"))
    sentences += changed
    if figures.newest.flow.overdue:
        sentences.append(counted(voice, "lead.overdue", figures.newest.flow.overdue))
    return sentences


def _where(comparison: Comparison) -> str:
    """Return the part of the edition where a comparison's figures stand."""
    return {Subject.ALL: "years", Subject.KOMMUN: "kommuner", Subject.CATEGORY: "categories"}[comparison.subject]


def _sections(voice: Voice, figures: AnnualFigures) -> list[Section]:
    solved = tuple(solved_item(voice, each, since=True) for each in figures.solved)
    nothing = () if solved else (voice.t("annual.solved.nothing"),)
    waiting = tuple(waiting_item(voice, question) for question in figures.agenda.waiting)
    return [
        Section("solved", voice.t("solved.heading"), (*nothing, *taken_up_by_groups(voice, figures.taken_up)), solved),
        *([Section("decide", voice.t("board.heading"), (), waiting)] if waiting else []),
        years_section(voice, figures.years, figures.started, voice.t(f"annual.about.{figures.span_name}")),
        *years_chart(voice, figures.years),
        _kommuner(voice, figures),
        *([_categories(voice, figures)] if figures.categories else []),
    ]


def _kommuner(voice: Voice, figures: AnnualFigures) -> Section:
    said = [verdict(voice, figures.changes, figures.span_name, (Subject.ALL, Subject.KOMMUN)), voice.t("kommuner.note")]
    rates = [row for row in figures.kommuner if row.per_1000 is not None]
    if rates:
        named = voice.listed([f"{row.name} {voice.rate(row.per_1000)}" for row in rates])
        said.append(voice.t("annual.per_1000", year=figures.year, named=named))
    parts = [Part(row.name, row.new, row.began) for row in figures.kommuner]
    caption, column = voice.t("annual.kommuner.caption"), voice.t("column.kommun")
    table = parts_table(voice, figures.years, caption, column, parts, " ".join(filter(None, said)))
    return Section("kommuner", voice.t("kommuner.heading"), table=table)


def _categories(voice: Voice, figures: AnnualFigures) -> Section:
    said = verdict(voice, figures.changes, figures.span_name, (Subject.CATEGORY,))
    parts = [Part(voice.category(row.name), row.new) for row in figures.categories]
    caption, column = voice.t("annual.categories.caption"), voice.t("column.category")
    table = parts_table(voice, figures.years, caption, column, parts, said)
    return Section("categories", voice.t("categories.heading"), _agreement(voice, figures), table=table)


def _agreement(voice: Voice, figures: AnnualFigures) -> tuple[str, ...]:
    """Return how often the proposed category and the reporter's were what was decided; nothing when nothing was sorted."""
    counts = figures.agreement
    if not counts.decided:
        return ()
    first, third, reporter = (
        share_words(voice.texts, voice.locale, count, counts.decided) for count in (counts.first, counts.third, counts.reporter)
    )
    return (voice.t("annual.agreement", first=first, third=third, reporter=reporter),)
