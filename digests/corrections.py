"""A correction: a new version of a frozen edition, which says what has changed and why; the old one stays as it was."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256

import structlog
from pydantic import TypeAdapter
from sqlmodel import select

from backend.access import hold, submitted_before
from backend.audit import record
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, stored_id
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.i18n import SWEDISH, Texts
from backend.reporting.guarding import guard
from backend.reporting.words import check_length, clean, says_something
from backend.times import local_date
from digests.compose import retell, with_words
from digests.differences import Difference, differences
from digests.document import Document, in_print
from digests.drafts.holders import may_hold
from digests.drafts.words import LONGEST_COMMENT, Words, put_into
from digests.editions.correction import headed, without_correction
from digests.frozen import Frozen, document_of, freeze, words_in
from digests.kind import Composed, Due
from digests.languages import compose_in, in_language, languages_again, translation
from digests.periods import Period, Quarter
from digests.recipients import send_again
from digests.render.page import content
from digests.say import Voice
from models import Edition, GroupMeeting, Person
from models.enums import AuditAction, EditionStatus

REPLACED = "paper.error.replaced"
LONGEST_REASON = 500

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What somebody says who corrects an edition: why (`because`), in words that all its readers see.

    `comments` are new comments by section; an empty one takes a comment away, and `without_story` the berättelse. `cleared` are
    words that only look like somebody's. `actor` None is förbundet itself.
    """

    because: str
    comments: Mapping[str, str] = field(default_factory=dict)
    without_story: bool = False
    cleared: Collection[str] = ()
    actor: Person | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a correction starts from: the edition, what is due anew, told from the figures of today, and which of them differ.

    `others` are what the edition said in each other language, and the same figures told in it.
    """

    old: Edition
    due: Due
    composed: Composed
    changed: Sequence[Difference]
    others: Mapping[str, tuple[Document, Composed]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction as it would be sent, in Swedish and in each other language of what it corrects."""

    basis: Basis
    because: str
    composed: Composed
    others: Mapping[str, Composed]

    @property
    def mark(self) -> str:
        """What tells this correction from every other that says something else."""
        versions = [self.composed, *(self.others[locale] for locale in sorted(self.others))]
        return sha256("".join(content(each.drafts[0]) for each in versions).encode()).hexdigest()


async def basis_of(
    database: Database, texts: Texts, taxonomy: Taxonomy, forbund_id: int, edition_id: int, actor: Person | None
) -> Basis:
    """Return what a correction of an edition starts from.

    `actor` None is förbundet itself. Raises NotFoundError for no such edition, NotAllowedError for who doesn't stand behind it,
    DomainError for one that has been replaced already, and `FiguresDisagree`.
    """
    async with database.read(forbund_id) as session:
        await _check_holder(session, edition_id, actor)
        old = await _latest(session, edition_id)
        due = await _due(session, old)
    async with database.snapshot(forbund_id) as session:
        versions = await compose_in(session, due, texts, taxonomy, await languages_again(session, old))
        told = {
            locale: (await _said_in(session, old, due, texts, taxonomy, locale), composed)
            for locale, composed in versions.others.items()
        }
    changed = _changed(old, document_of(old), versions.swedish, Voice(texts, taxonomy, SWEDISH))
    return Basis(old, due, versions.swedish, changed, told)


async def propose_correction(
    database: Database, texts: Texts, taxonomy: Taxonomy, basis: Basis, said: Correction, now: datetime
) -> Proposal:
    """Return the next version of an edition as `correct_edition` would send it.

    Raises PersonalDataError (fields `because` and `comment-<key>`), and DomainError for a reason that says nothing or a text that
    says too much, a comment on a section that it doesn't have, and a correction that would change nothing.
    """
    said = replace(said, because=clean(said.because), comments={key: clean(text) for key, text in said.comments.items()})
    async with database.read(basis.old.forbund_id) as session:
        await _check(session, said)
    voice = Voice(texts, taxonomy, basis.composed.drafts[0].locale)
    _check_sections(basis.composed.drafts[0], said.comments)
    composed = basis.composed
    today = local_date(now)
    words = _words(basis.old, said, today)
    if words:
        composed = with_words(composed, words, voice)
    before = without_correction(document_of(basis.old))
    if any(_says(each) == _says(before) for each in composed.drafts):
        raise DomainError("paper.error.unchanged")
    others = {}
    for locale, (told, other) in basis.others.items():
        speaker = Voice(texts, taxonomy, locale)
        worded = with_words(other, words, speaker) if words else other
        others[locale] = headed(worded, basis.old, said.because, _changed(basis.old, told, other, speaker), speaker, today)
    return Proposal(basis, said.because, headed(composed, basis.old, said.because, basis.changed, voice, today), others)


async def correct_edition(
    database: Database,
    texts: Texts,
    taxonomy: Taxonomy,
    forbund_id: int,
    edition_id: int,
    said: Correction,
    now: datetime,
    *,
    submit: str | None = None,
    seen: str | None = None,
) -> Edition:
    """Make the next version of an edition from the figures of today, send it to those who got the old one, and return it.

    `seen` is the mark of the proposal that the actor has read. The same submit again makes nothing more. Raises what `basis_of`
    and `propose_correction` do, and DomainError for one that says something else than was seen.
    """
    async with database.read(forbund_id) as session:
        await _check_holder(session, edition_id, said.actor)
        if made := await _made_before(session, edition_id, submit):
            return made
    basis = await basis_of(database, texts, taxonomy, forbund_id, edition_id, said.actor)
    proposal = await propose_correction(database, texts, taxonomy, basis, said, now)
    if seen is not None and seen != proposal.mark:
        raise DomainError("paper.error.unseen")
    frozen = await freeze(proposal.composed, texts)
    others = {locale: await freeze(each, texts) for locale, each in proposal.others.items()}
    async with database.begin(forbund_id) as session:
        # held, so that of two who correct it at once the second is told that it is replaced
        await hold(session, Edition, edition_id, "paper.error.missing")
        if made := await _made_before(session, edition_id, submit):
            return made
        await _latest(session, edition_id)
        new = _version(basis.old, basis.due, frozen, proposal.because, taxonomy, now)
        session.add(new)
        await session.flush()
        session.add_all(translation(stored_id(new), locale, each) for locale, each in others.items())
        messages = await send_again(session, new, basis.old, now)
        by = said.actor.id if said.actor else None
        record(session, by, AuditAction.CREATED, "edition", stored_id(new), now, replaces=edition_id, submit=submit)
    log.info("digest.corrected", edition=new.id, replaces=edition_id, changed=len(basis.changed), messages=messages)
    return new


async def _said_in(session: AsyncSession, old: Edition, due: Due, texts: Texts, taxonomy: Taxonomy, locale: str) -> Document:
    """Return what an edition said in a language; one that nobody read in it then says it now, from what was frozen."""
    told = await in_language(session, old, locale)
    if told is not old:
        return document_of(told)
    again, words = await retell(session, old, due.meets_on, texts, taxonomy, locale), words_in(old.figures)
    return in_print(put_into(again, words, Voice(texts, taxonomy, locale))) if words else again


def _changed(old: Edition, before: Document, composed: Composed, voice: Voice) -> Sequence[Difference]:
    """Return what has changed but for what a person says of it: both have what stood on the old one."""
    words = words_in(old.figures)
    return differences(without_correction(before), (with_words(composed, words, voice) if words else composed).drafts[0])


async def _made_before(session: AsyncSession, edition_id: int, submit: str | None) -> Edition | None:
    """Return the version that this submit has made already."""
    newer = (await session.exec(select(Edition).where(Edition.replaces_id == edition_id))).first()
    return newer if newer and submit and await submitted_before(session, "edition", stored_id(newer), submit) else None


async def _check_holder(session: AsyncSession, edition_id: int, actor: Person | None) -> None:
    edition = await _sent(session, edition_id)
    if actor is not None and not await may_hold(session, stored_id(actor), edition.kind, edition.group_id):
        raise NotAllowedError("error.not_yours")


async def _sent(session: AsyncSession, edition_id: int) -> Edition:
    found = select(Edition).where(Edition.id == edition_id, Edition.status == EditionStatus.KLAR)
    edition = (await session.exec(found)).first()
    if edition is None:
        raise NotFoundError("paper.error.missing")
    return edition


async def _latest(session: AsyncSession, edition_id: int) -> Edition:
    edition = await _sent(session, edition_id)
    newer = (await session.exec(select(Edition.id).where(Edition.replaces_id == edition_id))).first()
    if newer is not None:
        raise DomainError(REPLACED, number=newer)
    return edition


async def _check(session: AsyncSession, said: Correction) -> None:
    if not says_something(said.because):
        raise DomainError("paper.error.no_reason", field="because")
    fields = {"because": said.because, **{f"comment-{key}": text for key, text in said.comments.items()}}
    for name, text in fields.items():
        check_length(name, text, LONGEST_REASON if name == "because" else LONGEST_COMMENT)
    await guard(session, fields, cleared=said.cleared)


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


def _says(document: Document) -> tuple[object, ...]:
    """Return what two versions that say the same have in common, when they are told in equal room."""
    return document.numbers, document.lead, document.sections, document.annex


def said_of(edition: Edition) -> Words:
    """Return what a person stands behind in an edition."""
    kept = words_in(edition.figures)
    return kept if kept and (kept.approved_on or kept.corrected_on) else Words()


def _words(old: Edition, said: Correction, today: date) -> Words | None:
    """Return what a person says of the new version: what stood on the old one, with the new comments."""
    if not said.comments and not said.without_story:
        return words_in(old.figures)
    stood = said_of(old)
    kept = {key: text for key, text in {**stood.comments, **said.comments}.items() if text}
    story = "" if said.without_story else stood.story
    # what is written anew is written beside the figures of today
    changed = tuple(key for key in stood.changed if key not in said.comments)
    return replace(stood, comments=kept, story=story, changed=changed, corrected_on=today)


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
