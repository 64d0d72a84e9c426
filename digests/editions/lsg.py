"""What an LSG reads before it meets: three numbers, what to decide, what came of last time, and what is new."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from digests.document import Column, Document, Number, Row, RowKind, Section, Sentence, Table, leading
from digests.editions.beside import beside_categories
from digests.editions.common import answers_number, meeting_title, notes
from digests.editions.pairs import pairs_table
from digests.editions.questions import asked_afterwards, earlier_sections, waiting_item
from digests.editions.room import ROOMS, Room, annex, shortened
from digests.editions.sentences import changed_sentences, counted, method, oldest_open, usual, verdict
from digests.editions.spindel import KEY as SPINDEL
from digests.editions.spindel import OTHERS, spindel_agenda, spindel_lead, spindel_sections
from digests.figures.beginning import before_start, incomplete
from digests.figures.categories import CategoryRow
from digests.figures.change import Against, Comparison, Subject
from digests.figures.lsg import LsgFigures, Reach
from digests.figures.questions import Question
from digests.say import Voice
from models.enums import EditionKind, Paverkbar

DECIDE, BEYOND = "decide", "beyond"
LEAST_FOR_THEME = 2
"""A single event is no theme."""
HEADINGS = {
    "new": "column.new",
    "previous": "column.previous_period",
    "year_before": "column.year_before_period",
    "local": "column.local",
    "successes": "column.successes",
}


def lsg_document(
    voice: Voice, figures: LsgFigures, sender: str, group: str, meets_on: date | None, room: Room = ROOMS[0]
) -> Document:
    """Return the edition of a group that meets on a day (None when no meeting is planned), told in so much room."""
    whole = _sections(voice, figures, meets_on)
    first = [_fitted(voice, figures, section, room) for section in whole if _stands_first(section, room)]
    return Document(
        kind=EditionKind.LSG,
        locale=voice.locale,
        sender=sender,
        title=meeting_title(voice, group, meets_on),
        period=voice.t("lsg.period", period=voice.period(figures.period), previous=voice.period(figures.previous)),
        numbers=(
            _new(voice, figures),
            _open(voice, figures),
            answers_number(voice, figures.answers, figures.answers_before, "period"),
        ),
        lead=leading(_lead(voice, figures), first),
        sections=tuple(first),
        notes=(*notes(voice, figures.period.end, figures.internal), *method(voice, figures.changes)),
        annex=annex(voice, whole, first),
    )


def _stands_first(section: Section, room: Room) -> bool:
    """Whether a section stands on the first page: when that is full what the group talks over goes first, then the pairs."""
    if section.key == SPINDEL:
        return room.talk
    return section.key != OTHERS and (section.key != "pairs" or room.story)


def _new(voice: Voice, figures: LsgFigures) -> Number:
    new = figures.flow.new
    return Number(voice.whole(new), voice.counted("new.label", new), " ".join(_compared(voice, figures)))


def _compared(voice: Voice, figures: LsgFigures) -> list[str]:
    """Return the new events of the period before and of the same one last year, as far as there were reports then."""
    if before_start(figures.started, figures.previous):
        return [voice.t("started", day=voice.day(figures.started)) if figures.started else voice.t("started.not")]
    counts = [voice.counted("new.previous", figures.new_before)]
    if incomplete(figures.started, figures.previous):
        counts = [voice.t("compared.incomplete", told=counts[0])]
    if figures.tells_last_year:
        told = voice.counted("new.year", figures.new_year_before)
        late = incomplete(figures.started, figures.period.year_before)
        counts.append(voice.t("compared.incomplete", told=told) if late else told)
    if figures.flow.new + figures.new_before + (figures.new_year_before if figures.tells_last_year else 0) == 0:
        return [voice.t("new.neither")]
    return [f"{voice.sentence(', '.join(counts))}.", *usual(voice, figures.changes)]


def _open(voice: Voice, figures: LsgFigures) -> Number:
    note = voice.t("open.carried", n=voice.whole(figures.flow.carried))
    note = " ".join([note, *oldest_open(voice, figures.flow, figures.period.end)])
    return Number(voice.whole(figures.flow.open), voice.counted("open.label", figures.flow.open), note)


def _lead(voice: Voice, figures: LsgFigures) -> list[Sentence]:
    """Return the sentences that a reader in a hurry needs, each made from figures by a rule."""
    local, beyond = _split(figures.agenda.waiting)
    if figures.nothing_new:
        news = [Sentence(voice.t("lead.nothing_new"))]
    elif figures.flow.new == 1:
        only = next(row for row in figures.categories if row.new)
        news = [Sentence(voice.t("lead.new.one", category=voice.in_sentence(voice.category(only.code))), "new")]
    else:
        news = [counted(voice, "lead.new", figures.flow.new)]
    news += changed_sentences(voice, figures.changes, "period", lambda _: "new", lambda each: _reachable(voice, figures, each))
    if figures.flow.new > 1:
        news += _theme(voice, figures)
    if figures.successes:
        news.append(counted(voice, "lead.successes", figures.successes, "new"))
    questions = [counted(voice, "lead.waiting", len(local), DECIDE)]
    if beyond:
        questions.append(counted(voice, "lead.beyond", len(beyond), BEYOND))
    late = [counted(voice, "lead.overdue", figures.flow.overdue)] if figures.flow.overdue else []
    measured = [spindel_lead(voice, figures.spindel)] if figures.spindel else []
    return [*news, *questions, *late, *measured]


def _theme(voice: Voice, figures: LsgFigures) -> list[Sentence]:
    """Return what there is to say of the category with most new events, when one stands out alone and hasn't changed."""
    ranked = sorted(figures.categories, key=lambda row: -row.new)
    most = ranked[0].new if ranked else 0
    if most < LEAST_FOR_THEME or (len(ranked) > 1 and ranked[1].new == most):
        return []
    row = ranked[0]
    if any((each.subject, each.name) == (Subject.CATEGORY, row.code) for each in figures.changes.changed):
        return []
    key = "lead.theme.all" if most == figures.flow.new else "lead.theme.some"
    told = voice.sentence(voice.t(key, word=voice.word(most), category=voice.in_sentence(voice.category(row.code))))
    return [Sentence(" ".join([told, *_theme_before(voice, figures, row), *_own_share(voice, row)]), "new")]


def _theme_before(voice: Voice, figures: LsgFigures, row: CategoryRow) -> list[str]:
    compared = figures.changes.find(Subject.CATEGORY, row.code, Against.PREVIOUS)
    if not compared:
        return []
    if compared.before == row.new:
        return [voice.t("lead.theme.before.same")]
    return [voice.counted("lead.theme.before", compared.before)]


def _reachable(voice: Voice, figures: LsgFigures, comparison: Comparison) -> str:
    """Return how many of a changed category's events the group can influence."""
    row = next((row for row in figures.categories if (Subject.CATEGORY, row.code) == (comparison.subject, comparison.name)), None)
    return " ".join(_own_share(voice, row)) if row else ""


def _own_share(voice: Voice, row: CategoryRow) -> list[str]:
    if row.judged < LEAST_FOR_THEME:
        return []
    return [*_influenced(voice, row.local, row.judged, row.new), *_unjudged(voice, row.judged, row.new)]


def _influenced(voice: Voice, local: int, judged: int, new: int) -> list[str]:
    """Return how many the group can influence; of those that nobody has judged, nothing is known."""
    return [voice.part("reach.local", local, new)] if _known(local, judged, new) else []


def _known(local: int, judged: int, new: int) -> bool:
    """Whether it is known of some new events how many the group can influence: not when those that are judged are all others'."""
    return local > 0 or judged == new


def _unjudged(voice: Voice, judged: int, new: int) -> list[str]:
    return [voice.sentence(voice.counted("reach.left", new - judged))] if judged < new else []


def _split(questions: tuple[Question, ...]) -> tuple[list[Question], list[Question]]:
    """Return what the group can decide, and what it can only lift."""
    local = [question for question in questions if question.paverkbar is Paverkbar.LOKALT]
    return local, [question for question in questions if question not in local]


def _sections(voice: Voice, figures: LsgFigures, meets_on: date | None) -> list[Section]:
    local, beyond = _split(figures.agenda.waiting)
    told = asked_afterwards(voice, meets_on, local) if local else (voice.t("decide.nothing"),)
    sections = [_questions(voice, DECIDE, local, told)]
    if beyond:
        sections.append(_questions(voice, BEYOND, beyond, () if local else asked_afterwards(voice, meets_on, beyond)))
    if figures.spindel:
        sections += spindel_sections(voice, figures.spindel)
    sections += earlier_sections(voice, figures.agenda, figures.taken_up, figures.period.end)
    sections.append(_news(voice, figures))
    if figures.pairs:
        sections.append(Section("pairs", voice.t("pairs.heading"), table=pairs_table(voice, figures.pairs)))
    return sections


def _questions(voice: Voice, key: str, questions: list[Question], told: tuple[str, ...]) -> Section:
    return Section(key, voice.t(f"{key}.heading"), told, tuple(waiting_item(voice, question) for question in questions))


def _fitted(voice: Voice, figures: LsgFigures, section: Section, room: Room) -> Section:
    if figures.spindel and section.key == SPINDEL:
        return spindel_agenda(voice, figures.spindel)
    if section.key in (DECIDE, BEYOND) and section.items and not room.afterwards:
        section = replace(section, paragraphs=())
    if section.key != "new":
        return shortened(voice, section, room)
    beside = section.beside and room.story
    if len(figures.categories) <= room.rows:
        return replace(section, beside=beside)
    return replace(section, table=_largest(voice, figures, room.rows), note=voice.t("annex.categories"), beside=beside)


def _news(voice: Voice, figures: LsgFigures) -> Section:
    good = voice.sentence(voice.counted("successes", figures.successes))
    told = (_reach(voice, figures), f"{good} {_before(voice, figures.successes, figures.successes_before)}")
    if not figures.categories or figures.nothing_new:  # a table of noughts tells no more than the sentences
        return Section("new", voice.t("new.heading"), told)
    return Section("new", voice.t("new.heading"), told, table=_categories(voice, figures), beside=bool(figures.pairs))


def _before(voice: Voice, count: int, before: int) -> str:
    """Return what the period before had of what this one has so many of."""
    return voice.counted("before", before) if count or before else voice.t("before.neither")


def _reach(voice: Voice, figures: LsgFigures) -> str:
    """Return who can do something about the new events, of those that somebody has judged."""
    reach, new = figures.reach, figures.flow.new
    if not new:
        return f"{voice.t('new.nothing')} {_before(voice, 0, figures.new_before)}"
    if not reach.judged:
        return voice.counted("reach.unjudged", new)
    own = _influenced(voice, reach.local, reach.judged, new)
    return " ".join([*own, *_beyond_reach(voice, reach), *_unjudged(voice, reach.judged, new)])


def _beyond_reach(voice: Voice, reach: Reach) -> list[str]:
    """Return to whom the judged events that the group can't influence must be lifted."""
    if not reach.county and not reach.nation:
        return []
    where = "both" if reach.county and reach.nation else "county" if reach.county else "nation"
    county, nation = voice.words(reach.county, reach.nation)
    return [voice.sentence(voice.t(f"reach.rest.{where}", county=county, nation=nation))]


def _categories(voice: Voice, figures: LsgFigures) -> Table:
    rows: list[Row] = []
    family = ""
    for row in figures.categories:
        if (name := voice.family(row.code)) != family:
            family = name
            rows.append(Row((family,), RowKind.FAMILY))
        rows.append(_category(voice, figures, voice.category(row.code), [row]))
    return _category_table(voice, figures, rows, beside_categories(voice, figures.beside))


def _largest(voice: Voice, figures: LsgFigures, room: int) -> Table:
    """Return the categories with most events, as there is room, and the rest as one row; the causes stand in the annex."""
    ranked = sorted(figures.categories, key=lambda row: (-row.new, -row.previous, -row.successes))
    kept, others = ranked[: room - 1], ranked[room - 1 :]
    rows = [_category(voice, figures, voice.category(row.code), [row]) for row in kept]
    rows.append(_category(voice, figures, voice.t("new.others", n=voice.whole(len(others))), others))
    return _category_table(voice, figures, rows)


def _category(voice: Voice, figures: LsgFigures, name: str, several: Sequence[CategoryRow]) -> Row:
    sums = {column: sum(getattr(row, column) for row in several) for column in ("judged", *_columns(figures))}
    known = _known(sums["local"], sums.pop("judged"), sums["new"])
    return Row((name, *(_cell(voice, column, count, sums["new"] if known else 0) for column, count in sums.items())))


def _columns(figures: LsgFigures) -> tuple[str, ...]:
    """Return what of a category the table tells; what was before reporting began has no column."""
    previous = () if before_start(figures.started, figures.previous) else ("previous",)
    last_year = ("year_before",) if figures.tells_last_year else ()
    return ("new", *previous, *last_year, "local", "successes")


def _cell(voice: Voice, column: str, count: int, whole: int) -> str:
    if column != "local":
        return voice.whole(count)
    return voice.t("share", part=voice.whole(count), whole=voice.whole(whole)) if whole else "–"


def _category_table(voice: Voice, figures: LsgFigures, rows: list[Row], more: Sequence[str] = ()) -> Table:
    total = _category(voice, figures, voice.t("total"), figures.categories)
    late = {
        "previous": incomplete(figures.started, figures.previous),
        "year_before": incomplete(figures.started, figures.period.year_before),
    }
    columns = [Column(voice.t("column.category"), numeric=False)]
    for column in _columns(figures):
        columns.append(Column(voice.t(HEADINGS[column]) + ("*" if late.get(column) else "")))
    told = [verdict(voice, figures.changes, "period", (Subject.ALL, Subject.CATEGORY))]
    if figures.started and any(late[column] for column in _columns(figures) if column in late):
        told.append(voice.t("incomplete.period", day=voice.day(figures.started)))
    if any("–" in row.cells for row in rows):
        told.append(voice.t("reach.dash", column=voice.t(HEADINGS["local"])))
    return Table(
        voice.t("new.caption", period=voice.period(figures.period)),
        tuple(columns),
        (*rows, replace(total, kind=RowKind.TOTAL)),
        " ".join(filter(None, (*told, *more))),
        noughts=voice.t("new.noughts"),
    )
