"""What the styrgrupp of an insats reads each quarter: plan, outcome, deviation and comment, and what to decide."""

from digests.document import Column, Document, Number, Row, Section, Sentence, Table
from digests.editions.consequences import hidden_or
from digests.editions.questions import earlier_sections, waiting_item
from digests.editions.room import ROOMS, Room, annex, shortened
from digests.figures.styrgrupp import Amount, InsatsFigures, Measured, StyrgruppFigures, place_of
from digests.say import Voice
from models.enums import EditionKind

MOST_DEVIATIONS = 3
"""A lead tells so many."""
LONGEST_NAMES = 80
"""So many letters of insatser's names stand in a title."""


def styrgrupp_document(voice: Voice, figures: StyrgruppFigures, sender: str, group: str, room: Room = ROOMS[0]) -> Document:
    """Return the edition of a quarter, told in so much room."""
    whole = _sections(voice, figures)
    first = [shortened(voice, section, room) for section in whole]
    return Document(
        kind=EditionKind.STYRGRUPP,
        locale=voice.locale,
        sender=sender,
        title=voice.t("styrgrupp.title", insatser=_named_insatser(voice, figures, group), quarter=voice.quarter(figures.quarter)),
        period=voice.t("styrelse.period", group=group, period=voice.period(figures.period)),
        numbers=_numbers(voice, figures),
        lead=tuple(_lead(voice, figures)),
        sections=tuple(first),
        notes=(
            voice.t("styrgrupp.note.from"),
            voice.t("styrgrupp.note.named"),
            *([voice.t("hidden.note")] if _hides(figures) else []),
            voice.t("note.until", day=voice.day(figures.period.end), version=voice.taxonomy.version),
        ),
        annex=annex(voice, whole, first),
    )


def _named_insatser(voice: Voice, figures: StyrgruppFigures, group: str) -> str:
    """Return the insatser that it is about, or where a mail's subject has no room for their names the group's."""
    names = voice.listed([insats.name for insats in figures.insatser])
    return names if len(names) <= LONGEST_NAMES else group


def _hides(figures: StyrgruppFigures) -> bool:
    amounts = [amount for measure in figures.measures for amount in (measure.outcome, measure.year_before)]
    return any(amount.hidden for amount in amounts) or any(insats.named.hidden for insats in figures.insatser)


def _numbers(voice: Voice, figures: StyrgruppFigures) -> tuple[Number, Number, Number]:
    compared = [measure for measure in figures.measures if measure.deviation is not None]
    reached = sum(1 for measure in compared if (measure.deviation or 0) >= 0)
    missing = sum(1 for measure in figures.measures if measure.outcome == Amount())
    waiting = len(figures.agenda.waiting)
    share = voice.t("share", part=voice.whole(reached), whole=voice.whole(len(compared))) if compared else "–"
    later = sum(1 for measure in figures.measures if measure.plan is None and measure.plan_year is not None)
    said = [] if compared else [voice.t("styrgrupp.reached.nothing")]
    if later:
        said.append(voice.counted("styrgrupp.whole", later))
    return (
        Number(share, voice.t("styrgrupp.reached"), " ".join(said)),
        Number(voice.whole(missing), voice.counted("styrgrupp.missing", missing), ""),
        Number(voice.whole(waiting), voice.counted("styrgrupp.waiting", waiting), ""),
    )


def _lead(voice: Voice, figures: StyrgruppFigures) -> list[Sentence]:
    deviating = [
        (insats, measure, measure.deviation) for insats in figures.insatser for measure in insats.measures if measure.deviation
    ]
    deviating.sort(key=lambda each: -abs(each[2] or 0) / max(each[1].plan or 0, 1))
    sentences = [Sentence(_deviates(voice, measure), _key(insats)) for insats, measure, _ in deviating[:MOST_DEVIATIONS]]
    if not deviating:
        known = any(measure.deviation is not None for measure in figures.measures)
        sentences.append(Sentence(voice.t("styrgrupp.lead.as_planned" if known else "styrgrupp.lead.unknown")))
    waiting = voice.counted("lead.waiting", len(figures.agenda.waiting))
    return [*sentences, Sentence(voice.sentence(waiting), "decide")]


def _deviates(voice: Voice, measure: Measured) -> str:
    off = measure.deviation or 0
    return voice.t(
        "styrgrupp.lead.over" if off > 0 else "styrgrupp.lead.under",
        name=measure.name,
        outcome=voice.whole(measure.outcome.value or 0),
        plan=voice.whole(measure.plan or 0),
        n=voice.whole(abs(off)),
    )


def _sections(voice: Voice, figures: StyrgruppFigures) -> list[Section]:
    waiting = tuple(waiting_item(voice, question) for question in figures.agenda.waiting)
    return [
        *(_insats(voice, figures, insats) for insats in figures.insatser),
        Section("decide", voice.t("decide.heading"), () if waiting else (voice.t("decide.nothing"),), waiting),
        *earlier_sections(voice, figures.agenda, figures.taken_up, figures.period.end),
    ]


def _key(insats: InsatsFigures) -> str:
    return f"insats-{insats.slug}"


def _insats(voice: Voice, figures: StyrgruppFigures, insats: InsatsFigures) -> Section:
    told = _named(voice, figures, insats)
    if not insats.measures:
        nothing = voice.t("styrgrupp.no_measures", year=figures.year)
        return Section(_key(insats), insats.name, (nothing, told))
    return Section(_key(insats), insats.name, (told,), table=_table(voice, figures, insats))


def _named(voice: Voice, figures: StyrgruppFigures, insats: InsatsFigures) -> str:
    count = insats.named.told.get(place_of(insats.slug, figures.period))
    return voice.t("styrgrupp.named.hidden") if count is None else voice.counted("styrgrupp.named", count)


def _table(voice: Voice, figures: StyrgruppFigures, insats: InsatsFigures) -> Table:
    earlier = any(measure.year_before != Amount() for measure in insats.measures)
    comments = any(measure.comment for measure in insats.measures)
    whole_year = any(measure.plan is None and measure.plan_year is not None for measure in insats.measures)
    columns = (
        Column(voice.t("styrgrupp.column.measure"), numeric=False),
        Column(voice.t("styrgrupp.column.plan")),
        *([Column(voice.t("styrgrupp.column.plan_year"))] if whole_year else []),
        Column(voice.t("styrgrupp.column.outcome")),
        Column(voice.t("styrgrupp.column.deviation")),
        *([Column(voice.t("styrgrupp.column.year_before"))] if earlier else []),
        *([Column(voice.t("styrgrupp.column.comment"), numeric=False)] if comments else []),
    )
    rows = tuple(
        Row(
            (
                measure.name,
                _planned(voice, measure.plan),
                *([_planned(voice, measure.plan_year)] if whole_year else []),
                _amount(voice, measure.outcome),
                _deviation(voice, measure),
                *([_amount(voice, measure.year_before)] if earlier else []),
                *([measure.comment] if comments else []),
            )
        )
        for measure in insats.measures
    )
    caption = voice.t("styrgrupp.caption", day=voice.day(figures.period.end))
    return Table(caption, columns, rows, voice.t("styrgrupp.whole_year") if whole_year else "")


def _planned(voice: Voice, plan: int | None) -> str:
    return "–" if plan is None else voice.whole(plan)


def _amount(voice: Voice, amount: Amount) -> str:
    return "–" if amount == Amount() else hidden_or(voice, amount.value)


def _deviation(voice: Voice, measure: Measured) -> str:
    if measure.deviation is None:
        return voice.t("hidden") if measure.outcome.hidden and measure.plan is not None else "–"
    return voice.signed(measure.deviation)
