"""A correction: a new version of a frozen edition, which says what has changed and why; the old one stays as it was."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, repeat

import structlog
from pydantic import TypeAdapter
from sqlmodel import select

from backend.access import hold
from backend.audit import record
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, stored_id
from backend.errors import DomainError, NotFoundError
from backend.i18n import Texts
from backend.reporting.guarding import guard
from backend.reporting.words import clean, says_something
from backend.times import local_date
from digests.compose import compose, with_words
from digests.differences import Difference, differences
from digests.document import Column, Document, Row, Section, Table
from digests.drafts.words import LONGEST_COMMENT, Words
from digests.frozen import Frozen, document_of, freeze, words_in
from digests.kind import Composed, Due
from digests.periods import Period, Quarter
from digests.recipients import send_again
from digests.say import Voice
from models import Edition, GroupMeeting
from models.enums import AuditAction, EditionStatus

LONGEST_REASON = 500
ON_TOP = (6, 5, 4, 2, 0)
"""So many changed figures stand at the head, in less and less room; all of them in the annex when there are more."""
CORRECTION = "correction"

log = structlog.get_logger(__name__)


async def correct_edition(
    database: Database,
    texts: Texts,
    taxonomy: Taxonomy,
    forbund_id: int,
    edition_id: int,
    because: str,
    now: datetime,
    *,
    comments: Mapping[str, str] | None = None,
    without_story: bool = False,
    cleared: Collection[str] = (),
) -> Edition:
    """Make the next version of an edition from the figures of today, send it to those who got the old one, and return it.

    `because` says why, in words that all its readers see. `comments` are new comments by section; an empty one takes a comment
    away, and `without_story` the berättelse. `cleared` are words that only look like somebody's. Raises NotFoundError for no such
    edition, PersonalDataError, and DomainError for one that has been replaced already, a reason that says nothing or a text that
    says too much, a comment on a section that it doesn't have, and a correction that would change nothing.
    """
    because, comments = clean(because), {key: clean(text) for key, text in (comments or {}).items()}
    async with database.read(forbund_id) as session:
        old = await _latest(session, edition_id)
        await _check(session, because, comments, cleared)
        due = await _due(session, old)
    async with database.read(forbund_id) as session:
        composed = await compose(session, due, texts, taxonomy)
    voice = Voice(texts, taxonomy, composed.drafts[0].locale)
    _check_sections(composed.drafts[0], comments)
    before, words = _without_correction(document_of(old)), _words(old, comments, local_date(now), without_story=without_story)
    if words:
        composed = with_words(composed, words, voice)
    if any(_says(each) == _says(before) for each in composed.drafts):
        raise DomainError("paper.error.unchanged")
    changed = differences(before, composed.drafts[0])
    frozen = await freeze(_headed(composed, old, because, changed, voice), texts)
    async with database.begin(forbund_id) as session:
        # held, so that of two who correct it at once the second is told that it is replaced
        await hold(session, Edition, edition_id, "paper.error.missing")
        await _latest(session, edition_id)
        new = _version(old, due, frozen, because, taxonomy, now)
        session.add(new)
        await session.flush()
        messages = await send_again(session, new, edition_id, now)
        record(session, None, AuditAction.CREATED, "edition", stored_id(new), now, replaces=edition_id)
    log.info("digest.corrected", edition=new.id, replaces=edition_id, changed=len(changed), messages=messages)
    return new


async def _latest(session: AsyncSession, edition_id: int) -> Edition:
    found = select(Edition).where(Edition.id == edition_id, Edition.status == EditionStatus.KLAR)
    edition = (await session.exec(found)).first()
    if edition is None:
        raise NotFoundError("paper.error.missing")
    newer = (await session.exec(select(Edition.id).where(Edition.replaces_id == edition_id))).first()
    if newer is not None:
        raise DomainError("paper.error.replaced", number=newer)
    return edition


async def _check(session: AsyncSession, because: str, comments: Mapping[str, str], cleared: Collection[str]) -> None:
    if not says_something(because):
        raise DomainError("paper.error.no_reason")
    for text, longest in ((because, LONGEST_REASON), *((text, LONGEST_COMMENT) for text in comments.values())):
        if len(text) > longest:
            raise DomainError("error.text_too_long", length=len(text), limit=longest)
    await guard(session, {"because": because, **{f"comment-{key}": text for key, text in comments.items()}}, cleared=cleared)


async def _due(session: AsyncSession, old: Edition) -> Due:
    """Return the edition to be made anew: of the same days, and compared with the same ones before them."""
    meeting = (await session.exec(select(GroupMeeting).where(GroupMeeting.id == old.group_meeting_id))).first()
    told = old.figures["figures"].get("previous")
    # what doesn't keep it is of whole quarters
    previous = TypeAdapter(Period).validate_python(told) if told else Quarter.of(old.period_start).back(1).period
    return Due(
        kind=old.kind,
        group_id=old.group_id,
        group_meeting_id=old.group_meeting_id,
        key=old.period,
        period=Period(old.period_start, old.period_end),
        previous=previous,
        due_at=old.due_at,
        meets_on=local_date(meeting.starts_at) if meeting else None,
    )


def _check_sections(document: Document, comments: Mapping[str, str]) -> None:
    known = {section.key for section in (*document.sections, *document.annex)}
    if unknown := sorted(key for key, text in comments.items() if text and key not in known):
        raise DomainError("paper.error.no_section", section=unknown[0], known=", ".join(sorted(known)))


def _without_correction(document: Document) -> Document:
    """Return what a version says of its days, without what it says of the version before it."""
    sections, annex = (
        tuple(section for section in some if section.key != CORRECTION) for some in (document.sections, document.annex)
    )
    return replace(document, sections=sections, annex=annex)


def _says(document: Document) -> tuple[object, ...]:
    """Return what two versions that say the same have in common, when they are told in equal room."""
    return document.numbers, document.lead, document.sections, document.annex


def _words(old: Edition, comments: Mapping[str, str], today: date, *, without_story: bool) -> Words | None:
    """Return what a person says of the new version: what stood on the old one, with the new comments."""
    kept = words_in(old.figures)
    if not comments and not without_story:
        return kept
    base = kept if kept and (kept.approved_on or kept.corrected_on) else Words()
    said = {key: text for key, text in {**base.comments, **comments}.items() if text}
    return replace(base, comments=said, story="" if without_story else base.story, corrected_on=today)


def _headed(composed: Composed, old: Edition, because: str, changed: Collection[Difference], voice: Voice) -> Composed:
    """Return the edition with what has changed and why at its head."""
    version = voice.t("correction.version", number=old.version + 1)
    rows = [Row((each.where, each.before, each.now)) for each in changed]
    columns = (
        Column(voice.t("correction.what"), numeric=False),
        Column(voice.t("correction.before")),
        Column(voice.t("correction.now")),
    )
    sent = voice.day(local_date(old.made_at or old.as_of))
    told = (voice.t("correction.replaces", day=sent), voice.t("correction.because", text=because))

    def table(some: list[Row]) -> Table:
        return Table(voice.t("correction.caption"), columns, tuple(some))

    def headed(document: Document, most: int) -> Document:
        left = len(rows) - most
        head = Section(
            CORRECTION,
            version,
            told if rows else (*told, voice.t("correction.words_alone")),
            table=table(rows[:most]) if rows[:most] else None,
            note=voice.counted("correction.more" if most else "correction.all", left) if left > 0 else "",
        )
        whole = Section(CORRECTION, voice.t("annex.heading", heading=version), table=table(rows))
        return replace(
            document.marked(version),
            title=voice.t("correction.title", title=document.title),
            sections=(head, *document.sections),
            annex=(whole, *document.annex) if left > 0 else document.annex,
        )

    rooms = zip(composed.drafts, chain(ON_TOP, repeat(ON_TOP[-1])), strict=False)
    return replace(composed, drafts=tuple(headed(document, most) for document, most in rooms))


def _version(old: Edition, due: Due, frozen: Frozen, because: str, taxonomy: Taxonomy, now: datetime) -> Edition:
    return Edition(
        kind=due.kind,
        group_id=due.group_id,
        group_meeting_id=due.group_meeting_id,
        period=due.key,
        version=old.version + 1,
        replaces_id=stored_id(old),
        because=because,
        period_start=due.period.start,
        period_end=due.period.end,
        due_at=due.due_at,
        status=EditionStatus.KLAR,
        claimed_until=now,
        as_of=old.as_of,
        made_at=now,
        title=frozen.document.title,
        taxonomy_version=taxonomy.version,
        **frozen.columns,
    )
