"""What a holder does with a draft: reads it as it will be, writes in it, approves it, and opens it again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import hold, of_act, submitted_before
from backend.audit import record
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, stored_id
from backend.directory.vocabulary import own_taxonomy
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.i18n import Texts
from backend.reporting.guarding import guard
from backend.reporting.words import check_length, clean
from backend.times import local_date
from digests.compose import compose, with_words
from digests.differences import Difference
from digests.document import Document
from digests.drafts.holders import kommuner_behind, may_hold
from digests.drafts.since import approved_in, as_approved, changed_since, told_since
from digests.drafts.stories import propose_stories
from digests.drafts.words import LONGEST_COMMENT, LONGEST_STORY, Words, words_of
from digests.kind import Composed, Due
from digests.kinds import KINDS
from digests.periods import Period
from digests.render.page import content
from digests.say import Voice
from models import Draft, DraftSection, Edition, Group, Person
from models.enums import AuditAction, EditionStatus


class Stage(StrEnum):
    """Where a draft stands. `WAITS` is sent by itself when its time comes, marked as not commented.

    `MAKING` is when its time has come and the edition isn't made yet, which is tried until it is.
    """

    WAITS = "waits"
    APPROVED = "approved"
    MAKING = "making"
    SENT = "sent"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a draft stands, and what is written in it.

    `approved_by` is the name of who approved it, empty for förbundet's own mailbox; `edition_id` is what was sent.
    """

    id: int
    group: str
    due_at: datetime
    stage: Stage
    words: Words
    approved_by: str
    edition_id: int | None


@dataclass(frozen=True, slots=True)
class Drafted:
    """The edition that a draft will be, with its figures up to and including yesterday and nobody's words in it yet.

    `changed` is what differs from what was approved.
    """

    composed: Composed
    voice: Voice
    changed: Sequence[Difference] = ()

    @property
    def document(self) -> Document:
        """The roomiest way to tell it."""
        return self.composed.drafts[0]

    @property
    def mark(self) -> str:
        """What tells this draft from every other that says something else."""
        return sha256(content(self.document).encode()).hexdigest()

    def with_words(self, words: Words, now: datetime) -> Composed:
        """Return the edition as it would be if it were approved now as it stands, marked on every form as what isn't sent yet."""
        approved = replace(told_since(words, self.changed), approved_on=words.approved_on or local_date(now))
        told = with_words(self.composed, approved, self.voice)
        mark = self.voice.t("human.unsent" if words.approved_on else "human.draft")
        return replace(told, drafts=tuple(each.marked(mark) for each in told.drafts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a holder has written: comments by section, the sections to leave out, and the berättelse."""

    comments: Mapping[str, str]
    left_out: Collection[str]
    story: str


async def open_draft(session: AsyncSession, draft_id: int, viewer: Person | None, now: datetime) -> None:
    """Pass one who holds a draft, whose look is kept in the audit trail; `viewer` None is förbundet's own mailbox.

    Raises NotFoundError and NotAllowedError.
    """
    await _check(session, viewer, await _find(session, draft_id))
    record(session, viewer.id if viewer else None, AuditAction.VIEWED, "draft", draft_id, now)


async def standing(session: AsyncSession, draft_id: int, now: datetime) -> Standing:
    """Return where a draft stands; raise NotFoundError."""
    draft = await _find(session, draft_id)
    group = (await session.exec(select(Group).where(Group.id == draft.group_id))).one()
    approver = await session.get(Person, draft.approved_by_id) if draft.approved_by_id else None
    return Standing(
        id=draft_id,
        group=group.name,
        due_at=draft.due_at,
        stage=await _stage(session, draft, now),
        words=await words_of(session, draft),
        approved_by=approver.name if approver else "",
        edition_id=edition.id if (edition := await _edition(session, draft)) and edition.status is EditionStatus.KLAR else None,
    )


async def drafted(session: AsyncSession, draft_id: int, texts: Texts, taxonomy: Taxonomy, now: datetime) -> Drafted:
    """Return the edition that a draft will be.

    Raises NotFoundError, DomainError for one that is called off or whose time has passed, and `FiguresDisagree` when its figures
    don't add up.
    """
    draft = await _find(session, draft_id)
    due = await _due(session, draft, now)
    if due is None:
        raise DomainError(f"draft.error.{await _stage(session, draft, now)}")
    composed = await compose(session, _until_yesterday(due, now), texts, taxonomy)
    changed = changed_since(approved_in(draft), composed)
    return Drafted(composed, Voice(texts, await own_taxonomy(session, taxonomy), composed.drafts[0].locale), changed)


async def stories_for(session: AsyncSession, draft_id: int, voice: Voice, now: datetime) -> Sequence[str]:
    """Return texts that may be a draft's berättelse, the likeliest first; none when there is to be no edition."""
    draft = await _find(session, draft_id)
    due = await _due(session, draft, now)
    kommun_ids = await kommuner_behind(session, draft.kind, draft.group_id)
    return await propose_stories(session, kommun_ids or None, due.period, voice) if due else ()


async def save_draft(
    session: AsyncSession,
    actor: Person | None,
    draft_id: int,
    written: Written,
    submit: str,
    now: datetime,
    *,
    revision: int,
    approved: Drafted | None = None,
    seen: str | None = None,
    cleared: Collection[str] = (),
) -> None:
    """Keep what a holder has written, and with `approved` stand behind it; `revision` is that of the draft that they read.

    `approved` is the edition as `drafted` gives it: what has changed when it is sent is told by that. `seen` is the mark of
    the one that the holder has read.

    The same submit again does nothing more. Raises NotFoundError, NotAllowedError, PersonalDataError (fields `comment-<key>` and
    `story`), and DomainError for a text that is too long, a draft that is sent, called off or approved already, one that
    somebody else has changed since it was read, and one that tells something else than was seen.
    """
    draft = await hold(session, Draft, draft_id, "draft.error.missing")
    if await taken_before(session, actor, draft_id, submit, approve=approved is not None):
        return
    if (stage := await _stage(session, draft, now)) is not Stage.WAITS:
        raise DomainError(f"draft.error.{stage}")
    if draft.revision != revision:
        raise DomainError("draft.error.changed")
    if approved and seen is not None and seen != approved.mark:
        raise DomainError("draft.error.unseen")
    comments = {key: clean(text) for key, text in written.comments.items()}
    story = clean(written.story)
    noted = await _guard(session, comments, story, cleared)
    await session.exec(sa.delete(DraftSection).where(col(DraftSection.draft_id) == draft_id))
    session.add_all(
        DraftSection(draft_id=draft_id, key=key, comment=comments.get(key, ""), hidden=key in written.left_out)
        for key in sorted({*(key for key, text in comments.items() if text), *written.left_out})
    )
    draft.story, draft.revision = story, draft.revision + 1
    actor_id = stored_id(actor) if actor else None
    if approved:
        draft.approved_at, draft.approved_by_id, draft.approved = now, actor_id, as_approved(approved.composed)
    done = _act(submit, approve=approved is not None)
    record(session, actor_id, AuditAction.CHANGED, "draft", draft_id, now, submit=done, approved=approved is not None, **noted)
    await session.flush()


async def taken_before(session: AsyncSession, actor: Person | None, draft_id: int, submit: str, *, approve: bool) -> bool:
    """Whether a holder's submit has been taken already; raise NotFoundError, and NotAllowedError for who holds no such draft."""
    await _check(session, actor, await _find(session, draft_id))
    return await submitted_before(session, "draft", draft_id, _act(submit, approve=approve))


def _act(submit: str, *, approve: bool) -> str:
    return of_act(submit, "approve" if approve else "save")


async def reopen_draft(session: AsyncSession, actor: Person | None, draft_id: int, submit: str, now: datetime) -> None:
    """Take an approval back, so that the draft can be changed; one that isn't approved stays as it is.

    The same submit again does nothing more: the draft may have been approved anew meanwhile. Raises NotFoundError,
    NotAllowedError, and DomainError for a draft that is being made, sent or called off.
    """
    draft = await hold(session, Draft, draft_id, "draft.error.missing")
    await _check(session, actor, draft)
    done = of_act(submit, "reopen")
    if await submitted_before(session, "draft", draft_id, done):
        return
    stage = await _stage(session, draft, now)
    if stage not in (Stage.WAITS, Stage.APPROVED):
        raise DomainError(f"draft.error.{stage}")
    if stage is Stage.APPROVED:
        draft.approved_at = draft.approved_by_id = None
        draft.revision += 1
        record(session, actor.id if actor else None, AuditAction.CHANGED, "draft", draft_id, now, submit=done, approved=False)
        await session.flush()


async def _guard(
    session: AsyncSession, comments: Mapping[str, str], story: str, cleared: Collection[str]
) -> dict[str, Mapping[str, int]]:
    fields = {f"comment-{key}": text for key, text in comments.items()}
    for name, text in fields.items():
        check_length(name, text, LONGEST_COMMENT)
    check_length("story", story, LONGEST_STORY)
    return dict(await guard(session, {**fields, "story": story}, cleared=cleared))


async def _find(session: AsyncSession, draft_id: int) -> Draft:
    draft = (await session.exec(select(Draft).where(Draft.id == draft_id))).first()
    if draft is None:
        raise NotFoundError("draft.error.missing")
    return draft


async def _check(session: AsyncSession, actor: Person | None, draft: Draft) -> None:
    if actor is not None and not await may_hold(session, stored_id(actor), draft.kind, draft.group_id):
        raise NotAllowedError("error.not_yours")


async def _edition(session: AsyncSession, draft: Draft) -> Edition | None:
    """Return the edition that a draft has become, or is becoming."""
    same = sa.and_(col(Edition.kind) == draft.kind, col(Edition.group_id) == draft.group_id, col(Edition.period) == draft.period)
    return (await session.exec(select(Edition).where(same).order_by(col(Edition.version).desc()))).first()


async def _stage(session: AsyncSession, draft: Draft, now: datetime) -> Stage:
    if (edition := await _edition(session, draft)) is not None:
        return Stage.SENT if edition.status is EditionStatus.KLAR else Stage.MAKING
    if draft.stopped_at or await _due(session, draft, now) is None:
        return Stage.STOPPED
    return Stage.APPROVED if draft.approved_at else Stage.WAITS


async def _due(session: AsyncSession, draft: Draft, now: datetime) -> Due | None:
    """Return the edition that a draft will be, or is about to be; None when there is to be none any more."""
    group = (await session.exec(select(Group).where(Group.id == draft.group_id, col(Group.active)))).first()
    if group is None:
        return None
    kind = KINDS[draft.kind]
    planned = [*await kind.due(session, group, now), *await kind.coming(session, group, now)]
    return next((due for due in planned if due.key == draft.period), None)


def _until_yesterday(due: Due, now: datetime) -> Due:
    """Return the edition with no day that isn't over: what is to be answered tomorrow isn't late today.

    A period that goes on is compared with as many days of the one before: three days against ninety would tell of a fall.
    """
    yesterday = max(due.period.start, local_date(now) - timedelta(days=1))
    if yesterday >= due.period.end:
        return due
    so_far = Period(due.period.start, yesterday)
    return replace(due, period=so_far, previous=due.previous.first(so_far.days))
