"""What a person has put into an edition, and how it stands there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import col, select

from backend.database import AsyncSession
from backend.times import local_date
from digests.document import ANNEX_PART, Document, Section
from digests.say import Voice
from models import Draft, DraftSection, Group
from models.enums import EditionKind

STORY = "story"
"""The key of the section that tells the approved berättelse."""
LONGEST_COMMENT = 400
LONGEST_STORY = 800
"""So much fits on an LSG's one page beside everything else."""


@dataclass(frozen=True, slots=True)
class Words:
    """Comments by section, the sections left out, and the berättelse. `approved_on` None: nobody has approved a draft with them.

    `revision` is the draft's when they were read, `corrected_on` the day when a correction last changed them. `drafted` False:
    its time came before anybody could be told of a draft. `changed` are the keys of the parts (`digests.differences`) that tell
    something else than when they were approved.
    """

    comments: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    story: str = ""
    approved_on: date | None = None
    revision: int = 0
    corrected_on: date | None = None
    drafted: bool = True
    changed: tuple[str, ...] = ()


async def words_for(session: AsyncSession, kind: EditionKind, group_id: int, period: str, *, hold: bool = False) -> Words | None:
    """Return what has been written for an edition, with `hold` so that nobody writes more; None when its group has no drafts."""
    if draft := await draft_of(session, kind, group_id, period, hold=hold):
        return await words_of(session, draft)
    days = (await session.exec(select(Group.draft_working_days).where(Group.id == group_id))).one()
    return Words(drafted=False) if days else None


async def draft_of(session: AsyncSession, kind: EditionKind, group_id: int, period: str, *, hold: bool = False) -> Draft | None:
    """Return the draft of an edition, with `hold` so that nobody changes it; None when there is none."""
    found = select(Draft).where(Draft.kind == kind, Draft.group_id == group_id, Draft.period == period)
    return (await session.exec(found.with_for_update() if hold else found)).first()


async def words_of(session: AsyncSession, draft: Draft) -> Words:
    """Return what stands in a draft."""
    found = await session.exec(select(DraftSection).where(DraftSection.draft_id == draft.id).order_by(col(DraftSection.key)))
    rows = found.all()
    return Words(
        comments={row.key: row.comment for row in rows if row.comment},
        left_out=tuple(row.key for row in rows if row.hidden),
        story=draft.story,
        approved_on=local_date(draft.approved_at) if draft.approved_at else None,
        revision=draft.revision,
    )


def put_into(document: Document, words: Words, voice: Voice, *, short: bool = False) -> Document:
    """Return the edition with what a person has approved for it; without an approval it says that nobody has commented it.

    A section left out keeps its heading and says why it is empty, and no sentence leads to it; no figure is changed. Where room
    is `short` the berättelse stands in the annex.
    """
    if words.approved_on is None and words.corrected_on is None:
        return replace(
            document.marked(voice.t("human.none")),
            notes=(*document.notes, voice.t("human.none_why" if words.drafted else "human.undrafted")),
        )
    every = (*document.sections, *document.annex)
    asking = {section.key for section in every if not may_be_left_out(section)}
    left_out = {section.key for section in every if section.key in words.left_out} - asking
    sections = [_section(section, words, left_out, voice) for section in document.sections]
    first = {section.key for section in document.sections}
    annex = [
        # told once: beside the figures on the first pages, else in the annex
        section if section.key in first else _section(section, words, left_out, voice)
        for section in document.annex
        if section.key not in left_out & first
    ]
    shown = {section.key for section in every}
    if others := [text for key, text in words.comments.items() if key not in shown]:
        sections.append(Section("comments", voice.t("human.comments"), tuple(line for text in others for line in _lines(text))))
    if words.story:
        heading = voice.t("human.story")
        heading = voice.t("annex.heading", heading=heading) if short else heading
        story = Section(STORY, heading, _lines(words.story), note=voice.t("human.story_note"))
        (annex if short else sections).append(story)
    approved = "human.approved_since" if words.changed else "human.approved"
    return replace(
        document,
        lead=tuple(sentence for sentence in document.lead if sentence.about.removeprefix(ANNEX_PART) not in left_out),
        sections=tuple(sections),
        notes=(
            *document.notes,
            *([voice.t(approved, day=voice.day(words.approved_on))] if words.approved_on else []),
            *([voice.t("human.corrected", day=voice.day(words.corrected_on))] if words.corrected_on else []),
        ),
        annex=tuple(annex),
    )


def may_be_left_out(section: Section) -> bool:
    """Whether a section may be left out: not one that asks for a decision, which the group is asked about afterwards."""
    return not any(item.asks for item in section.items)


def _section(section: Section, words: Words, left_out: Collection[str], voice: Voice) -> Section:
    if section.key in left_out:
        return Section(section.key, section.heading, (voice.t("human.left_out"),), beside=section.beside)
    return _commented(section, words, voice)


def _commented(section: Section, words: Words, voice: Voice) -> Section:
    if not (comment := words.comments.get(section.key)):
        return section
    first, *rest = _lines(comment)
    if section.key in words.changed and words.approved_on:
        said = voice.t("human.comment_before", day=voice.day(words.approved_on), text=first)
    else:
        said = voice.t("human.comment", text=first)
    return replace(section, comment=(said, *rest))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
