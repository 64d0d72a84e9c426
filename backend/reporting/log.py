"""Logging a report: guarded, numbered, put before a receiver, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from backend.audit import record_new
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, insert_new, insert_own, own_forbund
from backend.directory.numbers import next_number
from backend.directory.receivers import find_receiver, tell_receiver
from backend.directory.vocabulary import own_taxonomy, read_names
from backend.errors import DomainError, NotAllowedError
from backend.reporting.guarding import guard
from backend.reporting.proposed import keep_proposals
from backend.reporting.understand import Candidate
from backend.reporting.words import clean, says_something
from backend.times import add_working_days, local_date
from models import Person, Report, ReportParty, StatusChange
from models.enums import Consequence, NoticeKind, PartyCode, ReportStatus, Slag, Source
from models.report import parts

_PARTIES, _HISTORY = sa.insert(ReportParty), sa.insert(StatusChange)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """What the reporter sends; `proposed` is what the product proposed, best first, by the model `model_version`.

    `because` are the words of the text that spoke for the first proposal.
    `category` may be a finer one of the förbund's own, as in `NARVARO:SENT`. `event_until` is the last day of something that went
    on from `event_date`. `cleared` are words of the text of which the reporter has said that they are no person.
    """

    text: str
    kommun_id: int
    parties: tuple[PartyCode, ...]
    category: str
    event_date: date | None = None
    event_until: date | None = None
    recurring: bool | None = None
    slag: Slag = Slag.BRIST
    suggestion: str = ""
    consequence: Consequence | None = None
    spoken_with_party: bool | None = None
    proposed: Sequence[Candidate] = ()
    because: Sequence[str] = ()
    model_version: str = ""
    source: Source = Source.TEAMS
    cleared: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Logged:
    """A stored report. `made` is the audit trail's id of its making, when that was now; None when its key was known already."""

    report: Report
    made: int | None = None


async def log_report(
    session: AsyncSession, reporter: Person, draft: ReportDraft, taxonomy: Taxonomy, idempotency_key: str, now: datetime
) -> Logged:
    """Store the report with its receiver and the notices to it; return it. The same key again returns the first one.

    Raises PersonalDataError when the guard finds something, DomainError for what is missing or impossible, and NotAllowedError
    for another person's key; nothing is stored then.
    """
    draft, cleared = await check_draft(session, draft, taxonomy, now)
    try:
        # The number is taken inside, so that a second click takes none.
        async with session.begin_nested():
            return await _store(session, reporter, draft, taxonomy, idempotency_key, now, cleared)
    except IntegrityError:
        if known := await _logged_before(session, reporter, idempotency_key):
            return Logged(known)
        raise


async def check_draft(
    session: AsyncSession, draft: ReportDraft, taxonomy: Taxonomy, now: datetime
) -> tuple[ReportDraft, Mapping[str, object]]:
    """Return the draft with its words cleaned, and what the audit trail keeps of what was cleared.

    Raises PersonalDataError, or DomainError for what is missing or impossible.
    """
    draft = replace(draft, text=clean(draft.text), suggestion=clean(draft.suggestion))
    cleared = await guard(session, {"text": draft.text, "suggestion": draft.suggestion}, cleared=draft.cleared)
    if not says_something(draft.text):
        raise DomainError("error.text_missing")
    if draft.kommun_id not in dict((await read_names(session)).kommuner):
        raise DomainError("error.kommun_unknown")
    if not draft.parties:
        raise DomainError("error.parties_missing")
    if draft.category not in (await own_taxonomy(session, taxonomy)).codes:
        raise DomainError("error.category_unknown")
    if any(day and day > local_date(now) for day in (draft.event_date, draft.event_until)):
        raise DomainError("error.date_in_future")
    if draft.event_until and (draft.event_date is None or draft.event_until < draft.event_date):
        raise DomainError("error.event_until")
    if draft.event_until == draft.event_date:
        draft = replace(draft, event_until=None)
    return draft, cleared


async def _logged_before(session: AsyncSession, reporter: Person, idempotency_key: str) -> Report | None:
    found = await session.exec(select(Report).where(Report.idempotency_key == idempotency_key))
    report = found.first()
    if report and report.reporter_id != reporter.id:
        raise NotAllowedError("error.not_yours")
    return report


async def _store(
    session: AsyncSession,
    reporter: Person,
    draft: ReportDraft,
    taxonomy: Taxonomy,
    idempotency_key: str,
    now: datetime,
    cleared: Mapping[str, object],
) -> Logged:
    """Write it past the unit of work: nothing is written more often, and somebody waits for it."""
    forbund = await own_forbund(session)
    category, subcategory = parts(draft.category)
    receiver = await find_receiver(session, draft.kommun_id)
    report = Report(
        number=await next_number(session, "SB", now),
        idempotency_key=idempotency_key,
        reported_at=now,
        reporter_id=reporter.id,
        reporting_party=reporter.party,
        source=draft.source,
        kommun_id=draft.kommun_id,
        text=draft.text,
        suggestion=draft.suggestion,
        slag=draft.slag,
        event_date=draft.event_date,
        event_until=draft.event_until,
        recurring=draft.recurring,
        consequence=draft.consequence,
        spoken_with_party=draft.spoken_with_party,
        category=category,
        subcategory=subcategory,
        reporter_category=category,
        proposed=keep_proposals(draft.proposed, draft.text, draft.because),
        model_version=draft.model_version,
        taxonomy_version=taxonomy.version,
        receiver_id=receiver.person.id if receiver.person else None,
        receiver_role=receiver.role,
        answer_due=add_working_days(local_date(now), forbund.answer_working_days),
    )
    report_id = await insert_new(session, report)
    parties = [{"report_id": report_id, "party": party} for party in dict.fromkeys(draft.parties)]
    await insert_own(session, _PARTIES, *parties)
    step = {"report_id": report_id, "after": ReportStatus.MOTTAGEN, "changed_by_id": reporter.id, "changed_at": now}
    await insert_own(session, _HISTORY, step)
    made = await record_new(session, reporter.id, "report", report_id, now, **cleared)
    await tell_receiver(
        session,
        receiver,
        key=f"report:{report_id}:received",
        kind=NoticeKind.REPORT_RECEIVED,
        subject_id=report_id,
        now=now,
    )
    return Logged(report, made)
