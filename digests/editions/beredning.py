"""What beredningsgruppen reads: what to lift, what waits too long elsewhere, and who must answer by when."""

from collections.abc import Sequence
from datetime import date

from digests.document import Column, Document, Item, Number, Row, RowKind, Section, Sentence, Table
from digests.editions.common import meeting_title
from digests.editions.questions import asked_afterwards, earlier_sections, elsewhere_item, gathered, heading, waiting_item
from digests.editions.room import ROOMS, Room, annex, shortened
from digests.editions.sentences import counted
from digests.figures.beredning import BeredningFigures, LateAction, Stuck, Untaken
from digests.say import Voice
from models.enums import EditionKind

LESSER = ("late", "untaken", "earlier")
"""Parts that stand in the annex alone when there is little room: the numbers and the lead tell of them."""


def beredning_document(
    voice: Voice, figures: BeredningFigures, sender: str, group: str, meets_on: date | None, room: Room = ROOMS[0]
) -> Document:
    """Return the edition of a group that meets on a day (None when no meeting is planned), told in so much room."""
    whole = _sections(voice, figures, meets_on)
    first = [shortened(voice, section, room) for section in whole if room.every_table or section.key not in LESSER]
    return Document(
        kind=EditionKind.BEREDNINGSGRUPP,
        locale=voice.locale,
        sender=sender,
        title=meeting_title(voice, group, meets_on),
        period=voice.t("beredning.period", day=voice.day(figures.period.end)),
        numbers=_numbers(voice, figures),
        lead=tuple(_lead(voice, figures, meets_on)),
        sections=tuple(first),
        notes=(
            voice.t("beredning.note.waits"),
            voice.t("beredning.note.answers"),
            voice.t("note.until", day=voice.day(figures.period.end), version=voice.taxonomy.version),
        ),
        annex=annex(voice, whole, first),
    )


def _numbers(voice: Voice, figures: BeredningFigures) -> tuple[Number, Number, Number]:
    oldest = min((row.waiting.oldest_due for row in figures.owed if row.waiting.oldest_due), default=None)
    waiting = sum(row.waiting.waiting for row in figures.owed)
    told = [voice.t("beredning.overdue.oldest", day=voice.day(oldest))] if oldest else []
    told.append(voice.counted("beredning.overdue.of", waiting))
    return (
        Number(
            voice.whole(len(figures.agenda.waiting)),
            voice.counted("beredning.waiting", len(figures.agenda.waiting)),
            voice.counted("beredning.untaken.more", len(figures.untaken)) if figures.untaken else "",
        ),
        Number(voice.whole(len(figures.stuck)), voice.counted("beredning.stuck", len(figures.stuck)), ""),
        Number(voice.whole(figures.overdue), voice.counted("beredning.overdue", figures.overdue), " ".join(told)),
    )


def _lead(voice: Voice, figures: BeredningFigures, meets_on: date | None) -> list[Sentence]:
    sentences = [counted(voice, "beredning.lead.waiting", len(figures.agenda.waiting), "decide")]
    if figures.nation:
        sentences.append(counted(voice, "beredning.lead.nation", len(figures.nation), "nation"))
    if figures.stuck:
        sentences.append(counted(voice, "beredning.lead.stuck", len(figures.stuck), "stuck"))
    if behind := [row for row in figures.owed if row.waiting.overdue]:
        names = [row.kommun for row in sorted(behind, key=lambda row: (-row.waiting.overdue, row.kommun))]
        last = voice.t("beredning.lead.answer_by", day=voice.day(meets_on)) if meets_on else ""
        told = voice.counted("beredning.lead.overdue", figures.overdue, names=voice.listed(names))
        sentences.append(Sentence(" ".join(filter(None, (voice.sentence(told), last))), "answers"))
    if figures.late:
        sentences.append(counted(voice, "beredning.lead.late", len(figures.late), "late"))
    if len(sentences) == 1 and not figures.agenda.waiting:
        return [Sentence(voice.t("beredning.lead.nothing"))]
    return sentences


def _sections(voice: Voice, figures: BeredningFigures, meets_on: date | None) -> list[Section]:
    waiting = tuple(waiting_item(voice, question) for question in figures.agenda.waiting)
    told = asked_afterwards(voice, meets_on, waiting) if waiting else (voice.t("decide.nothing"),)
    return [
        Section("decide", voice.t("beredning.decide"), told, waiting),
        *_list(voice, "nation", [elsewhere_item(voice, question) for question in figures.nation]),
        *_list(voice, "stuck", [_stuck(voice, stuck) for stuck in figures.stuck]),
        _answers(voice, figures),
        *_list(voice, "late", [_late(voice, action) for action in figures.late]),
        *_list(voice, "untaken", [_untaken(voice, untaken) for untaken in figures.untaken]),
        *earlier_sections(voice, figures.agenda, figures.taken_up, figures.period.end),
    ]


def _list(voice: Voice, key: str, items: Sequence[Item]) -> list[Section]:
    """Return a part of nothing but frågor or åtgärder; none when there are none."""
    return [Section(key, voice.t(f"beredning.heading.{key}"), items=tuple(items))] if items else []


def _stuck(voice: Voice, stuck: Stuck) -> Item:
    question = stuck.question
    owner = voice.t("owner", party=voice.party(question.owner)) if question.owner else voice.t("owner.none")
    waits = voice.counted("beredning.met", stuck.meetings, day=voice.day(question.lifted_on))
    ahead = voice.t("beredning.meets", day=voice.day(stuck.next_on)) if stuck.next_on else voice.t("beredning.meets.not")
    return Item(heading(question.number, question.title), question.question, (question.group, waits, ahead, owner))


def _late(voice: Voice, action: LateAction) -> Item:
    due = voice.t("beredning.late_since", owner=voice.party(action.owner), day=voice.day(action.due))
    return Item(heading(action.number, action.title), action.what, tuple(fact for fact in (action.kommun, due) if fact))


def _untaken(voice: Voice, untaken: Untaken) -> Item:
    opened = voice.t("beredning.opened", day=voice.day(untaken.opened_on))
    facts = (untaken.kommun, opened, gathered(voice, untaken.reports) if untaken.reports else "")
    return Item(heading(untaken.number, untaken.title), "", tuple(fact for fact in facts if fact))


def _answers(voice: Voice, figures: BeredningFigures) -> Section:
    title = voice.t("beredning.heading.answers")
    if not figures.owed:
        return Section("answers", title, (voice.t("beredning.answers.nothing"),))
    rows = [
        Row(
            (
                row.kommun,
                voice.sentence(voice.texts.t(voice.locale, f"role.{row.role or 'forbundet'}")),
                voice.whole(row.waiting.waiting),
                voice.whole(row.waiting.overdue),
                voice.day(row.waiting.oldest_due) if row.waiting.oldest_due else "–",
            )
        )
        for row in figures.owed
    ]
    waiting = sum(row.waiting.waiting for row in figures.owed)
    rows.append(Row((voice.t("total"), "", voice.whole(waiting), voice.whole(figures.overdue), ""), RowKind.TOTAL))
    columns = (
        Column(voice.t("column.kommun"), numeric=False),
        Column(voice.t("beredning.column.who"), numeric=False),
        Column(voice.t("beredning.column.waiting")),
        Column(voice.t("beredning.column.overdue")),
        Column(voice.t("beredning.column.oldest")),
    )
    table = Table(voice.t("beredning.answers.caption", day=voice.day(figures.period.end)), columns, tuple(rows))
    return Section("answers", title, table=table)
